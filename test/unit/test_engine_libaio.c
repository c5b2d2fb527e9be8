/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The libaio engine: setup, teardown, and a kernel that refuses. */
#include <errno.h>

#include "aio_rig.h"
#include "unit.h"

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
	return io_engine_libaio.setup(&aio_rig.engine, &settings, depth);
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
	io_engine_libaio.teardown(aio_rig.engine, false);
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

/* Teardown ---------------------------------------------------------------- */

START_TEST(abandoned_context_is_not_destroyed)
{
	aio_up(1);
	aio_rig.ops->teardown(aio_rig.engine, true);
	ck_assert_uint_eq(aio_wrap.destroys, 0);
}
END_TEST

START_TEST(idle_context_is_destroyed)
{
	aio_up(1);
	aio_rig.ops->teardown(aio_rig.engine, false);
	ck_assert_uint_eq(aio_wrap.destroys, 1);
}
END_TEST

START_TEST(busy_context_is_not_waited_for)
{
	aio_up(1);
	ck_assert_int_eq(aio_submit(1), 1);
	aio_rig.ops->teardown(aio_rig.engine, false);
	ck_assert_uint_eq(aio_wrap.destroys, 0);
}
END_TEST

/* Submit ------------------------------------------------------------------ */

START_TEST(batch_is_one_io_submit)
{
	aio_up(AIO_DEPTH);
	rig_run_all(&aio_rig, aio_batch, AIO_DEPTH);
	ck_assert_uint_eq(aio_wrap.submits, 1);
	aio_check_reads(AIO_DEPTH);
	aio_down();
}
END_TEST

START_TEST(batch_of_chains_is_one_io_submit)
{
	static struct io_request linked[AIO_DEPTH][3];
	static struct io_file files[AIO_DEPTH];

	aio_up(AIO_DEPTH);
	for (unsigned i = 0; i < AIO_DEPTH; i++) {
		files[i] = aio_rig.file;
		files[i].fd = -1;
		linked[i][0] = rig_open_request(&aio_rig);
		linked[i][1] = aio_requests[i];
		linked[i][2] = rig_close_request(&aio_rig);
		for (unsigned j = 0; j < 3; j++)
			linked[i][j].file = &files[i];
		aio_batch[i] = rig_chain(linked[i], 3);
	}
	rig_run_all(&aio_rig, aio_batch, AIO_DEPTH);
	ck_assert_uint_eq(aio_wrap.submits, 1);
	rig_check_content(rig_buffers, 0, AIO_DEPTH * RIG_BLOCK);
	aio_down();
}
END_TEST

/* The second read goes to the kernel when the first comes back, not later. */
START_TEST(chain_goes_on_at_once)
{
	aio_up(2);
	rig_chain(aio_requests, 2);
	ck_assert_int_eq(aio_submit(1), 1);
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, 1, -1), 1);
	ck_assert_ptr_eq(aio_done[0], &aio_requests[0]);
	ck_assert_uint_eq(aio_wrap.submits, 2);
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, 1, -1), 1);
	aio_check_reads(2);
	aio_down();
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
	aio_up(AIO_DEPTH);
	aio_wrap.submit = take_five;
	rig_run_all(&aio_rig, aio_batch, AIO_DEPTH);
	ck_assert_uint_eq(aio_wrap.submits, (AIO_DEPTH + 4) / 5);
	aio_check_reads(AIO_DEPTH);
	aio_down();
}
END_TEST

static int no_room_on_second_call(struct iocb **iocbs, long *count)
{
	return aio_wrap.submits == 2 ? -EAGAIN : take_five(iocbs, count);
}

START_TEST(kernel_without_room_is_given_the_rest_later)
{
	aio_up(12);
	aio_wrap.submit = no_room_on_second_call;
	ck_assert_int_eq(aio_submit(12), 12);
	ck_assert_uint_eq(aio_wrap.submits, 2);
	for (int n = 0, r; n < 12; n += r) {
		r = aio_rig.ops->wait(aio_rig.engine, aio_done + n, AIO_DEPTH - (unsigned) n, -1);
		ck_assert_int_gt(r, 0);
	}
	aio_check_reads(12);
	aio_down();
}
END_TEST

static unsigned submits_before;

static int nothing_ends(const struct timespec *timeout)
{
	(void) timeout;
	submits_before = aio_wrap.submits;
	return -EINTR;
}

/* What takes the room may be a dead disk, or somebody else: each wait tries
 * again before it waits. */
START_TEST(rest_does_not_wait_for_those_in_the_kernel)
{
	aio_up(10);
	aio_wrap.submit = no_room_on_second_call;
	ck_assert_int_eq(aio_submit(10), 10);
	aio_wrap.submit = NULL;
	aio_wrap.getevents = nothing_ends;
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, 0), 0);
	aio_wrap.getevents = NULL;
	ck_assert_uint_eq(submits_before, 3);
	for (int n = 0; n < 10;)
		n += aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, -1);
	ck_assert_uint_eq(aio_wrap.submits, 3);
	aio_check_reads(10);
	aio_down();
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
	aio_up(3);
	aio_wrap.submit = no_room;
	ck_assert_int_eq(aio_submit(3), 3);
	ck_assert_int_eq(aio_rig.ops->wait(aio_rig.engine, aio_done, AIO_DEPTH, -1), 3);
	for (unsigned i = 0; i < 3; i++)
		ck_assert_int_eq(aio_requests[i].result, -EAGAIN);
	aio_down();
}
END_TEST

static bool is_block_3(const struct iocb *iocb)
{
	return iocb->u.c.offset == 3 * RIG_BLOCK;
}

static int refuse_block_3(struct iocb **iocbs, long *count)
{
	return aio_refuse(iocbs, count, is_block_3, -EBADF);
}

START_TEST(refused_request_does_not_touch_the_others)
{
	aio_up(8);
	aio_wrap.submit = refuse_block_3;
	rig_run_all(&aio_rig, aio_batch, 8);
	for (unsigned i = 0; i < 8; i++)
		ck_assert_int_eq(aio_requests[i].result, i == 3 ? -EBADF : (int) RIG_BLOCK);
	rig_check_content(rig_buffers, 0, 3 * RIG_BLOCK);
	rig_check_content(rig_buffers[4], 4 * RIG_BLOCK, 4 * RIG_BLOCK);
	aio_down();
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
	tcase_add_test(tcase, chain_goes_on_at_once);
	tcase_add_test(tcase, kernel_that_takes_a_part_is_given_the_rest);
	tcase_add_test(tcase, kernel_without_room_is_given_the_rest_later);
	tcase_add_test(tcase, rest_does_not_wait_for_those_in_the_kernel);
	tcase_add_test(tcase, kernel_that_never_has_room_is_no_hang);
	tcase_add_test(tcase, refused_request_does_not_touch_the_others);
	return tcase;
}

Suite *engine_libaio_suite(void)
{
	Suite *suite = suite_create("engine_libaio");

	suite_add_tcase(suite, setup_tests());
	suite_add_tcase(suite, submit_tests());
	return suite;
}
