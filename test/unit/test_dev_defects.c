/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What LVM2's asynchronous code of 2018 got wrong. In quotes, what was found there. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 20)
#define DEVS 20

static struct dev_rig rig;

static void prepare(void)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	dev_rig_devs(&rig, DEVS, SIZE);
}

static void set_up(void)
{
	prepare();
	dev_rig_up(&rig);
}

static void ask_all(void)
{
	unsigned i;

	for (i = 0; i < DEVS; i++)
		dev_rig_label(&rig, i, 0, 512);
}

/* All were answered well, but those of `count` devices from `first` on. */
static void check_all_but(unsigned first, unsigned count, int error)
{
	unsigned i;

	for (i = 0; i < DEVS; i++)
		if (i >= first && i < first + count)
			dev_rig_check_error(rig.asks[i], error);
		else
			dev_rig_check_right(rig.asks[i]);
}

/* "A failed submit of a queued request never called back." */
START_TEST(failed_submit_of_a_queued_request)
{
	prepare();
	rig.options.aio_max = 2;
	dev_rig_up(&rig);
	FAULT(rig.fault, .path = "d10", .ops = FAULT_READ, .refuse = -EBADF);
	FAULT(rig.fault, .path = "d11", .ops = FAULT_OPEN, .refuse = -ENOMEM);
	ask_all();
	dev_rig_run(&rig);
	dev_rig_check_error(rig.asks[10], -EBADF);
	dev_rig_check_error(rig.asks[11], -ENOMEM);
	ck_assert_uint_eq(rig.answered, DEVS);
	dev_rig_check_limits(&rig);
	dev_rig_down(&rig);
}
END_TEST

/* The same for the first of all, for one whose device is open, and for all. */
START_TEST(failed_submit_anywhere)
{
	set_up();
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .times = 1, .refuse = -EBADF);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .offset = 8192, .length = 1,
	      .refuse = -EFAULT);
	ask_all();
	dev_rig_label(&rig, 0, 8192, 512);
	dev_rig_label(&rig, 1, 8192, 512);
	dev_rig_run(&rig);
	check_all_but(0, 1, -EBADF);
	dev_rig_check_right(rig.asks[DEVS]);
	dev_rig_check_error(rig.asks[DEVS + 1], -EFAULT);
	fault_clear(rig.fault);
	FAULT(rig.fault, .ops = FAULT_READ, .refuse = -ENXIO);
	for (unsigned i = 0; i < DEVS; i++)
		dev_rig_check_error((dev_rig_label(&rig, i, 65536, 1), dev_rig_run(&rig),
				     rig.asks[rig.ask_count - 1]), -ENXIO);
	dev_rig_down(&rig);
}
END_TEST

/* "The EAGAIN test was inverted": only -EAGAIN means again. */
START_TEST(only_eagain_is_tried_again)
{
	set_up();
	FAULT(rig.fault, .path = "d03", .ops = FAULT_READ, .times = 1, .refuse = -EAGAIN);
	FAULT(rig.fault, .path = "d04", .ops = FAULT_READ, .times = 1, .refuse = -EIO);
	FAULT(rig.fault, .path = "d05", .ops = FAULT_READ, .times = 1, .result = -EAGAIN);
	FAULT(rig.fault, .path = "d06", .ops = FAULT_READ, .times = 1, .result = -EBUSY);
	ask_all();
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[3]);
	dev_rig_check_error(rig.asks[4], -EIO);
	dev_rig_check_right(rig.asks[5]);
	dev_rig_check_error(rig.asks[6], -EBUSY);
	ck_assert_uint_eq(rig.answered, DEVS);
	dev_rig_down(&rig);
}
END_TEST

/* "Counters rose before allocation and were not undone." */
START_TEST(counters_are_undone)
{
	struct volscan_stats stats;
	unsigned i, failed = 0;

	prepare();
	rig.options.aio_max = 7;
	rig.options.aio_memory = 7 * 8192;
	dev_rig_up(&rig);
	FAULT(rig.fault, .ops = FAULT_READ, .times = 9, .refuse = -EIO);
	FAULT(rig.fault, .ops = FAULT_OPEN, .times = 2, .result = -EACCES);
	FAULT(rig.fault, .ops = FAULT_READ, .times = 3, .refuse = -EAGAIN);
	FAULT(rig.fault, .ops = FAULT_READ, .times = 3, .result = -EIO);
	ask_all();
	dev_rig_run(&rig);
	stats = dev_rig_stats(&rig);
	ck_assert_uint_eq(stats.requests, DEVS);
	for (i = 0; i < DEVS; i++)
		failed += rig.asks[i]->error != 0;
	ck_assert_uint_gt(failed, 9);
	ck_assert_uint_eq(stats.errors, failed);
	ck_assert_uint_eq(stats.reads, fault_count(rig.fault, NULL, FAULT_READ));
	ck_assert_uint_eq(stats.bytes_read, 8192 * (DEVS - failed));
	dev_rig_check_limits(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).peak_buffer_bytes, 7 * 8192);
	dev_rig_down(&rig);
}
END_TEST

/* No address space for a large buffer; the rest goes on. */
START_TEST(no_memory_for_a_buffer)
{
	uint64_t huge = UINT64_C(1) << 46;

	set_up();
	rig.devs[1]->info.size = huge;
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, huge);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	dev_rig_check_error(rig.asks[1], -ENOMEM);
	dev_rig_check_right(rig.asks[2]);
	dev_rig_check_right(rig.asks[3]);
	rig.options.aio_max = DEVS;
	ck_assert_uint_eq(rig.fault->seen.open, 0);
	dev_rig_down(&rig);
}
END_TEST

/* "Short reads were not resubmitted." */
START_TEST(rest_of_a_short_read_is_asked_for)
{
	const struct fault_entry *rest;

	set_up();
	FAULT(rig.fault, .ops = FAULT_READ, .times = 1, .short_by = 3000);
	dev_rig_label(&rig, 0, 0, 8192);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	/* From the last whole sector on, as O_DIRECT wants it. */
	rest = dev_rig_read(&rig, 1);
	ck_assert_uint_eq(rest->offset, 5120);
	ck_assert_uint_eq(rest->length, 3072);
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), 2);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	/* What came in parts is kept as well. */
	dev_rig_check_right(dev_rig_label(&rig, 0, 100, 8000));
	ck_assert_uint_eq(dev_rig_stats(&rig).reads, 2);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(buffered_short_read_goes_on_where_it_ended)
{
	prepare();
	rig.options.direct = false;
	dev_rig_up(&rig);
	FAULT(rig.fault, .ops = FAULT_READ, .times = 1, .short_by = 3001);
	FAULT(rig.fault, .ops = FAULT_READ, .times = 1, .short_by = 3000);
	dev_rig_label(&rig, 0, 0, 8192);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	ck_assert_uint_eq(dev_rig_read(&rig, 1)->offset, 5191);
	ck_assert_uint_eq(dev_rig_read(&rig, 2)->offset, 5192);
	ck_assert_uint_eq(dev_rig_read(&rig, 2)->length, 3000);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(long_read_in_many_short_ones)
{
	size_t left;

	set_up();
	for (left = 1 << 19; left >= 512; left /= 2)
		FAULT(rig.fault, .ops = FAULT_READ, .times = 1, .short_by = left);
	dev_rig_label(&rig, 0, 5, 900000);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), 12);
	dev_rig_down(&rig);
}
END_TEST

/* "One lost event left the rest of the batch unread." */
START_TEST(error_in_the_middle_of_a_batch)
{
	set_up();
	FAULT(rig.fault, .path = "d07", .ops = FAULT_READ, .result = -EIO);
	FAULT(rig.fault, .path = "d08", .ops = FAULT_OPEN, .result = -EIO);
	ask_all();
	dev_rig_run(&rig);
	check_all_but(7, 2, -EIO);
	dev_rig_down(&rig);
}
END_TEST

/* "The data pointer was passed even on failure; the errno was lost." */
START_TEST(failure_has_its_errno_and_no_data)
{
	static const int errors[] = { -EIO, -ENODATA, -ETIMEDOUT, -ENXIO, -EREMOTEIO, -EBADE };
	unsigned i, n = sizeof(errors) / sizeof(errors[0]);

	set_up();
	for (i = 0; i < n; i++) {
		fault_clear(rig.fault);
		FAULT(rig.fault, .ops = i % 2 ? FAULT_OPEN : FAULT_READ, .result = errors[i]);
		dev_rig_label(&rig, i, 0, 512);
		dev_rig_run(&rig);
		dev_rig_check_error(rig.asks[i], errors[i]);
	}
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_defects_suite(void)
{
	Suite *suite = suite_create("dev_defects");
	TCase *tcase = tcase_create("dev_defects");

	tcase_add_test(tcase, failed_submit_of_a_queued_request);
	tcase_add_test(tcase, failed_submit_anywhere);
	tcase_add_test(tcase, only_eagain_is_tried_again);
	tcase_add_test(tcase, counters_are_undone);
	tcase_add_test(tcase, no_memory_for_a_buffer);
	tcase_add_test(tcase, rest_of_a_short_read_is_asked_for);
	tcase_add_test(tcase, buffered_short_read_goes_on_where_it_ended);
	tcase_add_test(tcase, long_read_in_many_short_ones);
	tcase_add_test(tcase, error_in_the_middle_of_a_batch);
	tcase_add_test(tcase, failure_has_its_errno_and_no_data);
	suite_add_tcase(suite, tcase);
	return suite;
}
