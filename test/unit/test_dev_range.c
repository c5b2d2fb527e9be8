/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From a range of a device to what is read, and what is no range of it. On every
 * engine the same. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 20)

static struct dev_rig rig;
static struct dev *a, *b;

/* Two devices. False when the way is not to be had here. */
static bool set_up(int way)
{
	if (!dev_rig_prepare(&rig, (enum dev_rig_way) way))
		return false;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	b = dev_rig_dev(&rig, "b", SIZE);
	return true;
}

/* ------------------------------------------------------------------------
 * Ranges
 */

START_TEST(one_block_serves_what_is_in_it)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 0, 2048, DEV_READ_LABEL);
	dev_rig_check_reads(&rig, 1, 8192);
	dev_rig_get(&rig, a, 4096, 512, DEV_READ_MDA_HEADER);
	dev_rig_get(&rig, a, 4608, 3584, DEV_READ_MDA_CONTENT);
	dev_rig_check_reads(&rig, 1, 8192);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(range_over_a_block_end_is_one_read_of_both)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 8191, 2, DEV_READ_LABEL);
	dev_rig_check_reads(&rig, 1, 16384);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(long_range_is_one_long_read)
{
	if (!set_up(_i))
		return;
	dev_rig_get(&rig, a, 12345, 500001, DEV_READ_MDA_CONTENT);
	dev_rig_check_reads(&rig, 1, 63 * 8192 - 8192);
	dev_rig_get(&rig, b, 0, SIZE, DEV_READ_LV_CONTENT);
	dev_rig_check_reads(&rig, 2, 62 * 8192 + SIZE);
	dev_rig_down(&rig);
}
END_TEST

/* Every range around the ends of blocks. */
START_TEST(any_range_is_given_exactly)
{
	static const uint64_t near[] = { 0, 1, 511, 512, 4096, 8191, 8192, 8193, 16384, 20000 };
	size_t i, j, n = sizeof(near) / sizeof(near[0]);

	if (!set_up(_i))
		return;
	a->info.size = 20000;
	for (i = 0; i < n; i++)
		for (j = i + 1; j < n; j++) {
			dev_rig_get(&rig, a, near[i], near[j] - near[i], DEV_READ_SIGNATURE);
			dev_forget(rig.io, a);
		}
	dev_rig_down(&rig);
}
END_TEST

/* A file's end need not be aligned for O_DIRECT. */
START_TEST(read_is_clipped_at_the_devices_end)
{
	struct dev *odd;

	if (!set_up(_i))
		return;
	odd = dev_rig_dev(&rig, "odd", 20001);
	dev_rig_get(&rig, odd, 20000, 1, DEV_READ_LABEL);
	dev_rig_check_reads(&rig, 1, 20001 - 16384);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(device_smaller_than_a_block)
{
	struct dev *tiny;

	if (!set_up(_i))
		return;
	tiny = dev_rig_dev(&rig, "tiny", 700);
	dev_rig_get(&rig, tiny, 0, 700, DEV_READ_LABEL);
	dev_rig_get(&rig, tiny, 699, 1, DEV_READ_MDA_HEADER);
	dev_rig_check_reads(&rig, 1, 700);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(partition_begins_where_it_begins)
{
	struct dev *part, *odd;

	if (!set_up(_i))
		return;
	part = dev_rig_part(&rig, a, 63 * 512, 100000);
	dev_rig_get(&rig, part, 0, 8192, DEV_READ_LABEL);
	dev_rig_check_reads(&rig, 1, 8192);
	dev_rig_get(&rig, part, 99999, 1, DEV_READ_LABEL);
	odd = dev_rig_part(&rig, a, 1000, 16384);
	dev_rig_get(&rig, odd, 0, 2048, DEV_READ_LABEL);
	dev_rig_get(&rig, odd, 4096, 4096, DEV_READ_MDA_HEADER);
	dev_rig_get(&rig, odd, 8192, 8192, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, 4);
	dev_rig_down(&rig);
}
END_TEST

/* On a disk of 4 KiB sectors, no part of a read is smaller. */
START_TEST(logical_blocks_of_4096)
{
	struct dev *part;

	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	dev_rig_up(&rig);
	fault_add_pattern(rig.fault, "4k", 20480)->block_size = 4096;
	a = dev_rig_part(&rig, &(struct dev) { .info.name = "4k" }, 0, 20480);
	a->block_size = 4096;
	dev_rig_get(&rig, a, 20000, 480, DEV_READ_LABEL);
	part = dev_rig_part(&rig, a, 512, 15000);
	part->block_size = 4096;
	dev_rig_get(&rig, part, 1, 9000, DEV_READ_LABEL);
	dev_rig_get(&rig, part, 14999, 1, DEV_READ_LABEL);
	ck_assert(!a->io.buffered && !part->io.buffered);
	dev_rig_down(&rig);
}
END_TEST

/* Nobody's block size, as a broken disk may say. */
START_TEST(absurd_block_size_is_512)
{
	static const uint32_t absurd[] = { 0, 1, 511, 513, 131072, 0x80000000 };
	size_t i;

	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", 20000);
	for (i = 0; i < sizeof(absurd) / sizeof(absurd[0]); i++) {
		a->block_size = absurd[i];
		dev_rig_get(&rig, a, 19000, 1000, DEV_READ_LABEL);
		/* 20000 - 16384, up to whole sectors */
		ck_assert_uint_eq(dev_rig_read(&rig, (unsigned) i)->length, 4096);
		dev_forget(rig.io, a);
	}
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Refused at once
 */

static void check_refused(uint64_t offset, size_t length)
{
	struct dev_ask *ask = dev_rig_ask(&rig, a, offset, length, DEV_READ_MDA_CONTENT);

	dev_rig_check_error(ask, -EINVAL);
	ck_assert(ask->at_once);
}

START_TEST(range_not_inside_the_device_is_refused_at_once)
{
	if (!set_up(_i))
		return;
	check_refused(0, 0);
	check_refused(SIZE, 0);
	check_refused(SIZE, 1);
	check_refused(SIZE - 1, 2);
	check_refused(0, SIZE + 1);
	check_refused(UINT64_MAX, 1);
	check_refused(1, SIZE_MAX);
	check_refused(UINT64_MAX - 10, SIZE_MAX);
	ck_assert_uint_eq(dev_rig_said(&rig, "not inside its 1048576 bytes"), 8);
	dev_rig_get(&rig, a, SIZE - 1, 1, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, 1);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 8);
	dev_rig_down(&rig);
}
END_TEST

/* Sizes and starts that a disk may claim. */
START_TEST(numbers_do_not_overflow)
{
	if (!set_up(DEV_RIG_FAULT))
		return;
	a->info.size = UINT64_MAX;
	check_refused(UINT64_MAX - 1, 1);
	check_refused((uint64_t) INT64_MAX, 1);
	a->start = UINT64_MAX - 4096;
	check_refused(0, 512);
	check_refused(8192, 512);
	a->start = (uint64_t) INT64_MAX - 100;
	check_refused(0, 512);
	a->info.size = 0;
	check_refused(0, 1);
	ck_assert_uint_eq(rig.fault->seen.requests, 0);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_range_suite(void)
{
	Suite *suite = suite_create("dev_range");
	TCase *tcase = tcase_create("dev_range");

	dev_rig_add_test(tcase, one_block_serves_what_is_in_it);
	dev_rig_add_test(tcase, range_over_a_block_end_is_one_read_of_both);
	dev_rig_add_test(tcase, long_range_is_one_long_read);
	dev_rig_add_test(tcase, any_range_is_given_exactly);
	dev_rig_add_test(tcase, read_is_clipped_at_the_devices_end);
	dev_rig_add_test(tcase, device_smaller_than_a_block);
	dev_rig_add_test(tcase, partition_begins_where_it_begins);
	tcase_add_test(tcase, logical_blocks_of_4096);
	tcase_add_test(tcase, absurd_block_size_is_512);
	dev_rig_add_test(tcase, range_not_inside_the_device_is_refused_at_once);
	tcase_add_test(tcase, numbers_do_not_overflow);
	suite_add_tcase(suite, tcase);
	return suite;
}
