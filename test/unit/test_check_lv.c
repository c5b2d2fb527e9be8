/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_check(): whose part an LV is; its name, flags and UUID. */
#include <stdlib.h>
#include <string.h>

#include "check_rig.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NAME_40 "n123456789n123456789n123456789n123456789"
#define NAME_120 NAME_40 NAME_40 NAME_40

/* In text_everything. */
static const struct broken lvs[] = {
	/* Parts */
	{ ADD(LV("x", 2, LINEAR("r0_rimage_0", 0))), FINDING_LV_SHARED, "r0_rimage_0", "", "x",
	  "is an image of LV r0, and LV x uses it too" },
	{ ADD(LV("x", 1, LINEAR("r5_rmeta_1", 0))), FINDING_LV_SHARED, "r5_rmeta_1", "", "x",
	  "is the metadata of an image of LV r5," },
	{ ADD(LV("x", 2, LINEAR("mi_mimage_1", 0))), FINDING_LV_SHARED, "mi_mimage_1", "", "x",
	  "is a leg of LV mi," },
	{ ADD(LV("x", 1, LINEAR("mi_mlog", 0))), FINDING_LV_SHARED, "mi_mlog", "", "x",
	  "is the log of LV mi," },
	{ ADD(LV("x", 2, LINEAR("tp_tdata", 0))), FINDING_LV_SHARED, "tp_tdata", "", "x",
	  "is the data of LV tp," },
	{ ADD(LV("x", 1, LINEAR("cpp_cpool_cmeta", 0))), FINDING_LV_SHARED, "cpp_cpool_cmeta", "",
	  "x", "is the metadata of LV cpp_cpool," },
	{ ADD(LV("x", 1, LINEAR("integ_imeta", 0))), FINDING_LV_SHARED, "integ_imeta", "", "x",
	  "is the metadata of LV integ," },
	{ ADD(LV("x", 2, LINEAR("integ_iorig", 0))), FINDING_LV_SHARED, "integ_iorig", "", "x",
	  "is the origin of LV integ," },
	{ ADD(LV("x", 4, LINEAR("wc_wcorig", 0))), FINDING_LV_SHARED, "wc_wcorig", "", "x",
	  "is the origin of LV wc," },
	{ ADD(LV("x", 4, LINEAR("cp_corig", 0))), FINDING_LV_SHARED, "cp_corig", "", "x",
	  "is the origin of LV cp," },
	{ ADD(LV("x", 2, LINEAR("wcf_cvol", 0))), FINDING_LV_SHARED, "wcf_cvol", "", "x",
	  "is the cache of LV wc," },
	{ ADD(LV("x", 2, LINEAR("cpp_cpool", 0))), FINDING_LV_SHARED, "cpp_cpool", "", "x",
	  "is the cache of LV cp," },
	{ ADD(LV("x", 2, LINEAR("vp_vdata", 0))), FINDING_LV_SHARED, "vp_vdata", "", "x",
	  "is the data of LV vp," },
	{ HEAD("r0_rimage_1", HIDDEN), HEAD("r0_rimage_1", VISIBLE), FINDING_LV_VISIBLE,
	  "r0_rimage_1", "status", "VISIBLE", "is an image of LV r0, and not hidden" },
	{ HEAD("r1_rimage_1", HIDDEN), HEAD("r1_rimage_1", VISIBLE), FINDING_LV_VISIBLE,
	  "r1_rimage_1", "status", "VISIBLE", "is an image of LV r1, and not hidden" },
	{ HEAD("r5_rimage_1", HIDDEN), HEAD("r5_rimage_1", "\"READ\", \"VISIBLE\""),
	  FINDING_LV_VISIBLE, "r5_rimage_1", "status", "VISIBLE", "an image of LV r5" },
	{ HEAD("tp_tmeta", HIDDEN), HEAD("tp_tmeta", VISIBLE), FINDING_LV_VISIBLE, "tp_tmeta",
	  "status", "VISIBLE", "is the metadata of LV tp, and not hidden" },
	{ HEAD("r1_rmeta_0", HIDDEN), HEAD("r1_rmeta_0", VISIBLE), FINDING_LV_VISIBLE,
	  "r1_rmeta_0", "status", "VISIBLE", "not hidden" },
	{ ADD(SUB_LV("x", 7, LINEAR("pv0", 80))), FINDING_LV_UNUSED, "x", "status", "no VISIBLE",
	  "\"lvremove vg/x\" gives its 7 extents back" },
	{ ADD(SUB_LV("x", 7, "type = \"thin\"\nthin_pool = \"tp\"\ntransaction_id = 0\n"
		     "device_id = 20")), FINDING_LV_UNUSED, "x", "status", "no VISIBLE",
	  "no other LV uses it" },

	/* Names */
	{ ADD(LV(".", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, ".", "name", ".",
	  "the name of a directory, which no device can have. \"lvrename\"" },
	{ ADD(LV("..", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, "..", "name", "..",
	  "the name of a directory" },
	{ ADD(LV("-x", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, "-x", "name", "-x",
	  "begins with -, which stands for historical LVs" },
	{ ADD(LV("pvmove1", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, "pvmove1", "name",
	  "pvmove1", "only to what moves extents" },
	{ ADD(LV("snapshot9", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, "snapshot9", "name",
	  "snapshot9", "ties a snapshot to its origin" },
	{ ADD(LV("a_rimage_0_b", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, "a_rimage_0_b", "name",
	  "a_rimage_0_b", "is no part. \"lvrename\"" },
	{ ADD(LV("lvol0_pmspare", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, "lvol0_pmspare", "name",
	  "lvol0_pmspare", "is no part" },
	{ ADD(LV(NAME_120 "123", 1, LINEAR("pv0", 90))), FINDING_LV_NAME, NAME_120 "123", "name",
	  "125", "names of 125 characters together" },
	{ "}\nh2 {\n", "}\nmo {\n", FINDING_LV_NAME, "mo", "name", "mo", "is historical" },

	/* Flags */
	{ HEAD("str", VISIBLE), HEAD("str", "\"WRITE\", \"VISIBLE\""), FINDING_LV_STATUS, "str",
	  "status", "no READ", "has no READ flag" },
	{ HEAD("str", VISIBLE) "\nflags = []",
	  HEAD("str", VISIBLE) "\nflags = [\"ERROR_WHEN_FULL\"]", FINDING_LV_STATUS, "str",
	  "status", "ERROR_WHEN_FULL", "only a thin pool" },
	{ HEAD("ext", "\"READ\", \"VISIBLE\""), HEAD("ext", VISIBLE), FINDING_LV_STATUS, "ext",
	  "status", "WRITE", "is the external origin of a thin LV" },
	{ "type = \"error\"", "type = \"error+RESHAPE\"", FINDING_LV_STATUS, "er", "status",
	  "RESHAPE", "is no raid" },
	{ "metadata_format = 2\nchunk_size = 128\ncache_mode = \"passthrough\"",
	  "metadata_format = 1\nchunk_size = 128\ncache_mode = \"passthrough\"",
	  FINDING_LV_STATUS, "cpp_cpool", "status", "METADATA_FORMAT", "a newer format" },

	/* What there is once */
	{ ADD(LV_WITH("x", VISIBLE, "", 2,
		      SEGMENT(1, 0, 1, "type = \"thin\"\nthin_pool = \"tp\"\n"
			      "transaction_id = 0\ndevice_id = 20")
		      SEGMENT(2, 1, 1, "type = \"thin\"\nthin_pool = \"tp\"\n"
			      "transaction_id = 0\ndevice_id = 21"))),
	  FINDING_LV_SEGMENTS, "x", "segment_count", "2", "of type thin has exactly one" },
	{ ADD(LV_WITH("x", VISIBLE, "", 2,
		      SEGMENT(1, 0, 1, LINEAR("pv0", 90))
		      SEGMENT(2, 1, 1, "type = \"thin\"\nthin_pool = \"tp\"\n"
			      "transaction_id = 0\ndevice_id = 21"))),
	  FINDING_LV_SEGMENTS, "x", "segment_count", "2", "of type thin has exactly one" },
	{ ADD(SUB_LV("lvol1_pmspare", 1, LINEAR("pv0", 90))
	      SUB_LV("lvol0_pmspare", 1, LINEAR("pv0", 91))),
	  FINDING_LV_SPARE, "lvol0_pmspare", "", "lvol0_pmspare", "as is LV lvol1_pmspare" },
};

START_TEST(each_rule)
{
	check_rig_broken(text_everything, &lvs[_i]);
}
END_TEST

/* In text_everything too. */
static const char *const right[][2] = {
	{ HEAD("r1_rimage_0", HIDDEN), HEAD("r1_rimage_0", "\"READ\", \"VISIBLE\"") },
	{ ADD(SUB_LV("lvol0_pmspare", 1, LINEAR("pv0", 90))) },
	{ ADD(SUB_LV("lvmlock", 1, LINEAR("pv0", 90))) },
	{ ADD(LV("unused", 2, "type = \"cache-pool\"\ndata = \"unused_cdata\"\n"
		 "metadata = \"unused_cmeta\"\nchunk_size = 128")
	      SUB_LV("unused_cdata", 2, LINEAR("pv0", 90))
	      SUB_LV("unused_cmeta", 2, LINEAR("pv0", 92))) },
	{ ADD(LV(NAME_120 "12", 1, LINEAR("pv0", 90))) },
	{ HEAD("tp", VISIBLE) "\nflags = []", HEAD("tp", VISIBLE) "\nflags = [\"ERROR_WHEN_FULL\"]" },
	{ "type = \"raid5_ls\"", "type = \"raid5_ls+RESHAPE\"" },
	{ HEAD("mc", VISIBLE), HEAD("mc", HIDDEN) },
};

START_TEST(what_only_looks_odd)
{
	check_rig_right(text_everything, right[_i][0], right[_i][1]);
}
END_TEST

/* Texts of their own. */
static const struct {
	const char *text;
	struct broken broken;
} texts[] = {
	{ VG(LV("r", 2, "type = \"raid0\"\nstripe_count = 2\nstripe_size = 128\n"
		"raid0_lvs = [ \"i\", \"i\" ]") SUB_LV("i", 1, LINEAR("pv0", 0))),
	  { NULL, NULL, FINDING_LV_SHARED, "i", "", "r",
	    "is an image of LV r, and LV r uses it a second time" } },
	{ VG(LV("p", 1, "type = \"thin-pool\"\nmetadata = \"p_meta\"\npool = \"p_tdata\"\n"
		"transaction_id = 0\nchunk_size = 128") SUB_LV("p_meta", 1, LINEAR("pv0", 0))
	     SUB_LV("p_tdata", 1, LINEAR("pv0", 1))),
	  { NULL, NULL, FINDING_LV_NAME, "p_meta", "name", "p_meta", "is the metadata of a pool" } },
	{ VG(LV("p", 1, "type = \"cache-pool\"\nmetadata = \"p_tmeta\"\ndata = \"p_cdata\"\n"
		"chunk_size = 128") SUB_LV("p_tmeta", 1, LINEAR("pv0", 0))
	     SUB_LV("p_cdata", 1, LINEAR("pv0", 1))),
	  { NULL, NULL, FINDING_LV_NAME, "p_tmeta", "name", "p_tmeta",
	    "is the metadata of a pool" } },
};

START_TEST(texts_of_their_own)
{
	check_rig_broken(texts[_i].text, &texts[_i].broken);
}
END_TEST

START_TEST(two_lvs_of_one_uuid)
{
	static const struct broken expected = {
		NULL, NULL, FINDING_LV_UUID, "two", "id", "AAAAAA-0000-0000-0000-0000-0000-000000",
		"has the UUID of LV one"
	};
	struct check_rig rig;

	check_rig_read(&rig, VG(LV("one", 1, LINEAR("pv0", 0)) LV("other", 1, LINEAR("pv0", 1))
				LV("two", 1, LINEAR("pv0", 2))));
	rig.text.vg->lvs[2]->uuid = rig.text.vg->lvs[0]->uuid;
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);
	check_rig_end(&rig);
}
END_TEST

START_TEST(a_historical_lv_of_a_live_ones_uuid)
{
	struct check_rig rig;

	check_rig_read(&rig, text_everything);
	rig_lv(&rig.text, "th1")->uuid = rig.text.vg->historical_lvs[1]->uuid;
	check_rig_check(&rig);
	ck_assert_uint_eq(rig.count, 1);
	ck_assert_str_eq(rig.last.code, "VS-LV-UUID");
	ck_assert_str_eq(rig.last.lv, "h2");
	check_rig_end(&rig);
}
END_TEST

Suite *check_lv_suite(void)
{
	Suite *suite = suite_create("check_lv");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, each_rule, 0, COUNT_OF(lvs));
	tcase_add_loop_test(tc, what_only_looks_odd, 0, COUNT_OF(right));
	tcase_add_loop_test(tc, texts_of_their_own, 0, COUNT_OF(texts));
	tcase_add_test(tc, two_lvs_of_one_uuid);
	tcase_add_test(tc, a_historical_lv_of_a_live_ones_uuid);
	suite_add_tcase(suite, tc);
	return suite;
}
