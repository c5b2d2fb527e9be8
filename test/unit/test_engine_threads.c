/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The threads engine: how many threads, and what they do not do. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "sys_wrap.h"
#include "unit.h"

#define DEPTH RIG_BLOCKS

static const struct rig_place place = { .ops = &io_engine_threads, .dir = "." };

static struct rig rig;
static struct rig_fifo fifo;
static struct io_request requests[RIG_BLOCKS], *batch[RIG_BLOCKS];

static void up(void)
{
	ck_assert(rig_up(&rig, &place, DEPTH));
	rig_open(&rig);
	rig_make_reads(&rig, requests, batch, RIG_BLOCKS);
}

static void down(void)
{
	rig_close(&rig);
	rig_down(&rig);
}

static unsigned entries(const char *path)
{
	DIR *dir = opendir(path);
	unsigned n = 0;

	ck_assert_ptr_nonnull(dir);
	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

static unsigned most;

static int no_more_threads(void)
{
	return sys_wrap.threads >= most ? EAGAIN : 0;
}

START_TEST(setup_without_any_thread_fails)
{
	const struct io_settings settings = { .depth = DEPTH };
	struct io_engine *engine;
	unsigned depth = 77;

	most = 0;
	sys_wrap.thread = no_more_threads;
	ck_assert_int_eq(io_engine_threads.setup(&engine, &settings, &depth), -EAGAIN);
	ck_assert_uint_eq(depth, 77);
}
END_TEST

START_TEST(one_thread_is_enough)
{
	most = 1;
	sys_wrap.thread = no_more_threads;
	up();
	rig_run_all(&rig, batch, RIG_BLOCKS);
	rig_check_content(rig_buffers, 0, RIG_SIZE);
	down();
}
END_TEST

START_TEST(idle_threads_take_the_next_work)
{
	up();
	for (unsigned i = 0; i < 200; i++)
		ck_assert_int_eq(rig_run(&rig, &requests[0]), RIG_BLOCK);
	ck_assert_uint_le(sys_wrap.threads, 4);
	down();
}
END_TEST

static struct io_file hung_file;
static struct io_request hung[DEPTH], *hung_batch[DEPTH];

/* A read of a pipe into which nothing is written. */
static void hang(unsigned count)
{
	rig_fifo_up(&fifo);
	rig_fifo_release(&fifo);
	hung_file = (struct io_file) { .fd = open(fifo.path, O_RDONLY | O_CLOEXEC) };
	for (unsigned i = 0; i < count; i++) {
		hung[i] = (struct io_request) {
			.op = IO_READ, .file = &hung_file, .may_block = true,
			.buffer = rig_buffers[i], .length = 16,
		};
		hung_batch[i] = &hung[i];
	}
	ck_assert_int_eq(rig.ops->submit(rig.engine, hung_batch, count), count);
}

static void end_hang(unsigned count)
{
	struct io_request *done;

	rig_fifo_feed(&fifo, count * 16);
	while (count--)
		ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 60000), 1);
	close(hung_file.fd);
	rig_fifo_down(&fifo);
}

START_TEST(there_are_never_more_threads_than_depth)
{
	struct io_request *done;

	up();
	hang(DEPTH - 2);
	while (sys_wrap.threads < DEPTH - 2)
		ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 10), 0);
	ck_assert_int_eq(rig_run(&rig, &requests[DEPTH - 1]), RIG_BLOCK);
	ck_assert_uint_le(sys_wrap.threads, DEPTH);
	end_hang(DEPTH - 2);
	down();
}
END_TEST

/* As a limit on tasks would have it: what is left is served by who is left. */
START_TEST(limit_on_threads_is_lived_with)
{
	most = 6;
	sys_wrap.thread = no_more_threads;
	up();
	hang(5);
	rig_run_all(&rig, batch + 5, RIG_BLOCKS - 5);
	rig_check_content(rig_buffers[5], 5 * RIG_BLOCK, RIG_SIZE - 5 * RIG_BLOCK);
	end_hang(5);
	down();
}
END_TEST

/* True when all threads but the first have all signals blocked that can be. */
static bool all_are_deaf(void)
{
	char path[64], line[128];
	unsigned long blocked;
	struct dirent *entry;
	DIR *dir = opendir("/proc/self/task");
	bool deaf = true;

	while ((entry = readdir(dir))) {
		FILE *status;

		snprintf(path, sizeof(path), "/proc/self/task/%.20s/status", entry->d_name);
		if (entry->d_name[0] == '.' || atoi(entry->d_name) == getpid() ||
		    !(status = fopen(path, "re")))
			continue;
		while (fgets(line, sizeof(line), status))
			if (sscanf(line, "SigBlk: %lx", &blocked) == 1)
				deaf = deaf && (blocked & (1ul << (SIGTERM - 1))) &&
				       (blocked & (1ul << (SIGALRM - 1)));
		fclose(status);
	}
	closedir(dir);
	return deaf;
}

START_TEST(threads_take_no_signals)
{
	up();
	rig_run_all(&rig, batch, RIG_BLOCKS);
	ck_assert_uint_ge(entries("/proc/self/task"), 2 + 2);
	ck_assert(all_are_deaf());
	down();
}
END_TEST

START_TEST(open_that_ends_after_the_teardown_is_closed)
{
	struct io_request open_request, *open_batch = &open_request;
	unsigned tasks = entries("/proc/self/task"), before, tries;

	up();
	rig_close(&rig);
	rig_fifo_up(&fifo);
	before = entries("/proc/self/fd");
	rig.file.path = fifo.path;
	rig.file.open_flags = O_RDONLY | O_CLOEXEC;
	open_request = rig_open_request(&rig);
	ck_assert_int_eq(rig.ops->submit(rig.engine, &open_batch, 1), 1);
	usleep(20000);
	rig.ops->teardown(rig.engine, false);
	rig_fifo_release(&fifo);
	for (tries = 0; entries("/proc/self/task") > tasks && tries < 1000; tries++)
		usleep(10000);
	ck_assert_uint_eq(entries("/proc/self/fd"), before + 1);
	ck_assert_int_eq(rig.file.fd, -1);
	rig_fifo_down(&fifo);
	close(rig.anchor);
}
END_TEST

START_TEST(child_of_a_fork_gets_errors)
{
	struct io_request *done;
	int status;
	pid_t child;

	up();
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 1), 1);
	child = fork();
	if (!child) {
		bool ok = rig.ops->submit(rig.engine, batch + 1, 1) == -EINVAL &&
			  rig.ops->wait(rig.engine, &done, 1, -1) == -EINVAL;

		rig.ops->teardown(rig.engine, true);
		_exit(ok ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, -1), 1);
	ck_assert_int_eq(requests[0].result, RIG_BLOCK);
	down();
}
END_TEST

Suite *engine_threads_suite(void)
{
	Suite *suite = suite_create("engine_threads");
	TCase *tcase = tcase_create("threads");

	tcase_add_test(tcase, setup_without_any_thread_fails);
	tcase_add_test(tcase, one_thread_is_enough);
	tcase_add_test(tcase, idle_threads_take_the_next_work);
	tcase_add_test(tcase, there_are_never_more_threads_than_depth);
	tcase_add_test(tcase, limit_on_threads_is_lived_with);
	tcase_add_test(tcase, threads_take_no_signals);
	tcase_add_test(tcase, open_that_ends_after_the_teardown_is_closed);
	tcase_add_test(tcase, child_of_a_fork_gets_errors);
	suite_add_tcase(suite, tcase);
	return suite;
}
