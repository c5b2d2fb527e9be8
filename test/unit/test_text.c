/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What text_parse() reads of the whole text, of the VG and of PVs. */
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
	text_rig_read_changed(rig, VG(LINEAR_LV), from, to);
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

START_TEST(test_size_of_text)
{
	struct text_rig rig;

	text_rig_read(&rig, VG(LINEAR_LV));
	ck_assert_uint_eq(rig.vg->text_size, strlen(VG(LINEAR_LV)));
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

Suite *text_suite(void)
{
	Suite *suite = suite_create("text");
	TCase *whole = tcase_create("whole"), *vg = tcase_create("vg");
	TCase *pv = tcase_create("pv");

	tcase_add_test(whole, test_on_disk_the_vg_comes_first);
	tcase_add_test(whole, test_in_backup_the_vg_comes_last);
	tcase_add_test(whole, test_size_of_text);
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

	return suite;
}
