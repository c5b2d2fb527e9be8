/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Copies that a scan with check_all reads one by one: torn, damaged, unreadable. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

#define MIB (UINT64_C(1) << 20)

/* ------------------------------------------------------------------------
 * Long texts
 */

static void mend(struct fault *fault, void *context)
{
	rig_text_on(1)[RIG_LONG_TEXT_MIDDLE] ^= 1;
	(void)context;
	ck_assert_uint_eq(fault_release(fault, NULL), 1);
}

/* It is being written while it is read for the first time. */
START_TEST(torn_copy_is_read_again)
{
	rig->settings = "metadata/check_all=1";
	free(rig_add_vg("ab", rig_long_text("ab", 1)));
	rig_text_on(1)[RIG_LONG_TEXT_MIDDLE] ^= 1;
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .path = rig->paths[1], .ops = FAULT_READ,
	      .offset = AT_TEXT + RIG_LONG_TEXT_MIDDLE, .length = 1, .skip = 1, .times = 1,
	      .hold = true);
	run.fault->idle = mend;
	run_scan();
	ck_assert_uint_eq(run.results.finding_count, 0);
	ck_assert(run_pv(1)->mdas[0].text_valid);
	run_free();
}
END_TEST

START_TEST(damaged_copy_is_none)
{
	rig->settings = "metadata/check_all=1";
	free(rig_add_vg("ab", rig_long_text("ab", 1)));
	rig_text_on(1)[RIG_LONG_TEXT_MIDDLE] ^= 1;
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert(run_pv(0)->mdas[0].text_valid && !run_pv(1)->mdas[0].text_valid);
	run_free();
}
END_TEST

static void scan_with_bad_block(uint64_t offset)
{
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .path = rig->paths[1], .ops = FAULT_READ, .offset = offset,
	      .length = 1, .result = -EIO);
	run_scan();
}

START_TEST(copy_that_cannot_be_read)
{
	const struct volscan_finding *finding;

	rig->settings = "metadata/check_all=1";
	free(rig_add_vg("ab", rig_long_text("ab", 1)));
	scan_with_bad_block(AT_TEXT + RIG_LONG_TEXT_MIDDLE);
	ck_assert_uint_eq(run.results.finding_count, 1);
	finding = run_finding("VS-COPY-UNREAD");
	ck_assert_ptr_eq(finding->device, run_device(1));
	ck_assert_uint_eq(finding->offset, AT_TEXT);
	ck_assert_uint_gt(finding->length, 100000);
	ck_assert_str_eq(finding->found, strerror(EIO));
	ck_assert(!run_pv(1)->mdas[0].text_valid);
	run_free();
}
END_TEST

/* 100 KiB behind the committed one: it is read whole, in pieces. */
START_TEST(precommitted_that_cannot_be_read)
{
	rig->settings = "metadata/check_all=1";
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_put(1, AT_SLOT1, 102400, 8);
	rig_set_mda(1, AT_SLOT1_LENGTH, 100000, 8);
	scan_with_bad_block(AT_MDA + 102400 + 99999);
	ck_assert_uint_eq(run_findings("VS-PRECOMMITTED"), 1);
	ck_assert_uint_eq(run_findings("VS-PRECOMMITTED-BAD"), 0);
	ck_assert_uint_eq(run_finding("VS-COPY-UNREAD")->offset, AT_MDA + 102400);
	ck_assert(run_pv(1)->mdas[0].text_valid);
	run_free();
}
END_TEST

/* A piece is a MiB. */
START_TEST(precommitted_in_pieces)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
						 .padding = 3 * MIB });
	struct disk *disk = rig_add(disk_new(24 * MIB));

	rig->settings = "metadata/check_all=1";
	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .ext_version = 2, .ext_flags = 1,
		.mdas = { { AT_MDA, 16 * MIB } },
	});
	disk_mda(disk, &(struct mda_spec) { .start = AT_MDA, .size = 16 * MIB,
					    .text_at = DISK_TEXT_AT, .text = text });
	memcpy(disk->data + AT_SLOT1, disk->data + AT_LOCN, 24);
	if (_i)
		rig_put(0, AT_SLOT1_CRC, 1, 4);
	disk_fix_mda(disk, AT_MDA);
	rig_scan();
	ck_assert_uint_eq(run_findings("VS-PRECOMMITTED-BAD"), _i ? 1 : 0);
	ck_assert_uint_gt(run_finding("VS-PRECOMMITTED")->length, 3 * MIB);
	run_free();
	free(text);
}
END_TEST

START_TEST(mda_that_cannot_be_read)
{
	char *text = rig_text("a", 1);

	rig->settings = "metadata/check_all=1";
	rig_add_pv('b', NULL);
	disk_two_mdas(rig_add(disk_new(8 * MIB)), 'a', text, text, 0);
	scan_with_bad_block(7 * MIB);
	ck_assert_uint_eq(run_finding("VS-MDA-UNREAD")->offset, 7 * MIB);
	ck_assert_str_eq(run_finding("VS-MDA-UNREAD")->found, strerror(EIO));
	run_free();
	free(text);
}
END_TEST

START_TEST(device_that_cannot_be_read)
{
	rig_add_pv('b', NULL);
	rig_add_pv('a', NULL);
	scan_with_bad_block(0);
	ck_assert_ptr_eq(run_finding("VS-DEVICE-UNREAD")->device, run_device(1));
	ck_assert_str_eq(run_finding("VS-DEVICE-UNREAD")->found, strerror(EIO));
	run_free();
}
END_TEST

/* ------------------------------------------------------------------------
 * Order
 */

/* Of one device by place, whatever was read first; devices as they were listed. */
START_TEST(in_the_order_of_places)
{
	struct volscan_finding *const *findings;
	unsigned disk;

	rig->settings = "metadata/check_all=1";
	for (disk = 0; disk < 2; disk++) {
		disk_two_mdas(rig_add(disk_new(8 * MIB)), disk ? 'b' : 'a', NULL, NULL, 0);
		rig_put(disk, 7 * MIB, 0x12345678, 4);
		rig_put(disk, AT_MDA, 0x12345678, 4);
		rig_set_label(disk, AT_MDA_AREAS, 7 * MIB, 8);
		rig_set_label(disk, AT_MDA_AREAS + 16, AT_MDA, 8);
	}
	rig_scan();
	findings = run.results.findings;
	ck_assert_uint_eq(run_findings("VS-MDA-CRC"), 4);
	for (disk = 0; disk < 2; disk++) {
		ck_assert_ptr_eq(findings[2 * disk]->device, run_device(disk));
		ck_assert_uint_eq(findings[2 * disk]->offset, AT_MDA);
		ck_assert_uint_eq(findings[2 * disk + 1]->offset, 7 * MIB);
	}
	run_free();
}
END_TEST

Suite *scan_copies_suite(void)
{
	Suite *suite = suite_create("scan_copies");
	TCase *tcase = rig_case(suite, "copies");

	tcase_add_test(tcase, torn_copy_is_read_again);
	tcase_add_test(tcase, damaged_copy_is_none);
	tcase_add_test(tcase, copy_that_cannot_be_read);
	tcase_add_test(tcase, precommitted_that_cannot_be_read);
	tcase_add_loop_test(tcase, precommitted_in_pieces, 0, 2);
	tcase_add_test(tcase, mda_that_cannot_be_read);
	tcase_add_test(tcase, device_that_cannot_be_read);
	tcase_add_test(tcase, in_the_order_of_places);
	return suite;
}
