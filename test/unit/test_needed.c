/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/needed.h"
#include "unit.h"

enum { PV = 1, LABEL = 2, VG = 4 };

static int nothing(struct dm_report *dm, struct dm_pool *pool, struct dm_report_field *field,
		   const void *object, void *private)
{
	(void)dm;
	(void)pool;
	(void)field;
	(void)object;
	(void)private;
	return 1;
}

static const struct dm_report_object_type types[] = {
	{ VG, "Volume Group", "vg_", NULL },
	{ PV, "Physical Volume", "pv_", NULL },
	{ LABEL, "Physical Volume Label", "pv_", NULL },
	{ 0, "", "", NULL },
};

static const struct dm_report_field_type fields[] = {
	{ PV, 0, 0, 1, "pv_name", "PV", nothing, "" },
	{ LABEL, 0, 0, 1, "dev_size", "DevSize", nothing, "" },
	{ VG, 0, 0, 1, "vg_name", "VG", nothing, "" },
	{ VG, 0, 0, 1, "vg_size", "VSize", nothing, "" },
	{ 0, 0, 0, 0, "", "", NULL, NULL },
};

static const struct report_table table = { types, fields, NULL };
static bool needed[4];

/* `expected` has a character for each field: x if it is needed. */
static void assert_needed(const char *names, const char *expected)
{
	memset(needed, 0, sizeof(needed));
	ck_assert(needed_mark(&table, names, needed));
	for (size_t i = 0; i < 4; i++)
		ck_assert_msg(needed[i] == (expected[i] == 'x'), "%s: %s", names, fields[i].id);
}

START_TEST(test_names)
{
	assert_needed("", "----");
	assert_needed("vg_name", "--x-");
	assert_needed("vg_size,pv_name", "x--x");
	assert_needed("vg_size, pv_name,", "x--x");
	assert_needed("dev_size,dev_size", "-x--");
}
END_TEST

START_TEST(test_sort_keys)
{
	assert_needed("-vg_size,+vg_name", "--xx");
}
END_TEST

START_TEST(test_all_of_a_type)
{
	assert_needed("pv_all", "xx--");
	assert_needed("vg_all,pv_name", "x-xx");
}
END_TEST

/* What dm_report knows, but not we: it has to have all fields. */
START_TEST(test_not_plain)
{
	static const char *const names[] = {
		"all", "name", "vgname", "VG_NAME", "vg_nam", "vg_names", "lv_all", "selected", "help"
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		ck_assert_msg(!needed_mark(&table, names[i], needed), "%s", names[i]);
	ck_assert(!needed_mark(&table, "vg_name,nothing", needed));
}
END_TEST

Suite *needed_suite(void)
{
	Suite *suite = suite_create("needed");
	TCase *tcase = tcase_create("needed");

	tcase_add_test(tcase, test_names);
	tcase_add_test(tcase, test_sort_keys);
	tcase_add_test(tcase, test_all_of_a_type);
	tcase_add_test(tcase, test_not_plain);
	suite_add_tcase(suite, tcase);
	return suite;
}
