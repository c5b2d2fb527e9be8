/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What names of fields mean, as libdevmapper has it. */
#include "report/layout.h"

#include <stdio.h>
#include <string.h>

#include "report/table.h"
#include "unit.h"

enum { PV = 1, LABEL = 2, VG = 4, BARE = 8 };

static const struct report_type types[] = {
	{ VG, "Volume Group", "vg_" },
	{ PV, "Physical Volume", "pv_" },
	{ LABEL, "Physical Volume Label", "pv_" },
	{ BARE, "Finding", "" },
	{ 0, "", "" },
};

static int nothing(const struct cell *c, const void *object)
{
	(void)c;
	(void)object;
	return 1;
}

/* The field that every report has is made by it. */
int put_number(const struct cell *c, uint64_t number)
{
	return nothing(c, &number);
}

#define FIELD(type, name) { type, FIELD_STRING, 1, name, "", "", nothing }
static const struct report_field fields[] = {
	FIELD(PV, "pv_name"),
	FIELD(LABEL, "dev_size"),
	FIELD(VG, "vg_name"),
	FIELD(VG, "vg_size"),
	FIELD(BARE, "code"),
	{ .value = NULL },
};

static const struct report_table table = { types, fields, NULL };
static struct layout layout;

static void tear_down(void)
{
	layout_free(&layout);
}

static void make(unsigned base, const char *names, const char *keys)
{
	layout_free(&layout);
	ck_assert_msg(layout_make(&layout, &table, base, names, keys), "%s; %s", names, keys);
}

/* "+pv_name1 -dev_size0": shown and hidden, and which key in which direction. */
static const char *columns(void)
{
	static char text[256];
	size_t length = 0;

	text[0] = '\0';
	for (size_t i = 0; i < layout.count; i++) {
		const struct column *column = &layout.columns[i];

		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%c%s",
					   i ? " " : "", i < layout.shown ? '+' : '-',
					   column->field->id);
		if (column->key != NO_KEY)
			length += (size_t)snprintf(text + length, sizeof(text) - length, "%d%s",
						   column->key, column->descending ? "v" : "^");
	}
	return text;
}

static void assert_columns(unsigned base, const char *names, const char *keys,
			   const char *expected, unsigned expected_types)
{
	make(base, names, keys);
	ck_assert_str_eq(columns(), expected);
	ck_assert_uint_eq(layout.types, expected_types);
}

START_TEST(test_names)
{
	assert_columns(PV, "", "", "", PV);
	assert_columns(PV, "vg_name", "", "+vg_name", PV | VG);
	assert_columns(PV, "vg_size,pv_name,vg_size", "", "+vg_size +pv_name +vg_size", PV | VG);
	assert_columns(PV, ",vg_name,,pv_name", "", "+vg_name +pv_name", PV | VG);
	assert_columns(VG, "selected", "", "+selected", VG);
	ck_assert(layout.shows_selected);
}
END_TEST

START_TEST(test_names_may_be_written_otherwise)
{
	assert_columns(PV, "name", "", "+pv_name", PV);
	assert_columns(VG, "name,_size_", "", "+vg_name +vg_size", VG);
	assert_columns(PV, "VGName,v_gsize,DEVSIZE", "", "+vg_name +vg_size +dev_size",
		       PV | LABEL | VG);
	assert_columns(BARE, "code", "", "+code", BARE);
}
END_TEST

START_TEST(test_all)
{
	assert_columns(VG, "all", "", "+vg_name +vg_size", VG);
	assert_columns(PV, "all", "", "+pv_name +dev_size", PV | LABEL);
	assert_columns(PV, "ALL,vg_name", "", "+pv_name +dev_size +vg_name +vg_size +vg_name",
		       PV | LABEL | VG);
	assert_columns(VG, "pv_all", "vg_size", "+pv_name +dev_size -vg_size0^", PV | LABEL | VG);
	assert_columns(VG, "pvall", "", "+pv_name +dev_size", PV | LABEL | VG);
	assert_columns(BARE, "all", "", "+code", BARE);
}
END_TEST

START_TEST(test_keys)
{
	assert_columns(PV, "pv_name", "pv_name", "+pv_name0^", PV);
	assert_columns(PV, "pv_name,vg_name", "-vg_size,+name,-vg_name",
		       "+pv_name1^ +vg_name2v -vg_size0v", PV | VG);
	ck_assert_uint_eq(layout.key_count, 3);
	assert_columns(PV, "pv_name,pv_name", "pv_name,-pv_name", "+pv_name0^ +pv_name", PV);
	assert_columns(PV, "pv_name", "-selected", "+pv_name -selected0v", PV);
	ck_assert(!layout.shows_selected);
}
END_TEST

START_TEST(test_help)
{
	make(PV, "pv_name,help", "");
	ck_assert(layout.help);
	make(PV, "pv_name", "?");
	ck_assert(layout.help);
	make(PV, "pv_name", "");
	ck_assert(!layout.help);
}
END_TEST

static const struct {
	const char *names, *keys;
} unknown[] = {
	{ "vg_nam", "" }, { "vg_names", "" }, { "size", "" }, { "pv_name,", "" }, { "lv_all", "" },
	{ "pv_name,nothing", "" }, { "pv_name name", "" }, { "vg_alls", "" },
	{ "", "nothing" }, { "", "-" }, { "", "pv_name,+" }, { "", "--pv_name" }, { "", "pv_name," },
	{ "", "all" },
};
#define UNKNOWN ((int)(sizeof(unknown) / sizeof(unknown[0])))

START_TEST(test_unknown_names)
{
	ck_assert(!layout_make(&layout, &table, PV, unknown[_i].names, unknown[_i].keys));
}
END_TEST

START_TEST(test_no_prefix_is_none)
{
	ck_assert(!layout_make(&layout, &table, BARE, "ode", ""));
}
END_TEST

START_TEST(test_compact)
{
	make(PV, "pv_name,dev_size,vg_name", "vg_size");
	ck_assert(layout_compact(&layout, "devsize,vg_name"));
	for (size_t i = 0; i < 4; i++)
		ck_assert_int_eq(layout.columns[i].is_compact, i == 1 || i == 2);
	ck_assert(!layout_compact(&layout, "nothing"));
}
END_TEST

Suite *layout_suite(void)
{
	Suite *suite = suite_create("layout");
	TCase *tcase = tcase_create("layout");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_names_may_be_written_otherwise);
	tcase_add_test(tcase, test_all);
	tcase_add_test(tcase, test_keys);
	tcase_add_test(tcase, test_help);
	tcase_add_loop_test(tcase, test_unknown_names, 0, UNKNOWN);
	tcase_add_test(tcase, test_no_prefix_is_none);
	tcase_add_test(tcase, test_compact);
	suite_add_tcase(suite, tcase);
	return suite;
}
