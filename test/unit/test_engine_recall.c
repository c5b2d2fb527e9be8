/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Recalling what is in flight: it does no harm anywhere, and what nobody has begun
 * comes back. That there is such a thing is the doing of a limit, on threads or on
 * files, and of FIFOs that hold what there is of them: their open() hangs.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/request.h"
#include "sys_wrap.h"
#include "unit.h"
#ifdef HAVE_LIBURING
#include "uring_wrap.h"
#endif

#define MEAL 16		/* bytes of a read of the FIFO */
#define UNBEGUN 4
#define MAX 32
#define MS INT64_C(1000000)

struct limited_place {
	struct rig_place rig;
	unsigned depth, hung;	/* hung: what takes all that there is */
	unsigned threads, ring_threads, files;	/* limits; 0 = none */
};

static const struct limited_place places[] = {
	{ { .name = "threads", .ops = &io_engine_threads, .dir = "." },
	  .depth = 8, .hung = 2, .threads = 2 },
	{ { .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
	  .depth = 8, .hung = 4, .threads = 4 },
	{ { .name = "worker, threads, no room", .ops = &io_engine_worker, .dir = ".",
	    .inner = "threads" }, .depth = MAX, .hung = 24, .files = 32 },
#ifdef HAVE_LIBURING
	{ { .name = "uring", .ops = &io_engine_uring, .dir = "." },
	  .depth = 8, .hung = 1, .ring_threads = 1 },
	{ { .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
	  .depth = 8, .hung = 1, .ring_threads = 1 },
	{ { .name = "worker, uring, no room", .ops = &io_engine_worker, .dir = ".",
	    .inner = "uring" }, .depth = MAX, .hung = 24, .files = 32 },
#endif
};

#define PLACES ((int) (sizeof(places) / sizeof(places[0])))

/* OPEN -> READ -> CLOSE, of a file of its own. */
struct visit {
	struct io_file file;
	struct io_request r[3];
	unsigned back[3];	/* how often each was handed back */
	char buffer[MEAL];
};

static struct rig rig;
static struct rig_fifo fifo;
static struct visit hung[MAX], unbegun[UNBEGUN];
static const struct limited_place *limited;

/* Requests, and whether they come back ------------------------------------- */

static void make(struct visit *v, const char *path)
{
	*v = (struct visit) { .file = { .path = path, .fd = -1,
					.open_flags = O_RDONLY | O_CLOEXEC } };
	v->r[0] = (struct io_request) { .op = IO_OPEN };
	v->r[1] = (struct io_request) { .op = IO_READ, .buffer = v->buffer, .length = MEAL };
	v->r[2] = (struct io_request) { .op = IO_CLOSE };
	for (unsigned i = 0; i < 3; i++) {
		v->r[i].file = &v->file;
		v->r[i].may_block = true;
		v->r[i].owner = &v->back[i];
	}
	rig_chain(v->r, 3);
}

static void submit(struct visit *visits, unsigned count, const char *path)
{
	struct io_request *batch[MAX];

	for (unsigned i = 0; i < count; i++) {
		make(&visits[i], path);
		batch[i] = visits[i].r;
	}
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, count), count);
}

static bool are_back(const struct visit *visits, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		for (unsigned j = 0; j < 3; j++) {
			ck_assert_uint_le(visits[i].back[j], 1);
			if (!visits[i].back[j])
				return false;
		}
	return true;
}

/* Until all of them are back, or `ms` are over. True if they are. */
static bool take_back_within(int ms, const struct visit *visits, unsigned count)
{
	int64_t end = io_now_ns() + ms * MS, left;
	struct io_request *done[MAX];
	int n;

	while (!are_back(visits, count) && (left = end - io_now_ns()) > 0) {
		n = rig.ops->wait(rig.engine, done, MAX, (int) ((left + MS - 1) / MS));
		ck_assert_int_ge(n, 0);
		for (int i = 0; i < n; i++)
			++*(unsigned *) done[i]->owner;
	}
	return are_back(visits, count);
}

static void take_back(const struct visit *visits, unsigned count)
{
	ck_assert(take_back_within(10000, visits, count));
}

static void recall(struct visit *visits, unsigned count)
{
	for (unsigned i = 0; i < count; i++)
		rig.ops->recall(rig.engine, visits[i].r);
}

/* An engine that opens by itself has nothing to do for an IO_OPEN and an IO_CLOSE. */
static void check_cancelled(const struct visit *v)
{
	ssize_t around = rig.ops->opens_itself ? 0 : -ECANCELED;

	ck_assert_int_eq(v->r[0].result, around);
	ck_assert_int_eq(v->r[1].result, -ECANCELED);
	ck_assert_int_eq(v->r[2].result, around);
	ck_assert_int_eq(v->file.fd, -1);
}

static void check_read(const struct visit *v)
{
	ck_assert_int_eq(v->r[0].result, 0);
	ck_assert_int_eq(v->r[1].result, MEAL);
	ck_assert_int_eq(v->r[2].result, 0);
	ck_assert_int_eq(v->file.fd, -1);
}

/* Limits ------------------------------------------------------------------- */

static int no_more_threads(void)
{
	return sys_wrap.threads >= limited->threads ? EAGAIN : 0;
}

static void limit(void)
{
	struct rlimit files = { .rlim_cur = limited->files, .rlim_max = limited->files };

	if (limited->threads)
		sys_wrap.thread = no_more_threads;
	if (limited->files)
		ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
#ifdef HAVE_LIBURING
	uring_wrap.ring_threads = limited->ring_threads;
#endif
}

/* All that there is hangs. */
static bool up(int place)
{
	limited = &places[place];
	if (rig_missing(&limited->rig))
		return false;
	limit();
	ck_assert(rig_up(&rig, &limited->rig, limited->depth));
	rig_fifo_up(&fifo);
	submit(hung, limited->hung, fifo.path);
	ck_assert(!take_back_within(20, hung, 1));
	return true;
}

static void end_hang(void)
{
	rig_fifo_feed(&fifo, limited->hung * MEAL);
	take_back(hung, limited->hung);
	for (unsigned i = 0; i < limited->hung; i++)
		check_read(&hung[i]);
}

static void down(void)
{
	rig_fifo_down(&fifo);
	rig_down(&rig);
}

/* What nobody has begun ---------------------------------------------------- */

static int watch_opens(void)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_ge(inotify_add_watch(fd, rig.path, IN_OPEN), 0);
	return fd;
}

static bool was_opened(int watch)
{
	struct inotify_event event;

	return read(watch, &event, sizeof(event)) == sizeof(event);
}

START_TEST(unbegun_comes_back_and_is_never_opened)
{
	int watch;

	if (!up(_i))
		return;
	watch = watch_opens();
	submit(unbegun, UNBEGUN, rig.path);
	ck_assert(!take_back_within(20, unbegun, 1));
	recall(unbegun, UNBEGUN);
	ck_assert(take_back_within(1000, unbegun, UNBEGUN));
	for (unsigned i = 0; i < UNBEGUN; i++)
		check_cancelled(&unbegun[i]);
	end_hang();
	usleep(50000);
	ck_assert(!was_opened(watch));

	submit(unbegun, UNBEGUN, rig.path);
	take_back(unbegun, UNBEGUN);
	ck_assert(was_opened(watch));
	close(watch);
	down();
}
END_TEST

/* More of them than there are slots, chains, or places in a ring's table of files. */
START_TEST(recalled_leaves_room_for_others)
{
	const struct rlimit few = { .rlim_cur = 48, .rlim_max = 48 };

	setrlimit(RLIMIT_NOFILE, &few);
	if (!up(_i))
		return;
	for (unsigned round = 0; round < 40; round++) {
		submit(unbegun, UNBEGUN, rig.path);
		recall(unbegun, UNBEGUN);
		take_back(unbegun, UNBEGUN);
	}
	end_hang();
	submit(hung, limited->depth, rig.path);
	take_back(hung, limited->depth);
	for (unsigned i = 0; i < limited->depth; i++)
		check_read(&hung[i]);
	down();
}
END_TEST

START_TEST(one_of_several_is_recalled)
{
	if (!up(_i))
		return;
	submit(unbegun, 3, rig.path);
	recall(&unbegun[1], 1);
	take_back(&unbegun[1], 1);
	check_cancelled(&unbegun[1]);
	ck_assert(!are_back(&unbegun[0], 1));
	ck_assert(!are_back(&unbegun[2], 1));
	submit(&unbegun[3], 1, rig.path);
	end_hang();
	take_back(unbegun, 4);
	check_read(&unbegun[0]);
	check_read(&unbegun[2]);
	check_read(&unbegun[3]);
	down();
}
END_TEST

START_TEST(child_of_a_fork_recalls_nothing)
{
	pid_t child;
	int status;

	if (!up(_i))
		return;
	submit(unbegun, UNBEGUN, rig.path);
	child = fork();
	if (!child) {
		recall(unbegun, UNBEGUN);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	end_hang();
	take_back(unbegun, UNBEGUN);
	for (unsigned i = 0; i < UNBEGUN; i++)
		check_read(&unbegun[i]);
	down();
}
END_TEST

/* What was begun ----------------------------------------------------------- */

/* On every place: most of it has ended by then. */
START_TEST(recall_of_what_goes_on_does_no_harm)
{
	struct io_request r[RIG_BLOCKS], *batch[RIG_BLOCKS], *done[RIG_BLOCKS];
	unsigned i, n = 0;
	int taken;

	if (!rig_up(&rig, &rig_places[_i], RIG_BLOCKS))
		return;
	rig_open(&rig);
	rig_make_reads(&rig, r, batch, RIG_BLOCKS);
	memset(rig_buffers, 0xa5, sizeof(rig_buffers));
	taken = rig.ops->submit(rig.engine, batch, RIG_BLOCKS);
	ck_assert_int_gt(taken, 0);
	for (i = 0; i < (unsigned) taken; i++)
		rig.ops->recall(rig.engine, &r[i]);
	while (n < (unsigned) taken)
		n += (unsigned) rig.ops->wait(rig.engine, done + n, RIG_BLOCKS - n, 10000);
	for (i = 0; i < n; i++) {
		ck_assert(done[i]->result == RIG_BLOCK || done[i]->result == -ECANCELED);
		if (done[i]->result == RIG_BLOCK)
			rig_check_content(done[i]->buffer, done[i]->offset, RIG_BLOCK);
		done[i]->offset = UINT64_MAX;	/* not twice */
	}
	rig_make_reads(&rig, r, batch, RIG_BLOCKS);
	rig_run_all(&rig, batch, RIG_BLOCKS);
	rig_check_content(rig_buffers, 0, RIG_SIZE);
	rig_close(&rig);
	rig_down(&rig);
}
END_TEST

static bool hang_up(int place)
{
	static struct limited_place unlimited;

	unlimited = (struct limited_place) { .rig = rig_hang_places[place], .depth = MAX };
	limited = &unlimited;
	if (!rig_up(&rig, &rig_hang_places[place], MAX))
		return false;
	rig_fifo_up(&fifo);
	return true;
}

static bool is_uring(void)
{
	return strcmp(limited->rig.inner ? limited->rig.inner : limited->rig.name, "threads");
}

/* Threads are left alone; a ring interrupts what lets itself be interrupted, as the
 * open of a FIFO does and that of a disk does not. */
START_TEST(open_that_hangs_goes_on_or_is_interrupted)
{
	if (!hang_up(_i))
		return;
	submit(hung, 8, fifo.path);
	ck_assert(!take_back_within(50, hung, 1));
	recall(hung, 8);
	ck_assert_int_eq(take_back_within(200, hung, 8), is_uring());
	rig_fifo_feed(&fifo, 8 * MEAL);
	take_back(hung, 8);
	for (unsigned i = 0; i < 8; i++) {
		if (!is_uring()) {
			check_read(&hung[i]);
		} else if (rig.ops->opens_itself) {
			ck_assert_int_eq(hung[i].r[1].result, -EINTR);
		} else {
			ck_assert_int_eq(hung[i].r[0].result, -EINTR);
			ck_assert_int_eq(hung[i].r[1].result, -ECANCELED);
			ck_assert_int_eq(hung[i].r[2].result, -ECANCELED);
		}
		ck_assert_int_eq(hung[i].file.fd, -1);
	}
	down();
}
END_TEST

/* Likewise. What a ring waits for at a pipe without a thread it takes back as if it
 * had not been begun; disks know no such waiting. The file is open, and is closed. */
START_TEST(read_that_hangs_goes_on_or_is_taken_back)
{
	if (!hang_up(_i))
		return;
	rig_fifo_release(&fifo);
	submit(hung, 8, fifo.path);
	ck_assert(!take_back_within(50, hung, 1));
	recall(hung, 8);
	ck_assert_int_eq(take_back_within(200, hung, 8), is_uring());
	rig_fifo_feed(&fifo, 8 * MEAL);
	take_back(hung, 8);
	for (unsigned i = 0; i < 8; i++)
		if (is_uring()) {
			ck_assert_int_eq(hung[i].r[0].result, 0);
			ck_assert(hung[i].r[1].result == -EINTR ||
				  hung[i].r[1].result == -ECANCELED);
			ck_assert_int_eq(hung[i].r[2].result, 0);
			ck_assert_int_eq(hung[i].file.fd, -1);
		} else {
			check_read(&hung[i]);
		}
	down();
}
END_TEST

/* The next process is not sent to where the first one hung; what was not recalled is
 * asked of it, and hangs there too. */
START_TEST(what_is_recalled_is_not_asked_of_the_next_process)
{
	if (!hang_up(_i))
		return;
	if (!rig.ops->opens_itself || is_uring()) {
		down();
		return;
	}
	submit(hung, 8, fifo.path);
	ck_assert(!take_back_within(50, hung, 1));
	recall(hung, 4);
	ck_assert(!take_back_within(50, hung, 1));
	ck_assert_int_eq(kill(io_worker_pid(rig.engine), SIGKILL), 0);
	take_back(hung, 4);
	for (unsigned i = 0; i < 4; i++)
		ck_assert_int_eq(hung[i].r[1].result, -ECANCELED);
	ck_assert(!take_back_within(100, hung + 4, 4));
	rig_fifo_feed(&fifo, 4 * MEAL);
	take_back(hung + 4, 4);
	for (unsigned i = 4; i < 8; i++)
		check_read(&hung[i]);
	down();
}
END_TEST

Suite *engine_recall_suite(void)
{
	Suite *suite = suite_create("engine_recall");
	TCase *tcase = tcase_create("recall");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, unbegun_comes_back_and_is_never_opened, 0, PLACES);
	tcase_add_loop_test(tcase, recalled_leaves_room_for_others, 0, PLACES);
	tcase_add_loop_test(tcase, one_of_several_is_recalled, 0, PLACES);
	tcase_add_loop_test(tcase, child_of_a_fork_recalls_nothing, 0, PLACES);
	rig_add_test(tcase, recall_of_what_goes_on_does_no_harm);
	tcase_add_loop_test(tcase, open_that_hangs_goes_on_or_is_interrupted, 0,
			    rig_hang_place_count);
	tcase_add_loop_test(tcase, read_that_hangs_goes_on_or_is_taken_back, 0,
			    rig_hang_place_count);
	tcase_add_loop_test(tcase, what_is_recalled_is_not_asked_of_the_next_process, 0,
			    rig_hang_place_count);
	suite_add_tcase(suite, tcase);
	return suite;
}
