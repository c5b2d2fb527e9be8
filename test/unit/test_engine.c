/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The contract of io/io.h: the same tests on every engine and every kind of
 * place. What is particular to one engine is in its own file. */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/request.h"
#include "unit.h"

#define DEPTH 8

static struct rig rig;

START_TEST(open_gives_and_close_takes_a_descriptor)
{
	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	ck_assert_int_ge(rig.file.fd, 0);
	if (!rig.fault)
		ck_assert_int_eq(fcntl(rig.file.fd, F_GETFD) >= 0, !rig.ops->own_files);
	rig_close(&rig);
	ck_assert_int_eq(rig.file.fd, -1);
	rig_down(&rig);
}
END_TEST

START_TEST(open_error)
{
	struct io_request request;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	request = rig_open_request(&rig);
	if (rig.ops->opens_itself)
		request = rig_read_request(&rig, 0);
	rig.file.path = "/dev/null/not there";
	ck_assert_int_eq(rig_run(&rig, &request), rig.fault ? -ENOENT : -ENOTDIR);
	ck_assert_int_eq(rig.file.fd, -1);
	rig_down(&rig);
}
END_TEST

START_TEST(read_gives_what_is_there)
{
	struct io_request request;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	request = rig_read_request(&rig, 5);
	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);
	rig_check_content(rig_buffers[5], 5 * RIG_BLOCK, RIG_BLOCK);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(write_and_read_back)
{
	struct io_request request;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	memset(rig_buffers[9], 'w', RIG_BLOCK);
	request = rig_read_request(&rig, 9);
	request.op = IO_WRITE;
	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);

	memset(rig_buffers[9], 0, RIG_BLOCK);
	request = rig_read_request(&rig, 9);
	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);
	ck_assert_int_eq(rig_buffers[9][0], 'w');
	ck_assert_int_eq(rig_buffers[9][RIG_BLOCK - 1], 'w');

	request = rig_read_request(&rig, 10);
	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);
	rig_check_content(rig_buffers[10], 10 * RIG_BLOCK, RIG_BLOCK);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(read_across_the_end_is_short_and_at_the_end_nothing)
{
	struct io_request request;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	request = rig_read_request(&rig, RIG_BLOCKS - 1);
	request.buffer = rig_buffers[0];
	request.length = 3 * RIG_BLOCK;
	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);
	rig_check_content(rig_buffers[0], RIG_SIZE - RIG_BLOCK, RIG_BLOCK);

	request = rig_read_request(&rig, 0);
	request.offset = RIG_SIZE;
	ck_assert_int_eq(rig_run(&rig, &request), 0);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(batch_beyond_the_depth_is_taken_in_part)
{
	struct io_request r[10], *batch[10], *done[10];

	if (!rig_up(&rig, &rig_places[_i], 4))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, 10);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 10), 4);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch + 4, 6), -EAGAIN);
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, 1, -1), 1);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch + 4, 6), 1);
	for (int left = 4; left; left--)
		ck_assert_int_eq(rig.ops->wait(rig.engine, done, 1, -1), 1);
	rig_run_all(&rig, batch + 5, 5);
	rig_check_content(rig_buffers[0], 0, 10 * RIG_BLOCK);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(wait_for_nothing_returns_at_once)
{
	struct io_request *done;
	int64_t start = io_now_ns();

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 0), 0);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 60000), 0);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, -1), 0);
	ck_assert_int_lt(io_now_ns() - start, INT64_C(30000000000));
	rig_down(&rig);
}
END_TEST

START_TEST(wait_keeps_to_max)
{
	struct io_request r[5], *batch[5], *done[5];
	int n, i;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, 5);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 5), 5);
	for (n = 0; n < 5; n += i) {
		done[4] = NULL;
		i = rig.ops->wait(rig.engine, done, 2, 60000);
		ck_assert_int_ge(i, 1);
		ck_assert_int_le(i, 2);
		ck_assert_ptr_null(done[4]);
	}
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

/* What it has to say is not missed, and it is not asked all the time. */
static unsigned sleep_elsewhere(void)
{
	struct pollfd fd = { .fd = rig.event, .events = POLLIN };
	int look = rig.ops->look(rig.engine);
	uint64_t count;

	ck_assert_int_ge(look, -1);
	ck_assert(poll(&fd, 1, look < 0 ? 10000 : look) > 0 || look >= 0);
	return read(rig.event, &count, sizeof(count)) == sizeof(count) || look;
}

START_TEST(who_sleeps_elsewhere_is_woken)
{
	struct io_request r[5], *batch[5], *done[5];
	unsigned n = 0, sleeps = 0;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	ck_assert_int_eq(rig.ops->look(rig.engine), -1);
	rig_make_reads(&rig, r, batch, 5);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 5), 5);
	while (n < 5) {
		sleeps += sleep_elsewhere();
		n += (unsigned)rig.ops->wait(rig.engine, done, 5, 0);
	}
	ck_assert_uint_lt(sleeps, 1000);
	ck_assert_int_eq(rig.ops->look(rig.engine), -1);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(synchronous_engines_have_the_result_at_once)
{
	struct io_request r[5], *batch[5], *done[5];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, 5);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 5), 5);
	if (rig.ops->synchronous)
		ck_assert_int_eq(rig.ops->wait(rig.engine, done, 5, 0), 5);
	else
		for (int n = 0; n < 5; )
			n += rig.ops->wait(rig.engine, done, 5, -1);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(error_in_the_middle_of_a_batch_is_its_own)
{
	struct io_request r[6], *batch[6];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, 6);
	rig_spoil(&rig, &r[0]);
	rig_spoil(&rig, &r[3]);
	rig_run_all(&rig, batch, 6);
	for (unsigned i = 0; i < 6; i++) {
		ck_assert_int_eq(r[i].result, i == 0 || i == 3 ? -EINVAL : (int) RIG_BLOCK);
		if (r[i].result > 0)
			rig_check_content(rig_buffers[i], r[i].offset, RIG_BLOCK);
	}
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(request_that_must_not_block_is_done_or_told_to_try_again)
{
	struct io_request r[RIG_BLOCKS], *batch[RIG_BLOCKS];
	unsigned i;

	if (!rig_up(&rig, &rig_places[_i], RIG_BLOCKS))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, RIG_BLOCKS);
	for (i = 0; i < RIG_BLOCKS; i++)
		r[i].may_block = false;
	rig_run_all(&rig, batch, RIG_BLOCKS);
	for (i = 0; i < RIG_BLOCKS; i++) {
		if (r[i].result != -EAGAIN)
			continue;
		r[i].may_block = true;
		ck_assert_int_eq(rig_run(&rig, &r[i]), RIG_BLOCK);
	}
	for (i = 0; i < RIG_BLOCKS; i++)
		ck_assert_int_eq(r[i].result, RIG_BLOCK);
	rig_check_content(rig_buffers, 0, RIG_SIZE);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

START_TEST(abandoned_engine_gives_its_memory_back)
{
	struct io_request r[5], *batch[5];

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, 5);
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 5), 5);
	rig.ops->teardown(rig.engine, true);
	/* The checks for leaks at the end of the process do the rest. */
	if (rig.fault)
		fault_free(rig.fault);
	if (rig.loop >= 0)
		close(rig.loop);
}
END_TEST

/* A program that goes on living would have to reap it. */
START_TEST(abandoned_engine_leaves_no_child)
{
	struct io_request request;

	if (!rig_up(&rig, &rig_places[_i], DEPTH))
		return;
	rig_open(&rig);
	request = rig_read_request(&rig, 0);
	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);
	rig_close(&rig);
	rig.ops->teardown(rig.engine, true);
	ck_assert_int_eq(waitpid(-1, NULL, WNOHANG), -1);
	ck_assert_int_eq(errno, ECHILD);
	if (rig.fault)
		fault_free(rig.fault);
	if (rig.loop >= 0)
		close(rig.loop);
}
END_TEST

static void say_what_is_missing(void)
{
	const char *why;

	for (int i = 0; i < rig_place_count; i++)
		if ((why = rig_missing(&rig_places[i])))
			printf("engine: no tests on \"%s\": %s\n", rig_places[i].name, why);
}

Suite *engine_suite(void)
{
	Suite *suite = suite_create("engine");
	TCase *tcase = tcase_create("contract");

	say_what_is_missing();
	rig_add_test(tcase, open_gives_and_close_takes_a_descriptor);
	rig_add_test(tcase, open_error);
	rig_add_test(tcase, read_gives_what_is_there);
	rig_add_test(tcase, write_and_read_back);
	rig_add_test(tcase, read_across_the_end_is_short_and_at_the_end_nothing);
	rig_add_test(tcase, batch_beyond_the_depth_is_taken_in_part);
	rig_add_test(tcase, wait_for_nothing_returns_at_once);
	rig_add_test(tcase, wait_keeps_to_max);
	rig_add_test(tcase, who_sleeps_elsewhere_is_woken);
	rig_add_test(tcase, synchronous_engines_have_the_result_at_once);
	rig_add_test(tcase, error_in_the_middle_of_a_batch_is_its_own);
	rig_add_test(tcase, request_that_must_not_block_is_done_or_told_to_try_again);
	rig_add_test(tcase, abandoned_engine_gives_its_memory_back);
	rig_add_test(tcase, abandoned_engine_leaves_no_child);
	suite_add_tcase(suite, tcase);
	return suite;
}
