/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Engines that have no room, and devices whose queue is full: -EAGAIN at submit and
 * as a result. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 18)
#define DEVS 30

static struct dev_rig rig;

static void set_up(unsigned aio_max, uint64_t aio_memory, unsigned max_open)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_max = aio_max;
	rig.options.aio_memory = aio_memory;
	rig.options.max_open = max_open;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
}

/* ------------------------------------------------------------------------
 * What the engine has no room for
 */

START_TEST(submit_that_takes_a_part)
{
	set_up(64, 10 << 20, 64);
	rig.fault->accept = 3;
	rig.fault->accept_times = 1000;
	dev_rig_walk(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	dev_rig_down(&rig);
}
END_TEST

/* It takes none for a while, though something is in flight. */
START_TEST(submit_that_is_refused_is_tried_after_a_completion)
{
	unsigned i, submits;

	set_up(64, 10 << 20, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .delay_ms = 50);
	FAULT(rig.fault, .path = "d02", .ops = FAULT_READ, .times = 1, .refuse = -EAGAIN);
	for (i = 0; i < 6; i++)
		dev_rig_label(&rig, i, 0, 512);
	dev_rig_run(&rig);
	for (i = 0; i < 6; i++)
		dev_rig_check_right(rig.asks[i]);
	/* in their order, and without knocking all the time */
	for (i = 0; i < 6; i++)
		ck_assert_str_eq(dev_rig_read(&rig, i)->path, rig.devs[i]->info.name);
	submits = rig.fault->seen.submits;
	ck_assert_uint_le(submits, 10);
	ck_assert_uint_eq(dev_rig_stats(&rig).queued, 4);
	dev_rig_down(&rig);
}
END_TEST

/* Waiting is no use when nothing is in flight. */
START_TEST(submit_that_takes_none_with_nothing_in_flight)
{
	struct dev_ask *first, *second;

	set_up(64, 10 << 20, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .refuse = -EAGAIN);
	first = dev_rig_label(&rig, 0, 0, 512);
	second = dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_error(first, -EAGAIN);
	dev_rig_check_right(second);
	ck_assert_uint_le(rig.fault->seen.submits, 5);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(submit_that_wants_to_block)
{
	set_up(64, 10 << 20, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .nowait_only = true, .refuse = -EAGAIN);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	ck_assert(dev_rig_read(&rig, 0)->may_block);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Busy devices: a read ends with -EAGAIN
 */

static void set_up_disks(unsigned aio_max)
{
	unsigned i;

	set_up(aio_max, 10 << 20, 64);
	for (i = 0; i < DEVS; i++)
		rig.devs[i]->info.is_block = true;
}

START_TEST(busy_device_is_asked_again)
{
	unsigned i;

	set_up_disks(64);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .times = 1, .result = -EAGAIN);
	for (i = 0; i < 3; i++)
		dev_rig_label(&rig, i, 0, 512);
	dev_rig_run(&rig);
	for (i = 0; i < 3; i++)
		dev_rig_check_right(rig.asks[i]);
	ck_assert_uint_eq(dev_rig_stats(&rig).errors, 0);
	/* What did not reach the device is not counted. */
	ck_assert_uint_eq(rig.devs[1]->info.reads, 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(busy_device_may_block_when_it_is_alone)
{
	set_up_disks(64);
	FAULT(rig.fault, .ops = FAULT_READ, .nowait_only = true, .result = -EAGAIN);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	dev_rig_check_right(rig.asks[1]);
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), 4);
	ck_assert(!dev_rig_read(&rig, 0)->may_block);
	ck_assert(dev_rig_read(&rig, 2)->may_block);
	dev_rig_down(&rig);
}
END_TEST

/* Asked now and then, while another device does not answer, and never so that
 * it could block. */
static void release_when_asked_five_times(struct fault *fault, void *context)
{
	(void) context;
	if (fault_count(fault, "d01", FAULT_READ) >= 5)
		fault_release(fault, NULL);
}

START_TEST(busy_device_waits_without_a_busy_loop)
{
	unsigned i;

	set_up_disks(64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .hold = true);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .times = 5, .result = -EAGAIN);
	rig.fault->idle = release_when_asked_five_times;
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[0]);
	dev_rig_check_right(rig.asks[1]);
	ck_assert_uint_le(rig.fault->seen.waits, 20);
	for (i = 0; i < 6; i++)
		ck_assert(!dev_rig_read(&rig, i)->may_block);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(busy_request_goes_before_younger_ones)
{
	static const unsigned order[] = { 0, 0, 1, 2 };

	set_up_disks(1);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .times = 1, .result = -EAGAIN);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_order(&rig, 0, 4, order);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(file_may_block_at_its_second_try)
{
	set_up(64, 10 << 20, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .hold = true);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .nowait_only = true,
	      .result = -EAGAIN);
	rig.fault->idle = dev_rig_release;
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[1]);
	ck_assert_uint_eq(fault_count(rig.fault, "d01", FAULT_READ), 2);
	dev_rig_down(&rig);
}
END_TEST

/* That would be for ever. */
START_TEST(busy_although_it_may_block_is_an_error)
{
	set_up_disks(64);
	FAULT(rig.fault, .ops = FAULT_READ, .result = -EAGAIN);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_error(rig.asks[0], -EAGAIN);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_busy_suite(void)
{
	Suite *suite = suite_create("dev_busy");
	TCase *tcase = tcase_create("dev_busy");

	tcase_add_test(tcase, submit_that_takes_a_part);
	tcase_add_test(tcase, submit_that_is_refused_is_tried_after_a_completion);
	tcase_add_test(tcase, submit_that_takes_none_with_nothing_in_flight);
	tcase_add_test(tcase, submit_that_wants_to_block);
	tcase_add_test(tcase, busy_device_is_asked_again);
	tcase_add_test(tcase, busy_device_may_block_when_it_is_alone);
	tcase_add_test(tcase, busy_device_waits_without_a_busy_loop);
	tcase_add_test(tcase, busy_request_goes_before_younger_ones);
	tcase_add_test(tcase, file_may_block_at_its_second_try);
	tcase_add_test(tcase, busy_although_it_may_block_is_an_error);
	suite_add_tcase(suite, tcase);
	return suite;
}
