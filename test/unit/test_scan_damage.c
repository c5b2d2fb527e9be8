/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Disks that are damaged, cut off, or cannot be read. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

/* ------------------------------------------------------------------------
 * Damage
 */

START_TEST(damaged_text_good_elsewhere)
{
	char *text = rig_add_vg("ab", rig_text("ab", 1));

	rig_text_on(0)[300] ^= 1;
	rig_scan();
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert(!run_pv(0)->mdas[0].text_valid && run_pv(1)->mdas[0].text_valid);
	ck_assert(run_pv(0)->mdas[0].valid);
	ck_assert_uint_eq(run_warnings(rig->paths[0]), 1);
	ck_assert_uint_eq(run_warnings("checksum is wrong"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(damaged_text_good_in_the_second_mda)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	rig_text_on(0)[300] ^= 1;
	rig_scan();
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert(!run_pv(0)->mdas[0].text_valid && run_pv(0)->mdas[1].text_valid);
	run_free();
	free(text);
}
END_TEST

START_TEST(damaged_header_good_second_mda)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	rig->disks[0]->data[DISK_MDA_START + 30] ^= 1;
	rig_scan();
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert(!run_pv(0)->mdas[0].valid && run_pv(0)->mdas[1].valid);
	ck_assert_uint_eq(run_pv(0)->mdas[0].size, DISK_MDA_SIZE);
	ck_assert_uint_eq(run_warnings("metadata area at byte 4096"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(damaged_text_and_no_other)
{
	char *text = rig_add_vg("a", rig_text("a", 1));

	rig_text_on(0)[300] ^= 1;
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 0);
	ck_assert(run_pv(0)->in_vg);
	ck_assert_uint_eq(run.results.pv_count, 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(text_that_is_none)
{
	char *text = rig_text("ab", 1);

	rig_add_pv('a', "vg {\nid = \"what\"\n}\n");
	rig_add_pv('b', text);
	rig_add_pv('c', "?? not a name");
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert(run_pv(2)->in_vg);
	ck_assert_uint_eq(run_warnings(rig->paths[0]), 1);
	ck_assert_uint_eq(run_warnings("does not begin with the name"), 1);
	run_free();
	free(text);
}
END_TEST

/* Mends the disk when the second read of it is due, and lets it go on. */
static void mend(struct fault *fault, void *context)
{
	rig_text_on(0)[300] ^= 1;
	(void)context;
	ck_assert_uint_eq(fault_release(fault, NULL), 1);
}

START_TEST(torn_text_is_read_again)
{
	char *text = rig_add_vg("a", rig_text("a", 1));

	rig_text_on(0)[300] ^= 1;
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .ops = FAULT_READ, .skip = 1, .times = 1, .hold = true);
	run.fault->idle = mend;
	run_scan();
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert_str_eq(run.warnings, "");
	ck_assert_uint_eq(fault_count(run.fault, NULL, FAULT_READ), 2);
	run_free();
	free(text);
}
END_TEST

static void mend_header(struct fault *fault, void *context)
{
	rig->disks[0]->data[DISK_MDA_START + 30] ^= 1;
	(void)context;
	ck_assert_uint_eq(fault_release(fault, NULL), 1);
}

START_TEST(torn_header_is_read_again)
{
	char *text = rig_add_vg("a", rig_text("a", 1));

	rig->disks[0]->data[DISK_MDA_START + 30] ^= 1;
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .ops = FAULT_READ, .skip = 1, .times = 1, .hold = true);
	run.fault->idle = mend_header;
	run_scan();
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(damaged_label)
{
	rig_add_pv('a', NULL);
	rig->disks[0]->data[512 + 40] ^= 1;
	rig_scan();
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
	ck_assert_ptr_nonnull(run_device(0)->reason);
	ck_assert_ptr_null(run_pv(0));
	ck_assert_uint_eq(run.results.pv_count, 0);
	ck_assert_uint_eq(run_warnings(rig->paths[0]), 1);
	run_free();
}
END_TEST

START_TEST(two_labels)
{
	rig_add_pv('a', NULL);
	disk_label(rig->disks[0], &(struct label_spec) { .id = 'b', .sector = 3 });
	rig_scan();
	ck_assert_str_eq(run_pv(0)->uuid, disk_uuid('a'));
	ck_assert_uint_eq(run_warnings("1 more label"), 1);
	run_free();
}
END_TEST

START_TEST(smaller_than_its_pv)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
						 .pv_sectors = 16385 });

	rig_add_vg("a", text);
	rig_scan();
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert_uint_eq(run_warnings("fewer than the 16385"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(image_cut_off)
{
	char *text = rig_text("a", 1);
	uint64_t size = 512 * (uint64_t)_i;
	struct disk *disk = rig_add(disk_new(8 << 20));

	disk_two_mdas(disk, 'a', text, text, 0);
	disk->size = size;
	rig_scan();
	if (size < 1024) {
		ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
		ck_assert_uint_eq(run.results.pv_count, 0);
	} else {
		ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_PV);
		ck_assert_uint_eq(run.results.pv_count, 1);
		ck_assert_uint_ge(run_warnings("past the end"), 1);
	}
	run_free();
	free(text);
}
END_TEST

START_TEST(nothing_there)
{
	rig_add(disk_new(8 << 20));
	rig_scan();
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
	ck_assert_uint_eq(run.results.pv_count, 0);
	ck_assert_str_eq(run.warnings, "");
	run_free();
}
END_TEST

START_TEST(no_devices_at_all)
{
	rig_scan();
	ck_assert_uint_eq(run.results.pv_count, 0);
	ck_assert_uint_eq(run.results.vg_count, 0);
	run_free();
}
END_TEST

/* ------------------------------------------------------------------------
 * Reads that fail
 */

START_TEST(unreadable_devices)
{
	char *text = rig_add_vg("abc", rig_text("abc", 1));

	run_prepare(&rig_on_fault);
	FAULT(run.fault, .path = rig->paths[0], .ops = FAULT_READ, .result = -EIO);
	FAULT(run.fault, .path = rig->paths[2], .ops = FAULT_OPEN, .result = -EIO);
	run_scan();
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_UNREADABLE);
	ck_assert_int_eq(run_device(2)->state, VOLSCAN_DEVICE_UNREADABLE);
	ck_assert_int_eq(run_device(0)->error, EIO);
	ck_assert_str_eq(run_device(0)->reason, strerror(EIO));
	ck_assert_int_eq(run_device(1)->state, VOLSCAN_DEVICE_PV);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 2);
	ck_assert_uint_eq(run_warnings("cannot read"), 1);
	ck_assert_ptr_nonnull(strstr(run.warnings, rig->paths[0]));
	ck_assert_ptr_nonnull(strstr(run.warnings, rig->paths[2]));
	run_free();
	free(text);
}
END_TEST

static const struct {
	int error;
	bool opening;
	const char *words;
} reasons[] = {
	{ -EACCES, true, "Permission denied (try as root)" },
	{ -EPERM, true, "if that is as it should be, leave it out with devices/global_filter" },
	{ -EIO, false, "the kernel's log may say more" },
	{ -EMFILE, true, "no more open files to be had" },
	{ -ENFILE, true, "no more open files to be had" },
};

/* One message for all of a kind, which does not name each of hundreds. */
START_TEST(many_unreadable_devices)
{
	for (unsigned i = 0; i < 13; i++)
		rig_add_pv((char)('a' + i), NULL);
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .ops = reasons[_i].opening ? FAULT_OPEN : FAULT_READ,
	      .result = reasons[_i].error);
	run_scan();
	ck_assert_uint_eq(run_warnings(reasons[_i].words), 1);
	ck_assert_uint_eq(run_warnings("and 5 more"), 1);
	ck_assert_ptr_nonnull(strstr(run.warnings, rig->paths[7]));
	ck_assert_ptr_null(strstr(run.warnings, rig->paths[8]));
	run_free();
}
END_TEST

START_TEST(unreadable_mda)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .ops = FAULT_READ, .offset = 7 << 20, .length = 1, .result = -EIO);
	run_scan();
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_PV);
	ck_assert_ptr_eq(run_pv(0)->vg, run_vg("vg"));
	ck_assert(!run_pv(0)->mdas[1].valid);
	ck_assert_uint_eq(run_warnings("cannot be read"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(broken_engine_breaks_the_scan)
{
	char *text = rig_add_vg("abc", rig_text("abc", 1));

	run_prepare(&rig_on_fault);
	run.fault->wait_result = -EBADF;
	ck_assert_int_lt(scan_run(RUN_INPUT, &run.results), 0);
	ck_assert_uint_eq(run.results.pv_count, 0);
	run_free();
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------ */

static void add_damage(Suite *suite)
{
	TCase *tcase = rig_case(suite, "damage");

	tcase_add_test(tcase, damaged_text_good_elsewhere);
	tcase_add_test(tcase, damaged_text_good_in_the_second_mda);
	tcase_add_test(tcase, damaged_header_good_second_mda);
	tcase_add_test(tcase, damaged_text_and_no_other);
	tcase_add_test(tcase, text_that_is_none);
	tcase_add_test(tcase, torn_text_is_read_again);
	tcase_add_test(tcase, torn_header_is_read_again);
	tcase_add_test(tcase, damaged_label);
	tcase_add_test(tcase, two_labels);
	tcase_add_test(tcase, smaller_than_its_pv);
	tcase_add_loop_test(tcase, image_cut_off, 0, 32);
	tcase_add_test(tcase, nothing_there);
	tcase_add_test(tcase, no_devices_at_all);
}

static void add_errors(Suite *suite)
{
	TCase *tcase = rig_case(suite, "errors");

	tcase_add_test(tcase, unreadable_devices);
	tcase_add_loop_test(tcase, many_unreadable_devices, 0, sizeof(reasons) / sizeof(*reasons));
	tcase_add_test(tcase, unreadable_mda);
	tcase_add_test(tcase, broken_engine_breaks_the_scan);
}

Suite *scan_damage_suite(void)
{
	Suite *suite = suite_create("scan_damage");

	add_damage(suite);
	add_errors(suite);
	return suite;
}
