/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The libaio engine: what must not block, and waiting that is disturbed. */
#include <errno.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "aio_rig.h"
#include "io/request.h"
#include "unit.h"

/* RWF_NOWAIT -------------------------------------------------------------- */

static bool has_nowait(const struct iocb *iocb)
{
	return iocb->aio_rw_flags & RWF_NOWAIT;
}

static int nowait_error;

static int refuse_nowait(struct iocb **iocbs, long *count)
{
	return aio_refuse(iocbs, count, has_nowait, nowait_error);
}

START_TEST(file_that_refuses_nowait_is_read_without)
{
	static const int errors[] = { -EOPNOTSUPP, -EINVAL };

	nowait_error = errors[_i];
	aio_up(4);
	for (unsigned i = 0; i < 4; i++)
		aio_requests[i].may_block = false;
	aio_wrap.submit = refuse_nowait;
	rig_run_all(&aio_rig, aio_batch, 4);
	aio_check_reads(4);
	ck_assert(aio_rig.file.refuses_nowait);

	aio_wrap.submits = 0;
	ck_assert_int_eq(rig_run(&aio_rig, &aio_requests[0]), RIG_BLOCK);
	ck_assert_uint_eq(aio_wrap.submits, 1);
	aio_down();
}
END_TEST

static bool is_any(const struct iocb *iocb)
{
	(void) iocb;
	return true;
}

static int refuse_all(struct iocb **iocbs, long *count)
{
	return aio_refuse(iocbs, count, is_any, -EINVAL);
}

START_TEST(einval_that_is_not_about_nowait_is_the_result)
{
	aio_up(2);
	aio_requests[0].may_block = false;
	aio_wrap.submit = refuse_all;
	ck_assert_int_eq(rig_run(&aio_rig, &aio_requests[0]), -EINVAL);
	ck_assert_uint_eq(aio_wrap.submits, 2);
	ck_assert_int_eq(rig_run(&aio_rig, &aio_requests[1]), -EINVAL);
	ck_assert_uint_eq(aio_wrap.submits, 3);
	aio_down();
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
	aio_up(5);
	aio_requests[1].may_block = aio_requests[4].may_block = false;
	aio_wrap.submit = look_at_flags;
	rig_run_all(&aio_rig, aio_batch, 5);
	ck_assert_int_eq(saw_nowait, 2);
	ck_assert_int_eq(saw_plain, 3);
	aio_down();
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
	aio_up(3);
	aio_requests[1].may_block = false;
	event_error = -EOPNOTSUPP;
	aio_wrap.event = fail_nowait_event;
	rig_run_all(&aio_rig, aio_batch, 3);
	aio_check_reads(3);
	ck_assert(aio_rig.file.refuses_nowait);
	aio_down();
}
END_TEST

/* Nothing has ended and nothing is in the kernel for a moment: no time to stop. */
START_TEST(wait_goes_on_after_nowait_was_refused)
{
	aio_up(1);
	aio_requests[0].may_block = false;
	event_error = -EOPNOTSUPP;
	aio_wrap.event = fail_nowait_event;
	ck_assert_int_eq(rig_run(&aio_rig, &aio_requests[0]), RIG_BLOCK);
	aio_check_reads(1);
	aio_down();
}
END_TEST

START_TEST(request_that_would_have_blocked_is_handed_back)
{
	aio_up(3);
	aio_requests[1].may_block = false;
	event_error = -EAGAIN;
	aio_wrap.event = fail_nowait_event;
	rig_run_all(&aio_rig, aio_batch, 3);
	ck_assert_int_eq(aio_requests[1].result, -EAGAIN);
	ck_assert_int_eq(aio_requests[2].result, RIG_BLOCK);
	ck_assert(!aio_rig.file.refuses_nowait);
	aio_down();
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
	aio_up(AIO_DEPTH);
	ck_assert_int_eq(aio_submit(AIO_DEPTH), AIO_DEPTH);
	aio_wrap.getevents = wait_a_little;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, 10, -1), 10);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done + 10, 10, -1), 10);
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done + 20, 20, -1), 12);
	ck_assert_uint_eq(aio_wrap.waits, 1);
	aio_check_reads(AIO_DEPTH);
	aio_down();
}
END_TEST

/* A disk that does not answer. */
static int nothing_comes(const struct timespec *timeout)
{
	if (timeout)
		clock_nanosleep(CLOCK_MONOTONIC, 0, timeout, NULL);
	return -ETIME;
}

static int64_t first_left, last_left;

static int interrupted(const struct timespec *timeout)
{
	last_left = timeout ? timeout->tv_sec * INT64_C(1000000000) + timeout->tv_nsec : -1;
	if (aio_wrap.waits == 1)
		first_left = last_left;
	usleep(10000);
	return -EINTR;
}

static int interrupted_three_times(const struct timespec *timeout)
{
	return aio_wrap.waits <= 3 ? interrupted(timeout) : 0;
}

START_TEST(wait_only_looks_when_something_has_ended)
{
	struct io_request *batch[2] = { &aio_requests[0], &aio_requests[1] };
	struct io_file second;

	aio_up(2);
	second = aio_rig.file;
	second.fd = -1;
	aio_requests[0] = rig_open_request(&aio_rig);
	aio_requests[0].file = &second;
	ck_assert_int_eq(aio_rig.ops->submit(aio_rig.engine, batch, 2), 2);
	aio_wrap.getevents = interrupted;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, -1), 1);
	ck_assert_ptr_eq(aio_done[0], &aio_requests[0]);
	ck_assert_int_eq(last_left, 0);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, -1), 1);
	close(second.fd);
	aio_down();
}
END_TEST

START_TEST(interrupted_wait_goes_on)
{
	int timeout_ms = _i ? -1 : 60000;

	aio_up(1);
	ck_assert_int_eq(aio_submit(1), 1);
	aio_wrap.getevents = interrupted_three_times;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, timeout_ms),
			 1);
	ck_assert_uint_eq(aio_wrap.waits, 4);
	aio_down();
}
END_TEST

START_TEST(interrupted_wait_ends_in_time)
{
	int64_t start, took;	/* milliseconds */

	aio_up(1);
	ck_assert_int_eq(aio_submit(1), 1);
	aio_wrap.getevents = interrupted;
	start = io_now_ns() / 1000000;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, 100), 0);
	took = io_now_ns() / 1000000 - start;
	ck_assert_int_ge(took, 99);
	ck_assert_int_lt(took, 2000);
	ck_assert_int_eq(first_left, 100000000);
	ck_assert_int_lt(last_left, 90000000);
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, 0), 0);
	ck_assert_int_eq(last_left, 0);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, -1), 1);
	aio_down();
}
END_TEST

START_TEST(broken_engine_says_so_after_what_has_ended)
{
	aio_up(2);
	rig_close(&aio_rig);
	aio_batch[0] = &aio_requests[0];
	aio_requests[0] = rig_open_request(&aio_rig);
	ck_assert_int_eq(aio_submit(1), 1);
	aio_requests[1].file = &aio_rig.file;
	aio_batch[0] = &aio_requests[1];
	ck_assert_int_eq(aio_submit(1), 1);
	aio_wrap.getevents = nothing_comes;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, 10), 1);
	ck_assert_ptr_eq(aio_done[0], &aio_requests[0]);
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, 10), -ETIME);
	aio_wrap.getevents = NULL;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, -1), 1);
	aio_down();
}
END_TEST

/* A context is of no use in a child; nothing may hang or crash there. */
START_TEST(child_of_a_fork_gets_errors)
{
	int status;
	pid_t child;

	aio_up(1);
	child = fork();
	if (!child) {
		aio_submit(1);
		aio_rig.ops->wait(aio_rig.engine, aio_done, 1, -1);
		aio_rig.ops->teardown(aio_rig.engine, true);
		_exit(aio_requests[0].result == -EINVAL ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(rig_run(&aio_rig, &aio_requests[0]), RIG_BLOCK);
	aio_down();
}
END_TEST

static TCase *wait_tests(void)
{
	TCase *tcase = tcase_create("wait");

	tcase_add_loop_test(tcase, file_that_refuses_nowait_is_read_without, 0, 2);
	tcase_add_test(tcase, einval_that_is_not_about_nowait_is_the_result);
	tcase_add_test(tcase, nowait_is_for_those_that_must_not_block);
	tcase_add_test(tcase, nowait_refused_by_the_read_itself_is_read_without);
	tcase_add_test(tcase, wait_goes_on_after_nowait_was_refused);
	tcase_add_test(tcase, request_that_would_have_blocked_is_handed_back);
	tcase_add_test(tcase, all_events_are_reaped_by_one_call);
	tcase_add_test(tcase, wait_only_looks_when_something_has_ended);
	tcase_add_loop_test(tcase, interrupted_wait_goes_on, 0, 2);
	tcase_add_test(tcase, interrupted_wait_ends_in_time);
	tcase_add_test(tcase, broken_engine_says_so_after_what_has_ended);
	tcase_add_test(tcase, child_of_a_fork_gets_errors);
	return tcase;
}

Suite *engine_libaio_wait_suite(void)
{
	Suite *suite = suite_create("engine_libaio_wait");

	suite_add_tcase(suite, wait_tests());
	return suite;
}
