/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The script of the fault engine. That it keeps the contract of engines is
 * tested by test_engine.c; what it does to a client that does not, by
 * test_fault_misuse.c. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>

#include "io/fault.h"
#include "unit.h"

#define BLOCK 4096u
#define BLOCKS 8u
#define A "/dev/a"
#define B "/dev/b"

static struct fault *f;
static struct io_engine *engine;
static unsigned depth;
static struct io_file a, b;
static _Alignas(BLOCK) uint8_t buffers[BLOCKS][BLOCK];
static struct io_request reads[BLOCKS], *batch[BLOCKS], *done[BLOCKS];

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int set_up(unsigned asked)
{
	const struct io_settings settings = { .depth = asked, .context = f };

	return io_engine_fault.setup(&engine, &settings, &depth);
}

static int submit(unsigned from, unsigned count)
{
	return io_engine_fault.submit(engine, batch + from, count);
}

static int wait_for(int timeout_ms)
{
	return io_engine_fault.wait(engine, done, BLOCKS, timeout_ms);
}

static ssize_t run(struct io_request *request)
{
	ck_assert_int_eq(io_engine_fault.submit(engine, &request, 1), 1);
	ck_assert_int_eq(wait_for(-1), 1);
	return request->result;
}

static ssize_t open_file(struct io_file *file, const char *path, int flags)
{
	struct io_request request = { .op = IO_OPEN, .file = file };

	*file = (struct io_file) { .path = path, .open_flags = flags, .fd = -1 };
	return run(&request);
}

static ssize_t close_file(struct io_file *file)
{
	struct io_request request = { .op = IO_CLOSE, .file = file };

	return run(&request);
}

/* Reads of A for even blocks, of B for odd ones, in the order of the blocks. */
static void make_reads(void)
{
	for (unsigned i = 0; i < BLOCKS; i++) {
		reads[i] = (struct io_request) {
			.op = IO_READ, .file = i % 2 ? &b : &a, .offset = i * BLOCK,
			.buffer = buffers[i], .length = BLOCK,
		};
		batch[i] = &reads[i];
	}
}

static void up(void)
{
	f = fault_new();
	fault_add_pattern(f, A, BLOCKS * BLOCK);
	fault_add_pattern(f, B, BLOCKS * BLOCK);
	ck_assert_int_eq(set_up(BLOCKS), 0);
	ck_assert_int_eq(open_file(&a, A, O_RDONLY), 0);
	ck_assert_int_eq(open_file(&b, B, O_RDONLY), 0);
	make_reads();
}

static void down(void)
{
	io_engine_fault.teardown(engine, true);
	fault_free(f);
}

/* The blocks that come back, as digits in their order, until none does. */
static const char *order(void)
{
	static char digits[BLOCKS + 1];
	unsigned n = 0;
	int i, got;

	while ((got = wait_for(0)) > 0)
		for (i = 0; i < got; i++)
			digits[n++] = (char) ('0' + done[i]->offset / BLOCK);
	digits[n] = 0;
	return digits;
}

/* Devices ----------------------------------------------------------------- */

START_TEST(pattern_tells_devices_and_places_apart)
{
	ck_assert_int_eq(run(&reads[2]), BLOCK);
	ck_assert(fault_is_pattern(A, 2 * BLOCK, buffers[2], BLOCK));
	ck_assert(!fault_is_pattern(A, 3 * BLOCK, buffers[2], BLOCK));
	ck_assert(!fault_is_pattern(A, 2 * BLOCK + 1, buffers[2], BLOCK - 1));
	ck_assert(!fault_is_pattern(B, 2 * BLOCK, buffers[2], BLOCK));
	ck_assert_uint_eq(buffers[2][7], fault_byte(A, 2 * BLOCK + 7));
	buffers[2][BLOCK - 1] ^= 1;
	ck_assert(!fault_is_pattern(A, 2 * BLOCK, buffers[2], BLOCK));
}
END_TEST

START_TEST(device_in_memory_is_written)
{
	static uint8_t memory[2 * BLOCK];
	struct io_file file;
	struct io_request write;

	fault_add_device(f, "/dev/m", memory, sizeof(memory));
	ck_assert_int_eq(open_file(&file, "/dev/m", O_RDWR), 0);
	memset(buffers[0], 'x', BLOCK);
	write = (struct io_request) { .op = IO_WRITE, .file = &file, .offset = BLOCK + 96,
				      .buffer = buffers[0], .length = 1000 };
	ck_assert_int_eq(run(&write), 1000);
	ck_assert_int_eq(memory[BLOCK + 95], 0);
	ck_assert_mem_eq(memory + BLOCK + 96, buffers[0], 1000);
	ck_assert_uint_eq(f->seen.bytes_written, 1000);
	write.offset = 2 * BLOCK;
	ck_assert_int_eq(run(&write), -ENOSPC);
}
END_TEST

START_TEST(pattern_cannot_be_written)
{
	struct io_file file;
	struct io_request write = reads[0];

	ck_assert_int_eq(open_file(&file, A, O_RDWR), -EROFS);
	write.op = IO_WRITE;
	ck_assert_int_eq(run(&write), -EBADF);
}
END_TEST

START_TEST(direct_reads_are_aligned)
{
	struct fault_device *device = fault_add_pattern(f, "/dev/4kn", BLOCKS * BLOCK);
	struct io_file file;

	device->block_size = 4096;
	ck_assert_int_eq(open_file(&file, "/dev/4kn", O_RDONLY | O_DIRECT), 0);
	reads[0].file = &file;
	ck_assert_int_eq(run(&reads[0]), BLOCK);
	reads[0].offset = 512;
	ck_assert_int_eq(run(&reads[0]), -EINVAL);
	reads[0].offset = 0;
	reads[0].length = 512;
	ck_assert_int_eq(run(&reads[0]), -EINVAL);
	reads[0].length = BLOCK;
	reads[0].buffer = buffers[0] + 8;
	ck_assert_int_eq(run(&reads[0]), -EINVAL);
}
END_TEST

START_TEST(device_may_not_do_direct)
{
	struct fault_device *device = fault_add_pattern(f, "/dev/fat", BLOCK);
	struct io_file file;

	device->no_direct = true;
	ck_assert_int_eq(open_file(&file, "/dev/fat", O_RDONLY | O_DIRECT), -EINVAL);
	ck_assert_int_eq(open_file(&file, "/dev/fat", O_RDONLY), 0);
}
END_TEST

START_TEST(too_many_open_files)
{
	struct io_file file;

	f->max_open = 2;
	ck_assert_int_eq(open_file(&file, A, O_RDONLY), -EMFILE);
	ck_assert_int_eq(close_file(&b), 0);
	ck_assert_int_eq(open_file(&file, A, O_RDONLY), 0);
}
END_TEST

/* Rules ------------------------------------------------------------------- */

START_TEST(result_is_for_those_that_fit)
{
	FAULT(f, .path = A, .ops = FAULT_READ, .offset = 4 * BLOCK + 100, .length = 8,
	      .result = -EIO);
	ck_assert_int_eq(submit(0, BLOCKS), BLOCKS);
	ck_assert_int_eq(wait_for(-1), BLOCKS);
	for (unsigned i = 0; i < BLOCKS; i++)
		ck_assert_int_eq(reads[i].result, i == 4 ? -EIO : (int) BLOCK);
	ck_assert_uint_eq(buffers[4][0], FAULT_POISON);
	ck_assert_int_eq(close_file(&a), 0);
}
END_TEST

START_TEST(rule_skips_and_hits_so_many_times)
{
	FAULT(f, .path = A, .skip = 1, .times = 2, .result = -EIO);
	ck_assert_int_eq(run(&reads[0]), BLOCK);
	ck_assert_int_eq(run(&reads[1]), BLOCK);
	ck_assert_int_eq(run(&reads[2]), -EIO);
	ck_assert_int_eq(run(&reads[4]), -EIO);
	ck_assert_int_eq(run(&reads[6]), BLOCK);
}
END_TEST

START_TEST(first_rule_that_fits_is_applied)
{
	FAULT(f, .path = A, .times = 1, .result = -EIO);
	FAULT(f, .result = -ENXIO);
	ck_assert_int_eq(run(&reads[0]), -EIO);
	ck_assert_int_eq(run(&reads[0]), -ENXIO);
	ck_assert_int_eq(run(&reads[1]), -ENXIO);
	fault_clear(f);
	ck_assert_int_eq(run(&reads[0]), BLOCK);
}
END_TEST

START_TEST(rule_for_those_that_must_not_block)
{
	FAULT(f, .nowait_only = true, .result = -EAGAIN);
	ck_assert_int_eq(run(&reads[0]), -EAGAIN);
	reads[0].may_block = true;
	ck_assert_int_eq(run(&reads[0]), BLOCK);
}
END_TEST

START_TEST(short_reads)
{
	FAULT(f, .path = A, .short_by = 512);
	FAULT(f, .path = B, .short_by = 2 * BLOCK);
	ck_assert_int_eq(run(&reads[0]), BLOCK - 512);
	ck_assert(fault_is_pattern(A, 0, buffers[0], BLOCK - 512));
	ck_assert_uint_eq(buffers[0][BLOCK - 512], FAULT_POISON);
	ck_assert_int_eq(run(&reads[1]), 0);
	ck_assert_uint_eq(f->seen.bytes_read, BLOCK - 512);
}
END_TEST

START_TEST(failed_close_has_closed)
{
	FAULT(f, .ops = FAULT_CLOSE, .result = -EIO);
	ck_assert_int_eq(close_file(&a), -EIO);
	ck_assert_int_eq(a.fd, -1);
	ck_assert_uint_eq(f->seen.open, 1);
}
END_TEST

/* Submit and setup -------------------------------------------------------- */

START_TEST(refused_request_ends_the_batch)
{
	FAULT(f, .offset = 2 * BLOCK, .length = 1, .times = 1, .refuse = -ENOMEM);
	ck_assert_int_eq(submit(0, 5), 2);
	ck_assert_int_eq(submit(2, 3), -ENOMEM);
	ck_assert_int_eq(submit(2, 3), 3);
	ck_assert_uint_eq(f->seen.refused, 1);
	ck_assert_str_eq(order(), "01234");
}
END_TEST

START_TEST(chain_is_refused_as_a_whole)
{
	reads[0].link = &reads[1];
	FAULT(f, .path = B, .refuse = -EINVAL);
	ck_assert_int_eq(submit(0, 1), -EINVAL);
	ck_assert_uint_eq(f->seen.in_flight, 0);
}
END_TEST

START_TEST(submit_takes_a_part)
{
	f->accept = 2;
	f->accept_times = 2;
	ck_assert_int_eq(submit(0, 8), 2);
	ck_assert_int_eq(submit(2, 6), 2);
	f->accept = 0;
	f->accept_times = 1;
	ck_assert_int_eq(submit(4, 4), -EAGAIN);
	ck_assert_int_eq(submit(4, 4), 4);
	ck_assert_uint_eq(f->seen.refused, 1);
}
END_TEST

START_TEST(setup_fails)
{
	io_engine_fault.teardown(engine, false);
	f->setup_result = -EPERM;
	ck_assert_int_eq(set_up(4), -EPERM);
	f->setup_result = 0;
	ck_assert_int_eq(set_up(4), 0);
	ck_assert_uint_eq(f->seen.setups, 2);
	ck_assert_uint_eq(f->seen.teardowns, 1);
	ck_assert_uint_eq(f->seen.abandoned, 0);
}
END_TEST

START_TEST(setup_gives_less_than_asked)
{
	io_engine_fault.teardown(engine, false);
	f->depth = 3;
	ck_assert_int_eq(set_up(4), 0);
	ck_assert_uint_eq(depth, 3);
	ck_assert_int_eq(submit(0, 8), 3);
}
END_TEST

/* Order and time ---------------------------------------------------------- */

START_TEST(orders)
{
	char first[BLOCKS + 1];

	submit(0, BLOCKS);
	ck_assert_str_eq(order(), "01234567");
	f->order = FAULT_LIFO;
	submit(0, BLOCKS);
	ck_assert_str_eq(order(), "76543210");
	f->order = FAULT_SHUFFLE;
	submit(0, BLOCKS);
	strcpy(first, order());
	ck_assert_uint_eq(strlen(first), BLOCKS);
	submit(0, BLOCKS);
	ck_assert_str_ne(order(), first);
}
END_TEST

START_TEST(chain_keeps_its_order)
{
	f->order = FAULT_LIFO;
	reads[0].link = &reads[1];
	reads[1].link = &reads[2];
	batch[1] = &reads[3];
	ck_assert_int_eq(submit(0, 2), 2);
	ck_assert_str_eq(order(), "3012");
	ck_assert_uint_eq(f->seen.chains, 4);
	ck_assert_uint_eq(f->seen.max_in_flight, 4);
}
END_TEST

START_TEST(after_so_many_others)
{
	FAULT(f, .offset = 0, .length = 1, .after = 2);
	submit(0, 5);
	ck_assert_str_eq(order(), "12034");
}
END_TEST

/* Nothing else is left: a test may ask for any number. */
START_TEST(after_all_others)
{
	FAULT(f, .offset = 0, .length = 1, .after = 100);
	FAULT(f, .offset = BLOCK, .length = 1, .after = 50);
	submit(0, 4);
	ck_assert_int_eq(wait_for(-1), 2);
	ck_assert_int_eq(wait_for(-1), 1);
	ck_assert_ptr_eq(done[0], &reads[1]);
	ck_assert_int_eq(wait_for(-1), 1);
	ck_assert_ptr_eq(done[0], &reads[0]);
}
END_TEST

START_TEST(held_until_released)
{
	FAULT(f, .path = B, .hold = true);
	submit(0, 4);
	ck_assert_str_eq(order(), "02");
	ck_assert_int_eq(wait_for(0), 0);
	ck_assert_uint_eq(buffers[1][0], FAULT_POISON);
	ck_assert_uint_eq(fault_release(f, A), 0);
	ck_assert_int_eq(wait_for(0), 0);
	ck_assert_uint_eq(fault_release(f, B), 2);
	ck_assert_str_eq(order(), "13");
	ck_assert(fault_is_pattern(B, BLOCK, buffers[1], BLOCK));
}
END_TEST

START_TEST(held_for_ever_is_lost)
{
	FAULT(f, .hold = true);
	submit(0, 3);
	io_engine_fault.teardown(engine, true);
	ck_assert_uint_eq(f->seen.lost, 3);
	ck_assert_uint_eq(f->seen.abandoned, 1);
	ck_assert_uint_eq(f->seen.in_flight, 0);
	ck_assert_uint_eq(f->seen.memory, 0);
	ck_assert_uint_eq(f->seen.open, 2);
	ck_assert_int_eq(set_up(4), 0);
}
END_TEST

START_TEST(wait_takes_its_time)
{
	int64_t start = now_ms();

	FAULT(f, .hold = true);
	submit(0, 1);
	ck_assert_int_eq(wait_for(60), 0);
	ck_assert_int_ge(now_ms() - start, 59);
}
END_TEST

START_TEST(delay_takes_its_time)
{
	int64_t start = now_ms();

	FAULT(f, .path = A, .times = 1, .delay_ms = 60);
	submit(0, 2);
	ck_assert_int_eq(wait_for(-1), 1);
	ck_assert_ptr_eq(done[0], &reads[1]);
	ck_assert_int_eq(wait_for(0), 0);
	ck_assert_int_eq(wait_for(10), 0);
	ck_assert_int_eq(wait_for(-1), 1);
	ck_assert_int_ge(now_ms() - start, 59);
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

	f->idle = release_all;
	f->idle_context = &calls;
	FAULT(f, .skip = 1, .hold = true);
	submit(0, 4);
	ck_assert_int_eq(wait_for(-1), 1);
	ck_assert_int_eq(calls, 0);
	ck_assert_int_eq(wait_for(-1), 3);
	ck_assert_int_eq(calls, 1);
}
END_TEST

START_TEST(wait_hands_back_few_at_once)
{
	f->wait_max = 3;
	submit(0, 8);
	ck_assert_int_eq(wait_for(-1), 3);
	ck_assert_int_eq(wait_for(-1), 3);
	ck_assert_int_eq(wait_for(-1), 2);
}
END_TEST

START_TEST(wait_fails)
{
	f->wait_result = -EIO;
	f->wait_after = 2;
	submit(0, 4);
	ck_assert_int_eq(wait_for(-1), 2);
	ck_assert_int_eq(wait_for(-1), -EIO);
	ck_assert_int_eq(wait_for(0), -EIO);
	ck_assert_uint_eq(f->seen.in_flight, 2);
}
END_TEST

/* What was seen ----------------------------------------------------------- */

START_TEST(work_is_done_when_handed_back)
{
	submit(0, 1);
	for (unsigned i = 0; i < BLOCK; i++)
		ck_assert_uint_eq(buffers[0][i], FAULT_POISON);
	ck_assert_int_eq(wait_for(0), 1);
	ck_assert(fault_is_pattern(A, 0, buffers[0], BLOCK));
}
END_TEST

START_TEST(counters)
{
	submit(0, 3);
	ck_assert_uint_eq(f->seen.io, 3);
	ck_assert_uint_eq(f->seen.memory, 3 * BLOCK);
	ck_assert_int_eq(wait_for(-1), 3);
	submit(3, 2);
	ck_assert_int_eq(wait_for(-1), 2);
	ck_assert_uint_eq(f->seen.submits, 4);
	ck_assert_uint_eq(f->seen.waits, 4);
	ck_assert_uint_eq(f->seen.requests, 7);
	ck_assert_uint_eq(f->seen.ended, 7);
	ck_assert_uint_eq(f->seen.in_flight, 0);
	ck_assert_uint_eq(f->seen.max_in_flight, 3);
	ck_assert_uint_eq(f->seen.io, 0);
	ck_assert_uint_eq(f->seen.max_io, 3);
	ck_assert_uint_eq(f->seen.memory, 0);
	ck_assert_uint_eq(f->seen.max_memory, 3 * BLOCK);
	ck_assert_uint_eq(f->seen.open, 2);
	ck_assert_uint_eq(f->seen.bytes_read, 5 * BLOCK);
	ck_assert_uint_eq(fault_count(f, NULL, 0), 7);
	ck_assert_uint_eq(fault_count(f, A, 0), 4);
	ck_assert_uint_eq(fault_count(f, A, FAULT_READ), 3);
	ck_assert_uint_eq(fault_count(f, NULL, FAULT_OPEN | FAULT_CLOSE), 2);
}
END_TEST

START_TEST(opens_in_flight_count_as_open)
{
	struct io_file files[3];
	struct io_request opens[3];

	for (unsigned i = 0; i < 3; i++) {
		files[i] = (struct io_file) { .path = A, .fd = -1 };
		opens[i] = (struct io_request) { .op = IO_OPEN, .file = &files[i] };
		batch[i] = &opens[i];
	}
	submit(0, 3);
	ck_assert_uint_eq(f->seen.open, 2);
	ck_assert_uint_eq(f->seen.max_open, 5);
	ck_assert_int_eq(wait_for(-1), 3);
	ck_assert_uint_eq(f->seen.open, 5);
}
END_TEST

START_TEST(trace_has_every_request)
{
	const struct fault_entry *entry;

	FAULT(f, .path = B, .hold = true);
	reads[0].may_block = true;
	for (unsigned i = 0; i < 100; i++)
		run(&reads[0]);
	submit(3, 1);
	ck_assert_uint_eq(f->seen.requests, 103);
	entry = &f->trace[101];
	ck_assert_int_eq(entry->op, IO_READ);
	ck_assert_str_eq(entry->path, A);
	ck_assert_uint_eq(entry->offset, 0);
	ck_assert(entry->ended && entry->may_block);
	ck_assert_int_eq(entry->result, BLOCK);
	entry++;
	ck_assert_uint_eq(entry->offset, 3 * BLOCK);
	ck_assert_uint_eq(entry->length, BLOCK);
	ck_assert(!entry->ended && !entry->may_block);
	ck_assert_int_eq(f->trace[0].op, IO_OPEN);
}
END_TEST

static TCase *cases(const char *name, const TTest *const *tests, size_t count)
{
	TCase *tcase = tcase_create(name);

	tcase_add_checked_fixture(tcase, up, down);
	while (count--)
		tcase_add_test(tcase, *tests++);
	return tcase;
}

#define CASES(name, tests) cases(name, tests, sizeof(tests) / sizeof(tests[0]))

Suite *fault_suite(void)
{
	const TTest *const devices[] = {
		pattern_tells_devices_and_places_apart, device_in_memory_is_written,
		pattern_cannot_be_written, direct_reads_are_aligned, device_may_not_do_direct,
		too_many_open_files,
	};
	const TTest *const rules[] = {
		result_is_for_those_that_fit, rule_skips_and_hits_so_many_times,
		first_rule_that_fits_is_applied, rule_for_those_that_must_not_block,
		short_reads, failed_close_has_closed,
	};
	const TTest *const submits[] = {
		refused_request_ends_the_batch, chain_is_refused_as_a_whole,
		submit_takes_a_part, setup_fails, setup_gives_less_than_asked,
	};
	const TTest *const ends[] = {
		orders, chain_keeps_its_order, after_so_many_others, after_all_others,
		held_until_released, held_for_ever_is_lost, wait_takes_its_time,
		delay_takes_its_time, idle_is_called_when_nothing_can_end,
		wait_hands_back_few_at_once, wait_fails,
	};
	const TTest *const seen[] = {
		work_is_done_when_handed_back, counters, opens_in_flight_count_as_open,
		trace_has_every_request,
	};
	Suite *suite = suite_create("fault");

	suite_add_tcase(suite, CASES("devices", devices));
	suite_add_tcase(suite, CASES("rules", rules));
	suite_add_tcase(suite, CASES("submit and setup", submits));
	suite_add_tcase(suite, CASES("order and time", ends));
	suite_add_tcase(suite, CASES("seen", seen));
	return suite;
}
