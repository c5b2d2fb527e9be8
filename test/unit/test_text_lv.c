/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What text_parse() reads of LVs, live and historical. */
#include <stdio.h>
#include <stdlib.h>

#include "text_rig.h"
#include "unit.h"

/* `from` in a text of one linear LV is `to`. */
static void read_changed(struct text_rig *rig, const char *from, const char *to)
{
	text_rig_read_changed(rig, VG(LV("lv", 5, LINEAR("pv0", 0))), from, to);
}

START_TEST(test_lv)
{
	struct text_rig rig;
	const struct volscan_lv *lv;

	text_rig_read(&rig, VG(LV("lv", 5, LINEAR("pv0", 0))));
	lv = rig.vg->lvs[0];
	ck_assert_str_eq(lv->name, "lv");
	ck_assert_str_eq(lv->uuid, "Z9IVmA-aoit-rGNI-MERj-TfAC-fF3L-DGhplv");
	ck_assert_ptr_eq(lv->vg, rig.vg);
	ck_assert_uint_eq(lv->index, 0);
	ck_assert_uint_eq(lv->status, VOLSCAN_LV_READ | VOLSCAN_LV_WRITE | VOLSCAN_LV_VISIBLE);
	ck_assert_int_eq(lv->alloc, VOLSCAN_ALLOC_INHERIT);
	ck_assert_uint_eq(lv->extent_count, 5);
	ck_assert_uint_eq(lv->size, 5 * 8192);
	ck_assert_int_eq(lv->creation_time, 0);
	ck_assert_str_eq(lv->creation_host, "");
	ck_assert_uint_eq(lv->read_ahead, VOLSCAN_READ_AHEAD_AUTO);
	ck_assert_int_eq(lv->major, -1);
	ck_assert_int_eq(lv->minor, -1);
	ck_assert_str_eq(lv->profile, "");
	ck_assert_str_eq(lv->lock_args, "");
	ck_assert(!lv->historical);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_lv_options)
{
	struct text_rig rig;
	const struct volscan_lv *lv;

	read_changed(&rig, "\"VISIBLE\"]\nflags = []\n",
		     "\"VISIBLE\", \"FIXED_MINOR\"]\nflags = [\"NEW\"]\nmajor = 253\n"
		     "minor = 77\ncreation_time = 1795378610\ncreation_host = \"h\"\n"
		     "read_ahead = 256\nprofile = \"p\"\nlock_args = \"1.0.0:70254592\"\n"
		     "allocation_policy = \"cling_by_tags\"\ntags = [ 't1', \"t2\" ]\n");
	lv = rig.vg->lvs[0];
	ck_assert_int_eq(lv->major, 253);
	ck_assert_int_eq(lv->minor, 77);
	ck_assert_int_eq(lv->creation_time, 1795378610);
	ck_assert_str_eq(lv->creation_host, "h");
	ck_assert_uint_eq(lv->read_ahead, 256);
	ck_assert_str_eq(lv->profile, "p");
	ck_assert_str_eq(lv->lock_args, "1.0.0:70254592");
	ck_assert_int_eq(lv->alloc, VOLSCAN_ALLOC_CLING_BY_TAGS);
	ck_assert_uint_eq(lv->tags.count, 2);
	ck_assert_str_eq(lv->tags.items[0], "t1");
	ck_assert_uint_eq(lv->unknown_flags.count, 1);
	ck_assert_uint_eq(rig.warnings, 1);
	text_rig_end(&rig);
}
END_TEST

static const struct {
	const char *word;
	uint64_t bit;
} lv_words[] = {
	{ "READ", VOLSCAN_LV_READ },
	{ "WRITE", VOLSCAN_LV_WRITE },
	{ "WRITE_LOCKED", VOLSCAN_LV_WRITE },
	{ "VISIBLE", VOLSCAN_LV_VISIBLE },
	{ "PVMOVE", VOLSCAN_LV_PVMOVE },
	{ "LOCKED", VOLSCAN_LV_LOCKED },
	{ "NOTSYNCED", VOLSCAN_LV_NOTSYNCED },
	{ "REBUILD", VOLSCAN_LV_REBUILD },
	{ "WRITEMOSTLY", VOLSCAN_LV_WRITEMOSTLY },
	{ "ACTIVATION_SKIP", VOLSCAN_LV_ACTIVATION_SKIP },
	{ "ERROR_WHEN_FULL", VOLSCAN_LV_ERROR_WHEN_FULL },
	{ "NOAUTOACTIVATE", VOLSCAN_LV_NOAUTOACTIVATE },
	{ "CACHE_VOL", VOLSCAN_LV_CACHE_VOL },
};

START_TEST(test_lv_words)
{
	struct text_rig rig;
	char to[64];

	snprintf(to, sizeof(to), "status = []\nflags = [\"%s\"]\n", lv_words[_i].word);
	read_changed(&rig, "status = [" VISIBLE "]\nflags = []\n", to);
	ck_assert_uint_eq(rig.vg->lvs[0]->status, lv_words[_i].bit);
	ck_assert_uint_eq(rig.warnings, 0);
	text_rig_end(&rig);
}
END_TEST

static const struct {
	const char *text;
	uint32_t read_ahead;
} read_aheads[] = {
	{ "0", VOLSCAN_READ_AHEAD_AUTO },
	{ "-1", VOLSCAN_READ_AHEAD_NONE },
	{ "4294967295", VOLSCAN_READ_AHEAD_NONE },
	{ "8", 8 },
};

START_TEST(test_read_ahead)
{
	struct text_rig rig;
	char to[64];

	snprintf(to, sizeof(to), "segment_count = 1\nread_ahead = %s\n", read_aheads[_i].text);
	read_changed(&rig, "segment_count = 1\n", to);
	ck_assert_uint_eq(rig.vg->lvs[0]->read_ahead, read_aheads[_i].read_ahead);
	text_rig_end(&rig);
}
END_TEST

/* A number that is not persistent, or not one, is not there. */
static const struct {
	const char *word, *numbers;
	unsigned warnings;
} device_numbers[] = {
	{ "READ", "major = 253\nminor = 7\n", 0 },
	{ "FIXED_MINOR", "", 1 },
	{ "FIXED_MINOR", "major = 253\nminor = -1\n", 1 },
	{ "FIXED_MINOR", "major = 4096\nminor = 1\n", 1 },
	{ "FIXED_MINOR", "major = 253\nminor = 1048576\n", 1 },
};

START_TEST(test_no_device_number)
{
	struct text_rig rig;
	char to[128];

	snprintf(to, sizeof(to), "status = [\"%s\"]\nflags = []\n%s", device_numbers[_i].word,
		 device_numbers[_i].numbers);
	read_changed(&rig, "status = [" VISIBLE "]\nflags = []\n", to);
	ck_assert_int_eq(rig.vg->lvs[0]->major, -1);
	ck_assert_int_eq(rig.vg->lvs[0]->minor, -1);
	ck_assert_uint_eq(rig.warnings, device_numbers[_i].warnings);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_minor_without_major)
{
	struct text_rig rig;

	read_changed(&rig, "status = [" VISIBLE "]\n", "status = [\"FIXED_MINOR\"]\nminor = 5\n");
	ck_assert_int_eq(rig.vg->lvs[0]->major, -1);
	ck_assert_int_eq(rig.vg->lvs[0]->minor, 5);
	text_rig_end(&rig);
}
END_TEST

static const struct {
	const char *name;
	enum volscan_alloc alloc;
	unsigned warnings;
} policies[] = {
	{ "contiguous", VOLSCAN_ALLOC_CONTIGUOUS, 0 },
	{ "cling", VOLSCAN_ALLOC_CLING, 0 },
	{ "cling_by_tags", VOLSCAN_ALLOC_CLING_BY_TAGS, 0 },
	{ "normal", VOLSCAN_ALLOC_NORMAL, 0 },
	{ "next free", VOLSCAN_ALLOC_NORMAL, 0 },
	{ "anywhere", VOLSCAN_ALLOC_ANYWHERE, 0 },
	{ "inherit", VOLSCAN_ALLOC_INHERIT, 0 },
	{ "some day", VOLSCAN_ALLOC_INHERIT, 1 },
};

START_TEST(test_allocation_policy)
{
	struct text_rig rig;
	char to[64];

	snprintf(to, sizeof(to), "segment_count = 1\nallocation_policy = \"%s\"\n",
		 policies[_i].name);
	read_changed(&rig, "segment_count = 1\n", to);
	ck_assert_int_eq(rig.vg->lvs[0]->alloc, policies[_i].alloc);
	ck_assert_uint_eq(rig.warnings, policies[_i].warnings);
	text_rig_end(&rig);
}
END_TEST

/* LVM2 before 2.02.169 wrote such times where a long has 32 bits. */
START_TEST(test_broken_time_is_lvm2s)
{
	struct text_rig rig;

	read_changed(&rig, "segment_count = 1\n",
		     "segment_count = 1\ncreation_time = 18446744071635378688\n");
	ck_assert_int_eq(rig.vg->lvs[0]->creation_time, 1527120000);
	ck_assert_uint_eq(rig.warnings, 1);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_historical_lvs)
{
	struct text_rig rig;
	const struct volscan_lv *h1, *h2;

	text_rig_read(&rig, text_everything);
	ck_assert_uint_eq(rig.vg->historical_lv_count, 2);
	h1 = rig.vg->historical_lvs[0];
	h2 = rig.vg->historical_lvs[1];
	ck_assert(h1->historical);
	ck_assert_str_eq(h1->name, "h1");
	ck_assert_str_eq(h1->uuid, "Z9IVmA-aoit-rGNI-MERj-TfAC-fF3L-DGhph1");
	ck_assert_int_eq(h1->creation_time, 1795378614);
	ck_assert_int_eq(h1->removal_time, 1795378617);
	ck_assert_ptr_eq(h1->historical_origin, rig_lv(&rig, "th1"));
	ck_assert_uint_eq(h2->index, 1);
	ck_assert_ptr_eq(h2->historical_origin, h1);
	ck_assert_uint_eq(h2->descendants.count, 1);
	ck_assert_str_eq(h2->descendants.items[0], "late");
	ck_assert_ptr_eq(rig_segment(&rig, "late")->indirect_origin, h2);
	text_rig_end(&rig);
}
END_TEST

/* One that was removed may descend from another, which says so. */
START_TEST(test_historical_descendant)
{
	struct text_rig rig;
	char *text = text_replace(text_everything, "origin = \"-h1\"\n", "");

	text_rig_read(&rig, text);
	ck_assert_ptr_null(rig.vg->historical_lvs[1]->historical_origin);
	text_rig_end(&rig);
	text_rig_read_changed(&rig, text, "removal_time = 1795378617\n",
			      "descendants = [\"-h2\"]\n");
	ck_assert_ptr_eq(rig.vg->historical_lvs[1]->historical_origin,
			 rig.vg->historical_lvs[0]);
	text_rig_end(&rig);
	free(text);
}
END_TEST

Suite *text_lv_suite(void)
{
	Suite *suite = suite_create("text_lv");
	TCase *lv = tcase_create("lv");

	tcase_add_test(lv, test_lv);
	tcase_add_test(lv, test_lv_options);
	tcase_add_loop_test(lv, test_lv_words, 0, sizeof(lv_words) / sizeof(lv_words[0]));
	tcase_add_loop_test(lv, test_read_ahead, 0,
			    sizeof(read_aheads) / sizeof(read_aheads[0]));
	tcase_add_loop_test(lv, test_no_device_number, 0,
			    sizeof(device_numbers) / sizeof(device_numbers[0]));
	tcase_add_test(lv, test_minor_without_major);
	tcase_add_loop_test(lv, test_allocation_policy, 0,
			    sizeof(policies) / sizeof(policies[0]));
	tcase_add_test(lv, test_broken_time_is_lvm2s);
	tcase_add_test(lv, test_historical_lvs);
	tcase_add_test(lv, test_historical_descendant);
	suite_add_tcase(suite, lv);
	return suite;
}
