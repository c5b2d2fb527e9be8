/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fault engine stops whoever breaks the contract of engines: each of these
 * ends with SIGABRT, and is the last thing that its process does. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/fault.h"
#include "unit.h"

#define PATH "/dev/a"

static struct fault *f;
static struct io_engine *engine;
static struct io_file file = { .path = PATH, .fd = -1 };
static uint8_t buffer[2][512];
static struct io_request open_it, close_it, reads[2], *done[4];

static int submit(struct io_request *request)
{
	return io_engine_fault.submit(engine, &request, 1);
}

static int wait_for_ever(void)
{
	return io_engine_fault.wait(engine, done, 4, -1);
}

/* An open file. What is expected here is said on stderr, which nobody needs to
 * see, and leaves no core. */
static void up(void)
{
	static const struct rlimit none;
	struct io_settings settings = { .depth = 4 };
	unsigned depth;

	setrlimit(RLIMIT_CORE, &none);
	ck_assert_ptr_nonnull(freopen("/dev/null", "w", stderr));
	f = fault_new();
	fault_add_pattern(f, PATH, 4096);
	settings.context = f;
	ck_assert_int_eq(io_engine_fault.setup(&engine, &settings, &depth), 0);
	open_it = (struct io_request) { .op = IO_OPEN, .file = &file };
	close_it = (struct io_request) { .op = IO_CLOSE, .file = &file };
	for (int i = 0; i < 2; i++)
		reads[i] = (struct io_request) { .op = IO_READ, .file = &file,
						 .buffer = buffer[i], .length = 512 };
	submit(&open_it);
	ck_assert_int_eq(wait_for_ever(), 1);
}

START_TEST(request_twice)
{
	submit(&reads[0]);
	submit(&reads[0]);
}
END_TEST

START_TEST(buffer_twice)
{
	reads[1].buffer = buffer[0] + 511;
	reads[1].length = 1;
	submit(&reads[0]);
	submit(&reads[1]);
}
END_TEST

START_TEST(no_buffer)
{
	reads[0].buffer = NULL;
	submit(&reads[0]);
}
END_TEST

START_TEST(request_changed)
{
	submit(&reads[0]);
	reads[0].offset = 512;
	wait_for_ever();
}
END_TEST

START_TEST(buffer_changed)
{
	submit(&reads[0]);
	buffer[0][100] = 0;
	wait_for_ever();
}
END_TEST

START_TEST(file_opened_twice)
{
	submit(&open_it);
	wait_for_ever();
}
END_TEST

START_TEST(read_after_close)
{
	submit(&close_it);
	wait_for_ever();
	submit(&reads[0]);
	wait_for_ever();
}
END_TEST

START_TEST(closed_twice)
{
	submit(&close_it);
	wait_for_ever();
	submit(&close_it);
	wait_for_ever();
}
END_TEST

START_TEST(submit_of_nothing)
{
	io_engine_fault.submit(engine, done, 0);
}
END_TEST

START_TEST(wait_for_nothing)
{
	io_engine_fault.wait(engine, done, 0, 0);
}
END_TEST

START_TEST(wait_for_what_never_ends)
{
	FAULT(f, .hold = true);
	submit(&reads[0]);
	wait_for_ever();
}
END_TEST

START_TEST(two_engines)
{
	const struct io_settings settings = { .depth = 4, .context = f };
	unsigned depth;

	io_engine_fault.setup(&engine, &settings, &depth);
}
END_TEST

START_TEST(script_freed_too_early)
{
	fault_free(f);
}
END_TEST

START_TEST(errno_without_its_sign)
{
	FAULT(f, .result = 5);
}
END_TEST

/* 0: the child may; else the signal that ended it. */
static int in_child(void (*use)(void))
{
	pid_t child = fork();
	int status;

	if (!child) {
		use();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	return WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status);
}

static void use_submit(void)
{
	submit(&reads[0]);
}

static void use_wait(void)
{
	wait_for_ever();
}

static void use_teardown(void)
{
	io_engine_fault.teardown(engine, false);
}

static void use_abandon(void)
{
	io_engine_fault.teardown(engine, true);
	fault_free(f);
}

START_TEST(child_may_only_abandon)
{
	ck_assert_int_eq(in_child(use_submit), SIGABRT);
	ck_assert_int_eq(in_child(use_wait), SIGABRT);
	ck_assert_int_eq(in_child(use_teardown), SIGABRT);
	ck_assert_int_eq(in_child(use_abandon), 0);
	use_abandon();
}
END_TEST

Suite *fault_misuse_suite(void)
{
	const TTest *const tests[] = {
		request_twice, buffer_twice, no_buffer, request_changed, buffer_changed,
		file_opened_twice, read_after_close, closed_twice, submit_of_nothing,
		wait_for_nothing, wait_for_what_never_ends, two_engines,
		script_freed_too_early, errno_without_its_sign,
	};
	Suite *suite = suite_create("fault_misuse");
	TCase *tcase = tcase_create("misuse");

	tcase_add_checked_fixture(tcase, up, NULL);
	for (size_t i = 0; i < sizeof(tests) / sizeof(tests[0]); i++)
		tcase_add_test_raise_signal(tcase, tests[i], SIGABRT);
	tcase_add_test(tcase, child_may_only_abandon);
	suite_add_tcase(suite, tcase);
	return suite;
}
