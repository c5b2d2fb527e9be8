/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PVs whose label is lost, with metadata/search_lost and without. */
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

static void search(void)
{
	rig->settings = "metadata/search_lost=1";
	rig_scan();
}

/* Nothing of the label is left. */
static void wipe_label(unsigned disk)
{
	memset(rig->disks[disk]->data, 0, 2048);
}

/* Its checksum is wrong, what it says is all there. */
static void damage_label(unsigned disk)
{
	rig->disks[disk]->data[512 + 200] ^= 1;
}

static const struct volscan_pv *pv_of(const char *vg, size_t number)
{
	ck_assert_uint_lt(number, run_vg(vg)->pv_count);
	return run_vg(vg)->pvs[number];
}

START_TEST(nothing_is_searched_for_unasked)
{
	char *text = rig_add_vg("a", rig_text("a", 1));

	wipe_label(0);
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 0);
	ck_assert_uint_eq(run.results.finding_count, 0);
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
	run_free();
	free(text);
}
END_TEST

/* Whoever has its UUID has it without being it. */
START_TEST(vg_whose_uuid_another_has)
{
	char *other = vg_text(&(struct vg_spec) { .name = "a_vg", .id = 'v', .pvs = "x" });
	char *text = rig_add_vg("a", rig_text("a", 1));

	rig_add_pv('x', other);
	wipe_label(0);
	search();
	ck_assert(run_vg("vg")->uncertain && !run_vg("a_vg")->uncertain);
	ck_assert_ptr_eq(pv_of("vg", 0)->device, run_device(0));
	ck_assert_str_eq(run_finding("VS-LABEL-LOST")->vg, "vg");
	ck_assert_uint_eq(run_findings("VS-VG-UUID"), 1);
	run_free();
	free(text);
	free(other);
}
END_TEST

START_TEST(the_only_pv_of_a_vg)
{
	char *text = rig_add_vg("a", rig_text("a", 1));

	wipe_label(0);
	search();
	ck_assert(run_vg("vg")->uncertain);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert(pv_of("vg", 0)->uncertain);
	ck_assert_ptr_eq(pv_of("vg", 0)->device, run_device(0));
	ck_assert_ptr_eq(run_device(0)->pv, pv_of("vg", 0));
	ck_assert_int_eq(run_device(0)->state, VOLSCAN_DEVICE_NOT_PV);
	ck_assert_str_eq(run_device(0)->reason, "its LVM2 label is lost");
	ck_assert_str_eq(run_finding("VS-LABEL-LOST")->vg, "vg");
	ck_assert_uint_eq(run_findings("VS-PV-MISSING"), 0);
	run_free();
	free(text);
}
END_TEST

/* The VG is known from the other PV, and one of it is missing. */
START_TEST(one_of_two)
{
	char *text = rig_add_vg("ab", rig_text("ab", 1));

	wipe_label(1);
	search();
	ck_assert(!run_vg("vg")->uncertain);
	ck_assert(!pv_of("vg", 0)->uncertain && pv_of("vg", 1)->uncertain);
	ck_assert_ptr_eq(pv_of("vg", 1)->device, run_device(1));
	ck_assert_uint_eq(run.results.pv_count, 2);
	run_free();
	free(text);
}
END_TEST

/* Two that are alike: which is which nobody knows. */
START_TEST(two_of_two)
{
	char *text = rig_add_vg("ab", rig_text("ab", 1));

	wipe_label(0);
	wipe_label(1);
	search();
	ck_assert(run_vg("vg")->uncertain);
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 2);
	ck_assert_uint_eq(run_findings("VS-LABEL-LOST"), 2);
	ck_assert_uint_eq(run_warnings("one of the devices that have lost their label"), 2);
	run_free();
	free(text);
}
END_TEST

/* A damaged label still has the UUID. */
START_TEST(damaged_labels_tell_which_is_which)
{
	char *text = rig_add_vg("ab", rig_text("ab", 1));

	damage_label(0);
	damage_label(1);
	search();
	ck_assert(run_vg("vg")->uncertain);
	ck_assert_ptr_eq(pv_of("vg", 0)->device, run_device(0));
	ck_assert_ptr_eq(pv_of("vg", 1)->device, run_device(1));
	ck_assert_uint_eq(run_findings("VS-LABEL-CRC"), 2);
	ck_assert_ptr_nonnull(strstr(run_device(0)->reason, "damaged LVM2 label"));
	run_free();
	free(text);
}
END_TEST

/* The metadata area behind the label is gone as well: the second one is found. */
START_TEST(found_in_the_second_area)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	damage_label(0);
	memset(rig->disks[0]->data + DISK_MDA_START, 0, DISK_MDA_SIZE);
	search();
	ck_assert(run_vg("vg")->uncertain);
	ck_assert_ptr_eq(pv_of("vg", 0)->device, run_device(0));
	run_free();
	free(text);
}
END_TEST

/* That costs a read, which is not spent on a disk that shows no sign of a PV ... */
START_TEST(no_read_without_a_sign)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	memset(rig->disks[0]->data, 0, DISK_PE_START);
	search();
	ck_assert_uint_eq(run.results.vg_count, 0);
	ck_assert_uint_eq(run_device(0)->reads, 1);
	run_free();
	free(text);
}
END_TEST

/* ... unless all is to be checked. */
START_TEST(all_is_searched_for_a_check)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	memset(rig->disks[0]->data, 0, DISK_PE_START);
	rig->settings = "metadata { search_lost=1 check_all=1 }";
	rig_scan();
	ck_assert(run_vg("vg")->uncertain);
	run_free();
	free(text);
}
END_TEST

/* An mda_header that was copied from elsewhere knows where it belongs. */
START_TEST(a_header_in_a_wrong_place_is_none)
{
	char *text = rig_add_vg("a", rig_text("a", 1));
	uint8_t *data = rig->disks[0]->data;

	wipe_label(0);
	memmove(data + 2 * DISK_MDA_START - 1024, data + DISK_MDA_START, 4096);
	memset(data + DISK_MDA_START, 0, 512);
	search();
	ck_assert_uint_eq(run.results.vg_count, 0);
	run_free();
	free(text);
}
END_TEST

/* What is lost never wins over a PV. */
START_TEST(metadata_with_a_label_counts)
{
	char *old = rig_add_vg("a", rig_text("ab", 1)), *new = rig_text("ab", 2);

	rig_add_pv('b', new);
	wipe_label(1);
	search();
	ck_assert(!run_vg("vg")->uncertain);
	ck_assert_uint_eq(run_vg("vg")->seqno, 1);
	ck_assert_ptr_eq(pv_of("vg", 1)->device, run_device(1));
	run_free();
	free(new);
	free(old);
}
END_TEST

/* A disk that never was a PV is not made one, however well its size fits. */
START_TEST(an_empty_disk_is_no_pv)
{
	char *text = rig_add_vg("a", rig_text("ab", 1));

	rig_add(disk_new(8 << 20));
	search();
	ck_assert_ptr_null(pv_of("vg", 1)->device);
	ck_assert_uint_eq(run_findings("VS-LABEL-LOST"), 0);
	ck_assert_ptr_null(run_device(1)->reason);
	run_free();
	free(text);
}
END_TEST

Suite *scan_lost_suite(void)
{
	Suite *suite = suite_create("scan_lost");
	TCase *tc = rig_case(suite, "lost");

	tcase_add_test(tc, nothing_is_searched_for_unasked);
	tcase_add_test(tc, the_only_pv_of_a_vg);
	tcase_add_test(tc, vg_whose_uuid_another_has);
	tcase_add_test(tc, one_of_two);
	tcase_add_test(tc, two_of_two);
	tcase_add_test(tc, damaged_labels_tell_which_is_which);
	tcase_add_test(tc, found_in_the_second_area);
	tcase_add_test(tc, no_read_without_a_sign);
	tcase_add_test(tc, all_is_searched_for_a_check);
	tcase_add_test(tc, a_header_in_a_wrong_place_is_none);
	tcase_add_test(tc, metadata_with_a_label_counts);
	tcase_add_test(tc, an_empty_disk_is_no_pv);
	return suite;
}
