/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VGs whose PVs do not agree. */
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "scan_rig.h"
#include "unit.h"

/* ------------------------------------------------------------------------
 * VGs whose PVs do not agree
 */

START_TEST(newest_seqno_wins)
{
	char *old = rig_text("abc", 3), *new = rig_text("abc", 4);

	rig_add_pv('a', old);
	rig_add_pv('b', new);
	rig_add_pv('c', old);
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert_uint_eq(run_vg("vg")->seqno, 4);
	ck_assert_uint_eq(run.results.pv_count, 3);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert_uint_eq(run_warnings("older than the 4"), 2);
	ck_assert_uint_eq(run_warnings(rig->paths[0]), 1);
	ck_assert_uint_eq(run_warnings(rig->paths[2]), 1);
	run_free();
	free(old);
	free(new);
}
END_TEST

START_TEST(newest_seqno_wins_within_a_pv)
{
	char *old = rig_text("a", 3), *new = rig_text("a", 4);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', old, new, 0);
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->seqno, 4);
	ck_assert_uint_eq(run_warnings("older than the 4"), 1);
	run_free();
	free(old);
	free(new);
}
END_TEST

START_TEST(one_seqno_two_texts)
{
	char *one = rig_text("ab", 3);
	char *two = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 3, .pvs = "ab" });

	rig_add_pv('a', one);
	rig_add_pv('b', two);
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->lv_count, 2);
	ck_assert_uint_eq(run_warnings("both have seqno 3"), 1);
	run_free();
	free(one);
	free(two);
}
END_TEST

START_TEST(missing_pv)
{
	char *text = rig_add_vg("a", rig_text("ab", 1));
	struct volscan_vg *vg;

	rig_scan();
	vg = run_vg("vg");
	ck_assert_uint_eq(vg->missing_pv_count, 1);
	ck_assert_ptr_null(vg->pvs[1]->device);
	ck_assert_uint_eq(run.results.pv_count, 2);
	ck_assert_ptr_eq(run.results.pvs[1], vg->pvs[1]);
	ck_assert(!(vg->lvs[0]->status & VOLSCAN_LV_PARTIAL));
	ck_assert(vg->lvs[1]->status & VOLSCAN_LV_PARTIAL);
	ck_assert_uint_eq(run_warnings(disk_uuid('b')), 1);
	ck_assert_uint_eq(run_warnings("last seen as \"/dev/b\""), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(pv_that_came_back)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 2, .pvs = "ab",
						 .missing = "b", .lvs = 2 });

	rig_add_vg("ab", text);
	rig_scan();
	ck_assert_ptr_eq(run_vg("vg")->pvs[1]->device, run_device(1));
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 1);
	ck_assert_uint_eq(run_warnings("--restoremissing"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(outdated_pv_is_hidden)
{
	char *old = rig_text("ab", 3), *new = rig_text("a", 4);

	rig_add_pv('a', new);
	rig_add_pv('b', old);
	rig_scan();
	ck_assert_uint_eq(run.results.pv_count, 1);
	ck_assert_uint_eq(run_vg("vg")->pv_count, 1);
	ck_assert_int_eq(run_device(1)->state, VOLSCAN_DEVICE_PV);
	ck_assert_ptr_nonnull(run_pv(1));
	ck_assert(run_pv(1)->outdated && !run_pv(0)->outdated);
	ck_assert_ptr_nonnull(strstr(run_device(1)->reason, "outdated"));
	ck_assert_uint_eq(run_warnings("outdated"), 1);
	run_free();
	free(old);
	free(new);
}
END_TEST

START_TEST(old_text_alone_is_believed)
{
	char *old = rig_text("ab", 3);

	rig_add_pv('b', old);
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->seqno, 3);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 1);
	run_free();
	free(old);
}
END_TEST

START_TEST(pv_of_two_vgs_belongs_to_its_own)
{
	char *theirs = vg_text(&(struct vg_spec) { .name = "aaa", .id = 'w', .pvs = "ab",
						   .creation_time = 1600000000 });
	char *own = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "b" });

	rig_add_pv('a', theirs);
	rig_add_pv('b', own);
	rig_scan();
	ck_assert_ptr_eq(run_pv(1)->vg, run_vg("vg"));
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert_uint_eq(run_vg("aaa")->missing_pv_count, 1);
	ck_assert_uint_eq(run_warnings("is listed by VG"), 1);
	run_free();
	free(theirs);
	free(own);
}
END_TEST

START_TEST(pv_of_two_vgs_without_own_metadata)
{
	char *older = vg_text(&(struct vg_spec) { .name = "aaa", .id = 'w', .pvs = "ab" });
	char *newer = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "cb",
						  .creation_time = 1600000000 });

	rig_add_pv('a', older);
	rig_add_pv('b', NULL);
	rig_add_pv('c', newer);
	rig_scan();
	ck_assert_ptr_eq(run_pv(1)->vg, run_vg("vg"));
	ck_assert_uint_eq(run_warnings("is listed by VG"), 1);
	run_free();
	free(older);
	free(newer);
}
END_TEST

START_TEST(metadata_of_another_vg)
{
	char *stray = vg_text(&(struct vg_spec) { .name = "stray", .id = 's', .pvs = "x" });
	char *text = rig_add_vg("a", rig_text("ab", 1));

	rig_add_pv('b', stray);
	rig_scan();
	ck_assert_ptr_eq(run_pv(1)->vg, run_vg("vg"));
	ck_assert_uint_eq(run_vg("stray")->missing_pv_count, 1);
	ck_assert_uint_eq(run_warnings("has metadata of VG stray"), 1);
	run_free();
	free(stray);
	free(text);
}
END_TEST

START_TEST(name_clash)
{
	char *one = vg_text(&(struct vg_spec) { .name = "same", .id = 'v', .pvs = "a" });
	char *two = vg_text(&(struct vg_spec) { .name = "same", .id = 'w', .pvs = "b" });
	char *other = vg_text(&(struct vg_spec) { .name = "other", .id = 'o', .pvs = "c" });

	rig_add_pv('a', one);
	rig_add_pv('b', two);
	rig_add_pv('c', other);
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 3);
	ck_assert(!run_vg("other")->name_clash);
	ck_assert(run.results.vgs[1]->name_clash && run.results.vgs[2]->name_clash);
	ck_assert_uint_eq(run_warnings("VG name same is used by"), 1);
	run_free();
	free(one);
	free(two);
	free(other);
}
END_TEST

/* ------------------------------------------------------------------------
 * VGs of one UUID
 */

static void add_version(char pv, const char *name, unsigned seqno, const char *pvs)
{
	char *text = vg_text(&(struct vg_spec) { .name = name, .id = 'v', .seqno = seqno,
						 .pvs = pvs });

	rig_add_pv(pv, text);
	free(text);
}

/* No text hides a VG by saying that it is a newer one of it. */
START_TEST(one_uuid_two_vgs)
{
	add_version('a', "evil", _i ? 9 : 1, "a");
	add_version('b', "good", 5, "b");
	add_version('c', "good", 4, "bc");
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 2);
	ck_assert_uint_eq(run_vg("evil")->missing_pv_count, 0);
	ck_assert_uint_eq(run_vg("good")->seqno, 5);
	ck_assert_ptr_eq(run_pv(1)->vg, run_vg("good"));
	ck_assert(run_pv(2)->outdated);
	ck_assert_uint_eq(run_warnings("have the same UUID"), 1);
	ck_assert_uint_eq(run_findings("VS-VG-UUID"), 1);
	run_free();
}
END_TEST

START_TEST(one_uuid_and_one_seqno)
{
	add_version('a', "evil", 5, "a");
	add_version('b', "good", 5, "b");
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 2);
	ck_assert_uint_eq(run_findings("VS-VG-SPLIT"), 0);
	run_free();
}
END_TEST

/* What it was called before is an old version, and no VG. */
START_TEST(renamed_without_one_pv)
{
	add_version('a', "new", 4, "ab");
	add_version('b', "old", 3, "ab");
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert_ptr_eq(run_pv(1)->vg, run_vg("new"));
	ck_assert_uint_eq(run_findings("VS-VG-UUID"), 0);
	ck_assert_uint_eq(run_warnings("older than the 4"), 1);
	run_free();
}
END_TEST

/* Versions of both, one of which is older and not there any more. */
START_TEST(what_is_outdated_ties_nothing)
{
	add_version('a', "x", 9, "a");
	add_version('c', "z", 5, "ab");
	add_version('b', "y", 3, "b");
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 2);
	ck_assert_uint_eq(run_vg("x")->seqno, 9);
	ck_assert_uint_eq(run_vg("y")->seqno, 3);
	ck_assert(run_pv(1)->outdated);
	run_free();
}
END_TEST

/* A name is no PV, even if it looks like one. */
START_TEST(name_like_a_uuid)
{
	add_version('a', disk_uuid('b'), 9, "a");
	add_version('b', "good", 5, "b");
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 2);
	run_free();
}
END_TEST

START_TEST(vg_out_of_sight)
{
	rig_add_pv('a', NULL);
	disk_label(rig->disks[0], &(struct label_spec) {
		.id = 'a', .sector = 1, .ext_version = 2, .ext_flags = 1,
	});
	rig_scan();
	ck_assert_uint_eq(run.results.pv_count, 1);
	ck_assert_ptr_null(run_pv(0)->vg);
	ck_assert(run_pv(0)->in_vg);
	ck_assert_uint_eq(run_warnings("marked as used"), 1);
	run_free();
}
END_TEST

static const struct {
	const char *settings, *vg_id;
	bool foreign;
	unsigned warnings;
} system_ids[] = {
	{ NULL, NULL, false, 0 },
	{ NULL, "here", true, 0 },
	{ "local/system_id=here global/system_id_source=lvmlocal", "here", false, 0 },
	{ "local/system_id=here global/system_id_source=lvmlocal", NULL, false, 0 },
	{ "local/system_id=here global/system_id_source=lvmlocal", "there", true, 0 },
	{ "local/system_id=\"-/he re!\" global/system_id_source=lvmlocal", "here", false, 0 },
	{ "local/system_id=localhost global/system_id_source=lvmlocal", "localhost", true, 1 },
	{ "global/system_id_source=lvmlocal", "here", true, 1 },
	{ "local/system_id=here local/extra_system_ids=[\"also\"] "
	  "global/system_id_source=lvmlocal", "also", false, 0 },
	{ "local/extra_system_ids=[\"also\"]", "also", true, 0 },
	{ "global/etc=\"/nowhere\" global/system_id_source=machineid", "here", true, 2 },
};

START_TEST(foreign_vgs)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
						 .system_id = system_ids[_i].vg_id });

	rig_add_vg("a", text);
	rig->settings = system_ids[_i].settings;
	rig_scan();
	ck_assert_int_eq(run_vg("vg")->foreign, system_ids[_i].foreign);
	ck_assert_uint_eq(run_warnings("system"), system_ids[_i].warnings);
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	run_free();
	free(text);
}
END_TEST

/* This host's name, as LVM2 makes a system ID of it. */
START_TEST(host_name_is_system_id)
{
	struct utsname host;
	char *text;

	ck_assert_int_eq(uname(&host), 0);
	text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
					   .system_id = host.nodename });
	rig_add_vg("a", text);
	rig->settings = "global/system_id_source=uname";
	rig_scan();
	ck_assert(!run_vg("vg")->foreign);
	run_free();
	free(text);
}
END_TEST

static const struct {
	const char *content;
	bool foreign;
} machine_ids[] = {
	{ "\n# whose\n\n  here # it is\nthere\n", false }, { "there\nhere\n", true }, { "", true },
};

/* The first line of LVM2's file that says something. */
START_TEST(file_has_system_id)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
						 .system_id = "here" });
	char path[sizeof(rig->dir) + 16], settings[256];
	FILE *file;

	rig_add_vg("a", text);
	snprintf(path, sizeof(path), "%s/machine-id", rig->dir);
	file = fopen(path, "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs(machine_ids[_i].content, file), 0);
	fclose(file);
	snprintf(settings, sizeof(settings), "global/system_id_source=machineid global/etc=\"%s\"",
		 rig->dir);
	rig->settings = settings;
	rig_scan();
	ck_assert_int_eq(run_vg("vg")->foreign, machine_ids[_i].foreign);
	run_free();
	unlink(path);
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------ */

static void add_disagreement(Suite *suite)
{
	TCase *tcase = rig_case(suite, "disagreement");

	tcase_add_test(tcase, newest_seqno_wins);
	tcase_add_test(tcase, newest_seqno_wins_within_a_pv);
	tcase_add_test(tcase, one_seqno_two_texts);
	tcase_add_test(tcase, missing_pv);
	tcase_add_test(tcase, pv_that_came_back);
	tcase_add_test(tcase, outdated_pv_is_hidden);
	tcase_add_test(tcase, old_text_alone_is_believed);
	tcase_add_test(tcase, pv_of_two_vgs_belongs_to_its_own);
	tcase_add_test(tcase, pv_of_two_vgs_without_own_metadata);
	tcase_add_test(tcase, metadata_of_another_vg);
	tcase_add_test(tcase, name_clash);
	tcase_add_loop_test(tcase, one_uuid_two_vgs, 0, 2);
	tcase_add_test(tcase, one_uuid_and_one_seqno);
	tcase_add_test(tcase, renamed_without_one_pv);
	tcase_add_test(tcase, what_is_outdated_ties_nothing);
	tcase_add_test(tcase, name_like_a_uuid);
	tcase_add_test(tcase, vg_out_of_sight);
	tcase_add_loop_test(tcase, foreign_vgs, 0,
			    (int)(sizeof(system_ids) / sizeof(system_ids[0])));
	tcase_add_test(tcase, host_name_is_system_id);
	tcase_add_loop_test(tcase, file_has_system_id, 0,
			    sizeof(machine_ids) / sizeof(*machine_ids));
}

Suite *scan_vgs_suite(void)
{
	Suite *suite = suite_create("scan_vgs");

	add_disagreement(suite);
	return suite;
}
