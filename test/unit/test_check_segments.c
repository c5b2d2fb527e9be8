/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_check(): what two places of a text say about a segment. */
#include "check_rig.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define LONGER(name, from, to) \
	HEAD(name, HIDDEN) "\nflags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\n" \
	"extent_count = " #from "\n", \
	HEAD(name, HIDDEN) "\nflags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\n" \
	"extent_count = " #to "\n"
#define VISIBLE_LONGER(name, from, to) \
	HEAD(name, VISIBLE) "\nflags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\n" \
	"extent_count = " #from "\n", \
	HEAD(name, VISIBLE) "\nflags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\n" \
	"extent_count = " #to "\n"

/* In text_everything. */
static const struct broken rows[] = {
	/* Images */
	{ LONGER("r1_rimage_1", 2, 1), FINDING_SEG_IMAGE_SIZE, "r1", "segment1/raids", "1",
	  "its LV r1_rimage_1 has 1 extents instead of 2" },
	{ LONGER("r10_rimage_0", 2, 1), FINDING_SEG_IMAGE_SIZE, "r10", "segment1/raids", "1",
	  "its LV r10_rimage_0 has 1 extents instead of 2" },
	{ VISIBLE_LONGER("r5", 4, 6), FINDING_SEG_IMAGE_SIZE, "r5", "segment1/raids", "2",
	  "its LV r5_rimage_0 has 2 extents instead of 3" },

	/* What holds a pool or cache */
	{ VISIBLE_LONGER("wc", 4, 5), FINDING_SEG_PAST_LV, "wc", "segment1/extent_count", "5",
	  "it has 5 extents, and LV wc_wcorig, which holds them, has 4" },
	{ VISIBLE_LONGER("cp", 4, 5), FINDING_SEG_PAST_LV, "cp", "segment1/extent_count", "5",
	  "LV cp_corig" },
	{ VISIBLE_LONGER("tp", 2, 3), FINDING_SEG_PAST_LV, "tp", "segment1/extent_count", "3",
	  "LV tp_tdata" },
	{ LONGER("cpp_cpool", 2, 3), FINDING_SEG_PAST_LV, "cpp_cpool", "segment1/extent_count",
	  "3", "LV cpp_cpool_cdata" },
	{ LONGER("vp", 6, 7), FINDING_SEG_PAST_LV, "vp", "segment1/extent_count", "7",
	  "LV vp_vdata" },

	/* Stripes and regions */
	{ "stripe_count = 2\nstripe_size = 128\nstripes", "stripe_count = 2\nstripe_size = 65536\n"
	  "stripes", FINDING_SEG_STRIPE_SIZE, "str", "segment1/stripe_size", "65536",
	  "do not fit into its 24576 sectors" },
	{ "device_count = 2\nregion_size = 1024", "device_count = 2\nregion_size = 32768",
	  FINDING_SEG_REGION_SIZE, "r1", "segment1/region_size", "32768",
	  "larger than the LV, 16384 sectors" },
	{ "mirror_log = \"mi_mlog\"\nregion_size = 1024",
	  "mirror_log = \"mi_mlog\"\nregion_size = 32768", FINDING_SEG_REGION_SIZE, "mi",
	  "segment1/region_size", "32768", "larger than the LV, 16384 sectors" },
	{ "device_count = 3\nregion_size = 1024", "device_count = 3\nregion_size = 64",
	  FINDING_SEG_REGION_SIZE, "r5", "segment1/region_size", "64",
	  "smaller than a stripe, 128 sectors" },

	/* Numbers that bound each other */
	{ "extents_moved = 2", "extents_moved = 3", FINDING_SEG_PARAMETER, "pvmove0",
	  "segment1/extents_moved", "3", "can be 2 at most" },
	{ "extents_moved = 0", "extents_moved = 2", FINDING_SEG_PARAMETER, "pvmove0",
	  "segment2/extents_moved", "2", "LV pvmove0, segment 2: extents_moved is 2" },
	{ "min_recovery_rate = 64", "min_recovery_rate = 129", FINDING_SEG_PARAMETER, "r1",
	  "segment1/min_recovery_rate", "129", "can be 128 at most" },
	{ "data_sectors = 4096", "data_sectors = 16385", FINDING_SEG_PARAMETER, "integ",
	  "segment1/data_sectors", "16385", "can be 16384 at most" },

	{ "type = \"raid5_ls\"\n", "type = \"raid5_ls\"\ndata_offset = 8192\n",
	  FINDING_SEG_PARAMETER, "r5", "segment1/data_offset", "8192", "can be 1 at most" },
	{ "type = \"raid5_ls\"\n", "type = \"raid5_ls+RESHAPE\"\ndata_offset = 2\n",
	  FINDING_SEG_PARAMETER, "r5", "segment1/data_offset", "2", "can be 1 at most" },

	/* References */
	{ "thin_pool = \"tp\"\ntransaction_id = 3", "thin_pool = \"str\"\ntransaction_id = 3",
	  FINDING_SEG_REFERENCE, "late", "segment1/thin_pool", "str",
	  "its thin_pool is LV str, which is no thin-pool" },
	{ "merge = \"th1\"", "merge = \"str\"", FINDING_SEG_REFERENCE, "thm", "segment1/merge",
	  "str", "which is no thin" },
};

START_TEST(each_rule)
{
	check_rig_broken(text_everything, &rows[_i]);
}
END_TEST

static const char *const right[][2] = {
	{ "stripe_count = 2\nstripe_size = 128\nstripes", "stripe_count = 2\nstripe_size = 8192\n"
	  "stripes" },
	{ "stripe_size = 128\nraid0_lvs", "stripe_size = 65536\nraid0_lvs" },
	{ "device_count = 2\nregion_size = 1024", "device_count = 2\nregion_size = 16384" },
	{ "device_count = 3\nregion_size = 1024", "device_count = 3\nregion_size = 128" },
	{ "extents_moved = 0", "extents_moved = 1" },
	{ "min_recovery_rate = 64", "min_recovery_rate = 128" },
	{ "max_recovery_rate = 128", "max_recovery_rate = 0" },
	{ "data_sectors = 4096", "data_sectors = 16384" },
	{ VISIBLE_LONGER("tp", 2, 1) },
	{ "type = \"raid5_ls\"\n", "type = \"raid5_ls\"\ndata_offset = 1\n" },
	{ "type = \"raid5_ls\"\n", "type = \"raid5_ls+RESHAPE+RESHAPE_DATA_OFFSET\"\n"
	  "data_offset = 8192\n" },
};

START_TEST(what_is_still_right)
{
	check_rig_right(text_everything, right[_i][0], right[_i][1]);
}
END_TEST

/* ------------------------------------------------------------------------
 * Texts of their own
 */

#define REF(i) "\"r_rmeta_" #i "\", \"r_rimage_" #i "\""
#define IMAGE(i) \
	SUB_LV("r_rmeta_" #i, 1, LINEAR("pv0", i##0)) SUB_LV("r_rimage_" #i, 2, LINEAR("pv0", i##1))
#define RAID(type, devices, count, more, refs, images) \
	VG(LV("r", count, "type = \"" type "\"\ndevice_count = " #devices "\nregion_size = 1024\n" \
	      more "raids = [ " refs " ]") images)
#define STRIPES "stripe_size = 128\n"

#define REF3 REF(1) ", " REF(2) ", " REF(3)
#define REF4 REF3 ", " REF(4)
#define REF5 REF4 ", " REF(5)
#define REF6 REF5 ", " REF(6)
#define REF9 REF6 ", " REF(7) ", " REF(8) ", " REF(9)
#define IMAGES3 IMAGE(1) IMAGE(2) IMAGE(3)
#define IMAGES4 IMAGES3 IMAGE(4)
#define IMAGES5 IMAGES4 IMAGE(5)
#define IMAGES6 IMAGES5 IMAGE(6)
#define IMAGES9 IMAGES6 IMAGE(7) IMAGE(8) IMAGE(9)
#define REF11 REF9 ", \"m10\", \"i10\", \"m11\", \"i11\""
#define IMAGES11 IMAGES9 \
	SUB_LV("m10", 1, LINEAR("pv1", 0)) SUB_LV("i10", 2, LINEAR("pv1", 1)) \
	SUB_LV("m11", 1, LINEAR("pv1", 3)) SUB_LV("i11", 2, LINEAR("pv1", 4))

#define MIRROR(region, log_extents) \
	VG(LV("m", 10, "type = \"mirror\"\nmirror_count = 2\nmirror_log = \"m_mlog\"\n" \
	      "region_size = " #region "\nmirrors = [ \"m_mimage_0\", 0, \"m_mimage_1\", 0 ]") \
	   SUB_LV("m_mimage_0", 10, LINEAR("pv0", 0)) SUB_LV("m_mimage_1", 10, LINEAR("pv1", 0)) \
	   SUB_LV("m_mlog", log_extents, LINEAR("pv0", 50)))

#define LEGS(first, second) \
	VG(LV("m", 10, "type = \"mirror\"\nmirror_count = 2\nregion_size = 1024\n" \
	      "mirrors = [ \"m_mimage_0\", 0, \"m_mimage_1\", 0 ]") \
	   SUB_LV("m_mimage_0", first, LINEAR("pv0", 0)) \
	   SUB_LV("m_mimage_1", second, LINEAR("pv1", 0)))

#define MOVE(segment) \
	VG(LV_WITH("a", VISIBLE ", \"LOCKED\"", "", 1, SEGMENT(1, 0, 1, LINEAR("pvmove0", 0))) \
	   LV_WITH("pvmove0", HIDDEN ", \"PVMOVE\", \"LOCKED\"", "", 1, SEGMENT(1, 0, 2, segment)))

static const struct {
	const char *text;
	struct broken broken;
} texts[] = {
	{ RAID("raid5_ls", 3, 3, STRIPES, REF3, IMAGES3),
	  { NULL, NULL, FINDING_SEG_SPREAD, "r", "segment1/extent_count", "3",
	    "3 extents cannot be spread evenly on 2 stripes" } },
	{ RAID("raid4", 4, 5, STRIPES, REF4, IMAGES4),
	  { NULL, NULL, FINDING_SEG_SPREAD, "r", "segment1/extent_count", "5", "on 3 stripes" } },
	{ RAID("raid6_zr", 5, 5, STRIPES, REF5, IMAGES5),
	  { NULL, NULL, FINDING_SEG_SPREAD, "r", "segment1/extent_count", "5", "on 3 stripes" } },
	{ LEGS(10, 11),
	  { NULL, NULL, FINDING_SEG_IMAGE_SIZE, "m", "segment1/mirrors", "11",
	    "its LV m_mimage_1 has 11 extents instead of 10" } },
	{ LEGS(11, 11),
	  { NULL, NULL, FINDING_SEG_IMAGE_SIZE, "m", "segment1/mirrors", "11",
	    "its LV m_mimage_0 has 11 extents instead of 10" } },
	{ VG(LV("r", 4, "type = \"raid0\"\nstripe_count = 2\nstripe_size = 128\n"
		"raid0_lvs = [ \"r_rimage_0\", \"r_rimage_1\" ]")
	     SUB_LV("r_rimage_0", 2, LINEAR("pv0", 0)) SUB_LV("r_rimage_1", 3, LINEAR("pv1", 0))),
	  { NULL, NULL, FINDING_SEG_IMAGE_SIZE, "r", "segment1/raid0_lvs", "3",
	    "its LV r_rimage_1 has 3 extents instead of 2" } },
	{ RAID("raid6_zr", 4, 4, STRIPES, REF4, IMAGES4),
	  { NULL, NULL, FINDING_SEG_IMAGES, "r", "segment1/device_count", "4",
	    "it has 4 images, and a raid6_zr has 5 or more" } },
	{ RAID("raid10", 3, 3, STRIPES, REF3, IMAGES3),
	  { NULL, NULL, FINDING_SEG_IMAGES, "r", "segment1/device_count", "3", "4 or more" } },
	{ RAID("raid10", 5, 5, STRIPES, REF5, IMAGES5),
	  { NULL, NULL, FINDING_SEG_IMAGES, "r", "segment1/data_copies", "5",
	    "each stripe as often" } },
	{ RAID("raid1", 11, 2, "", REF11, IMAGES11),
	  { NULL, NULL, FINDING_SEG_IMAGES, "r", "segment1/device_count", "11", "10 at most" } },
	{ MOVE("type = \"mirror\"\nmirror_count = 3\nextents_moved = 0\nregion_size = 1024\n"
	       "mirrors = [ \"pv0\", 0, \"pv1\", 0, \"pv1\", 9 ]"),
	  { NULL, NULL, FINDING_SEG_IMAGES, "pvmove0", "segment1/mirror_count", "3",
	    "2 while extents are moved" } },
	{ MOVE("type = \"error\""),
	  { NULL, NULL, FINDING_SEG_IMAGES, "pvmove0", "segment1/stripe_count", "0",
	    "1 while extents are moved" } },
	{ MOVE("type = \"striped\"\nstripe_count = 2\nstripe_size = 8\n"
	       "stripes = [ \"pv0\", 0, \"pv1\", 0 ]"),
	  { NULL, NULL, FINDING_SEG_IMAGES, "pvmove0", "segment1/stripe_count", "2",
	    "1 while extents are moved" } },
	{ VG(LV("v", 2, "type = \"vdo\"\nvdo_pool = \"p\"\nvdo_offset = 0")
	     LV("p", 2, LINEAR("pv0", 0))),
	  { NULL, NULL, FINDING_SEG_REFERENCE, "v", "segment1/vdo_pool", "p",
	    "which is no vdo-pool" } },
	{ VG(LV("c", 2, "type = \"cache\"\ncache_pool = \"p\"\norigin = \"o\"")
	     SUB_LV("p", 2, LINEAR("pv0", 0)) SUB_LV("o", 2, LINEAR("pv0", 2))),
	  { NULL, NULL, FINDING_SEG_REFERENCE, "c", "segment1/cache_pool", "p",
	    "which is no cache-pool" } },
	{ VG(LV("r", 2, "type = \"raid1\"\ndevice_count = 2\nregion_size = 1024\n"
		"raids = [ " REF(1) ", " REF(2) " ]")
	     IMAGE(1) SUB_LV("r_rmeta_2", 2, LINEAR("pv1", 0))
	     SUB_LV("r_rimage_2", 2, LINEAR("pv1", 2))),
	  { NULL, NULL, FINDING_SEG_IMAGE_SIZE, "r", "segment1/raids", "2",
	    "its LV r_rmeta_2 has 2 extents instead of 1" } },
};

START_TEST(texts_of_their_own)
{
	check_rig_broken(texts[_i].text, &texts[_i].broken);
}
END_TEST

static const char *const right_texts[] = {
	RAID("raid10", 4, 4, STRIPES, REF4, IMAGES4),
	RAID("raid10", 6, 6, STRIPES, REF6, IMAGES6),
	RAID("raid10", 4, 3, STRIPES, REF4, IMAGES4),
	RAID("raid1", 3, 2, "", REF3, IMAGES3),
	RAID("raid6_zr", 5, 6, STRIPES, REF5, IMAGES5),
	RAID("raid5_ls", 3, 4, STRIPES, REF3, IMAGES3),
	RAID("raid1", 9, 2, "", REF9, IMAGES9),
	MIRROR(1024, 1),
	LEGS(10, 10),
	VG(LV("r", 4, "type = \"raid0\"\nstripe_count = 2\nstripe_size = 128\n"
	      "raid0_lvs = [ \"r_rimage_0\", \"r_rimage_1\" ]")
	   SUB_LV("r_rimage_0", 3, LINEAR("pv0", 0)) SUB_LV("r_rimage_1", 3, LINEAR("pv1", 0))),
	MOVE(LINEAR("pv0", 0)),
	VG(LV("t", 2, "type = \"thin\"\nthin_pool = \"p\"\ntransaction_id = 0\ndevice_id = 1")
	   LV("p", 2, "type = \"something-new\"")),
};

START_TEST(texts_that_are_right)
{
	check_rig_right(right_texts[_i], "vg {\n", "vg {\n");
}
END_TEST

/* 10 extents of 512 KiB; 10,240 regions of a sector need a log of 5 sectors. */
START_TEST(a_log_too_small_for_its_regions)
{
	static const struct broken expected = {
		NULL, NULL, FINDING_SEG_LOG_SIZE, "m", "segment1/mirror_log", "4",
		"its log m_mlog has 4 sectors, and needs 5 for 10240 regions"
	};
	struct check_rig rig;

	check_rig_read(&rig, MIRROR(1, 1));
	rig.text.vg->extent_size = 1024;
	rig_lv(&rig.text, "m_mlog")->size = 5;
	check_rig_check(&rig);
	ck_assert_msg(!rig.count, "%s", rig.all);

	rig_lv(&rig.text, "m_mlog")->size = 4;
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);
	check_rig_end(&rig);
}
END_TEST

/* 2^21 regions of a raid are the most. */
START_TEST(regions_of_a_large_raid)
{
	static const struct broken expected = {
		NULL, NULL, FINDING_SEG_REGION_SIZE, "r1", "segment1/region_size", "1024",
		"too small for an LV of that size, 2048 sectors"
	};
	struct volscan_segment *raid;
	struct check_rig rig;

	check_rig_read(&rig, text_everything);
	raid = rig_segment(&rig.text, "r1");
	raid->count = 1 << 18;		/* of 8192 sectors */
	check_rig_check(&rig);
	ck_assert_msg(!rig.count, "%s", rig.all);

	raid->count = 1 << 19;
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);
	check_rig_end(&rig);
}
END_TEST

START_TEST(more_images_than_64)
{
	static const unsigned most = 64;
	static const struct broken expected = {
		NULL, NULL, FINDING_SEG_IMAGES, "r0", "segment1/device_count", "65", "64 at most"
	};
	struct volscan_area areas[65] = { { .kind = VOLSCAN_AREA_UNASSIGNED } };
	struct check_rig rig;

	check_rig_read(&rig, text_everything);
	areas[0] = rig_segment(&rig.text, "r0")->areas[0];
	areas[1] = rig_segment(&rig.text, "r0")->areas[1];
	rig_segment(&rig.text, "r0")->areas = areas;
	rig_segment(&rig.text, "r0")->area_count = most;
	rig_segment(&rig.text, "r0")->count = most;
	check_rig_check(&rig);
	ck_assert_msg(!rig.count, "%s", rig.all);

	rig_segment(&rig.text, "r0")->area_count = most + 1;
	rig_segment(&rig.text, "r0")->count = most + 1;
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);
	check_rig_end(&rig);
}
END_TEST

Suite *check_segments_suite(void)
{
	Suite *suite = suite_create("check_segments");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, each_rule, 0, COUNT_OF(rows));
	tcase_add_loop_test(tc, what_is_still_right, 0, COUNT_OF(right));
	tcase_add_loop_test(tc, texts_of_their_own, 0, COUNT_OF(texts));
	tcase_add_loop_test(tc, texts_that_are_right, 0, COUNT_OF(right_texts));
	tcase_add_test(tc, a_log_too_small_for_its_regions);
	tcase_add_test(tc, regions_of_a_large_raid);
	tcase_add_test(tc, more_images_than_64);
	suite_add_tcase(suite, tc);
	return suite;
}
