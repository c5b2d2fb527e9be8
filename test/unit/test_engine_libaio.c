/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The libaio engine against a kernel that refuses, hesitates and interrupts. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aio_wrap.h"
#include "engine_rig.h"
#include "unit.h"

#define DEPTH 32

static const struct rig_place here = { "libaio", &io_engine_libaio, ".", 0, false };

static struct rig rig;
static struct io_request requests[DEPTH], *batch[DEPTH], *done[DEPTH];

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* An open file and `count` reads of it, not submitted yet. */
static void up(unsigned count)
{
	rig_up(&rig, &here, DEPTH);
	rig_open(&rig);
	rig_make_reads(&rig, requests, batch, count);
	memset(rig_buffers, 0, sizeof(rig_buffers));
	aio_wrap.submits = aio_wrap.waits = 0;
}

static void down(void)
{
	memset(&aio_wrap, 0, sizeof(aio_wrap));
	rig_close(&rig);
	rig_down(&rig);
}

static int submit(unsigned count)
{
	return rig.ops->submit(rig.engine, batch, count);
}

static void check_reads(unsigned count)
{
	unsigned i;

	for (i = 0; i < count; i++)
		ck_assert_int_eq(requests[i].result, RIG_BLOCK);
	rig_check_content(rig_buffers, 0, (size_t) count * RIG_BLOCK);
}

/* Setup ------------------------------------------------------------------- */

static int room, setup_error;

static int setup_has_room(int events)
{
	return events > room ? setup_error : 0;
}

static int setup(unsigned asked, unsigned *depth)
{
	const struct io_settings settings = { .depth = asked };

	aio_wrap.setup = setup_has_room;
	return io_engine_libaio.setup(&rig.engine, &settings, depth);
}

START_TEST(setup_is_tried_with_half_the_events)
{
	unsigned depth = 0;

	room = 30;
	setup_error = -EAGAIN;
	ck_assert_int_eq(setup(100, &depth), 0);
	ck_assert_uint_eq(depth, 25);
	ck_assert_uint_eq(aio_wrap.setups, 3);
	ck_assert_int_eq(aio_wrap.asked[0], 100);
	ck_assert_int_eq(aio_wrap.asked[1], 50);
	ck_assert_int_eq(aio_wrap.asked[2], 25);
	io_engine_libaio.teardown(rig.engine, false);
}
END_TEST

START_TEST(setup_gives_up_below_8_events)
{
	static const int asked[] = { 100, 50, 25, 12, 8 };
	unsigned depth = 77;

	room = 0;
	setup_error = -EAGAIN;
	ck_assert_int_eq(setup(100, &depth), -EAGAIN);
	ck_assert_uint_eq(depth, 77);
	ck_assert_uint_eq(aio_wrap.setups, 5);
	ck_assert_mem_eq(aio_wrap.asked, asked, sizeof(asked));
}
END_TEST

START_TEST(setup_for_few_events_is_tried_once)
{
	unsigned depth;

	room = 0;
	setup_error = -EAGAIN;
	ck_assert_int_eq(setup(3, &depth), -EAGAIN);
	ck_assert_uint_eq(aio_wrap.setups, 1);
}
END_TEST

START_TEST(setup_error_is_not_tried_again)
{
	unsigned depth;

	room = 0;
	setup_error = -ENOSYS;
	ck_assert_int_eq(setup(100, &depth), -ENOSYS);
	ck_assert_uint_eq(aio_wrap.setups, 1);
}
END_TEST

/* Submit ------------------------------------------------------------------ */

START_TEST(batch_is_one_io_submit)
{
	up(DEPTH);
	rig_run_all(&rig, batch, DEPTH);
	ck_assert_uint_eq(aio_wrap.submits, 1);
	check_reads(DEPTH);
	down();
}
END_TEST

START_TEST(batch_of_chains_is_one_io_submit)
{
	static struct io_request linked[DEPTH][3];
	static struct io_file files[DEPTH];

	up(DEPTH);
	for (unsigned i = 0; i < DEPTH; i++) {
		files[i] = rig.file;
		files[i].fd = -1;
		linked[i][0] = rig_open_request(&rig);
		linked[i][1] = requests[i];
		linked[i][2] = rig_close_request(&rig);
		for (unsigned j = 0; j < 3; j++)
			linked[i][j].file = &files[i];
		batch[i] = rig_chain(linked[i], 3);
	}
	rig_run_all(&rig, batch, DEPTH);
	ck_assert_uint_eq(aio_wrap.submits, 1);
	rig_check_content(rig_buffers, 0, DEPTH * RIG_BLOCK);
	down();
}
END_TEST

static int take_five(struct iocb **iocbs, long *count)
{
	(void) iocbs;
	*count = *count < 5 ? *count : 5;
	return 0;
}

START_TEST(kernel_that_takes_a_part_is_given_the_rest)
{
	up(DEPTH);
	aio_wrap.submit = take_five;
	rig_run_all(&rig, batch, DEPTH);
	ck_assert_uint_eq(aio_wrap.submits, (DEPTH + 4) / 5);
	check_reads(DEPTH);
	down();
}
END_TEST

static int no_room_on_second_call(struct iocb **iocbs, long *count)
{
	return aio_wrap.submits == 2 ? -EAGAIN : take_five(iocbs, count);
}

START_TEST(kernel_without_room_is_given_the_rest_later)
{
	up(12);
	aio_wrap.submit = no_room_on_second_call;
	ck_assert_int_eq(submit(12), 12);
	ck_assert_uint_eq(aio_wrap.submits, 2);
	for (int n = 0, r; n < 12; n += r) {
		r = rig.ops->wait(rig.engine, done + n, DEPTH - (unsigned) n, -1);
		ck_assert_int_gt(r, 0);
	}
	check_reads(12);
	down();
}
END_TEST

static int no_room(struct iocb **iocbs, long *count)
{
	(void) iocbs;
	(void) count;
	return -EAGAIN;
}

/* Nothing is in the kernel, so nothing will ever make room. */
START_TEST(kernel_that_never_has_room_is_no_hang)
{
	up(3);
	aio_wrap.submit = no_room;
	ck_assert_int_eq(submit(3), 3);
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, -1), 3);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(requests[i].result, -EAGAIN);
	down();
}
END_TEST

/* Like the kernel: the batch ends before one that is refused, and the error
 * comes when that one is the first. */
static int refuse(struct iocb **iocbs, long *count, bool (*bad)(const struct iocb *), int error)
{
	long n = 0;

	while (n < *count && !bad(iocbs[n]))
		n++;
	*count = n;
	return n ? 0 : error;
}

static bool is_block_3(const struct iocb *iocb)
{
	return iocb->u.c.offset == 3 * RIG_BLOCK;
}

static int refuse_block_3(struct iocb **iocbs, long *count)
{
	return refuse(iocbs, count, is_block_3, -EBADF);
}

START_TEST(refused_request_does_not_touch_the_others)
{
	up(8);
	aio_wrap.submit = refuse_block_3;
	rig_run_all(&rig, batch, 8);
	for (unsigned i = 0; i < 8; i++)
		ck_assert_int_eq(requests[i].result, i == 3 ? -EBADF : (int) RIG_BLOCK);
	rig_check_content(rig_buffers, 0, 3 * RIG_BLOCK);
	rig_check_content(rig_buffers[4], 4 * RIG_BLOCK, 4 * RIG_BLOCK);
	down();
}
END_TEST

/* RWF_NOWAIT -------------------------------------------------------------- */

static bool has_nowait(const struct iocb *iocb)
{
	return iocb->aio_rw_flags & RWF_NOWAIT;
}

static int nowait_error;

static int refuse_nowait(struct iocb **iocbs, long *count)
{
	return refuse(iocbs, count, has_nowait, nowait_error);
}

START_TEST(file_that_refuses_nowait_is_read_without)
{
	static const int errors[] = { -EOPNOTSUPP, -EINVAL };

	nowait_error = errors[_i];
	up(4);
	for (unsigned i = 0; i < 4; i++)
		requests[i].may_block = false;
	aio_wrap.submit = refuse_nowait;
	rig_run_all(&rig, batch, 4);
	check_reads(4);
	ck_assert(rig.file.refuses_nowait);

	aio_wrap.submits = 0;
	ck_assert_int_eq(rig_run(&rig, &requests[0]), RIG_BLOCK);
	ck_assert_uint_eq(aio_wrap.submits, 1);
	down();
}
END_TEST

static bool is_any(const struct iocb *iocb)
{
	(void) iocb;
	return true;
}

static int refuse_all(struct iocb **iocbs, long *count)
{
	return refuse(iocbs, count, is_any, -EINVAL);
}

START_TEST(einval_that_is_not_about_nowait_is_the_result)
{
	up(2);
	requests[0].may_block = false;
	aio_wrap.submit = refuse_all;
	ck_assert_int_eq(rig_run(&rig, &requests[0]), -EINVAL);
	ck_assert_uint_eq(aio_wrap.submits, 2);
	ck_assert_int_eq(rig_run(&rig, &requests[1]), -EINVAL);
	ck_assert_uint_eq(aio_wrap.submits, 3);
	down();
}
END_TEST

static int saw_nowait, saw_plain;

static int look_at_flags(struct iocb **iocbs, long *count)
{
	for (long i = 0; i < *count; i++)
		*(has_nowait(iocbs[i]) ? &saw_nowait : &saw_plain) += 1;
	return 0;
}

START_TEST(nowait_is_for_those_that_must_not_block)
{
	up(5);
	requests[1].may_block = requests[4].may_block = false;
	aio_wrap.submit = look_at_flags;
	rig_run_all(&rig, batch, 5);
	ck_assert_int_eq(saw_nowait, 2);
	ck_assert_int_eq(saw_plain, 3);
	down();
}
END_TEST

static int event_error;

static void fail_nowait_event(struct io_event *event)
{
	if (has_nowait(event->obj))
		event->res = (unsigned long) event_error;
}

START_TEST(nowait_refused_by_the_read_itself_is_read_without)
{
	up(3);
	requests[1].may_block = false;
	event_error = -EOPNOTSUPP;
	aio_wrap.event = fail_nowait_event;
	rig_run_all(&rig, batch, 3);
	check_reads(3);
	ck_assert(rig.file.refuses_nowait);
	down();
}
END_TEST

START_TEST(request_that_would_have_blocked_is_handed_back)
{
	up(3);
	requests[1].may_block = false;
	event_error = -EAGAIN;
	aio_wrap.event = fail_nowait_event;
	rig_run_all(&rig, batch, 3);
	ck_assert_int_eq(requests[1].result, -EAGAIN);
	ck_assert_int_eq(requests[2].result, RIG_BLOCK);
	ck_assert(!rig.file.refuses_nowait);
	down();
}
END_TEST

/* Wait -------------------------------------------------------------------- */

/* So that all have ended before the engine asks. */
static int wait_a_little(const struct timespec *timeout)
{
	(void) timeout;
	usleep(50000);
	return 0;
}

START_TEST(all_events_are_reaped_by_one_call)
{
	up(DEPTH);
	ck_assert_int_eq(submit(DEPTH), DEPTH);
	aio_wrap.getevents = wait_a_little;
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, 10, -1), 10);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(rig.ops->wait(rig.engine, done + 10, 10, -1), 10);
	ck_assert_int_eq(rig.ops->wait(rig.engine, done + 20, 20, -1), 12);
	ck_assert_uint_eq(aio_wrap.waits, 1);
	check_reads(DEPTH);
	down();
}
END_TEST

/* A disk that does not answer. */
static int nothing_comes(const struct timespec *timeout)
{
	if (timeout)
		clock_nanosleep(CLOCK_MONOTONIC, 0, timeout, NULL);
	return -ETIME;
}

static int interrupted(const struct timespec *timeout)
{
	(void) timeout;
	usleep(10000);
	return -EINTR;
}

static int interrupted_three_times(const struct timespec *timeout)
{
	return aio_wrap.waits <= 3 ? interrupted(timeout) : 0;
}

START_TEST(interrupted_wait_goes_on)
{
	up(1);
	ck_assert_int_eq(submit(1), 1);
	aio_wrap.getevents = interrupted_three_times;
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, _i ? -1 : 60000), 1);
	ck_assert_uint_eq(aio_wrap.waits, 4);
	down();
}
END_TEST

START_TEST(interrupted_wait_ends_in_time)
{
	int64_t start, took;

	up(1);
	ck_assert_int_eq(submit(1), 1);
	aio_wrap.getevents = interrupted;
	start = now_ms();
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, 100), 0);
	took = now_ms() - start;
	ck_assert_int_ge(took, 99);
	ck_assert_int_lt(took, 2000);
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, 0), 0);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, -1), 1);
	down();
}
END_TEST

START_TEST(broken_engine_says_so_after_what_has_ended)
{
	up(2);
	rig_close(&rig);
	batch[0] = &requests[0];
	requests[0] = rig_open_request(&rig);
	ck_assert_int_eq(submit(1), 1);
	requests[1].file = &rig.file;
	batch[0] = &requests[1];
	ck_assert_int_eq(submit(1), 1);
	aio_wrap.getevents = nothing_comes;
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, 10), 1);
	ck_assert_ptr_eq(done[0], &requests[0]);
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, 10), -ETIME);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, DEPTH, -1), 1);
	down();
}
END_TEST

/* A context is of no use in a child; nothing may hang or crash there. */
START_TEST(child_of_a_fork_gets_errors)
{
	int status;
	pid_t child;

	up(1);
	child = fork();
	if (!child) {
		submit(1);
		rig.ops->wait(rig.engine, done, 1, -1);
		rig.ops->teardown(rig.engine, true);
		_exit(requests[0].result == -EINVAL ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(rig_run(&rig, &requests[0]), RIG_BLOCK);
	down();
}
END_TEST

/* Teardown ---------------------------------------------------------------- */

START_TEST(abandoned_context_is_not_destroyed)
{
	up(1);
	rig.ops->teardown(rig.engine, true);
	ck_assert_uint_eq(aio_wrap.destroys, 0);
}
END_TEST

START_TEST(idle_context_is_destroyed)
{
	up(1);
	rig.ops->teardown(rig.engine, false);
	ck_assert_uint_eq(aio_wrap.destroys, 1);
}
END_TEST

START_TEST(busy_context_is_not_waited_for)
{
	up(1);
	ck_assert_int_eq(submit(1), 1);
	rig.ops->teardown(rig.engine, false);
	ck_assert_uint_eq(aio_wrap.destroys, 0);
}
END_TEST

static TCase *setup_tests(void)
{
	TCase *tcase = tcase_create("setup and teardown");

	tcase_add_test(tcase, setup_is_tried_with_half_the_events);
	tcase_add_test(tcase, setup_gives_up_below_8_events);
	tcase_add_test(tcase, setup_for_few_events_is_tried_once);
	tcase_add_test(tcase, setup_error_is_not_tried_again);
	tcase_add_test(tcase, abandoned_context_is_not_destroyed);
	tcase_add_test(tcase, idle_context_is_destroyed);
	tcase_add_test(tcase, busy_context_is_not_waited_for);
	return tcase;
}

static TCase *submit_tests(void)
{
	TCase *tcase = tcase_create("submit");

	tcase_add_test(tcase, batch_is_one_io_submit);
	tcase_add_test(tcase, batch_of_chains_is_one_io_submit);
	tcase_add_test(tcase, kernel_that_takes_a_part_is_given_the_rest);
	tcase_add_test(tcase, kernel_without_room_is_given_the_rest_later);
	tcase_add_test(tcase, kernel_that_never_has_room_is_no_hang);
	tcase_add_test(tcase, refused_request_does_not_touch_the_others);
	tcase_add_loop_test(tcase, file_that_refuses_nowait_is_read_without, 0, 2);
	tcase_add_test(tcase, einval_that_is_not_about_nowait_is_the_result);
	tcase_add_test(tcase, nowait_is_for_those_that_must_not_block);
	return tcase;
}

static TCase *wait_tests(void)
{
	TCase *tcase = tcase_create("wait");

	tcase_add_test(tcase, nowait_refused_by_the_read_itself_is_read_without);
	tcase_add_test(tcase, request_that_would_have_blocked_is_handed_back);
	tcase_add_test(tcase, all_events_are_reaped_by_one_call);
	tcase_add_loop_test(tcase, interrupted_wait_goes_on, 0, 2);
	tcase_add_test(tcase, interrupted_wait_ends_in_time);
	tcase_add_test(tcase, broken_engine_says_so_after_what_has_ended);
	tcase_add_test(tcase, child_of_a_fork_gets_errors);
	return tcase;
}

Suite *engine_libaio_suite(void)
{
	Suite *suite = suite_create("engine_libaio");

	suite_add_tcase(suite, setup_tests());
	suite_add_tcase(suite, submit_tests());
	suite_add_tcase(suite, wait_tests());
	return suite;
}
