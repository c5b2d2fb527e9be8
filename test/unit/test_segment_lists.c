/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Segments of unknown types, and several of one LV. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text_rig.h"
#include "unit.h"

static struct text_rig rig;

/* ------------------------------------------------------------------------
 * Unknown ones
 */

static const char *const unknown_types[] = {
	"future", "striped+FUTURE", "+", "striped+", "linear+RESHAPE+FUTURE", "",
};

START_TEST(test_unknown_type_is_kept)
{
	char body[128], *text;
	const struct volscan_segment *segment;

	snprintf(body, sizeof(body), "type = \"%s\"", unknown_types[_i]);
	text = text_replace(VG(LV("lv", 5, LINEAR("pv0", 0))), "type = \"striped\"", body);
	text_rig_read(&rig, text);
	segment = rig_segment(&rig, "lv");
	ck_assert(segment->unknown_type);
	ck_assert_str_eq(segment->type, unknown_types[_i]);
	ck_assert_uint_eq(segment->count, 5);
	ck_assert_uint_eq(segment->area_count, 0);
	ck_assert_uint_eq(segment->lv->size, 5 * 8192);
	ck_assert_uint_eq(rig.vg->free_count, 200);
	ck_assert_uint_eq(rig.warnings, 1);
	ck_assert_ptr_nonnull(strstr(rig.warning, "unknown segment type"));
	text_rig_end(&rig);
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------
 * Several of one LV
 */

#define TWO(first, second) VG(LV_WITH("lv", VISIBLE, "", 2, first second))

START_TEST(test_segments_are_sorted)
{
	const struct volscan_lv *lv;

	text_rig_read(&rig, TWO(SEGMENT(1, 3, 2, LINEAR("pv0", 50)),
				SEGMENT(2, 0, 3, LINEAR("pv1", 0))));
	lv = rig_lv(&rig, "lv");
	ck_assert_uint_eq(lv->segment_count, 2);
	ck_assert_uint_eq(lv->segments[0]->start, 0);
	ck_assert_uint_eq(lv->segments[1]->start, 3);
	ck_assert_uint_eq(lv->extent_count, 5);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_gap_and_overlap)
{
	text_rig_refused(TWO(SEGMENT(1, 0, 2, LINEAR("pv0", 50)),
			     SEGMENT(2, 3, 3, LINEAR("pv1", 0))),
			 "a segment should start at extent 2 and starts at 3");
	text_rig_refused(TWO(SEGMENT(1, 0, 2, LINEAR("pv0", 50)),
			     SEGMENT(2, 1, 3, LINEAR("pv1", 0))),
			 "a segment should start at extent 2 and starts at 1");
	text_rig_refused(TWO(SEGMENT(1, 0, 2, LINEAR("pv0", 50)),
			     SEGMENT(2, 0, 3, LINEAR("pv1", 0))),
			 "a segment should start at extent");
}
END_TEST

START_TEST(test_segment_tags)
{
	const struct volscan_segment *segment;

	text_rig_read(&rig, VG(LV("lv", 5, LINEAR("pv0", 0) "\ntags = [\"a\", \"b\"]")));
	segment = rig_segment(&rig, "lv");
	ck_assert_uint_eq(segment->tags.count, 2);
	ck_assert_str_eq(segment->tags.items[1], "b");
	text_rig_end(&rig);
}
END_TEST

/* As one they would be of one set of tags. */
START_TEST(test_tags_keep_segments_apart)
{
	static const struct {
		const char *first, *second;
		size_t segments;
	} cases[] = {
		{ "[\"a\", \"b\"]", "[\"a\", \"b\"]", 1 }, { "[\"a\"]", "[\"b\"]", 2 },
		{ "[\"a\", \"b\"]", "[\"a\", \"c\"]", 2 }, { "[\"a\"]", "[]", 2 },
	};
	char text[2048];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		snprintf(text, sizeof(text),
			 VG(LV_WITH("lv", VISIBLE, "", 2,
				    SEGMENT(1, 0, 2, LINEAR("pv0", 0) "\ntags = %s")
				    SEGMENT(2, 2, 3, LINEAR("pv0", 2) "\ntags = %s"))),
			 cases[i].first, cases[i].second);
		text_rig_read(&rig, text);
		ck_assert_uint_eq(rig_lv(&rig, "lv")->segment_count, cases[i].segments);
		text_rig_end(&rig);
	}
}
END_TEST

START_TEST(test_lv_without_segments)
{
	text_rig_refused(VG(LV_WITH("lv", VISIBLE, "", 0, "")), "it has no segments");
	text_rig_refused(VG(LV_WITH("pvmove0", HIDDEN ", \"PVMOVE\"", "", 0, "")),
			 "it has no segments");
}
END_TEST

Suite *segment_lists_suite(void)
{
	Suite *suite = suite_create("segment_lists");
	TCase *unknown = tcase_create("unknown"), *several = tcase_create("several");

	tcase_add_loop_test(unknown, test_unknown_type_is_kept, 0,
			    sizeof(unknown_types) / sizeof(unknown_types[0]));
	tcase_add_test(several, test_segments_are_sorted);
	tcase_add_test(several, test_gap_and_overlap);
	tcase_add_test(several, test_segment_tags);
	tcase_add_test(several, test_tags_keep_segments_apart);
	tcase_add_test(several, test_lv_without_segments);
	suite_add_tcase(suite, unknown);
	suite_add_tcase(suite, several);
	return suite;
}
