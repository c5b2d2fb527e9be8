/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the path keeps from one scan to the next. */
#include <errno.h>
#include <string.h>

#include "dev_rig.h"
#include "device/dev_list.h"
#include "device/kept.h"
#include "unit.h"

#define SIZE (1u << 20)

static struct dev_rig rig;
static struct kept *kept;
static struct dev *a;

/* A scan is what is between these two: with a device that is as new. */
static void begin(uint64_t size)
{
	dev_init(a, a->info.name, a->io.path);
	a->info.size = size;
	dev_io_keep(rig.io, kept);
}

static void end(void)
{
	struct dev *devs[] = { a };
	struct dev_list list = { .devs = devs, .count = 1 };

	dev_io_keep(rig.io, NULL);
	dev_forget(rig.io, a);
	kept_settle(kept, &list);
	ck_assert_ptr_null(a->io.kept);
}

static bool set_up(int way)
{
	if (!dev_rig_prepare(&rig, (enum dev_rig_way) way))
		return false;
	dev_rig_up(&rig);
	a = dev_rig_dev(&rig, "a", SIZE);
	ck_assert_int_eq(kept_new(&kept), 0);
	begin(SIZE);
	return true;
}

static void tear_down(void)
{
	end();
	kept_free(kept);
	dev_rig_down(&rig);
}

static void next_scan(uint64_t size)
{
	end();
	begin(size);
}

static void check_kept(uint64_t offset, size_t length)
{
	uint64_t reads = dev_rig_stats(&rig).reads, cached = dev_rig_stats(&rig).cached;
	struct dev_ask *ask = dev_rig_ask(&rig, a, offset, length, DEV_READ_LABEL);

	dev_rig_check_right(ask);
	ck_assert(ask->at_once);
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, reads);
	ck_assert_uint_eq(dev_rig_stats(&rig).cached, cached + 1);
}

static void check_read(uint64_t offset, size_t length)
{
	uint64_t reads = dev_rig_stats(&rig).reads;

	dev_rig_get(&rig, a, offset, length, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, reads + 1);
}

static void read_two_ranges(void)
{
	check_read(0, 512);
	check_read(100000, 20000);
}

START_TEST(next_scan_reads_nothing)
{
	if (!set_up(_i))
		return;
	read_two_ranges();
	next_scan(SIZE);
	check_kept(0, 8192);
	check_kept(98304, 21000);
	check_kept(119999, 1);
	ck_assert_uint_eq(a->info.reads, 2);
	ck_assert_uint_eq(a->info.bytes_read, 8192 + 24576);
	next_scan(SIZE);
	check_kept(511, 1);
	ck_assert_uint_eq(a->info.reads, 2);
	tear_down();
}
END_TEST

START_TEST(what_is_not_kept_is_read)
{
	if (!set_up(_i))
		return;
	read_two_ranges();
	next_scan(SIZE);
	check_read(8191, 2);
	check_read(98304, 24577);
	check_kept(0, 8192);
	ck_assert_uint_eq(a->info.reads, 4);
	tear_down();
}
END_TEST

START_TEST(another_device_of_that_name)
{
	if (!set_up(_i))
		return;
	check_read(0, 512);
	next_scan(SIZE / 2);
	check_read(0, 512);
	ck_assert_uint_eq(a->info.reads, 1);
	end();
	begin(SIZE / 2);
	a->info.minor = 1;
	check_read(0, 512);
	tear_down();
}
END_TEST

START_TEST(one_that_a_scan_did_not_see)
{
	if (!set_up(_i))
		return;
	check_read(0, 512);
	next_scan(SIZE);
	next_scan(SIZE);
	check_read(0, 512);
	tear_down();
}
END_TEST

START_TEST(forgotten_by_name)
{
	char shorter[128];

	if (!set_up(_i))
		return;
	check_read(0, 512);
	end();
	kept_forget(kept, "b");
	kept_forget(kept, "aa");
	snprintf(shorter, strlen(a->info.name), "%s", a->info.name);
	kept_forget(kept, shorter);
	begin(SIZE);
	check_kept(0, 512);
	end();
	kept_forget(kept, a->info.name);
	begin(SIZE);
	check_read(0, 512);
	ck_assert_uint_eq(a->info.reads, 1);
	end();
	kept_forget(kept, NULL);
	begin(SIZE);
	check_read(0, 512);
	tear_down();
}
END_TEST

/* The callback still looks at what it does not trust. */
static void distrust(struct dev_ask *ask, const void *data)
{
	static char first[512];

	if (ask->n)
		return;
	memcpy(first, data, sizeof(first));
	dev_distrust(rig.io, ask->dev);
	ck_assert_mem_eq(first, data, sizeof(first));
}

START_TEST(distrusted_is_read_again)
{
	if (!set_up(_i))
		return;
	check_read(0, 512);
	next_scan(SIZE);
	dev_rig_check_right(dev_rig_ask_then(&rig, a, 0, 512, DEV_READ_LABEL, distrust));
	check_read(0, 512);
	next_scan(SIZE);
	check_kept(0, 512);
	tear_down();
}
END_TEST

START_TEST(failed_device_is_not_kept)
{
	struct dev_ask *ask;

	ck_assert(set_up(DEV_RIG_FAULT));
	check_read(0, 512);
	FAULT(rig.fault, .path = "a", .ops = FAULT_READ, .times = 1, .result = -EIO);
	ask = dev_rig_ask(&rig, a, 100000, 512, DEV_READ_LABEL);
	dev_rig_run(&rig);
	dev_rig_check_error(ask, -EIO);
	next_scan(SIZE);
	check_read(0, 512);
	tear_down();
}
END_TEST

START_TEST(nothing_is_kept_unless_asked_for)
{
	if (!set_up(_i))
		return;
	dev_io_keep(rig.io, NULL);
	check_read(0, 512);
	next_scan(SIZE);
	check_read(0, 512);
	dev_io_keep(rig.io, NULL);
	dev_forget(rig.io, a);
	tear_down();
}
END_TEST

Suite *dev_kept_suite(void)
{
	Suite *suite = suite_create("dev_kept");
	TCase *tcase = tcase_create("dev_kept");

	dev_rig_add_test(tcase, next_scan_reads_nothing);
	dev_rig_add_test(tcase, what_is_not_kept_is_read);
	dev_rig_add_test(tcase, another_device_of_that_name);
	dev_rig_add_test(tcase, one_that_a_scan_did_not_see);
	dev_rig_add_test(tcase, forgotten_by_name);
	dev_rig_add_test(tcase, distrusted_is_read_again);
	tcase_add_test(tcase, failed_device_is_not_kept);
	dev_rig_add_test(tcase, nothing_is_kept_unless_asked_for);
	suite_add_tcase(suite, tcase);
	return suite;
}
