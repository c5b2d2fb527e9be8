/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of what hangs: whom it is believed from, what its lines may be, and what
 * becomes of it when many write it. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "hung_rig.h"
#include "io/request.h"
#include "tree.h"
#include "unit.h"

#define A_FILE "/images/a"
#define NOBODY 65534
#define MS INT64_C(1000000)

static struct dev a;

static void up(void)
{
	hung_rig_up();
	a = hung_rig_file_dev(A_FILE);
}

/* Whom to believe ------------------------------------------------------------ */

static void check_not_used(void)
{
	hung_rig.said[0] = '\0';
	ck_assert_int_eq(hung_rig_since(&a), 0);
	ck_assert_ptr_nonnull(strstr(hung_rig.said, "is not used"));
}

static const mode_t modes_of_others[] = { 0644, 0640, 0620, 0602, 0601, 0610 };

START_TEST(file_that_is_open_to_others_is_not_believed)
{
	hung_rig_note(&a, 0);
	ck_assert_int_eq(chmod(hung_rig.file, modes_of_others[_i]), 0);
	check_not_used();
	ck_assert_int_eq(chmod(hung_rig.file, 0600), 0);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
}
END_TEST

/* True if we may, for which it takes root. */
static bool give_away(const char *path)
{
	if (!geteuid())
		return !chown(path, NOBODY, (gid_t) -1);
	printf("hung_file: no test of other owners: it takes root\n");
	return false;
}

START_TEST(file_of_another_owner_is_not_believed)
{
	hung_rig_note(&a, 0);
	if (give_away(hung_rig.file))
		check_not_used();
}
END_TEST

START_TEST(directory_of_another_owner_is_not_used)
{
	struct dev b = hung_rig_file_dev("/images/b");

	hung_rig_note(&a, 0);
	if (!give_away(hung_rig.dir))
		return;
	check_not_used();
	hung_rig_note(&b, 1);
	ck_assert_int_eq(hung_rig_lines(), 1);
}
END_TEST

START_TEST(directory_that_others_may_write_is_not_used)
{
	struct dev b = hung_rig_file_dev("/images/b");

	hung_rig_note(&a, 0);
	ck_assert_int_eq(chmod(hung_rig.dir, _i ? 0702 : 0720), 0);
	check_not_used();
	hung_rig_note(&b, 1);
	ck_assert_ptr_nonnull(strstr(hung_rig.said, "cannot be noted"));
	ck_assert_int_eq(hung_rig_lines(), 1);
}
END_TEST

/* The next writer replaces it, and does not write into what it points to. */
START_TEST(link_is_not_followed)
{
	char elsewhere[PATH_MAX], before[64] = "", after[64] = "";

	hung_rig_note(&a, 0);
	snprintf(elsewhere, sizeof(elsewhere), "%s", tree_path("elsewhere"));
	ck_assert_int_eq(rename(hung_rig.file, elsewhere), 0);
	ck_assert_int_eq(symlink(elsewhere, hung_rig.file), 0);
	check_not_used();
	FILE *in = fopen(elsewhere, "re");

	ck_assert_uint_gt(fread(before, 1, sizeof(before), in), 0);
	fclose(in);
	hung_rig_note(&a, 1);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
	in = fopen(elsewhere, "re");
	ck_assert_uint_gt(fread(after, 1, sizeof(after), in), 0);
	fclose(in);
	ck_assert_mem_eq(before, after, sizeof(before));
}
END_TEST

START_TEST(pipe_and_directory_hold_nobody_up)
{
	if (_i)
		ck_assert_int_eq(mkdir(hung_rig.file, 0700), 0);
	else
		ck_assert_int_eq(mkfifo(hung_rig.file, 0600), 0);
	check_not_used();
	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_rig_since(&a), _i ? 0 : HUNG_SINCE);
}
END_TEST

/* Lines ---------------------------------------------------------------------- */

static const char *const garbage[] = {
	"", "\n\n\n", "what is this\n", "block\n", "block 7:\n", "file\n", "file -:- 0\n",
	"file -:- 0 1700000000 %d %llu\n",
	"file -:- 0 1700000000 %d %llu 0\n",
	"file -:- 0 1700000000 %d %llu 0 \n",
	"file -:- 0 1700000000 %d %llu x " A_FILE "\n",
	"file -:- 0 0 %d %llu 0 " A_FILE "\n",
	"file -:- 0 -5 %d %llu 0 " A_FILE "\n",
	"file -:- 0 1700000000 -%d %llu 0 " A_FILE "\n",
	"file -:- 0 1700000000 9%d %llu 0 " A_FILE "\n",
	"file -:- 0 1700000000 99999999999999999999%d %llu 0 " A_FILE "\n",
	"file 1:1 0 1700000000 %d %llu 0 " A_FILE "\n",
	"File -:- 0 1700000000 %d %llu 0 " A_FILE "\n",
	"block -:- 0 1700000000 %d %llu 0 " A_FILE "\n",
};

static size_t add(char *to, size_t at, size_t size, const char *format)
{
	return at + (size_t) snprintf(to + at, size - at, format, (int) hung_rig.place.pid,
				      (unsigned long long) hung_rig.place.start);
}

static int64_t since_of(const char *path)
{
	struct dev dev = hung_rig_file_dev(path);

	return hung_rig_since(&dev);
}

START_TEST(garbage_is_ignored)
{
	char text[512];
	size_t n = add(text, 0, sizeof(text), garbage[_i]);

	hung_rig_write(text, n);
	ck_assert_int_eq(hung_rig_since(&a), 0);
	n = add(text, n, sizeof(text), "file -:- 0 1700000000 %d %llu 0 /images/b\n");
	hung_rig_write(text, n);
	ck_assert_int_eq(hung_rig_since(&a), 0);
	ck_assert_int_eq(since_of("/images/b"), HUNG_SINCE);
}
END_TEST

/* A byte that is 0, and a megabyte without end. */
START_TEST(rubbish_is_ignored)
{
	static char text[(1 << 20) + 256];
	size_t n = 1 << 20;

	memset(text, _i ? 'x' : '\0', n);
	text[n++] = '\n';
	n = add(text, n, sizeof(text), "file -:- 0 1700000000 %d %llu 0 " A_FILE);
	hung_rig_write(text, n);	/* without an end of the line */
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
}
END_TEST

static const char *const names[] = {
	"/a b", "/a  b ", "/ ", "/a\tb", "/%s%n", "/\x01\xff", "/file -:- 0 1 2 3 4 /x", "/\\n",
};

START_TEST(name_survives)
{
	struct dev dev = hung_rig_file_dev(names[_i]);

	hung_rig_note(&dev, 0);
	ck_assert_int_eq(hung_rig_lines(), 1);
	ck_assert_int_eq(hung_rig_since(&dev), HUNG_SINCE);
	ck_assert_int_eq(since_of("/a"), 0);
}
END_TEST

/* It would be two lines, the second of somebody else's choosing. */
START_TEST(name_with_a_newline_is_not_written)
{
	struct dev dev = hung_rig_file_dev("/a\nfile -:- 0 1 2 3 4 /x");
	struct hung *hung = hung_rig_new(false);

	hung_rig_add(hung, &dev, 0);
	hung_rig_add(hung, &a, 1);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_lines(), 1);
	ck_assert_int_eq(hung_since(hung, &dev), HUNG_SINCE);
	hung_free(hung);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
}
END_TEST

/* Writers -------------------------------------------------------------------- */

#define WRITERS 8
#define ENTRIES 4

/* All at once, each time with what it has already. */
static void write_many(unsigned writer, int start)
{
	static struct dev devs[ENTRIES];
	static char paths[ENTRIES][32];
	struct hung *hung = hung_rig_new(false);
	char c;

	if (read(start, &c, 1))
		_exit(1);
	for (unsigned i = 0; i < ENTRIES; i++) {
		snprintf(paths[i], sizeof(paths[i]), "/images/%u-%u", writer, i);
		devs[i] = hung_rig_file_dev(paths[i]);
		hung_rig_add(hung, &devs[i], writer * ENTRIES + i);
		hung_save(hung);
	}
	_exit(0);
}

START_TEST(nothing_is_lost_among_writers)
{
	pid_t pids[WRITERS];
	int start[2], status;

	ck_assert_int_eq(pipe(start), 0);
	for (unsigned i = 0; i < WRITERS; i++) {
		pids[i] = fork();
		if (pids[i])
			continue;
		close(start[1]);
		write_many(i, start[0]);
	}
	close(start[1]);
	for (unsigned i = 0; i < WRITERS; i++) {
		ck_assert_int_eq(waitpid(pids[i], &status, 0), pids[i]);
		ck_assert_int_eq(status, 0);
	}
	ck_assert_int_eq(hung_rig_lines(), WRITERS * ENTRIES);
}
END_TEST

/* Locks the directory and stops. */
static pid_t stopped_holder(void)
{
	siginfo_t info;
	pid_t pid = fork();

	if (!pid) {
		if (flock(open(hung_rig.dir, O_RDONLY), LOCK_EX))
			_exit(1);
		raise(SIGSTOP);
		_exit(0);
	}
	ck_assert_int_eq(waitid(P_PID, (id_t) pid, &info, WSTOPPED | WEXITED | WNOWAIT), 0);
	ck_assert_int_eq(info.si_code, CLD_STOPPED);
	return pid;
}

START_TEST(lock_that_is_never_let_go_is_given_up)
{
	struct dev b = hung_rig_file_dev("/images/b"), c = hung_rig_file_dev("/images/c");
	struct hung *hung = hung_rig_new(false);
	int64_t before;
	pid_t holder;

	hung_rig_note(&a, 0);
	holder = stopped_holder();
	before = io_now_ns();
	hung_rig_add(hung, &b, 1);
	hung_save(hung);
	ck_assert_int_lt(io_now_ns() - before, 1000 * MS);
	ck_assert_ptr_nonnull(strstr(hung_rig.said, "cannot be noted"));
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);	/* reading takes no lock */
	ck_assert_int_eq(hung_rig_lines(), 1);

	kill(holder, SIGKILL);
	ck_assert_int_eq(waitpid(holder, NULL, 0), holder);
	hung_rig_add(hung, &c, 2);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_lines(), 3);
	hung_free(hung);
}
END_TEST

START_TEST(nothing_is_locked_when_all_is_done)
{
	int fd = open(hung_rig.dir, O_RDONLY | O_CLOEXEC);

	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
	ck_assert_int_eq(flock(fd, LOCK_EX | LOCK_NB), 0);
	close(fd);
}
END_TEST

/* What a crash, or somebody, has left where the new file is made. */
static void leave_behind(int what, const char *path)
{
	switch (what) {
	case 0:
		close(open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0644));
		ck_assert_int_eq(truncate(path, 5000), 0);
		break;
	case 1:
		ck_assert_int_eq(mkfifo(path, 0600), 0);
		break;
	default:
		tree_write("elsewhere", "precious");
		ck_assert_int_eq(symlink(tree_path("elsewhere"), path), 0);
	}
}

START_TEST(what_a_crash_has_left_does_not_matter)
{
	char path[PATH_MAX + 8];
	struct stat st;

	snprintf(path, sizeof(path), "%s.new", hung_rig.file);
	leave_behind(_i, path);
	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_rig_lines(), 1);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
	ck_assert_int_eq(lstat(path, &st), -1);
	if (_i == 2) {
		ck_assert_int_eq(stat(tree_path("elsewhere"), &st), 0);
		ck_assert_int_eq(st.st_size, strlen("precious"));
	}
}
END_TEST

/* Without a directory -------------------------------------------------------- */

START_TEST(missing_directory_is_made)
{
	struct stat st;

	umask(0);
	ck_assert_int_eq(rmdir(hung_rig.dir), 0);
	ck_assert_int_eq(hung_rig_since(&a), 0);
	ck_assert_int_eq(access(hung_rig.dir, F_OK), -1);	/* not for reading */
	hung_rig_note(&a, 0);
	ck_assert_int_eq(stat(hung_rig.dir, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0700);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
}
END_TEST

static void check_all_but_the_file(void)
{
	struct hung *hung = hung_rig_new(false);

	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_rig_add(hung, &a, 0);
	hung_save(hung);
	ck_assert_ptr_nonnull(strstr(hung_rig.said, "cannot be noted"));
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	hung_remove(hung, &a);
	hung_save(hung);
	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_free(hung);
}

START_TEST(directory_that_cannot_be_made_is_done_without)
{
	snprintf(hung_rig.dir, sizeof(hung_rig.dir), "%s", tree_path("no/such/dir"));
	check_all_but_the_file();
}
END_TEST

START_TEST(directory_that_cannot_be_written_is_done_without)
{
	int status;
	pid_t pid;

	if (geteuid()) {
		printf("hung_file: no test of what others may not write: it takes root\n");
		return;
	}
	ck_assert_int_eq(chmod(tree_root, 0755), 0);
	ck_assert_int_eq(chmod(hung_rig.dir, 0755), 0);
	pid = fork();
	if (!pid) {
		if (setgid(NOBODY) || setuid(NOBODY))
			_exit(1);
		check_all_but_the_file();
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(hung_rig_lines(), -1);
}
END_TEST

START_TEST(without_a_directory_nothing_is_said)
{
	struct hung *hung;

	ck_assert_int_eq(hung_new(_i ? "" : NULL, false, &hung_rig.log, &hung), 0);
	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_rig_add(hung, &a, 0);
	hung_save(hung);
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	ck_assert_str_eq(hung_rig.said, "");
	hung_free(hung);
}
END_TEST

#define COUNT(array) ((int) (sizeof(array) / sizeof((array)[0])))

static TCase *trust_tests(void)
{
	TCase *tcase = tcase_create("trust");

	tcase_add_checked_fixture(tcase, up, hung_rig_down);
	tcase_add_loop_test(tcase, file_that_is_open_to_others_is_not_believed, 0,
			    COUNT(modes_of_others));
	tcase_add_test(tcase, file_of_another_owner_is_not_believed);
	tcase_add_test(tcase, directory_of_another_owner_is_not_used);
	tcase_add_loop_test(tcase, directory_that_others_may_write_is_not_used, 0, 2);
	tcase_add_test(tcase, link_is_not_followed);
	tcase_add_loop_test(tcase, pipe_and_directory_hold_nobody_up, 0, 2);
	return tcase;
}

static TCase *line_tests(void)
{
	TCase *tcase = tcase_create("lines");

	tcase_add_checked_fixture(tcase, up, hung_rig_down);
	tcase_add_loop_test(tcase, garbage_is_ignored, 0, COUNT(garbage));
	tcase_add_loop_test(tcase, rubbish_is_ignored, 0, 2);
	tcase_add_loop_test(tcase, name_survives, 0, COUNT(names));
	tcase_add_test(tcase, name_with_a_newline_is_not_written);
	return tcase;
}

static TCase *writer_tests(void)
{
	TCase *tcase = tcase_create("writers");

	tcase_add_checked_fixture(tcase, up, hung_rig_down);
	tcase_add_test(tcase, nothing_is_lost_among_writers);
	tcase_add_test(tcase, lock_that_is_never_let_go_is_given_up);
	tcase_add_test(tcase, nothing_is_locked_when_all_is_done);
	tcase_add_loop_test(tcase, what_a_crash_has_left_does_not_matter, 0, 3);
	tcase_add_test(tcase, missing_directory_is_made);
	tcase_add_test(tcase, directory_that_cannot_be_made_is_done_without);
	tcase_add_test(tcase, directory_that_cannot_be_written_is_done_without);
	tcase_add_loop_test(tcase, without_a_directory_nothing_is_said, 0, 2);
	return tcase;
}

Suite *hung_file_suite(void)
{
	Suite *suite = suite_create("hung_file");

	suite_add_tcase(suite, trust_tests());
	suite_add_tcase(suite, line_tests());
	suite_add_tcase(suite, writer_tests());
	return suite;
}
