/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>

#include "draw/runs.h"
#include "unit.h"

#define MAX 8

static struct volscan_lv lvs[3] = { { .name = "a" }, { .name = "b" }, { .name = "c" } };
static struct volscan_segment of_lv[3] = {
	{ .lv = &lvs[0] }, { .lv = &lvs[1] }, { .lv = &lvs[2] },
};
static struct volscan_pv_segment pieces[64];
static struct volscan_pv pv;
static struct run runs[MAX + 1];

/* Pieces of a PV: "a3 .2 b1" is three extents of a, two free ones, one of b. */
static void make_pv(const char *text)
{
	pv = (struct volscan_pv){ .segments = pieces };
	for (; *text; text += text[2] ? 3 : 2) {
		struct volscan_pv_segment *piece = &pieces[pv.segment_count++];

		*piece = (struct volscan_pv_segment){ .start = pv.pe_count,
						      .count = (uint32_t)(text[1] - '0') };
		if (*text != '.')
			piece->segment = &of_lv[*text - 'a'];
		pv.pe_count += piece->count;
	}
}

static void assert_runs(size_t max, const char *expected)
{
	char text[64] = "";
	uint32_t next = 0;
	size_t i, count, length = 0;

	runs[max].start = 4711;
	count = runs_of(&pv, runs, max);
	ck_assert_uint_le(count, max);
	ck_assert_uint_eq(runs[max].start, 4711);
	for (i = 0; i < count; i++) {
		ck_assert_uint_eq(runs[i].start, next);
		next += runs[i].count;
		length += (size_t)snprintf(text + length, sizeof(text) - length, "%s%s%u",
					   i ? " " : "", runs[i].lv ? runs[i].lv->name : ".",
					   runs[i].count);
	}
	ck_assert_uint_eq(next, pv.pe_count);
	ck_assert_str_eq(text, expected);
}

START_TEST(pieces_of_an_lv_side_by_side_are_one)
{
	make_pv("a3 a2 .1 .1 b1 a1");
	assert_runs(MAX, "a5 .2 b1 a1");
}
END_TEST

START_TEST(as_many_as_there_may_be_are_exact)
{
	make_pv("a1 b1 a1 b1 a1 b1 a1 .9");
	assert_runs(8, "a1 b1 a1 b1 a1 b1 a1 .9");
}
END_TEST

START_TEST(more_become_parts_of_one_size_of_who_has_most)
{
	make_pv("a3 b1 b1 c2 .1 a1 b2 a1");
	assert_runs(3, "a4 c4 b4");
	make_pv("a1 b1 a1 b1 a2 .2 .3 a1 b2 .2");
	assert_runs(4, "a8 .4 b4");
}
END_TEST

START_TEST(parts_of_an_extent_or_none)
{
	make_pv("a1 b1 a1");
	assert_runs(2, "a1 b2");
	assert_runs(1, "a3");
	make_pv("");
	assert_runs(2, "");
}
END_TEST

Suite *runs_suite(void)
{
	Suite *suite = suite_create("runs");
	TCase *tcase = tcase_create("runs");

	tcase_add_test(tcase, pieces_of_an_lv_side_by_side_are_one);
	tcase_add_test(tcase, as_many_as_there_may_be_are_exact);
	tcase_add_test(tcase, more_become_parts_of_one_size_of_who_has_most);
	tcase_add_test(tcase, parts_of_an_extent_or_none);
	suite_add_tcase(suite, tcase);
	return suite;
}
