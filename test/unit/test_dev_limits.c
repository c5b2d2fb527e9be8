/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests in flight and bytes of buffers: who waits for them, in which order, and
 * that everything works under any limit. */
#include <errno.h>

#include "dev_rig.h"
#include "unit.h"

#define SIZE (1u << 18)
#define DEVS 20

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
 * All of them, on all engines
 */

static const struct limits {
	unsigned aio_max;
	uint64_t aio_memory;
	unsigned max_open;
} all_limits[] = {
	{ 1, 10 << 20, 64 },
	{ 64, 8192, 64 },
	{ 64, 10 << 20, 1 },
	{ 1, 8192, 1 },
	{ 64, 1, 64 },
	{ 3, 20000, 2 },
	{ 1024, 10 << 20, 1024 },
	{ 0, 10 << 20, 1 },
	{ 64, 0, 2 },
};

START_TEST(everything_works_under_any_limit)
{
	size_t i, n = sizeof(all_limits) / sizeof(all_limits[0]);
	struct volscan_stats stats;

	for (i = 0; i < n; i++) {
		if (!dev_rig_prepare(&rig, (enum dev_rig_way) _i))
			return;
		rig.options.aio_max = all_limits[i].aio_max;
		rig.options.aio_memory = all_limits[i].aio_memory;
		rig.options.max_open = all_limits[i].max_open;
		if (!all_limits[i].aio_max || !all_limits[i].aio_memory)
			rig.options.engine = "sync";
		dev_rig_up(&rig);
		dev_rig_devs(&rig, DEVS, 65536);
		dev_rig_walk(&rig);
		stats = dev_rig_stats(&rig);
		if (all_limits[i].aio_max)
			ck_assert_uint_le(stats.peak_in_flight, all_limits[i].aio_max);
		if (rig.fault)
			ck_assert_uint_le(rig.fault->seen.max_open, all_limits[i].max_open);
		dev_rig_down(&rig);
	}
}
END_TEST

/* ------------------------------------------------------------------------
 * Requests in flight
 */

static void count_idle(struct fault *fault, void *context)
{
	unsigned *most = context;

	if (*most < fault->seen.io)
		*most = fault->seen.io;
	fault_release(fault, NULL);
}

START_TEST(no_more_than_aio_max_are_in_flight)
{
	unsigned most = 0;

	set_up(5, 10 << 20, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	rig.fault->idle = count_idle;
	rig.fault->idle_context = &most;
	dev_rig_walk(&rig);
	/* and no fewer */
	ck_assert_uint_eq(most, 5);
	ck_assert_uint_eq(rig.fault->seen.max_io, 5);
	ck_assert_uint_eq(dev_rig_stats(&rig).peak_in_flight, 5);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(engine_may_have_less_than_aio_max)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.fault->depth = 2;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	dev_rig_walk(&rig);
	ck_assert_uint_eq(rig.fault->seen.max_io, 2);
	ck_assert_uint_eq(rig.fault->seen.refused, 0);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(first_in_first_out)
{
	static const unsigned order[] = { 0, 1, 2, 0, 3, 1, 4, 4 };

	set_up(1, 10 << 20, 64);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_label(&rig, 0, 8192, 512);
	dev_rig_label(&rig, 3, 0, 512);
	dev_rig_label(&rig, 1, 8192, 512);
	dev_rig_label(&rig, 4, 0, 512);
	dev_rig_label(&rig, 4, 8192, 512);
	dev_rig_run(&rig);
	dev_rig_check_order(&rig, 0, 8, order);
	for (unsigned i = 0; i < 8; i++)
		ck_assert_uint_eq(rig.asks[i]->order, i + 1);
	dev_rig_down(&rig);
}
END_TEST

static void ask_more(struct dev_ask *done, const void *data)
{
	(void) data;
	dev_rig_ask(&rig, done->dev, 8192, 512, DEV_READ_LABEL);
}

/* An open device has no right of way over older requests. */
START_TEST(requests_of_callbacks_queue_at_the_end)
{
	static const unsigned order[] = { 0, 1, 2, 0 };

	set_up(1, 10 << 20, 64);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, ask_more);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_order(&rig, 0, 4, order);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(queued_counts_who_had_to_wait)
{
	unsigned i;

	set_up(4, 10 << 20, 64);
	for (i = 0; i < 10; i++)
		dev_rig_label(&rig, i, 0, 512);
	dev_rig_run(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).queued, 6);
	for (i = 0; i < 4; i++)
		dev_rig_label(&rig, i, 8192, 512);
	dev_rig_run(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).queued, 6);
	dev_rig_down(&rig);
}
END_TEST

/* A slow callback holds up nothing that a completion has made room for. */
static void see_next_in_flight(struct dev_ask *done, const void *data)
{
	(void) data;
	ck_assert_uint_eq(fault_count(rig.fault, NULL, FAULT_READ), done->n + 2);
}

START_TEST(what_there_is_room_for_is_submitted_before_callbacks)
{
	set_up(1, 10 << 20, 64);
	dev_rig_ask_then(&rig, rig.devs[0], 0, 512, DEV_READ_LABEL, see_next_in_flight)->n = 0;
	dev_rig_ask_then(&rig, rig.devs[0], 8192, 512, DEV_READ_LABEL, see_next_in_flight)->n = 1;
	dev_rig_label(&rig, 0, 16384, 512);
	dev_rig_run(&rig);
	dev_rig_down(&rig);
}
END_TEST

/* ------------------------------------------------------------------------
 * Bytes of buffers
 */

START_TEST(no_more_than_aio_memory_is_in_buffers)
{
	unsigned most = 0;

	set_up(64, 5 * 8192 + 8191, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	rig.fault->idle = count_idle;
	rig.fault->idle_context = &most;
	dev_rig_walk(&rig);
	ck_assert_uint_eq(most, 5);
	ck_assert_uint_eq(rig.fault->seen.max_memory, 5 * 8192);
	ck_assert_uint_eq(dev_rig_stats(&rig).peak_buffer_bytes, 5 * 8192);
	dev_rig_down(&rig);
}
END_TEST

/* The buffer that a callback looks at counts as well. */
START_TEST(buffers_in_delivery_count)
{
	set_up(64, 8192, 64);
	dev_rig_walk(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).peak_buffer_bytes, 32768);
	ck_assert_uint_eq(rig.fault->seen.max_io, 1);
	dev_rig_down(&rig);
}
END_TEST

static void check_alone(struct fault *fault, void *context)
{
	(void) context;
	if (fault->seen.memory > 16384)
		ck_assert_uint_eq(fault->seen.io, 1);
	fault_release(fault, NULL);
}

START_TEST(larger_read_than_aio_memory_goes_alone)
{
	set_up(64, 16384, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	rig.fault->idle = check_alone;
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 100000);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_label(&rig, 3, 0, 512);
	dev_rig_label(&rig, 4, 0, 200000);
	dev_rig_run(&rig);
	for (unsigned i = 0; i < 5; i++)
		dev_rig_check_right(rig.asks[i]);
	ck_assert_uint_eq(rig.fault->seen.max_memory, 25 * 8192);
	dev_rig_down(&rig);
}
END_TEST

/* Those who wait for memory are not overtaken by smaller ones. */
START_TEST(large_read_is_not_starved)
{
	static const unsigned order[] = { 0, 1, 2, 3 };

	set_up(64, 4 * 8192, 64);
	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 4 * 8192);
	dev_rig_label(&rig, 2, 0, 512);
	dev_rig_label(&rig, 3, 0, 512);
	dev_rig_run(&rig);
	dev_rig_check_order(&rig, 0, 4, order);
	dev_rig_down(&rig);
}
END_TEST

START_TEST(kept_blocks_do_not_count)
{
	unsigned i;

	set_up(64, 2 * 8192, 64);
	dev_rig_walk(&rig);
	for (i = 0; i < DEVS; i++) {
		ck_assert_ptr_nonnull(rig.devs[i]->io.last[DEV_STREAM_PRIMARY]);
		dev_rig_label(&rig, i, 8192, 512);
	}
	ck_assert_uint_eq(rig.answered, rig.ask_count);
	ck_assert_uint_le(rig.fault->seen.max_memory, 32768);
	dev_rig_down(&rig);
}
END_TEST

/* A large read of d02 that goes alone stands at the door before those of d00. */
static void check_large_and_three(void)
{
	unsigned i;

	dev_rig_label(&rig, 0, 0, 512);
	dev_rig_label(&rig, 1, 0, 512);
	dev_rig_label(&rig, 2, 0, 100000);
	dev_rig_label(&rig, 0, 8192, 512);
	dev_rig_label(&rig, 0, 16384, 512);
	dev_rig_run(&rig);
	for (i = 0; i < 5; i++)
		dev_rig_check_right(rig.asks[i]);
}

/*
 * The rest of a short read goes before an older one that waits for what it
 * holds. (With one slot, and that for the close of d01, when the rest comes.)
 */
START_TEST(rest_of_a_short_read_goes_first)
{
	set_up(1, 2 * 8192, 2);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .offset = 8192, .length = 1,
	      .times = 1, .short_by = 4096);
	check_large_and_three();
	dev_rig_down(&rig);
}
END_TEST

/* Where it has to wait for its device to be opened again, it holds nothing. */
START_TEST(rest_of_a_short_read_waits_without_a_buffer)
{
	set_up(2, 2 * 8192, 1);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .offset = 8192, .length = 1,
	      .times = 1, .result = -EINVAL);
	FAULT(rig.fault, .path = "d00", .ops = FAULT_READ, .offset = 16384, .length = 1,
	      .times = 1, .short_by = 4096);
	check_large_and_three();
	ck_assert_uint_eq(fault_count(rig.fault, "d00", FAULT_OPEN), 2);
	dev_rig_down(&rig);
}
END_TEST

static bool is_taken(const struct dev_ask *a)
{
	return a->dev->io.in_flight;
}

static void only_first_has_one(struct fault *fault, void *context)
{
	unsigned i, taken = 0;

	(void) context;
	for (i = 0; i < rig.ask_count; i++)
		taken += is_taken(rig.asks[i]);
	ck_assert_uint_eq(taken, 1);
	ck_assert_uint_eq(fault->seen.memory, 8192);
	fault_release(fault, NULL);
}

START_TEST(waiting_takes_no_buffer)
{
	unsigned i;

	set_up(1, 10 << 20, 64);
	FAULT(rig.fault, .ops = FAULT_READ, .hold = true);
	rig.fault->idle = only_first_has_one;
	for (i = 0; i < 20; i++)
		dev_rig_label(&rig, i, 0, 512);
	dev_rig_run(&rig);
	ck_assert_uint_eq(dev_rig_stats(&rig).peak_buffer_bytes, 8192 * 2);
	dev_rig_down(&rig);
}
END_TEST

/* A batch goes as soon as it is full, and what is left of one before the wait. */
START_TEST(batches_are_as_large_as_asked_for)
{
	dev_rig_prepare(&rig, DEV_RIG_FAULT);
	rig.options.batch = 8;
	dev_rig_up(&rig);
	dev_rig_devs(&rig, DEVS, SIZE);
	for (unsigned i = 0; i < DEVS; i++) {
		dev_rig_label(&rig, i, 0, 512);
		ck_assert_uint_eq(rig.fault->seen.chains, (i + 1) / 8 * 8);
	}
	ck_assert_uint_eq(rig.fault->seen.submits, DEVS / 8);
	rig.fault->wait_max = 1;
	dev_rig_run(&rig);
	ck_assert_uint_eq(rig.fault->seen.max_io, DEVS);
	dev_rig_down(&rig);
}
END_TEST

Suite *dev_limits_suite(void)
{
	Suite *suite = suite_create("dev_limits");
	TCase *tcase = tcase_create("dev_limits");

	dev_rig_add_test(tcase, everything_works_under_any_limit);
	tcase_add_test(tcase, no_more_than_aio_max_are_in_flight);
	tcase_add_test(tcase, engine_may_have_less_than_aio_max);
	tcase_add_test(tcase, batches_are_as_large_as_asked_for);
	tcase_add_test(tcase, first_in_first_out);
	tcase_add_test(tcase, requests_of_callbacks_queue_at_the_end);
	tcase_add_test(tcase, queued_counts_who_had_to_wait);
	tcase_add_test(tcase, what_there_is_room_for_is_submitted_before_callbacks);
	tcase_add_test(tcase, no_more_than_aio_memory_is_in_buffers);
	tcase_add_test(tcase, buffers_in_delivery_count);
	tcase_add_test(tcase, larger_read_than_aio_memory_goes_alone);
	tcase_add_test(tcase, large_read_is_not_starved);
	tcase_add_test(tcase, kept_blocks_do_not_count);
	tcase_add_test(tcase, rest_of_a_short_read_goes_first);
	tcase_add_test(tcase, rest_of_a_short_read_waits_without_a_buffer);
	tcase_add_test(tcase, waiting_takes_no_buffer);
	suite_add_tcase(suite, tcase);
	return suite;
}
