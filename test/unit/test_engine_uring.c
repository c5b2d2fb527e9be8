/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The uring engine: setup, a kernel that refuses, and whose ring it is. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "unit.h"
#include "uring_wrap.h"

#define DEPTH 32
#define MANY 2000

static const struct rig_place place = { .ops = &io_engine_uring, .dir = "." };

static struct rig rig;
static struct io_request requests[RIG_BLOCKS], *batch[RIG_BLOCKS], *done[RIG_BLOCKS];

static void up(void)
{
	ck_assert(rig_up(&rig, &place, DEPTH));
	rig_open(&rig);
	rig_make_reads(&rig, requests, batch, RIG_BLOCKS);
	uring_wrap.submits = uring_wrap.waits = 0;
}

static void down(void)
{
	rig_close(&rig);
	rig_down(&rig);
}

/* Setup ------------------------------------------------------------------- */

static int error;

static int fail_setup(const struct io_uring_params *params)
{
	(void) params;
	return error;
}

static int setup(bool one_thread, struct io_engine **engine)
{
	const struct io_settings settings = { .depth = DEPTH, .one_thread = one_thread };
	unsigned depth = 77;
	int r = io_engine_uring.setup(engine, &settings, &depth);

	ck_assert_uint_eq(depth, r ? 77 : DEPTH);
	return r;
}

START_TEST(setup_error_is_given)
{
	static const int errors[] = { -EPERM, -ENOSYS, -ENOMEM, -EMFILE };
	struct io_engine *engine;

	error = errors[_i];
	uring_wrap.setup = fail_setup;
	ck_assert_int_eq(setup(false, &engine), error);
	ck_assert_uint_eq(uring_wrap.setups, 1);
}
END_TEST

static const unsigned one_thread_flags = IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN;

static int know_no_flags(const struct io_uring_params *params)
{
	return params->flags & (one_thread_flags | IORING_SETUP_COOP_TASKRUN) ? -EINVAL : 0;
}

START_TEST(ring_of_an_older_kernel_is_plain)
{
	struct io_engine *engine;

	uring_wrap.setup = know_no_flags;
	ck_assert_int_eq(setup(_i, &engine), 0);
	ck_assert_uint_eq(uring_wrap.setups, 2);
	io_engine_uring.teardown(engine, false);
}
END_TEST

START_TEST(ring_is_for_one_thread_only_if_promised)
{
	struct io_engine *engine;

	ck_assert_int_eq(setup(_i, &engine), 0);
	ck_assert_uint_eq(uring_wrap.asked[0] & one_thread_flags, _i ? one_thread_flags : 0);
	io_engine_uring.teardown(engine, false);
}
END_TEST

START_TEST(kernel_before_linked_files_is_refused)
{
	struct io_engine *engine;

	uring_wrap.hidden_features = IORING_FEAT_LINKED_FILE;
	ck_assert_int_eq(setup(false, &engine), -EOPNOTSUPP);
	ck_assert_uint_eq(uring_wrap.exits, 1);
}
END_TEST

static int fail_files(unsigned count)
{
	(void) count;
	return -ENOMEM;
}

START_TEST(ring_that_is_half_set_up_is_ended)
{
	struct io_engine *engine;

	uring_wrap.files = fail_files;
	ck_assert_int_eq(setup(false, &engine), -ENOMEM);
	ck_assert_uint_eq(uring_wrap.exits, 1);
}
END_TEST

static unsigned files_asked;

static int note_files(unsigned count)
{
	files_asked = count;
	return 0;
}

/* False under valgrind, which has limits of its own. */
static bool limit_files(unsigned count)
{
	struct rlimit limit = { .rlim_cur = count, .rlim_max = 4000 };

	setrlimit(RLIMIT_NOFILE, &limit);
	getrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur == count;
}

/* liburing raises it for who asks for more. */
START_TEST(limit_of_descriptors_is_kept_to)
{
	struct io_engine *engine;
	struct rlimit limit;

	if (!limit_files(40))
		return;
	uring_wrap.files = note_files;
	ck_assert_int_eq(setup(false, &engine), 0);
	ck_assert_uint_eq(files_asked, 40);
	getrlimit(RLIMIT_NOFILE, &limit);
	ck_assert_uint_eq(limit.rlim_cur, 40);
	io_engine_uring.teardown(engine, false);
}
END_TEST

/* Files ------------------------------------------------------------------- */

START_TEST(files_beyond_the_limit_are_refused_until_others_are_closed)
{
	struct io_file files[20];
	struct io_request request;
	unsigned i, round;

	if (!limit_files(20))
		return;
	ck_assert(rig_up(&rig, &place, DEPTH));
	for (round = 0; round < 3; round++) {
		for (i = 0; i < 20; i++) {
			files[i] = rig.file;
			request = rig_open_request(&rig);
			request.file = &files[i];
			ck_assert_int_eq(rig_run(&rig, &request), 0);
		}
		request = rig_open_request(&rig);
		ck_assert_int_eq(rig_run(&rig, &request), -EMFILE);
		for (i = 0; i < 20; i++) {
			request = rig_close_request(&rig);
			request.file = &files[i];
			ck_assert_int_eq(rig_run(&rig, &request), 0);
		}
	}
	rig_down(&rig);
}
END_TEST

/* Whoever takes it for a descriptor does no harm. */
START_TEST(number_of_a_file_is_above_all_descriptors)
{
	up();
	ck_assert(rig.ops->own_files);
	ck_assert_int_eq(close(rig.file.fd), -1);
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(rig_run(&rig, &requests[0]), RIG_BLOCK);
	down();
}
END_TEST

START_TEST(number_from_another_process_is_no_file)
{
	struct io_file stale;
	struct io_request request;

	up();
	stale = rig.file;
	stale.fd ^= 1 << 20;
	requests[0].file = &stale;
	ck_assert_int_eq(rig_run(&rig, &requests[0]), -EBADF);
	request = rig_close_request(&rig);
	request.file = &stale;
	ck_assert_int_eq(rig_run(&rig, &request), -EBADF);
	ck_assert_int_eq(stale.fd, -1);
	down();
}
END_TEST

START_TEST(descriptor_of_the_process_is_read_and_closed)
{
	struct io_request r[2];

	up();
	rig_close(&rig);
	rig.file.fd = open(rig.path, O_RDONLY | O_CLOEXEC);
	r[0] = rig_read_request(&rig, 7);
	r[1] = rig_close_request(&rig);
	int fd = rig.file.fd;

	ck_assert_int_eq(rig_run(&rig, rig_chain(r, 2)), 0);
	rig_check_content(rig_buffers[7], 7 * RIG_BLOCK, RIG_BLOCK);
	ck_assert_int_eq(rig.file.fd, -1);
	ck_assert_int_eq(fcntl(fd, F_GETFD), -1);
	rig_down(&rig);
}
END_TEST

/* Submit and wait --------------------------------------------------------- */

static int no_memory_yet(void)
{
	return -EAGAIN;
}

START_TEST(batch_of_chains_is_one_submit)
{
	static struct io_request linked[DEPTH][3];
	static struct io_file files[DEPTH];

	up();
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
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, DEPTH), DEPTH);
	ck_assert_uint_eq(uring_wrap.submits, 1);
	for (unsigned n = 0; n < 3 * DEPTH; n++)
		ck_assert_int_eq(rig.ops->wait(rig.engine, done, 1, -1), 1);
	ck_assert_uint_eq(uring_wrap.submits, 1);
	rig_check_content(rig_buffers, 0, DEPTH * RIG_BLOCK);
	down();
}
END_TEST

/* The ring has fewer entries than the engine takes requests, and keeps their order where
 * the kernel has to take some before there is room for others. */
START_TEST(more_than_the_ring_has_room_for_waits)
{
	static struct io_request many[MANY], *all[MANY];
	unsigned n = 0;
	int r;

	ck_assert(rig_up(&rig, &place, MANY));
	rig_open(&rig);
	for (unsigned i = 0; i < MANY; i++) {
		many[i] = rig_read_request(&rig, i % RIG_BLOCKS);
		all[i] = &many[i];
	}
	uring_wrap.submit = no_memory_yet;
	ck_assert_int_eq(rig.ops->submit(rig.engine, all, MANY), MANY);
	ck_assert_uint_ge(uring_wrap.submits, 2);
	uring_wrap.submit = NULL;
	while (n < MANY) {
		r = rig.ops->wait(rig.engine, done, RIG_BLOCKS, -1);
		ck_assert_int_gt(r, 0);
		for (int i = 0; i < r; i++)
			ck_assert_int_eq(done[i]->result, RIG_BLOCK);
		n += (unsigned) r;
	}
	rig_check_content(rig_buffers, 0, RIG_BLOCKS * RIG_BLOCK);
	down();
}
END_TEST

static unsigned opens, closes;

static void must_not_be_inline(const struct io_uring_sqe *sqe)
{
	opens += sqe->opcode == IORING_OP_OPENAT;
	closes += sqe->opcode == IORING_OP_CLOSE;
	if (sqe->opcode == IORING_OP_OPENAT || sqe->opcode == IORING_OP_CLOSE)
		ck_assert(sqe->flags & IOSQE_ASYNC);
}

/* A FIFO cannot show it: an open made inline would be one that does not hang. */
START_TEST(opens_and_closes_are_left_to_the_rings_threads)
{
	struct io_request r[3];

	up();
	rig_close(&rig);
	uring_wrap.look = must_not_be_inline;
	r[0] = rig_open_request(&rig);
	r[1] = rig_read_request(&rig, 0);
	r[2] = rig_close_request(&rig);
	rig_run(&rig, rig_chain(r, 3));
	rig_open(&rig);
	down();
	ck_assert_uint_eq(opens, 2);
	ck_assert_uint_eq(closes, 2);
}
END_TEST

static int no_memory(void)
{
	return uring_wrap.submits <= 2 ? -EAGAIN : 0;
}

static int no_memory_in_wait(void)
{
	return uring_wrap.waits <= 3 ? error : 0;
}

START_TEST(what_the_kernel_does_not_take_is_given_to_it_later)
{
	static const int errors[] = { -EAGAIN, -EBUSY, -EINTR, -ETIME };

	error = errors[_i];
	up();
	uring_wrap.submit = no_memory;
	uring_wrap.wait = no_memory_in_wait;
	rig_run_all(&rig, batch, DEPTH);
	rig_check_content(rig_buffers, 0, DEPTH * RIG_BLOCK);
	ck_assert_uint_gt(uring_wrap.waits, 3);
	down();
}
END_TEST

static int broken(void)
{
	return -EBADF;
}

START_TEST(broken_ring_is_an_error_of_wait)
{
	up();
	uring_wrap.submit = broken;
	uring_wrap.wait = broken;
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 2), 2);
	ck_assert_int_eq(rig.ops->wait(rig.engine, done, 2, -1), -EBADF);
	uring_wrap.submit = uring_wrap.wait = NULL;
	for (unsigned n = 0; n < 2; n++)
		ck_assert_int_eq(rig.ops->wait(rig.engine, done, 1, -1), 1);
	down();
}
END_TEST

/* Whose ring it is -------------------------------------------------------- */

static void *submit_some(void *context)
{
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, DEPTH), DEPTH);
	return context;
}

static void *wait_for_some(void *context)
{
	ck_assert_int_gt(rig.ops->wait(rig.engine, done, DEPTH / 2, -1), 0);
	return context;
}

static void in_a_thread(void *(*what)(void *))
{
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, what, NULL), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
}

START_TEST(engine_goes_from_thread_to_thread)
{
	struct io_request *one;
	unsigned rounds;

	up();
	for (rounds = 0; rounds < 20; rounds++) {
		in_a_thread(submit_some);
		in_a_thread(wait_for_some);
		while (rig.ops->wait(rig.engine, &one, 1, -1) == 1)
			;
		rig_check_content(rig_buffers, 0, DEPTH * RIG_BLOCK);
	}
	down();
}
END_TEST

START_TEST(child_of_a_fork_gets_errors)
{
	int status;
	pid_t child;

	up();
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 8), 8);
	child = fork();
	if (!child) {
		bool ok = rig.ops->submit(rig.engine, batch + 8, 8) == -EINVAL &&
			  rig.ops->wait(rig.engine, done, 8, -1) == -EINVAL;

		rig.ops->teardown(rig.engine, true);
		_exit(ok ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	for (unsigned n = 0; n < 8; n++)
		ck_assert_int_eq(rig.ops->wait(rig.engine, done, 1, -1), 1);
	rig_check_content(rig_buffers, 0, 8 * RIG_BLOCK);
	down();
}
END_TEST

/* They are queued like requests, and what goes on behind a request needs its room. */
START_TEST(recalls_that_the_kernel_does_not_take_are_in_nobodys_way)
{
	struct io_request *pairs[DEPTH];
	unsigned i, n;

	up();
	for (i = 0; i < DEPTH; i++)
		pairs[i] = rig_chain(&requests[2 * i], 2);
	ck_assert_int_eq(rig.ops->submit(rig.engine, pairs, DEPTH), DEPTH);
	uring_wrap.submit = no_memory_yet;
	for (i = 0; i < 8 * DEPTH; i++)
		rig.ops->recall(rig.engine, pairs[i % DEPTH]);
	for (n = 0; n < 2 * DEPTH; n += (unsigned) i) {
		i = (unsigned) rig.ops->wait(rig.engine, done, RIG_BLOCKS, 10000);
		ck_assert_uint_ge(i, 1);
		ck_assert_uint_le(i, RIG_BLOCKS);
	}
	uring_wrap.submit = NULL;
	down();
}
END_TEST

static TCase *setup_tests(void)
{
	TCase *tcase = tcase_create("setup");

	tcase_add_loop_test(tcase, setup_error_is_given, 0, 4);
	tcase_add_loop_test(tcase, ring_of_an_older_kernel_is_plain, 0, 2);
	tcase_add_loop_test(tcase, ring_is_for_one_thread_only_if_promised, 0, 2);
	tcase_add_test(tcase, kernel_before_linked_files_is_refused);
	tcase_add_test(tcase, ring_that_is_half_set_up_is_ended);
	tcase_add_test(tcase, limit_of_descriptors_is_kept_to);
	return tcase;
}

static TCase *request_tests(void)
{
	TCase *tcase = tcase_create("requests");

	tcase_add_test(tcase, files_beyond_the_limit_are_refused_until_others_are_closed);
	tcase_add_test(tcase, number_of_a_file_is_above_all_descriptors);
	tcase_add_test(tcase, number_from_another_process_is_no_file);
	tcase_add_test(tcase, descriptor_of_the_process_is_read_and_closed);
	tcase_add_test(tcase, batch_of_chains_is_one_submit);
	tcase_add_test(tcase, more_than_the_ring_has_room_for_waits);
	tcase_add_test(tcase, opens_and_closes_are_left_to_the_rings_threads);
	tcase_add_loop_test(tcase, what_the_kernel_does_not_take_is_given_to_it_later, 0, 4);
	tcase_add_test(tcase, broken_ring_is_an_error_of_wait);
	tcase_add_test(tcase, recalls_that_the_kernel_does_not_take_are_in_nobodys_way);
	tcase_add_test(tcase, engine_goes_from_thread_to_thread);
	tcase_add_test(tcase, child_of_a_fork_gets_errors);
	return tcase;
}

Suite *engine_uring_suite(void)
{
	Suite *suite = suite_create("engine_uring");

	suite_add_tcase(suite, setup_tests());
	suite_add_tcase(suite, request_tests());
	return suite;
}
