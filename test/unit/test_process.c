/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sys/wait.h>
#include <unistd.h>

#include "base/process.h"
#include "unit.h"

/* What a child of a fork says of `process`. */
static bool is_childs(struct process *process)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(process_is_ours(process));
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return WEXITSTATUS(status);
}

START_TEST(test_fork)
{
	struct process process;

	process_begin(&process);
	ck_assert_int_eq(process.pid, getpid());
	ck_assert(process_is_ours(&process));
	ck_assert(!is_childs(&process));
	ck_assert(process_is_ours(&process));
	process_end(&process);
}
END_TEST

/* As on a kernel that does not empty pages. */
START_TEST(test_fork_without_page)
{
	struct process process;

	process_begin(&process);
	process_end(&process);
	ck_assert(process_is_ours(&process));
	ck_assert(!is_childs(&process));
	process_end(&process);
}
END_TEST

START_TEST(test_child_of_its_own)
{
	struct process process;
	int status;
	pid_t pid;

	process_begin(&process);
	pid = fork();
	if (!pid) {
		process_end(&process);
		process_begin(&process);
		_exit(process_is_ours(&process) && !is_childs(&process) ? 0 : 1);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert(process_is_ours(&process));
	process_end(&process);
}
END_TEST

Suite *process_suite(void)
{
	Suite *suite = suite_create("process");
	TCase *tcase = tcase_create("process");

	tcase_add_test(tcase, test_fork);
	tcase_add_test(tcase, test_fork_without_page);
	tcase_add_test(tcase, test_child_of_its_own);
	suite_add_tcase(suite, tcase);
	return suite;
}
