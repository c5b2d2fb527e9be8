/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that come in several pieces. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

/* ------------------------------------------------------------------------
 * Long texts
 */

START_TEST(text_across_a_block_end)
{
	char *text = rig_text("a", 1);
	struct disk *disk = rig_add(disk_new(8 << 20));
	uint64_t at = 8192 - 100 - DISK_MDA_START;

	disk_pv(disk, 'a', text);
	disk_mda(disk, &(struct mda_spec) { .start = DISK_MDA_START, .size = DISK_MDA_SIZE,
					    .text_at = at, .text = text });
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->lv_count, 2);
	ck_assert_uint_eq(run.stats.bytes_read, 2 * DEV_BLOCK_SIZE);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(short_text_elsewhere)
{
	char *text = rig_text("a", 1);
	struct disk *disk = rig_add(disk_new(8 << 20));

	disk_pv(disk, 'a', text);
	disk_mda(disk, &(struct mda_spec) { .start = DISK_MDA_START, .size = DISK_MDA_SIZE,
					    .text_at = 100 * 512, .text = text });
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->lv_count, 2);
	ck_assert_uint_eq(run.stats.reads, 2);
	ck_assert_uint_eq(run.stats.bytes_read, 2 * DEV_BLOCK_SIZE);
	run_free();
	free(text);
}
END_TEST

START_TEST(wrapped_text)
{
	char *text = _i ? rig_long_text("a", 1) : rig_text("a", 1);
	struct disk *disk = rig_add(disk_new(8 << 20));

	disk_pv(disk, 'a', text);
	disk_mda(disk, &(struct mda_spec) { .start = DISK_MDA_START, .size = DISK_MDA_SIZE,
					    .text_at = DISK_MDA_SIZE - 512, .text = text });
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->text_size, strlen(text));
	ck_assert_int_eq(memcmp(run_vg("vg")->text, text, strlen(text)), 0);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

/* So few bytes of the text before the wrap that the name is cut. */
START_TEST(wrapped_in_the_name)
{
	char *text = _i ? rig_long_text("a", 1) : rig_text("a", 1);
	struct disk *disk = rig_add(disk_new(8 << 20));

	disk_pv(disk, 'a', text);
	disk_mda(disk, &(struct mda_spec) { .start = DISK_MDA_START, .size = DISK_MDA_SIZE,
					    .text_at = DISK_MDA_SIZE - 1, .text = text });
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->text_size, strlen(text));
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(long_text_is_fetched_once)
{
	char *text = rig_add_vg("abcdef", rig_long_text("abcdef", 1));

	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->text_size, strlen(text));
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert(run_pv(0)->mdas[0].text_valid && run_pv(5)->mdas[0].text_valid);
	ck_assert_uint_le(run.stats.bytes_read, strlen(text) + 6 * 2 * DEV_BLOCK_SIZE);
	ck_assert_uint_eq(run_device(5)->bytes_read, DEV_BLOCK_SIZE);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(long_text_damaged_first)
{
	char *text = rig_add_vg("abc", rig_long_text("abc", 1));

	rig_text_on(0)[50000] ^= 1;
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert(!run_pv(0)->mdas[0].text_valid && run_pv(1)->mdas[0].text_valid);
	ck_assert_uint_eq(run_warnings(rig->paths[0]), 1);
	ck_assert_uint_eq(run_warnings("checksum is wrong"), 1);
	run_free();
	free(text);
}
END_TEST

START_TEST(long_text_damaged_everywhere)
{
	char *text = rig_add_vg("abc", rig_long_text("abc", 1));
	unsigned i;

	for (i = 0; i < 3; i++)
		rig_text_on(i)[50000] ^= 1;
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 0);
	ck_assert_uint_eq(run_warnings("checksum is wrong"), 3);
	run_free();
	free(text);
}
END_TEST

START_TEST(long_text_unreadable_first)
{
	char *text = rig_add_vg("ab", rig_long_text("ab", 1));

	run_prepare(&rig_on_fault);
	FAULT(run.fault, .path = rig->paths[0], .ops = FAULT_READ, .offset = 50000, .length = 1,
	      .result = -EIO);
	run_scan();
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert_uint_eq(run_warnings("cannot be read"), 1);
	run_free();
	free(text);
}
END_TEST

static void mend_long(struct fault *fault, void *context)
{
	rig_text_on(0)[50000] ^= 1;
	(void)context;
	ck_assert_uint_eq(fault_release(fault, NULL), 1);
}

/* Label and first block: one read. The fetch: first block and rest. Then the
 * second try, whose first read is the fourth. */
START_TEST(torn_long_text_is_read_again)
{
	char *text = rig_add_vg("a", rig_long_text("a", 1));

	rig_text_on(0)[50000] ^= 1;
	run_prepare(&rig_on_fault);
	FAULT(run.fault, .ops = FAULT_READ, .skip = 3, .times = 1, .hold = true);
	run.fault->idle = mend_long;
	run_scan();
	ck_assert_uint_eq(run_vg("vg")->missing_pv_count, 0);
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(text_longer_than_a_piece)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
						 .padding = 3 << 20 });
	struct disk *disk = rig_add(disk_new(16 << 20));

	disk_label(disk, &(struct label_spec) { .id = 'a', .sector = 1,
						.mdas = { { 4096, 8 << 20 } } });
	disk_mda(disk, &(struct mda_spec) { .start = 4096, .size = 8 << 20,
					    .text_at = (8 << 20) - (3 << 19), .text = text });
	rig_scan();
	ck_assert_uint_eq(run_vg("vg")->text_size, strlen(text));
	ck_assert_str_eq(run.warnings, "");
	run_free();
	free(text);
}
END_TEST

START_TEST(text_of_absurd_size)
{
	struct disk *disk = rig_add(disk_new(64 << 20));
	uint32_t size = htole32(40 << 20);

	disk_label(disk, &(struct label_spec) { .id = 'a', .sector = 1,
						.mdas = { { 4096, 48 << 20 } } });
	disk_mda(disk, &(struct mda_spec) { .start = 4096, .size = 48 << 20, .text_at = 512,
					    .text = "vg {" });
	memcpy(disk->data + 4096 + 48, &size, sizeof(size));
	disk_fix_mda(disk, 4096);
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 0);
	ck_assert_uint_eq(run_warnings("raise the setting metadata/max_size"), 1);
	ck_assert_uint_le(run.stats.bytes_read, 2 * DEV_BLOCK_SIZE);
	run_free();
}
END_TEST

/* ------------------------------------------------------------------------
 * metadata/max_size
 */

#define KIB ((size_t)1024)

static char *text_with(const char *name, char id, size_t padding)
{
	return vg_text(&(struct vg_spec) { .name = name, .id = id, .pvs = "a",
					   .padding = padding });
}

/* One text of a size that is allowed, and one of a size that is not. */
START_TEST(text_as_large_as_allowed)
{
	char *text = rig_add_vg("a", text_with("vg", 'v', 64 * KIB));
	size_t over = strlen(text) + 1 - 64 * KIB;
	char *right = text_with("vg", 'v', 64 * KIB - over);

	ck_assert_uint_gt(strlen(text) + 1, 64 * KIB);
	rig->settings = "metadata/max_size=64";
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 0);
	ck_assert_uint_eq(run_findings("VS-LOCN-LONG"), 1);
	run_free();
	disk_pv(rig->disks[0], 'a', right);
	rig->saved = false;
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert_uint_eq(run.results.finding_count, 0);
	run_free();
	free(right);
	free(text);
}
END_TEST

/* Two areas with one text each: together they are too long. */
START_TEST(texts_of_one_device_count_together)
{
	char *first = text_with("vg", 'v', 30 * KIB), *second = text_with("vh", 'w', 40 * KIB);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', first, second, 0);
	rig->settings = "metadata/max_size=64";
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert_ptr_nonnull(run_vg("vg"));
	ck_assert_uint_eq(run_findings("VS-LOCN-LONG"), 1);
	run_free();
	free(second);
	free(first);
}
END_TEST

/* The same text twice is one. */
START_TEST(copies_count_once)
{
	char *text = text_with("vg", 'v', 40 * KIB);

	disk_two_mdas(rig_add(disk_new(8 << 20)), 'a', text, text, 0);
	rig->settings = "metadata/max_size=64";
	rig_scan();
	ck_assert_uint_eq(run.results.vg_count, 1);
	ck_assert_uint_eq(run.results.finding_count, 0);
	run_free();
	free(text);
}
END_TEST

/* LVM2 makes no more than two. */
START_TEST(areas_beyond_the_second)
{
	struct disk *disk = rig_add(disk_new(8 << 20));
	char *text = rig_text("a", 1);
	unsigned i;

	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .data = { { 4 << 20, 0 } },
		.mdas = { { 1 << 20, 1 << 20 }, { 2 << 20, 1 << 20 }, { 3 << 20, 1 << 20 } } });
	for (i = 1; i <= 3; i++)
		disk_mda(disk, &(struct mda_spec) { .start = (uint64_t)i << 20, .size = 1 << 20,
						    .text_at = 512, .text = text });
	rig_scan();
	ck_assert_uint_eq(run_pv(0)->mda_count, 3);
	ck_assert(run_pv(0)->mdas[1].text_valid && !run_pv(0)->mdas[2].valid);
	ck_assert_str_eq(run_finding("VS-MDA-MANY")->found, "3");
	run_free();
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------ */

static void add_sizes(Suite *suite)
{
	TCase *tcase = rig_case(suite, "sizes");

	tcase_add_test(tcase, text_as_large_as_allowed);
	tcase_add_test(tcase, texts_of_one_device_count_together);
	tcase_add_test(tcase, copies_count_once);
	tcase_add_test(tcase, areas_beyond_the_second);
}

static void add_long(Suite *suite)
{
	TCase *tcase = rig_case(suite, "long texts");

	tcase_add_test(tcase, text_across_a_block_end);
	tcase_add_test(tcase, short_text_elsewhere);
	tcase_add_loop_test(tcase, wrapped_text, 0, 2);
	tcase_add_loop_test(tcase, wrapped_in_the_name, 0, 2);
	tcase_add_test(tcase, long_text_is_fetched_once);
	tcase_add_test(tcase, long_text_damaged_first);
	tcase_add_test(tcase, long_text_damaged_everywhere);
	tcase_add_test(tcase, long_text_unreadable_first);
	tcase_add_test(tcase, torn_long_text_is_read_again);
	tcase_add_test(tcase, text_longer_than_a_piece);
	tcase_add_test(tcase, text_of_absurd_size);
}

Suite *scan_text_suite(void)
{
	Suite *suite = suite_create("scan_text");

	add_sizes(suite);
	add_long(suite);
	return suite;
}
