/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a worker process keeps of its parent's: a pipe and shared memory; and that it
 * does not outlive it. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/request.h"
#include "unit.h"

#define DEPTH 8
#define MS INT64_C(1000000)

static const struct rig_place places[] = {
	{ .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
	{ .name = "worker, sync", .ops = &io_engine_worker, .dir = ".", .inner = "sync" },
#ifdef HAVE_LIBURING
	{ .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
#endif
};

#define PLACES ((int) (sizeof(places) / sizeof(places[0])))

static struct rig rig;

static void read_something(void)
{
	struct io_request r = rig_read_request(&rig, 3);

	ck_assert_int_eq(rig_run(&rig, &r), RIG_BLOCK);
	rig_check_content(rig_buffers[3], 3 * RIG_BLOCK, RIG_BLOCK);
}

static const char *link_of(const char *what, int fd)
{
	static char target[256];
	char path[64];
	ssize_t n;

	snprintf(path, sizeof(path), "/proc/%d/%s", (int) io_worker_pid(rig.engine), what);
	if (fd >= 0)
		snprintf(path, sizeof(path), "/proc/%d/fd/%d", (int) io_worker_pid(rig.engine), fd);
	n = readlink(path, target, sizeof(target) - 1);
	target[n < 0 ? 0 : n] = '\0';
	return target;
}

static bool begins_with(const char *text, const char *beginning)
{
	return !strncmp(text, beginning, strlen(beginning));
}

static unsigned count_descriptors(unsigned *rings)
{
	struct dirent *entry;
	unsigned fds = 0;
	char path[64];
	DIR *dir;

	snprintf(path, sizeof(path), "/proc/%d/fd", (int) io_worker_pid(rig.engine));
	dir = opendir(path);
	for (*rings = 0; (entry = readdir(dir)); ) {
		fds += entry->d_name[0] != '.';
		*rings += !strcmp(link_of("", atoi(entry->d_name)), "anon_inode:[io_uring]");
	}
	closedir(dir);
	return fds;
}

/* Besides those three a ring, at most; and the file that was read, until it is closed, which
 * nobody waits for. */
static void check_descriptors(void)
{
	unsigned rings, fds, tries = 0;

	ck_assert(begins_with(link_of("", 0), "pipe:"));
	ck_assert(begins_with(link_of("", 1), "/memfd:volscan-io"));
	ck_assert(begins_with(link_of("", 2), "anon_inode:[eventfd]"));
	while ((fds = count_descriptors(&rings)) > 3 + rings && tries++ < 100)
		usleep(10000);
	ck_assert_uint_eq(rings, !strcmp(io_worker_inner(rig.engine), "uring"));
	ck_assert_uint_eq(fds, 3 + rings);
}

/* Of all kinds, low and high. */
static void hold_much(void)
{
	int ends[2];

	for (int i = 0; i < 20; i++) {
		ck_assert_int_ge(open("/dev/null", O_RDWR), 0);
		ck_assert_int_eq(pipe(ends), 0);
		ck_assert_int_eq(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
	}
	ck_assert_int_eq(dup2(ends[0], 900), 900);
	ck_assert_int_ge(open("/", O_RDONLY | O_DIRECTORY), 0);
}

START_TEST(nothing_of_the_parents_is_open)
{
	hold_much();
	ck_assert(rig_up(&rig, &places[_i], DEPTH));
	check_descriptors();
	read_something();
	check_descriptors();
	rig_down(&rig);
}
END_TEST

/* As a daemon may be started, so that pipe and memory are at the very numbers that they
 * have there, crosswise. */
START_TEST(standard_descriptors_need_not_be_open)
{
	for (int fd = 0; fd < 3; fd++)
		if (_i & 1 << fd)
			close(fd);
	ck_assert(rig_up(&rig, &places[_i / 8], DEPTH));
	check_descriptors();
	read_something();
	rig_down(&rig);
}
END_TEST

static void status_line(const char *name, char *value, size_t size)
{
	char path[64], line[256];
	FILE *in;

	snprintf(path, sizeof(path), "/proc/%d/status", (int) io_worker_pid(rig.engine));
	in = fopen(path, "re");
	ck_assert_ptr_nonnull(in);
	while (fgets(line, sizeof(line), in) && !begins_with(line, name))
		;
	ck_assert(begins_with(line, name));
	snprintf(value, size, "%s", line + strlen(name) + 1);
	value[strcspn(value, "\n")] = '\0';
	fclose(in);
}

/* 32 and 33 are the C library's own, which it lets nobody change. */
#define C_LIBRARYS (UINT64_C(3) << 31)

static uint64_t signals(const char *name)
{
	char value[64];

	status_line(name, value, sizeof(value));
	return strtoull(value, NULL, 16) & ~C_LIBRARYS;
}

static void handle(int signal)
{
	(void) signal;
}

START_TEST(it_lives_apart)
{
	char name[64];
	sigset_t set;

	signal(SIGUSR1, handle);
	signal(SIGTERM, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	ck_assert(rig_up(&rig, &places[_i], DEPTH));
	read_something();
	ck_assert_str_eq(link_of("cwd", -1), "/");
	ck_assert_int_eq(getsid(io_worker_pid(rig.engine)), io_worker_pid(rig.engine));
	status_line("Name:", name, sizeof(name));
	ck_assert_str_eq(name, "volscan-io");
	ck_assert_uint_eq(signals("SigBlk:"), 0);
	ck_assert_uint_eq(signals("SigIgn:"), 0);
	ck_assert_uint_eq(signals("SigCgt:") & UINT64_C(1) << (SIGUSR1 - 1), 0);
	rig_down(&rig);
}
END_TEST

START_TEST(the_parents_signals_are_as_they_were)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_SETMASK, &set, NULL);
	ck_assert(rig_up(&rig, &places[_i], DEPTH));
	sigprocmask(SIG_BLOCK, NULL, &set);
	for (int s = 1; s < 32; s++)
		ck_assert_int_eq(sigismember(&set, s), s == SIGHUP);
	rig_down(&rig);
}
END_TEST

/* ---- the parent's end ---- */

static void *set_up_in_thread(void *and_ends)
{
	rig_up(&rig, &places[0], DEPTH);
	if (and_ends)
		return NULL;
	for (;;)
		pause();
}

enum forker { FIRST_THREAD, OTHER_THREAD, ENDED_THREAD, FORKERS };

static void set_up_from(int forker)
{
	pthread_t thread;

	if (forker == FIRST_THREAD) {
		rig_up(&rig, &places[0], DEPTH);
		return;
	}
	pthread_create(&thread, NULL, set_up_in_thread, forker == ENDED_THREAD ? &rig : NULL);
	if (forker == ENDED_THREAD)
		pthread_join(thread, NULL);
	while (!__atomic_load_n(&rig.depth, __ATOMIC_ACQUIRE))
		usleep(1000);
}

static void wait_for_the_end(void)
{
	for (;;)
		pause();
}

/* A process that has a worker, tells its number, and goes on. */
static pid_t start_parent(int forker, pid_t *worker, void (*go_on)(void))
{
	int ends[2];
	pid_t pid;

	ck_assert_int_eq(pipe(ends), 0);
	pid = fork();
	if (!pid) {
		set_up_from(forker);
		*worker = io_worker_pid(rig.engine);
		if (write(ends[1], worker, sizeof(*worker)) < 0)
			_exit(1);
		go_on();
		_exit(0);
	}
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], worker, sizeof(*worker)), sizeof(*worker));
	close(ends[0]);
	return pid;
}

/* As its new parent. */
static bool ends_within(pid_t pid, int ms)
{
	int64_t end = io_now_ns() + ms * MS;

	while (io_now_ns() < end) {
		if (waitpid(pid, NULL, WNOHANG) == pid)
			return true;
		usleep(1000);
	}
	return false;
}

START_TEST(it_dies_with_its_parent)
{
	pid_t parent, worker;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	parent = start_parent(_i, &worker, wait_for_the_end);
	ck_assert_int_gt(worker, 0);
	usleep(50000);
	ck_assert_int_eq(kill(worker, 0), 0);
	kill(parent, SIGKILL);
	ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
	ck_assert(ends_within(worker, 5000));
}
END_TEST

static struct rig_fifo fifo;

static void hang_and_leave(void)
{
	static struct io_file file;
	static char buffer[16];
	static struct io_request r = { .op = IO_READ, .file = &file, .buffer = buffer,
				       .length = sizeof(buffer), .may_block = true };
	struct io_request *batch = &r;

	file = (struct io_file) { .path = fifo.path, .fd = -1, .open_flags = O_RDONLY };
	rig.ops->submit(rig.engine, &batch, 1);
	rig.ops->wait(rig.engine, &batch, 1, 50);
	rig.ops->teardown(rig.engine, true);
}

/* So that others can see that it does; and it leaves when it does no more. */
START_TEST(one_that_hangs_outlives_its_parent)
{
	pid_t parent, worker;

	ck_assert_int_eq(prctl(PR_SET_CHILD_SUBREAPER, 1), 0);
	rig_fifo_up(&fifo);
	parent = start_parent(_i, &worker, hang_and_leave);
	ck_assert_int_eq(waitpid(parent, NULL, 0), parent);
	ck_assert(!ends_within(worker, 50));
	rig_fifo_feed(&fifo, 16);
	ck_assert(ends_within(worker, 5000));
	rig_fifo_down(&fifo);
}
END_TEST

static void *only_set_up(void *context)
{
	(void) context;
	ck_assert(rig_up(&rig, &places[0], DEPTH));
	return NULL;
}

START_TEST(it_does_not_die_with_the_thread_that_forked_it)
{
	pthread_t thread;

	pthread_create(&thread, NULL, only_set_up, NULL);
	pthread_join(thread, NULL);
	usleep(50000);
	ck_assert_int_eq(waitpid(io_worker_pid(rig.engine), NULL, WNOHANG), 0);
	read_something();
	rig_down(&rig);
}
END_TEST

Suite *worker_home_suite(void)
{
	Suite *suite = suite_create("worker_home");
	TCase *tcase = tcase_create("home");

	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(tcase, nothing_of_the_parents_is_open, 0, PLACES);
	tcase_add_loop_test(tcase, standard_descriptors_need_not_be_open, 0, 8 * PLACES);
	tcase_add_loop_test(tcase, it_lives_apart, 0, PLACES);
	tcase_add_loop_test(tcase, the_parents_signals_are_as_they_were, 0, PLACES);
	tcase_add_loop_test(tcase, it_dies_with_its_parent, 0, FORKERS);
	tcase_add_loop_test(tcase, one_that_hangs_outlives_its_parent, 0, FORKERS);
	tcase_add_test(tcase, it_does_not_die_with_the_thread_that_forked_it);
	suite_add_tcase(suite, tcase);
	return suite;
}
