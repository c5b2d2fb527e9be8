/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recalling requests that the worker engine has cut into parts, or not yet. */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/slot.h"
#include "unit.h"

#define FILES 32
#define CHAINS (FILES - 8)	/* that a process makes with so few */
#define MEAL 16

static const struct rig_place places[] = {
	{ .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
#ifdef HAVE_LIBURING
	{ .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
#endif
};

#define PLACES ((int) (sizeof(places) / sizeof(places[0])))

static struct rig rig;
static struct rig_fifo fifo, other_fifo;
static struct io_file fifo_file, other_file;
static char meals[FILES][MEAL];
static _Alignas(4096) char text[2 * SLOT_SIZE];

static struct io_file closed_file(const char *path)
{
	return (struct io_file) { .path = path, .fd = -1, .open_flags = O_RDONLY | O_CLOEXEC };
}

static struct io_request read_request(struct io_file *file, void *buffer, size_t length)
{
	return (struct io_request) { .op = IO_READ, .file = file, .buffer = buffer,
				     .length = length, .may_block = true };
}

static void submit(struct io_request *request)
{
	ck_assert_int_eq(rig.ops->submit(rig.engine, &request, 1), 1);
}

/* NULL = nothing comes in time. */
static struct io_request *next_within(int ms)
{
	struct io_request *done;
	int r = rig.ops->wait(rig.engine, &done, 1, ms);

	ck_assert_int_ge(r, 0);
	return r ? done : NULL;
}

static void up(int place, unsigned depth)
{
	ck_assert(rig_up(&rig, &places[place], depth));
	rig_fifo_up(&fifo);
	rig_fifo_up(&other_fifo);
	fifo_file = closed_file(fifo.path);
	other_file = closed_file(other_fifo.path);
}

static void down(void)
{
	rig_fifo_down(&fifo);
	rig_fifo_down(&other_fifo);
	rig_down(&rig);
}

/* It waits for room behind a long one, whose parts hang in all slots. */
START_TEST(uncut_comes_back_at_once)
{
	struct io_request hung, r;

	up(_i, 2);
	hung = read_request(&fifo_file, text, sizeof(text));
	r = rig_read_request(&rig, 0);
	submit(&hung);
	submit(&r);
	ck_assert_ptr_null(next_within(20));
	rig.ops->recall(rig.engine, &r);
	ck_assert_ptr_eq(next_within(0), &r);
	ck_assert_int_eq(r.result, -ECANCELED);

	for (rig_fifo_feed(&fifo, MEAL); next_within(20) != &hung; rig_fifo_feed(&fifo, MEAL))
		;
	ck_assert_int_gt(hung.result, 0);
	ck_assert_int_eq(rig_run(&rig, &r), RIG_BLOCK);
	down();
}
END_TEST

/* ---- no more chains: what is asked stays unbegun ---- */

static struct io_request filler[FILES];

/* All chains but the last `left`, which hang in the other FIFO. */
static void fill(int place, unsigned left)
{
	const struct rlimit few = { .rlim_cur = FILES, .rlim_max = FILES };

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	up(place, FILES);
	for (unsigned i = 0; i < CHAINS; i++) {
		filler[i] = read_request(i < CHAINS - left ? &fifo_file : &other_file, meals[i],
					 MEAL);
		submit(&filler[i]);
	}
	ck_assert_ptr_null(next_within(20));
}

/* Let `hung` of that FIFO end, and have so many requests back. */
static void take_back(struct rig_fifo *from, unsigned hung, unsigned count)
{
	rig_fifo_feed(from, hung * MEAL);
	while (count--)
		ck_assert_ptr_nonnull(next_within(10000));
}

static struct io_request text_request(void)
{
	memset(text, 0x5a, sizeof(text));
	return read_request(&rig.file, text, sizeof(text));
}

/* As far as its caller can know. */
START_TEST(long_one_counts_as_begun)
{
	struct io_request r;

	fill(_i, 0);
	r = text_request();
	submit(&r);
	rig.ops->recall(rig.engine, &r);
	ck_assert_ptr_null(next_within(50));
	take_back(&fifo, CHAINS, CHAINS + 1);
	ck_assert_int_eq(r.result, sizeof(text));
	rig_check_content(text, 0, sizeof(text));
	down();
}
END_TEST

/* Slots that are free again are asked last in, first out: in between is one that will
 * take the only chain from the second part. */
static void ask_around(struct io_request *r, struct io_request *between)
{
	struct io_request before = rig_read_request(&rig, 0), after = before;

	submit(&before);
	submit(between);
	submit(&after);
	rig.ops->recall(rig.engine, &after);
	ck_assert_ptr_eq(next_within(1000), &after);
	rig.ops->recall(rig.engine, &before);
	ck_assert_ptr_eq(next_within(1000), &before);
	submit(r);
}

START_TEST(long_one_counts_as_begun_when_one_part_is_left)
{
	struct io_request r, between;

	fill(_i, 1);
	r = text_request();
	between = read_request(&fifo_file, meals[CHAINS], MEAL);
	ask_around(&r, &between);
	take_back(&other_fifo, 1, 1);
	ck_assert_ptr_null(next_within(50));
	rig.ops->recall(rig.engine, &r);
	ck_assert_ptr_null(next_within(50));
	take_back(&fifo, CHAINS, CHAINS + 1);
	ck_assert_int_eq(r.result, sizeof(text));
	rig_check_content(text, 0, sizeof(text));
	down();
}
END_TEST

Suite *worker_recall_suite(void)
{
	Suite *suite = suite_create("worker_recall");
	TCase *tcase = tcase_create("recall");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, uncut_comes_back_at_once, 0, PLACES);
	tcase_add_loop_test(tcase, long_one_counts_as_begun, 0, PLACES);
	tcase_add_loop_test(tcase, long_one_counts_as_begun_when_one_part_is_left, 0, PLACES);
	suite_add_tcase(suite, tcase);
	return suite;
}
