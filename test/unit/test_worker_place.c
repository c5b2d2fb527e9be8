/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether a request of another process still hangs, seen from outside. */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/worker_private.h"
#include "unit.h"

#define DEPTH 8
#define MEAL 16
#define FILES 48
#define CHAINS (FILES - 8)	/* that a process makes with so few */

static const struct rig_place places[] = {
	{ .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
#ifdef HAVE_LIBURING
	{ .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
#endif
};

#define PLACES ((int) (sizeof(places) / sizeof(places[0])))

/* ---- a real worker ---- */

static struct rig rig;

/* A read that hangs until its FIFO is fed. */
static struct hung {
	struct rig_fifo *fifo;
	struct io_file file;
	struct io_request request;
	struct io_worker_place place;
	char buffer[MEAL];
} hung[2], filler[CHAINS];

static struct rig_fifo fifo[2], filler_fifo;

static void hang(struct hung *h, struct rig_fifo *at)
{
	struct io_request *batch = &h->request;

	h->fifo = at;
	h->file = (struct io_file) { .path = at->path, .fd = -1, .open_flags = O_RDONLY };
	h->request = (struct io_request) { .op = IO_READ, .file = &h->file, .may_block = true,
					   .buffer = h->buffer, .length = MEAL };
	ck_assert_int_eq(rig.ops->submit(rig.engine, &batch, 1), 1);
	io_worker_place(rig.engine, &h->request, &h->place);
	ck_assert(io_worker_hangs(&h->place));
}

static void wait_until_begun(const struct hung *h)
{
	const struct slots *slots = &rig.engine->workers[0].slots;

	for (int i = 0; i < 5000 && !slots_is_begun(slots, h->place.slot); i++)
		usleep(1000);
	ck_assert(slots_is_begun(slots, h->place.slot));
}

static void up(int place)
{
	ck_assert(rig_up(&rig, &places[place], DEPTH));
	rig_fifo_up(&fifo[0]);
	rig_fifo_up(&fifo[1]);
	hang(&hung[0], &fifo[0]);
	hang(&hung[1], &fifo[1]);
	wait_until_begun(&hung[0]);
	wait_until_begun(&hung[1]);
}

static void feed(struct hung *h)
{
	rig_fifo_feed(h->fifo, MEAL);
}

/* Once is enough: of a process that is just leaving it cannot be seen that it has
 * answered, only that it is still there. */
static bool hangs_no_more(const struct hung *h)
{
	for (int i = 0; i < 5000; i++) {
		if (!io_worker_hangs(&h->place))
			return true;
		usleep(1000);
	}
	return false;
}

static void down(void)
{
	rig_fifo_down(&fifo[0]);
	rig_fifo_down(&fifo[1]);
	if (rig.engine)
		rig_down(&rig);
}

START_TEST(place_is_the_process_and_the_slot)
{
	struct io_request *done;

	up(_i);
	for (int i = 0; i < 2; i++) {
		ck_assert_int_eq(hung[i].place.pid, io_worker_pid(rig.engine));
		ck_assert_uint_eq(hung[i].place.start, worker_start_time(hung[i].place.pid));
	}
	ck_assert_uint_ne(hung[0].place.slot, hung[1].place.slot);
	feed(&hung[0]);
	feed(&hung[1]);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 10000), 1);
	down();
}
END_TEST

START_TEST(answer_is_seen_before_it_is_collected)
{
	struct io_request *done;

	up(_i);
	feed(&hung[1]);
	ck_assert(hangs_no_more(&hung[1]));
	ck_assert(io_worker_hangs(&hung[0].place));
	feed(&hung[0]);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 10000), 1);
	down();
}
END_TEST

START_TEST(answer_is_seen_after_the_teardown)
{
	up(_i);
	rig.ops->teardown(rig.engine, true);
	rig.engine = NULL;
	ck_assert(io_worker_hangs(&hung[0].place));
	feed(&hung[1]);
	ck_assert(hangs_no_more(&hung[1]));
	ck_assert(io_worker_hangs(&hung[0].place));
	feed(&hung[0]);
	ck_assert(hangs_no_more(&hung[0]));
	ck_assert_int_eq(waitpid(hung[0].place.pid, NULL, 0), hung[0].place.pid);
	down();
	close(rig.anchor);
}
END_TEST

/* Of hung[], the second is more than its process has room for. */
static void up_without_room(int place)
{
	const struct rlimit few = { .rlim_cur = FILES, .rlim_max = FILES };

	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &few), 0);
	ck_assert(rig_up(&rig, &places[place], FILES));
	rig_fifo_up(&fifo[0]);
	rig_fifo_up(&fifo[1]);
	rig_fifo_up(&filler_fifo);
	for (unsigned i = 0; i < CHAINS - 1; i++)
		hang(&filler[i], &filler_fifo);
	hang(&hung[0], &fifo[0]);
	wait_until_begun(&hung[0]);
	hang(&hung[1], &fifo[1]);
}

static unsigned cpu_ticks(pid_t pid)
{
	unsigned user = 0, system = 0;
	char path[64];
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int) pid);
	in = fopen(path, "re");
	ck_assert_int_eq(fscanf(in, "%*d (volscan-io) %*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u "
				"%u %u", &user, &system), 2);
	fclose(in);
	return user + system;
}

START_TEST(one_who_stays_behind_does_nothing_else)
{
	pid_t pid;
	unsigned before;

	up_without_room(_i);
	pid = hung[0].place.pid;
	rig.ops->teardown(rig.engine, true);
	rig.engine = NULL;
	ck_assert(hangs_no_more(&hung[1]));
	ck_assert(io_worker_hangs(&hung[0].place));
	feed(&hung[0]);
	ck_assert(hangs_no_more(&hung[0]));
	before = cpu_ticks(pid);
	usleep(300000);
	ck_assert_uint_le(cpu_ticks(pid) - before, 5);
	rig_fifo_feed(&filler_fifo, (CHAINS - 1) * MEAL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	rig_fifo_down(&filler_fifo);
	down();
	close(rig.anchor);
}
END_TEST

START_TEST(process_that_has_gone_hangs_no_more)
{
	up(_i);
	rig.ops->teardown(rig.engine, true);
	rig.engine = NULL;
	kill(hung[0].place.pid, SIGKILL);
	ck_assert(hangs_no_more(&hung[0]));	/* and was not waited for */
	ck_assert(hangs_no_more(&hung[1]));
	ck_assert_int_eq(waitpid(hung[0].place.pid, NULL, 0), hung[0].place.pid);
	ck_assert(!io_worker_hangs(&hung[0].place));
	down();
	close(rig.anchor);
}
END_TEST

START_TEST(another_process_of_that_number_does_not_hang)
{
	struct io_request *done;

	up(_i);
	hung[0].place.start++;
	ck_assert(!io_worker_hangs(&hung[0].place));
	feed(&hung[0]);
	feed(&hung[1]);
	for (int i = 0; i < 2; i++)
		ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 10000), 1);
	down();
}
END_TEST

/* ---- processes made up ---- */

/* Runs `be` in a process, which is to pause() when it is ready. */
static struct io_worker_place process(void (*be)(void))
{
	struct io_worker_place place = { .pid = fork() };
	siginfo_t info;

	if (!place.pid) {
		be();
		raise(SIGSTOP);
		_exit(0);
	}
	ck_assert_int_eq(waitid(P_PID, (id_t) place.pid, &info, WSTOPPED | WEXITED | WNOWAIT), 0);
	place.start = worker_start_time(place.pid);
	return place;
}

static void end(const struct io_worker_place *place)
{
	kill(place->pid, SIGKILL);
	ck_assert_int_eq(waitpid(place->pid, NULL, 0), place->pid);
}

static void be_gone(void)
{
	_exit(0);
}

START_TEST(zombie_does_not_hang)
{
	struct io_worker_place place = process(be_gone);

	ck_assert_uint_ne(place.start, 0);
	ck_assert(!io_worker_hangs(&place));
	end(&place);
}
END_TEST

static void *stop_here(void *context)
{
	(void) context;
	usleep(20000);
	raise(SIGSTOP);
	return NULL;
}

static void be_without_first_thread(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, stop_here, NULL);
	pthread_exit(NULL);
}

static void be_there(void)
{
}

START_TEST(process_whose_first_thread_has_ended_hangs)
{
	struct io_worker_place place = process(be_without_first_thread);

	ck_assert(io_worker_hangs(&place));
	end(&place);
}
END_TEST

static void be_called_strangely(void)
{
	prctl(PR_SET_NAME, ") Z 1 2 (3 4");
}

static uint64_t own_start;

static void rename_and_compare(void)
{
	own_start = worker_start_time(getpid());
	be_called_strangely();
	if (!own_start || worker_start_time(getpid()) != own_start)
		_exit(1);
}

START_TEST(name_of_a_process_may_be_anything)
{
	struct io_worker_place place = process(rename_and_compare);

	ck_assert(io_worker_hangs(&place));
	end(&place);
}
END_TEST

/* ---- memory made up ---- */

static struct {
	const char *name;
	uint32_t version, count;
	size_t size;		/* 0 = all of it */
} memory;

static void have_memory(void)
{
	int fd = memfd_create(memory.name, 0);
	struct slots slots;
	void *at;

	if (ftruncate(fd, (off_t) slots_size(DEPTH)))
		_exit(1);
	at = mmap(NULL, slots_size(DEPTH), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	slots_view(&slots, at, DEPTH);
	slots.head->version = memory.version;
	slots.head->count = memory.count;
	slots_answer(&slots, 3, 0);
	if (memory.size && ftruncate(fd, (off_t) memory.size))
		_exit(1);
	dup2(fd, WORKER_MEMORY_FD);
}

static bool slot_hangs(unsigned slot)
{
	struct io_worker_place place = process(have_memory);
	bool hangs;

	place.slot = slot;
	hangs = io_worker_hangs(&place);
	end(&place);
	return hangs;
}

static void set_up_memory(void)
{
	memory.name = "volscan-io";
	memory.version = SLOT_VERSION;
	memory.count = DEPTH;
	memory.size = 0;
}

START_TEST(answered_slot_does_not_hang)
{
	ck_assert(!slot_hangs(3));
	ck_assert(slot_hangs(2));
}
END_TEST

/* What cannot be understood says nothing. */
START_TEST(strange_memory_is_not_believed)
{
	memory.version++;
	ck_assert(slot_hangs(3));
	set_up_memory();
	memory.count = 3;
	ck_assert(slot_hangs(3));
	set_up_memory();
	memory.size = sizeof(struct slot_head);
	ck_assert(slot_hangs(3));
	memory.size = 3;
	ck_assert(slot_hangs(3));
	set_up_memory();
	memory.name = "something-else";
	ck_assert(slot_hangs(3));
}
END_TEST

static char watched[] = "volscan-unit-XXXXXX";

static void have_a_file(void)
{
	dup2(open(watched, O_RDONLY), WORKER_MEMORY_FD);
}

/* It might be a dead disk. */
START_TEST(what_is_no_memory_is_not_opened)
{
	struct inotify_event event;
	struct io_worker_place place;
	int watch = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	close(mkstemp(watched));
	place = process(have_a_file);
	ck_assert_int_ge(inotify_add_watch(watch, watched, IN_OPEN), 0);
	ck_assert(io_worker_hangs(&place));
	ck_assert_int_eq(read(watch, &event, sizeof(event)), -1);
	close(open(watched, O_RDONLY));
	ck_assert_int_eq(read(watch, &event, sizeof(event)), sizeof(event));
	end(&place);
	unlink(watched);
}
END_TEST

START_TEST(process_without_memory_hangs)
{
	struct io_worker_place place = process(be_there);

	ck_assert(io_worker_hangs(&place));
	end(&place);
}
END_TEST

static TCase *memory_tests(void)
{
	TCase *tcase = tcase_create("memory");

	tcase_add_checked_fixture(tcase, set_up_memory, NULL);
	tcase_add_test(tcase, answered_slot_does_not_hang);
	tcase_add_test(tcase, strange_memory_is_not_believed);
	tcase_add_test(tcase, what_is_no_memory_is_not_opened);
	tcase_add_test(tcase, process_without_memory_hangs);
	return tcase;
}

Suite *worker_place_suite(void)
{
	Suite *suite = suite_create("worker_place");
	TCase *tcase = tcase_create("place");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, place_is_the_process_and_the_slot, 0, PLACES);
	tcase_add_loop_test(tcase, answer_is_seen_before_it_is_collected, 0, PLACES);
	tcase_add_loop_test(tcase, answer_is_seen_after_the_teardown, 0, PLACES);
	tcase_add_loop_test(tcase, one_who_stays_behind_does_nothing_else, 0, PLACES);
	tcase_add_loop_test(tcase, process_that_has_gone_hangs_no_more, 0, PLACES);
	tcase_add_loop_test(tcase, another_process_of_that_number_does_not_hang, 0, PLACES);
	tcase_add_test(tcase, zombie_does_not_hang);
	tcase_add_test(tcase, process_whose_first_thread_has_ended_hangs);
	tcase_add_test(tcase, name_of_a_process_may_be_anything);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, memory_tests());
	return suite;
}
