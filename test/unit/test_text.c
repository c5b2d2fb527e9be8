/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What text_parse() reads: the text, VG, PVs, LVs and historical LVs. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text_rig.h"
#include "unit.h"

#define LINEAR_LV LV("lv", 5, LINEAR("pv0", 0))

/* `from` in a text of one linear LV is `to`. */
static void read_changed(struct text_rig *rig, const char *from, const char *to)
{
	char *text = text_replace(VG(LINEAR_LV), from, to);

	text_rig_read(rig, text);
	free(text);
}

/* ------------------------------------------------------------------------
 * The text
 */

START_TEST(test_on_disk_the_vg_comes_first)
{
	struct text_rig rig;

	text_rig_read(&rig, VG(LINEAR_LV));
	ck_assert_str_eq(rig.vg->name, "vg");
	ck_assert_str_eq(rig.vg->description, "Write from lvcreate.");
	ck_assert_str_eq(rig.vg->creation_host, "host.example");
	ck_assert_int_eq(rig.vg->creation_time, 1795379676);
	ck_assert_uint_eq(rig.warnings, 0);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_in_backup_the_vg_comes_last)
{
	struct text_rig rig;

	text_rig_read(&rig, TAIL "vg {\n" VG_HEAD PVS "}\n");
	ck_assert_str_eq(rig.vg->name, "vg");
	ck_assert_str_eq(rig.vg->description, "Write from lvcreate.");
	ck_assert_uint_eq(rig.vg->lv_count, 0);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_text_is_kept)
{
	struct text_rig rig;

	text_rig_read(&rig, VG(LINEAR_LV));
	ck_assert_uint_eq(rig.vg->text_size, strlen(VG(LINEAR_LV)));
	ck_assert_str_eq(rig.vg->text, VG(LINEAR_LV));
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_nuls_at_the_end_are_not_text)
{
	static const char text[] = VG(LINEAR_LV) "\0\0";
	struct text_rig rig;

	text_rig_parse_bytes(&rig, text, sizeof(text));
	ck_assert_int_eq(rig.result, 0);
	ck_assert_uint_eq(rig.vg->text_size, strlen(text));
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_second_vg_is_left_out)
{
	struct text_rig rig;

	text_rig_read(&rig, VG(LINEAR_LV) "other { id = 1 }\n");
	ck_assert_str_eq(rig.vg->name, "vg");
	ck_assert_ptr_nonnull(strstr(rig.warning, "other: a second VG"));
	text_rig_end(&rig);
}
END_TEST

/* libdevmapper's parser is silent only if it is not used. */
START_TEST(test_nothing_is_printed)
{
	char *text = text_replace(VG(LINEAR_LV), "seqno = 7", "seqno = 99999999999999999999");
	FILE *out = tmpfile();
	struct text_rig rig;

	ck_assert_ptr_nonnull(out);
	ck_assert_int_ge(dup2(fileno(out), STDERR_FILENO), 0);
	ck_assert_int_ge(dup2(fileno(out), STDOUT_FILENO), 0);
	text_rig_parse(&rig, text);
	text_rig_end(&rig);
	text_rig_parse(&rig, "a { b = [ 1, \"x }");
	text_rig_end(&rig);
	fflush(NULL);
	ck_assert_int_eq(lseek(fileno(out), 0, SEEK_END), 0);
	fclose(out);
	free(text);
}
END_TEST

START_TEST(test_many_warnings_become_one)
{
	char words[40 * 8 + 1] = "", *text;
	struct text_rig rig;

	for (int i = 0; i < 40; i++)
		strcat(words, "\"NEW\", ");
	text = text_replace(VG(LINEAR_LV), "status = [\"RESIZEABLE\", ",
			    "status = [\"RESIZEABLE\", \"A\", ");
	text_rig_read(&rig, text);
	ck_assert_uint_eq(rig.warnings, 1);
	text_rig_end(&rig);
	free(text);

	ck_assert_int_gt(asprintf(&text, "vg {\n" VG_HEAD "flags = [ %s ]\n" PVS "}\n" TAIL,
				  words), 0);
	memcpy(strstr(text, "flags = []"), "unused=[] ", 10);
	text_rig_read(&rig, text);
	ck_assert_uint_eq(rig.vg->unknown_flags.count, 40);
	ck_assert_uint_eq(rig.warnings, 17);
	ck_assert_ptr_nonnull(strstr(rig.warning, "24 further warnings"));
	text_rig_end(&rig);
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------
 * The VG
 */

START_TEST(test_vg)
{
	struct text_rig rig;
	const struct volscan_vg *vg;

	text_rig_read(&rig, VG(LINEAR_LV));
	vg = rig.vg;
	ck_assert_str_eq(vg->uuid, "Z9IVmA-aoit-rGNI-MERj-TfAC-fF3L-DGhpvg");
	ck_assert_uint_eq(vg->seqno, 7);
	ck_assert_uint_eq(vg->status,
			  VOLSCAN_VG_RESIZEABLE | VOLSCAN_VG_READ | VOLSCAN_VG_WRITE);
	ck_assert_int_eq(vg->alloc, VOLSCAN_ALLOC_NORMAL);
	ck_assert_uint_eq(vg->extent_size, 8192);
	ck_assert_uint_eq(vg->extent_count, 200);
	ck_assert_uint_eq(vg->free_count, 195);
	ck_assert_uint_eq(vg->pv_count, 2);
	ck_assert_uint_eq(vg->lv_count, 1);
	ck_assert_uint_eq(vg->historical_lv_count, 0);
	ck_assert_str_eq(vg->format, "lvm2");
	ck_assert_str_eq(vg->system_id, "");
	ck_assert_str_eq(vg->lock_type, "");
	ck_assert_str_eq(vg->lock_args, "");
	ck_assert_str_eq(vg->profile, "");
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_vg_options)
{
	struct text_rig rig;
	const struct volscan_vg *vg;

	read_changed(&rig, "max_lv = 0\nmax_pv = 0\nmetadata_copies = 0\n",
		     "max_lv = 10\nmax_pv = 11\nmetadata_copies = 4294967295\n"
		     "system_id = \"hostA\"\nlock_type = \"sanlock\"\nlock_args = \"1.0.0:l\"\n"
		     "profile = \"p\"\nallocation_policy = \"anywhere\"\n"
		     "tags = [\"b\", \"a/=!:&#\"]\n");
	vg = rig.vg;
	ck_assert_uint_eq(vg->max_lv, 10);
	ck_assert_uint_eq(vg->max_pv, 11);
	ck_assert_uint_eq(vg->metadata_copies, UINT32_MAX);
	ck_assert_str_eq(vg->system_id, "hostA");
	ck_assert_str_eq(vg->lock_type, "sanlock");
	ck_assert_str_eq(vg->lock_args, "1.0.0:l");
	ck_assert_str_eq(vg->profile, "p");
	ck_assert_int_eq(vg->alloc, VOLSCAN_ALLOC_ANYWHERE);
	ck_assert_uint_eq(vg->tags.count, 2);
	ck_assert_str_eq(vg->tags.items[0], "b");
	ck_assert_str_eq(vg->tags.items[1], "a/=!:&#");
	ck_assert(vg->status & VOLSCAN_VG_SHARED);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_lock_type_none_is_not_shared)
{
	struct text_rig rig;

	read_changed(&rig, "seqno = 7", "seqno = 7\nlock_type = \"none\"");
	ck_assert_str_eq(rig.vg->lock_type, "none");
	ck_assert(!(rig.vg->status & VOLSCAN_VG_SHARED));
	text_rig_end(&rig);
}
END_TEST

static const struct {
	const char *words;
	uint64_t bits;
} vg_words[] = {
	{ "\"EXPORTED\"", VOLSCAN_VG_EXPORTED },
	{ "\"RESIZEABLE\"", VOLSCAN_VG_RESIZEABLE },
	{ "\"PVMOVE\"", VOLSCAN_VG_PVMOVE },
	{ "\"READ\"", VOLSCAN_VG_READ },
	{ "\"WRITE\"", VOLSCAN_VG_WRITE },
	{ "\"WRITE_LOCKED\"", VOLSCAN_VG_WRITE },
	{ "\"CLUSTERED\"", VOLSCAN_VG_CLUSTERED },
	{ "\"SHARED\"", VOLSCAN_VG_SHARED },
	{ "\"NOAUTOACTIVATE\"", VOLSCAN_VG_NOAUTOACTIVATE },
	{ "\"PARTIAL\"", VOLSCAN_VG_PARTIAL_FLAG },
	{ "", 0 },
	{ "\"READ\", \"WRITE\"", VOLSCAN_VG_READ | VOLSCAN_VG_WRITE },
};

START_TEST(test_vg_words)
{
	const char *lists[] = { "status = [%s]\nflags = []\n", "status = []\nflags = [%s]\n" };
	struct text_rig rig;
	char to[128];

	for (size_t i = 0; i < 2; i++) {
		snprintf(to, sizeof(to), lists[i], vg_words[_i].words);
		read_changed(&rig, "status = [\"RESIZEABLE\", \"READ\", \"WRITE\"]\nflags = []\n",
			     to);
		ck_assert_uint_eq(rig.vg->status, vg_words[_i].bits);
		ck_assert_uint_eq(rig.vg->unknown_flags.count, 0);
		ck_assert_uint_eq(rig.warnings, 0);
		text_rig_end(&rig);
	}
}
END_TEST

START_TEST(test_unknown_words_are_kept)
{
	struct text_rig rig;

	read_changed(&rig, "\"WRITE\"]\nflags = []\n", "\"NEW\"]\nflags = [\"NEWER\"]\n");
	ck_assert_uint_eq(rig.vg->status, VOLSCAN_VG_RESIZEABLE | VOLSCAN_VG_READ);
	ck_assert_uint_eq(rig.vg->unknown_flags.count, 2);
	ck_assert_str_eq(rig.vg->unknown_flags.items[0], "NEW");
	ck_assert_str_eq(rig.vg->unknown_flags.items[1], "NEWER");
	ck_assert_uint_eq(rig.warnings, 2);
	ck_assert_ptr_nonnull(strstr(rig.warning, "flags has the unknown word \"NEWER\""));
	text_rig_end(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * PVs
 */

START_TEST(test_pv)
{
	struct text_rig rig;
	const struct volscan_pv *pv;

	text_rig_read(&rig, VG(LINEAR_LV));
	pv = rig.vg->pvs[0];
	ck_assert_str_eq(pv->uuid, PV0_UUID);
	ck_assert_str_eq(rig.vg->pvs[1]->uuid, PV1_UUID);
	ck_assert_ptr_eq(pv->vg, rig.vg);
	ck_assert_ptr_null(pv->device);
	ck_assert_uint_eq(pv->status, VOLSCAN_PV_ALLOCATABLE);
	ck_assert_str_eq(pv->device_hint, "/dev/sda");
	ck_assert_str_eq(pv->device_id, "");
	ck_assert_str_eq(pv->device_id_type, "");
	ck_assert_uint_eq(pv->dev_size, 1048576);
	ck_assert_uint_eq(pv->pe_start, 2048);
	ck_assert_uint_eq(pv->pe_count, 100);
	ck_assert_uint_eq(pv->pe_alloc_count, 5);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_pv_options)
{
	struct text_rig rig;
	const struct volscan_pv *pv;

	read_changed(&rig, "status = [\"ALLOCATABLE\"]\nflags = []\ndev_size = 1048576\n",
		     "status = [\"EXPORTED\"]\nflags = [\"MISSING\", \"NEW\"]\n"
		     "device_id = \"wwid\"\ndevice_id_type = \"sys_wwid\"\ntags = \"one\"\n");
	pv = rig.vg->pvs[0];
	ck_assert_uint_eq(pv->status, VOLSCAN_PV_EXPORTED | VOLSCAN_PV_MISSING_FLAG);
	ck_assert_str_eq(pv->device_id, "wwid");
	ck_assert_str_eq(pv->device_id_type, "sys_wwid");
	ck_assert_uint_eq(pv->dev_size, 0);
	ck_assert_uint_eq(pv->tags.count, 1);
	ck_assert_str_eq(pv->tags.items[0], "one");
	ck_assert_ptr_nonnull(strstr(rig.warning, "pv0: flags has the unknown word \"NEW\""));
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_impossible_dev_size_is_unknown)
{
	struct text_rig rig;

	read_changed(&rig, "dev_size = 1048576", "dev_size = 9000000000000000000");
	ck_assert_uint_eq(rig.vg->pvs[0]->dev_size, 0);
	ck_assert_uint_eq(rig.warnings, 1);
	text_rig_end(&rig);
}
END_TEST

START_TEST(test_uuid_without_dashes)
{
	struct text_rig rig;

	read_changed(&rig, PV0_UUID, "FS7ujdzD4GQC2QtPSY62vZefc90yEGG0");
	ck_assert_str_eq(rig.vg->pvs[0]->uuid, PV0_UUID);
	text_rig_end(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * LVs
 */

START_TEST(test_lv)
{
	struct text_rig rig;
	const struct volscan_lv *lv;

	text_rig_read(&rig, VG(LINEAR_LV));
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

Suite *text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *whole = tcase_create("whole"), *vg = tcase_create("vg");
	TCase *pv = tcase_create("pv"), *lv = tcase_create("lv");

	tcase_add_test(whole, test_on_disk_the_vg_comes_first);
	tcase_add_test(whole, test_in_backup_the_vg_comes_last);
	tcase_add_test(whole, test_text_is_kept);
	tcase_add_test(whole, test_nuls_at_the_end_are_not_text);
	tcase_add_test(whole, test_second_vg_is_left_out);
	tcase_add_test(whole, test_nothing_is_printed);
	tcase_add_test(whole, test_many_warnings_become_one);
	suite_add_tcase(suite, whole);

	tcase_add_test(vg, test_vg);
	tcase_add_test(vg, test_vg_options);
	tcase_add_test(vg, test_lock_type_none_is_not_shared);
	tcase_add_loop_test(vg, test_vg_words, 0, sizeof(vg_words) / sizeof(vg_words[0]));
	tcase_add_test(vg, test_unknown_words_are_kept);
	suite_add_tcase(suite, vg);

	tcase_add_test(pv, test_pv);
	tcase_add_test(pv, test_pv_options);
	tcase_add_test(pv, test_impossible_dev_size_is_unknown);
	tcase_add_test(pv, test_uuid_without_dashes);
	suite_add_tcase(suite, pv);

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
	suite_add_tcase(suite, lv);
	return suite;
}
