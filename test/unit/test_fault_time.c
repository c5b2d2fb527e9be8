/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fault engine: which request ends when, and what is to be seen of it. */
#include <errno.h>
#include <string.h>

#include "fault_rig.h"
#include "io/request.h"
#include "unit.h"

START_TEST(orders)
{
	char first[FR_BLOCKS + 1];

	fr_submit(0, FR_BLOCKS);
	ck_assert_str_eq(fr_order(), "01234567");
	fr.fault->order = FAULT_LIFO;
	fr_submit(0, FR_BLOCKS);
	ck_assert_str_eq(fr_order(), "76543210");
	fr.fault->order = FAULT_SHUFFLE;
	fr_submit(0, FR_BLOCKS);
	strcpy(first, fr_order());
	ck_assert_uint_eq(strlen(first), FR_BLOCKS);
	fr_submit(0, FR_BLOCKS);
	ck_assert_str_ne(fr_order(), first);
}
END_TEST

START_TEST(chain_keeps_its_order)
{
	fr.fault->order = FAULT_LIFO;
	fr.reads[0].link = &fr.reads[1];
	fr.reads[1].link = &fr.reads[2];
	fr.batch[1] = &fr.reads[3];
	ck_assert_int_eq(fr_submit(0, 2), 2);
	ck_assert_str_eq(fr_order(), "3012");
	ck_assert_uint_eq(fr.fault->seen.chains, 4);
	ck_assert_uint_eq(fr.fault->seen.max_in_flight, 4);
}
END_TEST

START_TEST(after_so_many_others)
{
	FAULT(fr.fault, .offset = 0, .length = 1, .after = 2);
	fr_submit(0, 5);
	ck_assert_str_eq(fr_order(), "12034");
}
END_TEST

/* Nothing else is left: a test may ask for any number. */
START_TEST(after_all_others)
{
	FAULT(fr.fault, .offset = 0, .length = 1, .after = 100);
	FAULT(fr.fault, .offset = FR_BLOCK, .length = 1, .after = 50);
	fr_submit(0, 4);
	ck_assert_int_eq(fr_wait_for(-1), 2);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_ptr_eq(fr.done[0], &fr.reads[1]);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_ptr_eq(fr.done[0], &fr.reads[0]);
}
END_TEST

START_TEST(after_those_that_are_delayed)
{
	FAULT(fr.fault, .path = FR_A, .after = 100);
	FAULT(fr.fault, .path = FR_B, .delay_ms = 30);
	fr_submit(0, 2);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_ptr_eq(fr.done[0], &fr.reads[1]);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_ptr_eq(fr.done[0], &fr.reads[0]);
}
END_TEST

START_TEST(held_until_released)
{
	FAULT(fr.fault, .path = FR_B, .hold = true);
	fr_submit(0, 4);
	ck_assert_str_eq(fr_order(), "02");
	ck_assert_int_eq(fr_wait_for(0), 0);
	ck_assert_uint_eq(fr.buffers[1][0], FAULT_POISON);
	ck_assert_uint_eq(fault_release(fr.fault, FR_A), 0);
	ck_assert_int_eq(fr_wait_for(0), 0);
	ck_assert_uint_eq(fault_release(fr.fault, FR_B), 2);
	ck_assert_str_eq(fr_order(), "13");
	ck_assert(fault_is_pattern(FR_B, FR_BLOCK, fr.buffers[1], FR_BLOCK));
}
END_TEST

START_TEST(held_for_ever_is_lost)
{
	FAULT(fr.fault, .hold = true);
	fr_submit(0, 3);
	io_engine_fault.teardown(fr.engine, true);
	ck_assert_uint_eq(fr.fault->seen.lost, 3);
	ck_assert_uint_eq(fr.fault->seen.abandoned, 1);
	ck_assert_uint_eq(fr.fault->seen.in_flight, 0);
	ck_assert_uint_eq(fr.fault->seen.memory, 0);
	ck_assert_uint_eq(fr.fault->seen.open, 2);
	ck_assert_int_eq(fr_set_up(4), 0);
}
END_TEST

START_TEST(wait_takes_its_time)
{
	int64_t start = io_now_ns();

	FAULT(fr.fault, .hold = true);
	fr_submit(0, 1);
	ck_assert_int_eq(fr_wait_for(60), 0);
	ck_assert_int_ge(io_now_ns() - start, 59000000);
}
END_TEST

START_TEST(delay_takes_its_time)
{
	int64_t start = io_now_ns();

	FAULT(fr.fault, .path = FR_A, .times = 1, .delay_ms = 60);
	fr_submit(0, 2);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_ptr_eq(fr.done[0], &fr.reads[1]);
	ck_assert_int_eq(fr_wait_for(0), 0);
	ck_assert_int_eq(fr_wait_for(10), 0);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_int_ge(io_now_ns() - start, 59000000);
}
END_TEST

static void release_all(struct fault *fault, void *context)
{
	++*(int *) context;
	ck_assert_uint_eq(fault->seen.io, 3);
	fault_release(fault, NULL);
}

START_TEST(idle_is_called_when_nothing_can_end)
{
	int calls = 0;

	fr.fault->idle = release_all;
	fr.fault->idle_context = &calls;
	FAULT(fr.fault, .skip = 1, .hold = true);
	fr_submit(0, 4);
	ck_assert_int_eq(fr_wait_for(-1), 1);
	ck_assert_int_eq(calls, 0);
	ck_assert_int_eq(fr_wait_for(-1), 3);
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(wait_hands_back_few_at_once)
{
	fr.fault->wait_max = 3;
	fr_submit(0, 8);
	ck_assert_int_eq(fr_wait_for(-1), 3);
	ck_assert_int_eq(fr_wait_for(-1), 3);
	ck_assert_int_eq(fr_wait_for(-1), 2);
}
END_TEST

START_TEST(wait_fails)
{
	fr.fault->wait_result = -EIO;
	fr.fault->wait_after = 2;
	fr_submit(0, 4);
	ck_assert_int_eq(fr_wait_for(-1), 2);
	ck_assert_int_eq(fr_wait_for(-1), -EIO);
	ck_assert_int_eq(fr_wait_for(0), -EIO);
	ck_assert_uint_eq(fr.fault->seen.in_flight, 2);
}
END_TEST

/* What was seen ----------------------------------------------------------- */

START_TEST(work_is_done_when_handed_back)
{
	fr_submit(0, 1);
	for (unsigned i = 0; i < FR_BLOCK; i++)
		ck_assert_uint_eq(fr.buffers[0][i], FAULT_POISON);
	ck_assert_int_eq(fr_wait_for(0), 1);
	ck_assert(fault_is_pattern(FR_A, 0, fr.buffers[0], FR_BLOCK));
}
END_TEST

START_TEST(counters)
{
	fr_submit(0, 3);
	ck_assert_uint_eq(fr.fault->seen.io, 3);
	ck_assert_uint_eq(fr.fault->seen.memory, 3 * FR_BLOCK);
	ck_assert_int_eq(fr_wait_for(-1), 3);
	fr_submit(3, 2);
	ck_assert_int_eq(fr_wait_for(-1), 2);
	ck_assert_uint_eq(fr.fault->seen.submits, 4);
	ck_assert_uint_eq(fr.fault->seen.waits, 4);
	ck_assert_uint_eq(fr.fault->seen.requests, 7);
	ck_assert_uint_eq(fr.fault->seen.ended, 7);
	ck_assert_uint_eq(fr.fault->seen.in_flight, 0);
	ck_assert_uint_eq(fr.fault->seen.max_in_flight, 3);
	ck_assert_uint_eq(fr.fault->seen.io, 0);
	ck_assert_uint_eq(fr.fault->seen.max_io, 3);
	ck_assert_uint_eq(fr.fault->seen.memory, 0);
	ck_assert_uint_eq(fr.fault->seen.max_memory, 3 * FR_BLOCK);
	ck_assert_uint_eq(fr.fault->seen.open, 2);
	ck_assert_uint_eq(fr.fault->seen.bytes_read, 5 * FR_BLOCK);
	ck_assert_uint_eq(fault_count(fr.fault, NULL, 0), 7);
	ck_assert_uint_eq(fault_count(fr.fault, FR_A, 0), 4);
	ck_assert_uint_eq(fault_count(fr.fault, FR_A, FAULT_READ), 3);
	ck_assert_uint_eq(fault_count(fr.fault, NULL, FAULT_OPEN | FAULT_CLOSE), 2);
}
END_TEST

START_TEST(opens_in_flight_count_as_open)
{
	struct io_file files[3];
	struct io_request opens[3];

	for (unsigned i = 0; i < 3; i++) {
		files[i] = (struct io_file) { .path = FR_A, .fd = -1 };
		opens[i] = (struct io_request) { .op = IO_OPEN, .file = &files[i] };
		fr.batch[i] = &opens[i];
	}
	fr_submit(0, 3);
	ck_assert_uint_eq(fr.fault->seen.open, 2);
	ck_assert_uint_eq(fr.fault->seen.max_open, 5);
	ck_assert_int_eq(fr_wait_for(-1), 3);
	ck_assert_uint_eq(fr.fault->seen.open, 5);
}
END_TEST

START_TEST(trace_has_every_request)
{
	const struct fault_entry *entry;

	FAULT(fr.fault, .path = FR_B, .hold = true);
	fr.reads[0].may_block = true;
	for (unsigned i = 0; i < 100; i++)
		fr_run(&fr.reads[0]);
	fr_submit(3, 1);
	ck_assert_uint_eq(fr.fault->seen.requests, 103);
	entry = &fr.fault->trace[101];
	ck_assert_int_eq(entry->op, IO_READ);
	ck_assert_str_eq(entry->path, FR_A);
	ck_assert_uint_eq(entry->offset, 0);
	ck_assert(entry->ended && entry->may_block);
	ck_assert_int_eq(entry->result, FR_BLOCK);
	entry++;
	ck_assert_uint_eq(entry->offset, 3 * FR_BLOCK);
	ck_assert_uint_eq(entry->length, FR_BLOCK);
	ck_assert(!entry->ended && !entry->may_block);
	ck_assert_int_eq(fr.fault->trace[0].op, IO_OPEN);
}
END_TEST

Suite *fault_time_suite(void)
{
	const TTest *const ends[] = {
		orders, chain_keeps_its_order, after_so_many_others, after_all_others,
		after_those_that_are_delayed, held_until_released, held_for_ever_is_lost,
		wait_takes_its_time, delay_takes_its_time, idle_is_called_when_nothing_can_end,
		wait_hands_back_few_at_once, wait_fails,
	};
	const TTest *const seen[] = {
		work_is_done_when_handed_back, counters, opens_in_flight_count_as_open,
		trace_has_every_request,
	};
	Suite *suite = suite_create("fault_time");

	suite_add_tcase(suite, FR_CASES("order and time", ends));
	suite_add_tcase(suite, FR_CASES("seen", seen));
	return suite;
}
