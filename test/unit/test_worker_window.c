/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many reads the worker engine lets out at a time. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>

#include "engine_rig.h"
#include "io/desk.h"
#include "io/worker.h"
#include "unit.h"

#define READS (4 * DESK_WINDOW)

static const struct rig_place place = {
	.name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads"
};

static struct rig rig;
static struct rig_fifo fifo;
static struct io_file file;
static struct io_request reads[READS];
static char bytes[READS];
static unsigned submitted;

/* Reads that hang in a FIFO. */
static void up(void)
{
	ck_assert(rig_up(&rig, &place, READS));
	rig_fifo_up(&fifo);
	file = (struct io_file) { .path = fifo.path, .fd = -1, .open_flags = O_RDONLY | O_CLOEXEC };
	for (unsigned i = 0; i < READS; i++)
		reads[i] = (struct io_request) { .op = IO_READ, .file = &file, .buffer = &bytes[i],
						 .length = 1, .may_block = true };
	submitted = 0;
}

/* Returns how many more are taken. */
static unsigned submit_all(void)
{
	unsigned taken = 0;

	while (submitted < READS) {
		struct io_request *batch = &reads[submitted];
		int r = rig.ops->submit(rig.engine, &batch, 1);

		if (r == -EAGAIN)
			break;
		ck_assert_int_eq(r, 1);
		submitted++;
		taken++;
	}
	return taken;
}

/* Whatever it was that wait returned for, nothing has ended. */
static void wait_for_nothing(int ms)
{
	struct io_request *done;

	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, ms), 0);
}

/* It may return without any, for there is room now: that is no end. */
static void down(void)
{
	struct io_request *done;
	int r;

	rig_fifo_feed(&fifo, submitted);
	for (; submitted; submitted -= (unsigned) r) {
		r = rig.ops->wait(rig.engine, &done, 1, 10000);
		ck_assert_int_ge(r, 0);
	}
	rig_fifo_down(&fifo);
	rig_down(&rig);
}

START_TEST(test_widens)
{
	up();
	ck_assert_uint_eq(submit_all(), DESK_WINDOW);
	wait_for_nothing(1000);
	ck_assert_uint_eq(submit_all(), DESK_WINDOW);
	wait_for_nothing(1000);
	ck_assert_uint_eq(submit_all(), 2 * DESK_WINDOW);
	down();
}
END_TEST

/* It is given a moment, less than it takes to be replaced. */
START_TEST(test_does_not_widen_for_one_who_waits)
{
	up();
	ck_assert_int_eq(kill(io_worker_pid(rig.engine), SIGSTOP), 0);
	ck_assert_uint_eq(submit_all(), DESK_WINDOW);
	wait_for_nothing(30);
	ck_assert_uint_eq(submit_all(), 0);
	ck_assert_int_eq(kill(io_worker_pid(rig.engine), SIGCONT), 0);
	wait_for_nothing(1000);
	ck_assert_uint_eq(submit_all(), DESK_WINDOW);
	down();
}
END_TEST

Suite *worker_window_suite(void)
{
	Suite *suite = suite_create("worker_window");
	TCase *tcase = tcase_create("worker_window");

	tcase_add_test(tcase, test_widens);
	tcase_add_test(tcase, test_does_not_widen_for_one_who_waits);
	suite_add_tcase(suite, tcase);
	return suite;
}
