/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads and opens that fail, any faults in any order, and devices that are given up. */
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

/* ------------------------------------------------------------------------
 * Reads and opens
 */

/* The device ends before its size: 20000 is not a sector's end either. */
START_TEST(device_that_ends_too_soon)
{
	set_up();
	fault_add_pattern(rig.fault, "shrunk", 20000);
	rig.devs[0]->io.path = "shrunk";
	dev_rig_label(&rig, 0, 16384, 512);
	dev_rig_label(&rig, 0, 24576, 512);
	dev_rig_label(&rig, 0, 1 << 19, 100000);
	dev_rig_run(&rig);
	dev_rig_check_error(rig.asks[0], -EIO);
	dev_rig_check_error(rig.asks[1], -EIO);
	dev_rig_check_error(rig.asks[2], -EIO);
	/* the short one once more for its rest, the empty ones not */
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), 4);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(nothing_read_is_an_error)
{
	set_up();
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .short_by = 1 << 20);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .short_by = 8191);
	ask_all();
	dev_rig_run(&rig);
	check_all_but(0, 2, -EIO);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(failed_open_answers_all_that_wait_for_it)
{
	unsigned i;

	set_up();
	FAULT(rig.fault, .path = "d00", .ops = FAULT_OPEN, .times = 1, .result = -EACCES);
	for (i = 0; i < 4; i++)
		dev_rig_label(&rig, 0, i * 8192, 512);
	dev_rig_run(&rig);
	for (i = 0; i < 4; i++) {
		dev_rig_check_error(rig.asks[i], -EACCES);
		ck_assert_uint_eq(rig.asks[i]->order, i + 1);
	}
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_OPEN), 1);
	ck_assert_uint_eq(rig.devs[0]->io.errors, 1);
	ck_assert_uint_eq(dev_rig_said(&rig, "d00: cannot open it to read 512 bytes at 0 for label: "
					     "Permission denied (try as root)"), 1);
	dev_rig_check_right((dev_rig_label(&rig, 0, 0, 512), dev_rig_run(&rig), rig.asks[4]));
	dev_rig_down(&rig);
}
END_TEST

START_TEST(failed_close_is_nobodys_error)
{
	set_up();
	FAULT(rig.fault, .path = "d01", .ops = FAULT_CLOSE, .refuse = -EIO);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	ck_assert_ptr_null(rig.devs[1]->io.file);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(error_is_logged_once)
{
	set_up();
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .times = 2, .result = -EIO);
	dev_rig_ask(&rig, rig.devs[0], 4100, 700, DEV_READ_EXTRA_MDA_HEADER);
	dev_rig_run(&rig);
	ck_assert_uint_eq(dev_rig_said(&rig, "cannot"), 1);
	ck_assert_uint_eq(dev_rig_said(&rig, "device d00: cannot read 700 bytes at 4100 for extra "
					     "mda header: Input/output error"), 1);
	dev_rig_down(&rig);
}
END_TEST

/* Whatever comes in whichever order, for many seeds. */
static void read_again(struct dev_ask *done, const void *data)
{
	ck_assert_int_eq(!data, !!done->error);
	if (rig.ask_count < 300)
		dev_rig_ask_then(&rig, rig.devs[rig.ask_count % DEVS],
				 rig.ask_count * 4096 % (SIZE - 65536),
				 1 + rig.ask_count * 777 % 30000,
				 rig.ask_count % 3 ? DEV_READ_LABEL : DEV_READ_LV_CONTENT,
				 read_again);
}

START_TEST(any_faults_in_any_order)
{
	unsigned i;

	prepare();
	rig.options.aio_max = 1 + (unsigned) _i % 9;
	rig.options.aio_memory = 8192u * (1 + (unsigned) _i % 5);
	rig.options.max_open = 1 + (unsigned) _i % 4;
	rig.fault->order = FAULT_SHUFFLE;
	rig.fault->seed = (unsigned) _i;
	rig.fault->wait_max = 1 + (unsigned) _i % 3;
	dev_rig_up(&rig);
	for (i = 0; i < 5; i++)
		FAULT(rig.fault, .ops = FAULT_READ, .skip = 5 * i, .times = 1, .result = -EIO);
	FAULT(rig.fault, .ops = FAULT_READ, .skip = 11, .times = 4, .result = -EAGAIN);
	FAULT(rig.fault, .ops = FAULT_READ, .skip = 3, .times = 9, .refuse = -EAGAIN);
	FAULT(rig.fault, .ops = FAULT_READ, .skip = 23, .times = 2, .refuse = -EBADF);
	FAULT(rig.fault, .ops = FAULT_OPEN, .skip = 8, .times = 3, .result = -EMFILE);
	FAULT(rig.fault, .ops = FAULT_OPEN, .skip = 1, .times = 1, .result = -EINVAL);
	FAULT(rig.fault, .ops = FAULT_READ, .skip = 29, .times = 2, .result = -EINVAL);
	FAULT(rig.fault, .ops = FAULT_READ, .skip = 17, .times = 9, .short_by = 1000);
	FAULT(rig.fault, .ops = FAULT_READ, .skip = 40, .times = 9, .after = 3);
	for (i = 0; i < DEVS; i++)
		dev_rig_ask_then(&rig, rig.devs[i], 0, 512, DEV_READ_LABEL, read_again);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.answered, rig.ask_count);
	ck_assert_uint_ge(rig.ask_count, 300);
	for (i = 0; i < rig.ask_count; i++)
		if (rig.asks[i]->error)
			ck_assert_ptr_null(rig.asks[i]->data);
		else
			dev_rig_check_right(rig.asks[i]);
	ck_assert_uint_le(rig.fault->seen.max_io, rig.options.aio_max);
	ck_assert_uint_eq(rig.fault->seen.open, 0);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Disabled devices
 */

START_TEST(device_is_disabled_after_errors_in_a_row)
{
	struct dev_ask *last;
	unsigned i;

	prepare();
	rig.options.disable_after_error_count = 3;
	dev_rig_up(&rig);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .result = -ENODATA);
	for (i = 0; i < 3; i++) {
		dev_rig_label(&rig, 0, i * 8192, 512);
		dev_rig_run(&rig);
		dev_rig_check_error(rig.asks[i], -ENODATA);
	}
	last = dev_rig_label(&rig, 0, 0, 512);
	dev_rig_check_error(last, -EIO);
	ck_assert(last->at_once);
	ck_assert_uint_eq(fault_count(rig.fault, "d00", FAULT_READ), 3);
	ck_assert_uint_eq(dev_rig_said(&rig, "device d00: not read any more after 3 errors"), 1);
	/* Others are not. */
	dev_rig_check_right((dev_rig_label(&rig, 1, 0, 512), dev_rig_run(&rig), rig.asks[4]));
	dev_rig_down(&rig);
}
END_TEST

START_TEST(success_starts_the_count_anew)
{
	unsigned i;

	prepare();
	rig.options.disable_after_error_count = 2;
	dev_rig_up(&rig);
	for (i = 0; i < 10; i += 2)
		FAULT(rig.fault, .ops = FAULT_READ, .offset = i * 8192, .length = 1,
		      .result = -EIO);
	for (i = 0; i < 10; i++) {
		dev_rig_label(&rig, 0, i * 8192, 512);
		dev_rig_run(&rig);
		if (i % 2)
			dev_rig_check_right(rig.asks[i]);
		else
			dev_rig_check_error(rig.asks[i], -EIO);
	}
	ck_assert(!rig.devs[0]->io.disabled);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(what_is_queued_for_a_disabled_device)
{
	unsigned i;

	prepare();
	rig.options.disable_after_error_count = 1;
	rig.options.aio_max = 1;
	dev_rig_up(&rig);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .skip = 1, .result = -ENODATA);
	for (i = 0; i < 5; i++)
		dev_rig_label(&rig, 0, i * 8192, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	dev_rig_check_error(rig.asks[1], -ENODATA);
	for (i = 2; i < 5; i++)
		dev_rig_check_error(rig.asks[i], -EIO);
	ck_assert_uint_eq(fault_count(rig.fault, "d00", FAULT_READ), 2);
	/* The last block costs no I/O, and yet. */
	dev_rig_check_error(dev_rig_label(&rig, 0, 0, 512), -EIO);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(failed_opens_count)
{
	prepare();
	rig.options.disable_after_error_count = 2;
	dev_rig_up(&rig);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_OPEN, .times = 1, .result = -ENXIO);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .result = -EIO);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	ck_assert(rig.devs[0]->io.disabled);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(wrong_ranges_do_not_count)
{
	prepare();
	rig.options.disable_after_error_count = 1;
	dev_rig_up(&rig);
	dev_rig_check_error(dev_rig_label(&rig, 0, SIZE, 1), -EINVAL);
	dev_rig_label(&rig, 0, 0, 1);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[1]);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(zero_never_disables)
{
	unsigned i;

	set_up();
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .times = 100, .result = -EIO);
	for (i = 0; i < 100; i++)
		dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[100]);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_errors_suite(void)
{
	Suite *suite = suite_create("dev_errors");
	TCase *tcase = tcase_create("dev_errors");

	tcase_add_test(tcase, device_that_ends_too_soon);
	tcase_add_test(tcase, nothing_read_is_an_error);
	tcase_add_test(tcase, failed_open_answers_all_that_wait_for_it);
	tcase_add_test(tcase, failed_close_is_nobodys_error);
	tcase_add_test(tcase, error_is_logged_once);
	tcase_add_loop_test(tcase, any_faults_in_any_order, 0, 16);
	tcase_add_test(tcase, device_is_disabled_after_errors_in_a_row);
	tcase_add_test(tcase, success_starts_the_count_anew);
	tcase_add_test(tcase, what_is_queued_for_a_disabled_device);
	tcase_add_test(tcase, failed_opens_count);
	tcase_add_test(tcase, wrong_ranges_do_not_count);
	tcase_add_test(tcase, zero_never_disables);
	suite_add_tcase(suite, tcase);
	return suite;
}
