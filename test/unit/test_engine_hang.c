/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What hangs holds up nothing else: on the engines that promise it. A FIFO
 * stands for a dead disk. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "engine_rig.h"
#include "unit.h"

/* More than the kernel does by itself at the same time for a ring. */
#define HUNG 40
#define DEPTH (HUNG + 8)
/* Bytes of a read that hangs. */
#define MEAL 16

static struct rig rig;
static struct rig_fifo fifo;

/* On the heap, so that whoever touches them after their time is noticed. */
struct chain {
	struct io_file file;
	struct io_request r[3];
	char buffer[MEAL];
};

static struct chain *hung[HUNG];
static unsigned in_flight;	/* requests of them */

static bool up(int place)
{
	if (!rig_up(&rig, &rig_hang_places[place], DEPTH))
		return false;
	rig_fifo_up(&fifo);
	return true;
}

static struct chain *new_chain(const char *path)
{
	struct chain *c = calloc(1, sizeof(*c));

	c->file = (struct io_file) { .path = path, .fd = -1, .open_flags = O_RDONLY | O_CLOEXEC };
	c->r[0] = (struct io_request) { .op = IO_OPEN, .file = &c->file, .may_block = true };
	c->r[1] = (struct io_request) { .op = IO_READ, .file = &c->file, .may_block = true,
					.buffer = c->buffer, .length = sizeof(c->buffer) };
	c->r[2] = (struct io_request) { .op = IO_CLOSE, .file = &c->file, .may_block = true };
	rig_chain(c->r, 3);
	return c;
}

static void take_back(unsigned count)
{
	struct io_request *done[3 * HUNG];
	int r;

	for (; count; count -= (unsigned) r) {
		r = rig.ops->wait(rig.engine, done, count, 60000);
		ck_assert_int_gt(r, 0);
		in_flight -= (unsigned) r;
	}
}

/* Opens that do nothing have ended at once. */
static void submit_hung(void)
{
	struct io_request *batch[HUNG];

	for (unsigned i = 0; i < HUNG; i++)
		batch[i] = hung[i]->r;
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, HUNG), HUNG);
	in_flight = 3 * HUNG;
	if (rig.ops->opens_itself)
		take_back(HUNG);
}

static void hang(void)
{
	for (unsigned i = 0; i < HUNG; i++)
		hung[i] = new_chain(fifo.path);
	submit_hung();
}

static void read_all_the_rest(void)
{
	struct io_request r[RIG_BLOCKS], *batch[RIG_BLOCKS];

	rig_make_reads(&rig, r, batch, RIG_BLOCKS);
	rig_run_all(&rig, batch, RIG_BLOCKS);
	rig_check_content(rig_buffers, 0, RIG_SIZE);
}

static void free_chains(void)
{
	for (unsigned i = 0; i < HUNG; i++)
		free(hung[i]);
}

START_TEST(open_that_hangs_holds_up_nobody)
{
	struct io_request *done;

	if (!up(_i))
		return;
	rig_open(&rig);
	hang();
	read_all_the_rest();
	rig_close(&rig);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 50), 0);

	rig_fifo_feed(&fifo, HUNG * MEAL);
	take_back(in_flight);
	for (unsigned i = 0; i < HUNG; i++) {
		ck_assert_int_eq(hung[i]->r[0].result, 0);
		ck_assert_int_eq(hung[i]->r[1].result, MEAL);
		ck_assert_int_eq(hung[i]->r[2].result, 0);
	}
	free_chains();
	rig_fifo_down(&fifo);
	rig_down(&rig);
}
END_TEST

START_TEST(read_that_hangs_holds_up_nobody)
{
	if (!up(_i))
		return;
	rig_open(&rig);
	rig_fifo_release(&fifo);
	hang();
	take_back(in_flight - 2 * HUNG);	/* the opens */
	read_all_the_rest();
	rig_close(&rig);
	rig_fifo_feed(&fifo, HUNG * MEAL);
	take_back(in_flight);
	free_chains();
	rig_fifo_down(&fifo);
	rig_down(&rig);
}
END_TEST

/* What ends late must not find anything of ours but the buffers. */
static void teardown_after(void (*get_there)(void))
{
	struct timespec a_while = { .tv_nsec = 50000000 };

	get_there();
	rig.ops->teardown(rig.engine, false);
	free_chains();
	rig_fifo_feed(&fifo, HUNG * MEAL);
	nanosleep(&a_while, NULL);
	rig_fifo_down(&fifo);
	close(rig.anchor);
}

START_TEST(teardown_does_not_wait_for_an_open)
{
	if (up(_i))
		teardown_after(hang);
}
END_TEST

/* Buffers must outlive the I/O. */
static char late[HUNG][MEAL];

static void hang_in_reads(void)
{
	rig_fifo_release(&fifo);
	for (unsigned i = 0; i < HUNG; i++) {
		hung[i] = new_chain(fifo.path);
		hung[i]->r[1].buffer = late[i];
	}
	submit_hung();
	take_back(in_flight - 2 * HUNG);
}

START_TEST(teardown_does_not_wait_for_a_read)
{
	if (up(_i))
		teardown_after(hang_in_reads);
}
END_TEST

START_TEST(wait_ends_in_time_when_nothing_comes)
{
	struct io_request *done;
	struct timespec before, after;
	int64_t ms;

	if (!up(_i))
		return;
	hang();
	clock_gettime(CLOCK_MONOTONIC, &before);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 100), 0);
	clock_gettime(CLOCK_MONOTONIC, &after);
	ms = (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000;
	ck_assert_int_ge(ms, 99);
	ck_assert_int_lt(ms, 5000);
	rig_fifo_feed(&fifo, HUNG * MEAL);
	take_back(in_flight);
	free_chains();
	rig_fifo_down(&fifo);
	rig_down(&rig);
}
END_TEST

Suite *engine_hang_suite(void)
{
	Suite *suite = suite_create("engine_hang");
	TCase *tcase = tcase_create("hang");

	tcase_add_loop_test(tcase, open_that_hangs_holds_up_nobody, 0, rig_hang_place_count);
	tcase_add_loop_test(tcase, read_that_hangs_holds_up_nobody, 0, rig_hang_place_count);
	tcase_add_loop_test(tcase, teardown_does_not_wait_for_an_open, 0, rig_hang_place_count);
	tcase_add_loop_test(tcase, teardown_does_not_wait_for_a_read, 0, rig_hang_place_count);
	tcase_add_loop_test(tcase, wait_ends_in_time_when_nothing_comes, 0, rig_hang_place_count);
	suite_add_tcase(suite, tcase);
	return suite;
}
