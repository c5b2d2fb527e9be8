/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices that do not answer: whom that concerns, and what happens when they do
 * after all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 18)
#define TIMEOUT 30	/* ms */
#define DEVS 20

static struct dev_rig rig;

static void set_up(unsigned aio_max, unsigned max_open)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_max = aio_max;
	rig.options.max_open = max_open;
	rig.options.timeout_ms = TIMEOUT;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
}

static void hold(unsigned dev, unsigned ops)
{
	FAULT(rig.fault, .path = rig.devs[dev]->info.name, .ops = ops, .hold = true);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000) + t.tv_nsec / 1000000;
}

static void ask_all(void)
{
	for (unsigned i = 0; i < DEVS; i++)
		dev_rig_label(&rig, i, 0, 512);
}

static void check_answers(unsigned dead, int error)
{
	for (unsigned i = 0; i < DEVS; i++)
		if (i < dead)
			dev_rig_check_error(rig.asks[i], error);
		else
			dev_rig_check_right(rig.asks[i]);
}

START_TEST(read_without_answer_times_out)
{
	int64_t began;

	set_up(64, 64);
	hold(0, FAULT_READ);
	ask_all();
	began = now_ms();
	dev_rig_run(&rig);
	ck_assert_int_ge(now_ms() - began, TIMEOUT);
	check_answers(1, -ETIMEDOUT);
	ck_assert(rig.devs[0]->io.timed_out);
	ck_assert_int_ge(rig.devs[0]->info.hanging_since, time(NULL) - 60);
	ck_assert_int_le(rig.devs[0]->info.hanging_since, time(NULL));
	ck_assert_uint_eq(dev_rig_stats(&rig).timed_out, 1);
	ck_assert_uint_eq(dev_rig_stats(&rig).late, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(open_without_answer_times_out)
{
	set_up(64, 64);
	hold(0, FAULT_OPEN);
	ask_all();
	dev_rig_run(&rig);
	check_answers(1, -ETIMEDOUT);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(slow_device_has_its_time)
{
	set_up(64, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .delay_ms = TIMEOUT / 2);
	ask_all();
	dev_rig_run(&rig);
	check_answers(0, 0);
	dev_rig_down(&rig);
}
END_TEST

/* Each request has all of it. */
static void ask_next(struct dev_ask *ask, const void *data)
{
	ck_assert_ptr_nonnull(data);
	if (ask->n < 3)
		dev_rig_ask_then(&rig, ask->dev, ask->offset + 8192, 512, DEV_READ_LABEL,
				 ask_next)->n = ask->n + 1;
}

START_TEST(each_answer_starts_the_clock_anew)
{
	set_up(64, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .delay_ms = TIMEOUT * 2 / 3);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, ask_next);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.ask_count, 4);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(time_outs_run_side_by_side)
{
	int64_t began;

	set_up(64, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	ask_all();
	began = now_ms();
	dev_rig_run(&rig);
	ck_assert_int_lt(now_ms() - began, DEVS * TIMEOUT);
	check_answers(DEVS, -ETIMEDOUT);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Whom it concerns
 */

START_TEST(timed_out_device_gets_no_more_io)
{
	struct dev_ask *ask;

	set_up(64, 64);
	hold(0, FAULT_READ);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	ask = dev_rig_label(&rig, 0, 16384, 512);
	ck_assert(ask->at_once);
	dev_rig_check_error(ask, -ETIMEDOUT);
	ck_assert_uint_eq(fault_count(rig.fault, "d00", FAULT_READ), 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(all_requests_of_the_device_end)
{
	set_up(1, 64);
	hold(0, FAULT_OPEN);
	for (unsigned i = 0; i < 4; i++)
		dev_rig_label(&rig, 0, i * 8192, 512);
	dev_rig_run(&rig);
	for (unsigned i = 0; i < 4; i++)
		dev_rig_check_error(rig.asks[i], -ETIMEDOUT);
	ck_assert_uint_eq(fault_count(rig.fault, "d00", FAULT_OPEN), 1);
	dev_rig_down(&rig);
}
END_TEST

/* Another struct dev, as the next scan of the same handle has it. */
START_TEST(path_remembers_what_hangs)
{
	struct dev *again;
	struct dev_ask *ask;

	set_up(64, 64);
	hold(0, FAULT_READ);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	again = dev_rig_part(&rig, rig.devs[0], 0, SIZE);
	ask = dev_rig_ask(&rig, again, 0, 512, DEV_READ_LABEL);
	ck_assert(ask->at_once);
	dev_rig_check_error(ask, -ETIMEDOUT);
	ck_assert_int_eq(again->info.hanging_since, rig.devs[0]->info.hanging_since);

	fault_release(rig.fault, NULL);
	fault_clear(rig.fault);
	dev_rig_get(&rig, dev_rig_part(&rig, rig.devs[0], 0, SIZE), 0, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).late, 1);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(slots_of_the_dead_are_free_for_others)
{
	set_up(2, 64);
	for (unsigned i = 0; i < 5; i++)
		hold(i, FAULT_READ);
	ask_all();
	dev_rig_run(&rig);
	check_answers(5, -ETIMEDOUT);
	rig.fault->seen.max_io = 0;
	for (unsigned i = 5; i < DEVS; i++)
		dev_rig_label(&rig, i, 8192, 512);
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.fault->seen.max_io, 5 + 2);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(memory_of_the_dead_is_free_for_others)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.aio_memory = 8192;
	rig.options.timeout_ms = TIMEOUT;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	hold(0, FAULT_READ);
	ask_all();
	dev_rig_run(&rig);
	check_answers(1, -ETIMEDOUT);
	dev_rig_down(&rig);
}
END_TEST

/* Descriptors cannot be had twice. */
START_TEST(without_descriptors_the_others_are_not_tried)
{
	set_up(64, 2);
	hold(0, FAULT_READ);
	hold(1, FAULT_READ);
	ask_all();
	dev_rig_run(&rig);
	for (unsigned i = 0; i < DEVS; i++)
		dev_rig_check_error(rig.asks[i], i < 2 ? -ETIMEDOUT : -EAGAIN);
	dev_rig_down(&rig);
}
END_TEST

/* An engine that has room for no more than what hangs in it. */
START_TEST(without_slots_the_others_are_not_tried)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.timeout_ms = TIMEOUT;
	rig.fault->depth = 2;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	hold(0, FAULT_READ);
	hold(1, FAULT_READ);
	ask_all();
	dev_rig_run(&rig);
	for (unsigned i = 0; i < DEVS; i++)
		dev_rig_check_error(rig.asks[i], i < 2 ? -ETIMEDOUT : -EAGAIN);
	fault_release(rig.fault, NULL);
	dev_rig_get(&rig, rig.devs[2], 0, 512, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(what_nobody_has_begun_was_not_tried)
{
	set_up(64, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_OPEN, .hold = true, .unbegun = true);
	ask_all();
	dev_rig_run(&rig);
	check_answers(1, -EAGAIN);
	ck_assert_uint_eq(rig.fault->seen.recalls, 1);
	ck_assert(!rig.devs[0]->io.timed_out);
	ck_assert_uint_eq(dev_rig_stats(&rig).timed_out, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(device_that_stays_busy_times_out)
{
	set_up(64, 64);
	rig.devs[0]->info.is_block = true;
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .result = -EAGAIN);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_error(rig.asks[0], -ETIMEDOUT);
	for (unsigned i = 0; i < rig.fault->seen.requests; i++)
		ck_assert(!rig.fault->trace[i].may_block || rig.fault->trace[i].op != IO_READ);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(close_without_answer_is_not_waited_for)
{
	set_up(64, 64);
	hold(0, FAULT_CLOSE);
	ask_all();
	dev_rig_run(&rig);
	check_answers(0, 0);
	ck_assert(!rig.devs[0]->io.timed_out);
	ck_assert_uint_eq(dev_rig_said(&rig, "device d00: closing it takes more than"), 1);
	fault_release(rig.fault, NULL);
	dev_rig_get(&rig, rig.devs[0], 8192, 512, DEV_READ_LABEL);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * After all
 */

static unsigned idles;

/* Once both have timed out, one of them answers; the rest is in flight still. */
static void release_first(struct fault *fault, void *context)
{
	(void) context;
	if (++idles > 2 && rig.asks[0]->calls)
		fault_release(fault, "d00");
}

START_TEST(late_answer_is_counted_and_frees)
{
	set_up(64, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .delay_ms = 2 * TIMEOUT + 60);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .delay_ms = 2);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_error(rig.asks[0], -ETIMEDOUT);
	while (!dev_rig_stats(&rig).late)
		dev_rig_get(&rig, rig.devs[1], rig.ask_count * 8192, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).late, 1);
	ck_assert_uint_eq(rig.fault->seen.open, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(late_open_is_closed)
{
	set_up(64, 64);
	rig.fault->idle = release_first;
	idles = 0;
	hold(0, FAULT_OPEN);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .delay_ms = 3);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	for (unsigned i = 0; i < 5; i++)
		dev_rig_get(&rig, rig.devs[1], i * 8192, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).late, 1);
	ck_assert_uint_eq(rig.fault->seen.open, 0);
	ck_assert_uint_eq(rig.fault->seen.in_flight, 0);
	dev_rig_down(&rig);
}
END_TEST

static bool is_poisoned(const struct dev_ask *ask)
{
	return ask->calls == 1 && !ask->data;
}

/* The fault engine ends the process if a buffer is used twice. */
START_TEST(parked_buffer_is_not_used_again)
{
	set_up(64, 64);
	hold(0, FAULT_READ);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	ck_assert(is_poisoned(rig.asks[0]));
	for (unsigned round = 0; round < 4; round++) {
		for (unsigned i = 1; i < DEVS; i++)
			dev_rig_label(&rig, i, round * 8192, 512);
		dev_rig_run(&rig);
	}
	dev_rig_down(&rig);
}
END_TEST

/* The device is gone, as when the list of it was freed, before the answer comes. */
START_TEST(device_may_go_before_its_answer)
{
	const char *name;
	struct dev *dev;

	set_up(64, 64);
	dev = rig.devs[0];
	name = dev->info.name;
	hold(0, FAULT_READ);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_run(&rig);
	dev_forget(rig.io, dev);
	ck_assert_int_eq(dev->io.state, DEV_UNKNOWN);
	memset(dev, 0xaa, sizeof(*dev));
	fault_release(rig.fault, NULL);
	dev_rig_get(&rig, rig.devs[1], 0, 512, DEV_READ_LABEL);
	ck_assert_uint_eq(dev_rig_stats(&rig).late, 1);
	dev_init(dev, name, name);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(free_does_not_wait_for_the_dead)
{
	set_up(64, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	ask_all();
	dev_rig_run(&rig);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Time
 */

/* What came while a callback took its time is no time-out. */
static void take_long(struct dev_ask *ask, const void *data)
{
	struct timespec t = { .tv_nsec = 3 * TIMEOUT * 1000000L };

	(void) ask;
	(void) data;
	nanosleep(&t, NULL);
}

START_TEST(who_was_held_up_reproaches_nobody)
{
	set_up(64, 64);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .delay_ms = TIMEOUT / 2);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, take_long);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[1]);
	dev_rig_down(&rig);
}
END_TEST

/* Both answer after their deadline, and within what is allowed for coming back. */
START_TEST(who_was_held_up_looks_before_giving_up)
{
	set_up(64, 64);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .delay_ms = TIMEOUT + 5);
	FAULT(rig.fault, .path = "d01", .ops = FAULT_READ, .delay_ms = TIMEOUT + 15);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, take_long);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_right(rig.asks[1]);
	dev_rig_down(&rig);
}
END_TEST

static unsigned ticks;
static const char *waited_for;

static void tick(void *context)
{
	const char *names[4];

	(void) context;
	ticks++;
	if (dev_io_awaited(rig.io, names, 4) == 1)
		waited_for = names[0];
}

START_TEST(who_waits_is_told)
{
	set_up(64, 64);
	hold(3, FAULT_READ);
	dev_io_set_tick(rig.io, tick, NULL, 5);
	ask_all();
	dev_rig_run(&rig);
	ck_assert_uint_ge(ticks, 3);
	ck_assert_str_eq(waited_for, "d03");
	dev_rig_down(&rig);
}
END_TEST

START_TEST(zero_means_for_ever)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .delay_ms = 4 * TIMEOUT);
	ask_all();
	dev_rig_run(&rig);
	check_answers(0, 0);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_deadline_suite(void)
{
	Suite *suite = suite_create("dev_deadline");
	TCase *tcase = tcase_create("dev_deadline");

	tcase_add_test(tcase, read_without_answer_times_out);
	tcase_add_test(tcase, open_without_answer_times_out);
	tcase_add_test(tcase, slow_device_has_its_time);
	tcase_add_test(tcase, each_answer_starts_the_clock_anew);
	tcase_add_test(tcase, time_outs_run_side_by_side);
	tcase_add_test(tcase, timed_out_device_gets_no_more_io);
	tcase_add_test(tcase, all_requests_of_the_device_end);
	tcase_add_test(tcase, path_remembers_what_hangs);
	tcase_add_test(tcase, slots_of_the_dead_are_free_for_others);
	tcase_add_test(tcase, memory_of_the_dead_is_free_for_others);
	tcase_add_test(tcase, without_descriptors_the_others_are_not_tried);
	tcase_add_test(tcase, without_slots_the_others_are_not_tried);
	tcase_add_test(tcase, what_nobody_has_begun_was_not_tried);
	tcase_add_test(tcase, device_that_stays_busy_times_out);
	tcase_add_test(tcase, close_without_answer_is_not_waited_for);
	tcase_add_test(tcase, late_answer_is_counted_and_frees);
	tcase_add_test(tcase, late_open_is_closed);
	tcase_add_test(tcase, parked_buffer_is_not_used_again);
	tcase_add_test(tcase, device_may_go_before_its_answer);
	tcase_add_test(tcase, free_does_not_wait_for_the_dead);
	tcase_add_test(tcase, who_was_held_up_reproaches_nobody);
	tcase_add_test(tcase, who_was_held_up_looks_before_giving_up);
	tcase_add_test(tcase, who_waits_is_told);
	tcase_add_test(tcase, zero_means_for_ever);
	suite_add_tcase(suite, tcase);
	return suite;
}
