/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PVs and VGs as they should be, and one PV on several devices. */
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

/* ------------------------------------------------------------------------
 * PVs and VGs as they should be
 */

START_TEST(one_pv_costs_one_read)
{
	char *text = rig_add_vg("a", rig_text("a", 1));

	run_prepare(&rig_on_fault);
	run_scan();
	ck_assert_uint_eq(fault_count(run.fault, NULL, FAULT_READ), 1);
	ck_assert_uint_eq(run.fault->seen.bytes_read, DEV_BLOCK_SIZE);
	ck_assert_uint_eq(run.fault->seen.open, 0);
	ck_assert_uint_eq(run_vg("vg")->lv_count, 2);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(vg_of_two_pvs)
{
	char *text = rig_add_vg("ab", rig_text("ab", 1));
	struct volscan_vg *vg;

	rig_scan();
	vg = run_vg("vg");
	ck_assert_uint_eq(run.results.pv_count, 2);
	ck_assert_uint_eq(vg->pv_count, 2);
	ck_assert_uint_eq(vg->missing_pv_count, 0);
	ck_assert_uint_eq(vg->text_size, strlen(text));
	ck_assert_int_eq(memcmp(vg->text, text, strlen(text)), 0);
	ck_assert_ptr_eq(run_pv(0), vg->pvs[0]);
	ck_assert_ptr_eq(vg->pvs[1]->device, run_device(1));
	ck_assert_ptr_eq(vg->pvs[1]->vg, vg);
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_PV);
	ck_assert_str_eq(vg->pvs[0]->uuid, disk_uuid('a'));
	ck_assert_uint_eq(vg->pvs[0]->header_size, 8 << 20);
	ck_assert_uint_eq(vg->pvs[0]->label_sector, 1);
	ck_assert_uint_eq(vg->pvs[0]->ext_version, 2);
	ck_assert_uint_eq(vg->pvs[0]->mda_count, 1);
	ck_assert(vg->pvs[0]->mdas[0].valid && vg->pvs[0]->mdas[0].text_valid);
	ck_assert_uint_eq(vg->pvs[0]->mdas[0].text_offset, DISK_TEXT_AT);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(one_text_of_many_pvs_is_parsed_once)
{
	const char *pvs = "abcdefghijklmnopqrst";
	char *text = vg_text(&(struct vg_spec) {
		.name = "vg", .id = 'v', .pvs = pvs, .flag = "A_FLAG_NOBODY_KNOWS",
	});

	rig_add_vg(pvs, text);
	rig_scan();
	ck_assert_uint_eq(run.results.pv_count, 20);
	ck_assert_uint_eq(run_warnings("A_FLAG_NOBODY_KNOWS"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(results_are_sorted)
{
	char *z = vg_text(&(struct vg_spec) { .name = "z", .id = 'z', .pvs = "a" });
	char *m2 = vg_text(&(struct vg_spec) { .name = "m", .id = 'y', .pvs = "b" });
	char *m1 = vg_text(&(struct vg_spec) { .name = "m", .id = 'x', .pvs = "cq" });
	size_t i;

	rig_add_pv('a', z);
	rig_add_pv('b', m2);
	rig_add_pv('c', m1);
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 3);
	ck_assert_str_eq(run.results.vgs[0]->uuid, disk_uuid('x'));
	ck_assert_str_eq(run.results.vgs[1]->uuid, disk_uuid('y'));
	ck_assert_str_eq(run.results.vgs[2]->name, "z");
	ck_assert_uint_eq(run.results.pv_count, 4);
	for (i = 0; i < 3; i++)
		ck_assert_str_eq(run.results.pvs[i]->device->name, rig->paths[i]);
	ck_assert_ptr_null(run.results.pvs[3]->device);
	run_free();
	free(z);
	free(m1);
	free(m2);
}
END_TEST

START_TEST(orphan)
{
	struct volscan_pv *pv;

	rig_add_pv('a', NULL);
	rig_scan();
	pv = run_pv(0);
	ck_assert_uint_eq(run.results.pv_count, 1);
	ck_assert_ptr_eq(run.results.pvs[0], pv);
	ck_assert_ptr_null(pv->vg);
	ck_assert(!pv->in_vg);
	ck_assert_uint_eq(pv->dev_size, (8 << 20) / 512);
	ck_assert_uint_eq(pv->pe_start, 2048);
	ck_assert_str_eq(pv->device_hint, "");
	ck_assert(!pv->mdas[0].text_valid && pv->mdas[0].valid);
	ck_assert_str_eq(run.warnings, "");
	run_free();
}
END_TEST

START_TEST(pv_without_mda_is_tied)
{
	char *text = rig_add_vg("a", rig_text("ab", 1));
	struct disk *disk = rig_add(disk_new(8 << 20));

	disk_label(disk, &(struct label_spec) {
		.id = 'b', .sector = 0, .data = { { 1 << 20, 0 } },
		.bas = { { 65536, 4096 } }, .ext_version = 2, .ext_flags = 1,
	});
	rig_scan();
	ck_assert_ptr_eq(run_pv(1)->vg, run_vg("vg"));
	ck_assert_uint_eq(run_pv(1)->mda_count, 0);
	ck_assert_uint_eq(run_pv(1)->label_sector, 0);
	ck_assert_uint_eq(run_pv(1)->ba_start, 65536);
	ck_assert_uint_eq(run_pv(1)->ba_size, 4096);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(ignored_mda_is_not_believed)
{
	char *text = rig_text("a", 1), *newer = rig_text("ab", 2);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, newer, 1);
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->seqno, 1);
	ck_assert(!run_pv(0)->mdas[0].ignored && run_pv(0)->mdas[1].ignored);
	ck_assert_uint_eq(run_vg("vg")->mda_count, 2);
	ck_assert_uint_eq(run_vg("vg")->mda_used_count, 1);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
	free(newer);
}
END_TEST

/* ------------------------------------------------------------------------
 * Duplicates
 */

START_TEST(duplicate_comes_second)
{
	char *text = rig_add_vg("ab", rig_text("ab", 1));

	rig_add(disk_copy(rig->disks[0]));
	rig_scan();
	ck_assert_uint_eq(run.results.pv_count, 3);
	ck_assert_ptr_eq(run_vg("vg")->pvs[0]->device, run_device(0));
	ck_assert(run_pv(2)->duplicate && !run_pv(0)->duplicate);
	ck_assert_ptr_eq(run_pv(2)->vg, run_vg("vg"));
	ck_assert_uint_eq(run_vg("vg")->pv_count, 2);
	ck_assert_uint_eq(run_warnings("same PV UUID"), 1);
	ck_assert_uint_eq(run_warnings("comes first"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(duplicate_of_right_size_is_preferred)
{
	char *text = rig_text("a", 1);
	unsigned i;

	for (i = 0; i < 3; i++) {
		rig_add_pv('a', text);
		disk_label(rig->disks[i], &(struct label_spec) {
			.id = 'a', .sector = 1, .device_size = i == 1 ? 0 : 16 << 20,
			.mdas = { { DISK_MDA_START, DISK_MDA_SIZE } }, .ext_version = 2,
		});
	}
	rig_scan();
	ck_assert_ptr_eq(run_vg("vg")->pvs[0]->device, run_device(1));
	ck_assert(run_pv(0)->duplicate && !run_pv(1)->duplicate && run_pv(2)->duplicate);
	ck_assert_uint_eq(run_warnings("its size is right"), 2);
	run_free();
	free(text);
}
END_TEST

START_TEST(text_of_a_duplicate_does_not_count)
{
	char *text = rig_text("a", 3), *newer = rig_text("ab", 4);

	rig_add_pv('a', text);
	rig_add_pv('a', newer);
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->seqno, 3);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	run_free();
	free(text);
	free(newer);
}
END_TEST

START_TEST(duplicate_orphans)
{
	rig_add_pv('a', NULL);
	rig_add_pv('a', NULL);
	rig_scan();
	ck_assert_uint_eq(run.results.pv_count, 2);
	ck_assert(!run_pv(0)->duplicate && run_pv(1)->duplicate);
	ck_assert_ptr_null(run_pv(1)->vg);
	run_free();
}
END_TEST

/* ------------------------------------------------------------------------ */

static void add_sound(Suite *suite)
{
	TCase *tcase = rig_case(suite, "sound");

	tcase_add_test(tcase, one_pv_costs_one_read);
	tcase_add_test(tcase, vg_of_two_pvs);
	tcase_add_test(tcase, one_text_of_many_pvs_is_parsed_once);
	tcase_add_test(tcase, results_are_sorted);
	tcase_add_test(tcase, orphan);
	tcase_add_test(tcase, pv_without_mda_is_tied);
	tcase_add_test(tcase, ignored_mda_is_not_believed);
}

static void add_duplicates(Suite *suite)
{
	TCase *tcase = rig_case(suite, "duplicates");

	tcase_add_test(tcase, duplicate_comes_second);
	tcase_add_test(tcase, duplicate_of_right_size_is_preferred);
	tcase_add_test(tcase, text_of_a_duplicate_does_not_count);
	tcase_add_test(tcase, duplicate_orphans);
}

Suite *scan_suite(void)
{
	Suite *suite = suite_create("scan");

	add_sound(suite);
	add_duplicates(suite);
	return suite;
}
