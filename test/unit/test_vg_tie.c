/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_tie(): which PVs there are, and what follows for the LVs. */
#include <stdlib.h>
#include <string.h>

#include "text_rig.h"
#include "unit.h"

#define SNAPSHOT(name, of, store) \
	SUB_LV(name, 1, "type = \"snapshot\"\nchunk_size = 8\norigin = \"" of "\"\n" \
	       "cow_store = \"" store "\"")

static struct text_rig rig;

static void end(void)
{
	text_rig_end(&rig);
}

static struct volscan_device device;

static void tie(bool pv0, bool pv1)
{
	rig.vg->pvs[0]->device = pv0 ? &device : NULL;
	rig.vg->pvs[1]->device = pv1 ? &device : NULL;
	vg_tie(rig.vg);
}

/* LVM2 2.03.16 calls these partial when pv1 is missing: `lvs -a` of this text. */
static const char *const partial[] = {
	"r1", "r1_rmeta_1", "r1_rimage_1", "r10", "r10_rmeta_1", "r10_rimage_1", "r10_rmeta_3",
	"r10_rimage_3", "r0", "r0_rimage_1", "r5", "r5_rmeta_1", "r5_rimage_1", "wc", "wcf_cvol",
	"cv", "cvf_cvol", "cp", "cpp_cpool", "cpp_cpool_cmeta", "mi", "mi_mimage_1", "mi_mlog",
	"v1", "vp", "vp_vdata", "ext", "the", "tq", "tq_tmeta", "tq_tdata", "mo", "mc2",
	"str", "moved", "pvmove0",
	"integ_imeta",	/* not LVM2: see metadata/partial.c */
};

static bool should_be_partial(const char *name)
{
	for (size_t i = 0; i < sizeof(partial) / sizeof(partial[0]); i++)
		if (!strcmp(partial[i], name))
			return true;
	return false;
}

START_TEST(test_partial)
{
	text_rig_read(&rig, text_everything);
	tie(true, false);
	ck_assert_uint_eq(rig.vg->missing_pv_count, 1);
	for (size_t i = 0; i < rig.vg->lv_count; i++)
		ck_assert_msg(should_be_partial(rig.vg->lvs[i]->name) ==
			      !!(rig.vg->lvs[i]->status & VOLSCAN_LV_PARTIAL), "%s",
			      rig.vg->lvs[i]->name);
}
END_TEST

START_TEST(test_tie_again)
{
	text_rig_read(&rig, text_everything);
	tie(false, false);
	ck_assert_uint_eq(rig.vg->missing_pv_count, 2);
	tie(true, true);
	ck_assert_uint_eq(rig.vg->missing_pv_count, 0);
	for (size_t i = 0; i < rig.vg->lv_count; i++)
		ck_assert(!(rig.vg->lvs[i]->status & VOLSCAN_LV_PARTIAL));
}
END_TEST

/* What the text calls MISSING is, if LVs use it and it has texts, which can be old. */
static const struct back {
	struct volscan_mda mda;
	bool used, missing;
} backs[] = {
	{ { .valid = true, .text_valid = true, .text_offset = 512 }, true, true },
	{ { .valid = true, .text_valid = true, .text_offset = 512 }, false, false },
	{ { .valid = true, .ignored = true, .text_offset = 512 }, true, false },
	{ { .valid = false }, true, false },
};

START_TEST(test_missing_flag)
{
	const struct back *back = &backs[_i];
	struct volscan_mda mda = back->mda;
	char *text = text_replace(VG(LV("a", 1, LINEAR("pv0", 0)) LV("b", 1, LINEAR("pv1", 0))),
				  "status = [\"ALLOCATABLE\"]\nflags = []",
				  "status = [\"ALLOCATABLE\"]\nflags = [\"MISSING\"]");
	char *unused = text_replace(text, "\"pv0\", 0", "\"pv1\", 1");

	text_rig_read(&rig, back->used ? text : unused);
	tie(false, true);
	ck_assert(pv_is_missing(rig.vg->pvs[0]));
	rig.vg->pvs[0]->mdas = &mda;
	rig.vg->pvs[0]->mda_count = 1;
	tie(true, true);
	ck_assert_int_eq(pv_is_missing(rig.vg->pvs[0]), back->missing);
	ck_assert(!pv_is_missing(rig.vg->pvs[1]));
	ck_assert_uint_eq(rig.vg->missing_pv_count, back->missing);
	ck_assert_int_eq(!!(rig.vg->lvs[0]->status & VOLSCAN_LV_PARTIAL), back->missing);
	free(unused);
	free(text);
}
END_TEST

/* LVM2 walks from each LV in the order of the text, so that it depends on that
 * order whether an origin and its snapshots hear of each other. */
START_TEST(test_partial_snapshots)
{
	text_rig_read(&rig, VG(
		LV("o1", 1, LINEAR("pv0", 0)) LV("c1", 1, LINEAR("pv1", 0))
		LV("c1b", 1, LINEAR("pv0", 1))
		LV("o2", 1, LINEAR("pv1", 1)) LV("c2", 1, LINEAR("pv0", 2))
		LV("c3", 1, LINEAR("pv0", 3)) LV("o3", 1, LINEAR("pv1", 2))
		LV("c4", 1, LINEAR("pv1", 3)) LV("o4", 1, LINEAR("pv0", 4))
		SNAPSHOT("snapshot1", "o1", "c1") SNAPSHOT("snapshot1b", "o1", "c1b")
		SNAPSHOT("snapshot2", "o2", "c2") SNAPSHOT("snapshot3", "o3", "c3")
		SNAPSHOT("snapshot4", "o4", "c4")));
	tie(true, false);
	ck_assert(rig_lv(&rig, "o1")->status & VOLSCAN_LV_PARTIAL);
	ck_assert(rig_lv(&rig, "c1")->status & VOLSCAN_LV_PARTIAL);
	ck_assert(!(rig_lv(&rig, "c1b")->status & VOLSCAN_LV_PARTIAL));
	ck_assert(rig_lv(&rig, "o2")->status & VOLSCAN_LV_PARTIAL);
	ck_assert(!(rig_lv(&rig, "c2")->status & VOLSCAN_LV_PARTIAL));
	ck_assert(rig_lv(&rig, "c3")->status & VOLSCAN_LV_PARTIAL);
	ck_assert(rig_lv(&rig, "o3")->status & VOLSCAN_LV_PARTIAL);
	ck_assert(rig_lv(&rig, "c4")->status & VOLSCAN_LV_PARTIAL);
	ck_assert(!(rig_lv(&rig, "o4")->status & VOLSCAN_LV_PARTIAL));
}
END_TEST

START_TEST(test_mdas)
{
	struct volscan_mda mdas[] = {
		{ .size = 1000, .free = 300, .valid = true, .text_valid = true, .text_offset = 512 },
		{ .size = 900, .free = 400, .valid = true, .text_valid = true, .text_offset = 512 },
		{ .size = 40, .free = 4, .valid = true },
		{ .size = 10, .free = 1, .valid = false },
		{ .size = 20, .free = 2, .valid = true, .text_offset = 512 },
		{ .size = 30, .free = 0, .valid = true, .ignored = true, .text_offset = 512 },
	};

	text_rig_read(&rig, VG(""));
	tie(true, true);
	ck_assert_uint_eq(rig.vg->mda_count, 0);
	ck_assert_uint_eq(rig.vg->mda_free, 0);

	rig.vg->pvs[0]->mdas = mdas;
	rig.vg->pvs[0]->mda_count = 1;
	rig.vg->pvs[1]->mdas = mdas + 1;
	rig.vg->pvs[1]->mda_count = 5;
	for (int i = 0; i < 2; i++) {
		vg_tie(rig.vg);
		ck_assert_uint_eq(rig.vg->mda_count, 3);
		ck_assert_uint_eq(rig.vg->mda_used_count, 2);
		ck_assert_uint_eq(rig.vg->mda_free, 300);
		ck_assert_uint_eq(rig.vg->mda_size, 900);
	}
}
END_TEST

Suite *vg_tie_suite(void)
{
	Suite *suite = suite_create("vg_tie");
	TCase *tie = tcase_create("tie");

	tcase_add_checked_fixture(tie, NULL, end);
	tcase_add_test(tie, test_partial);
	tcase_add_test(tie, test_tie_again);
	tcase_add_loop_test(tie, test_missing_flag, 0, (int)(sizeof(backs) / sizeof(backs[0])));
	tcase_add_test(tie, test_partial_snapshots);
	tcase_add_test(tie, test_mdas);
	suite_add_tcase(suite, tie);
	return suite;
}
