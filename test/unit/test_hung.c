/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known to hang: noted by one call, believed by the next as long as it is true. */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine_rig.h"
#include "hung_rig.h"
#include "io/worker_private.h"
#include "tree.h"
#include "unit.h"

#define A_FILE "/images/a"

/* One call after another ---------------------------------------------------- */

static void check_text(const char *expected)
{
	char text[1024] = "";
	FILE *in = fopen(hung_rig.file, "re");

	ck_assert_ptr_nonnull(in);
	text[fread(text, 1, sizeof(text) - 1, in)] = '\0';
	fclose(in);
	ck_assert_str_eq(text, expected);
}

START_TEST(what_one_call_notes_the_next_one_knows)
{
	struct dev a = hung_rig_file_dev(A_FILE), b = hung_rig_file_dev("/images/b");
	struct stat st;
	char line[128];

	ck_assert_int_eq(hung_rig_since(&a), 0);
	hung_rig_note(&a, 5);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
	ck_assert_int_eq(hung_rig_since(&b), 0);
	snprintf(line, sizeof(line), "file -:- 0 1700000000 %d %llu 5 " A_FILE "\n",
		 (int) hung_rig.place.pid, (unsigned long long) hung_rig.place.start);
	check_text(line);
	ck_assert_int_eq(stat(hung_rig.file, &st), 0);
	ck_assert_uint_eq(st.st_mode & 07777, 0600);
}
END_TEST

/* By its numbers; whatever it is called. The kernel has none of these. */
START_TEST(disk_is_known_by_its_numbers)
{
	struct dev disk = hung_rig_disk(259, 1048000), other = hung_rig_disk(259, 1048001);
	struct dev file = hung_rig_file_dev("/dev/disk");
	char line[128];

	file.info.major = disk.info.major;
	file.info.minor = disk.info.minor;
	hung_rig_note(&disk, 0);
	snprintf(line, sizeof(line), "block 259:1048000 0 1700000000 %d %llu 0 /dev/disk\n",
		 (int) hung_rig.place.pid, (unsigned long long) hung_rig.place.start);
	check_text(line);
	disk.io.path = "/dev/alias";
	ck_assert_int_eq(hung_rig_since(&disk), HUNG_SINCE);
	ck_assert_int_eq(hung_rig_since(&other), 0);
	ck_assert_int_eq(hung_rig_since(&file), 0);
	hung_rig_note(&file, 0);
	ck_assert_int_eq(hung_rig_since(&file), HUNG_SINCE);
	ck_assert_int_eq(hung_rig_since(&disk), 0);
}
END_TEST

START_TEST(what_is_our_own_is_known_at_once)
{
	struct dev a = hung_rig_file_dev(A_FILE);
	struct hung *hung = hung_rig_new(false);

	hung_rig_add(hung, &a, 0);
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	hung_remove(hung, &a);
	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_free(hung);
}
END_TEST

START_TEST(file_is_read_again_when_it_is_stale)
{
	struct dev a = hung_rig_file_dev(A_FILE);
	struct hung *hung = hung_rig_new(false);

	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_stale(hung);
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	hung_free(hung);
}
END_TEST

START_TEST(what_is_answered_is_taken_out)
{
	struct dev a = hung_rig_file_dev(A_FILE), b = hung_rig_file_dev("/images/b");
	struct hung *hung = hung_rig_new(false);

	hung_rig_add(hung, &a, 0);
	hung_rig_add(hung, &b, 1);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_lines(), 2);
	hung_remove(hung, &a);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_since(&a), 0);
	ck_assert_int_eq(hung_rig_since(&b), HUNG_SINCE);
	hung_remove(hung, &b);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_lines(), -1);
	hung_free(hung);
}
END_TEST

/* Without a process that outlives us there is nothing to tell others. */
START_TEST(what_hangs_with_this_process_is_not_for_others)
{
	struct dev a = hung_rig_file_dev(A_FILE);
	struct hung *hung = hung_rig_new(false);
	struct io_worker_place none = { .pid = 0 };

	ck_assert_int_eq(rmdir(hung_rig.dir), 0);
	hung_add(hung, &a, &a, &none);
	hung_save(hung);
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	ck_assert_int_eq(access(hung_rig.dir, F_OK), -1);
	hung_remove(hung, &a);
	hung_save(hung);
	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_free(hung);
}
END_TEST

START_TEST(retry_ignores_the_others_and_notes_its_own)
{
	struct dev a = hung_rig_file_dev(A_FILE), b = hung_rig_file_dev("/images/b");
	struct hung *hung = hung_rig_new(true);

	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_since(hung, &a), 0);
	hung_rig_add(hung, &b, 1);
	hung_save(hung);
	ck_assert_int_eq(hung_since(hung, &b), HUNG_SINCE);
	hung_free(hung);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
	ck_assert_int_eq(hung_rig_since(&b), HUNG_SINCE);
}
END_TEST

/* What was saved is now of the file. */
START_TEST(child_of_a_fork_has_asked_nothing)
{
	struct dev a = hung_rig_file_dev(A_FILE), b = hung_rig_file_dev("/images/b");
	struct hung *hung = hung_rig_new(false);

	hung_rig_add(hung, &a, 0);
	hung_save(hung);
	hung_rig_add(hung, &b, 1);
	hung_forget_own(hung);
	hung_save(hung);
	hung_remove(hung, &a);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_lines(), 1);
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	ck_assert_int_eq(hung_since(hung, &b), 0);
	hung_free(hung);
}
END_TEST

/* Is it still true? --------------------------------------------------------- */

START_TEST(process_that_has_gone_is_forgotten)
{
	struct dev a = hung_rig_file_dev(A_FILE), b = hung_rig_file_dev("/images/b");
	struct io_worker_place ours = { .pid = getpid(), .start = worker_start_time(getpid()) };
	struct hung *hung = hung_rig_new(false);

	hung_rig_note(&a, 0);
	hung_rig_end_process();
	ck_assert_int_eq(hung_rig_since(&a), 0);
	hung_add(hung, &b, &b, &ours);
	hung_save(hung);
	ck_assert_int_eq(hung_rig_lines(), 1);
	hung_free(hung);
}
END_TEST

START_TEST(another_process_of_that_number_is_not_believed)
{
	struct dev a = hung_rig_file_dev(A_FILE);

	hung_rig.place.start--;
	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_rig_lines(), 1);
	ck_assert_int_eq(hung_rig_since(&a), 0);
}
END_TEST

static struct rig rig;
static struct rig_fifo fifo[2];

static const struct rig_place places[] = {
	{ .name = "worker, threads", .ops = &io_engine_worker, .dir = ".", .inner = "threads" },
#ifdef HAVE_LIBURING
	{ .name = "worker, uring", .ops = &io_engine_worker, .dir = ".", .inner = "uring" },
#endif
};

/* As a call does that finds two dead disks: it leaves its worker behind. */
static void hang_at(const struct dev *devs)
{
	static struct io_file file[2];
	static struct io_request request[2];
	static char buffer[2][16];
	struct io_request *batch[] = { &request[0], &request[1] };
	struct hung *hung = hung_rig_new(false);

	for (int i = 0; i < 2; i++) {
		rig_fifo_up(&fifo[i]);
		file[i] = (struct io_file) { .path = fifo[i].path, .fd = -1 };
		request[i] = (struct io_request) { .op = IO_READ, .file = &file[i],
						   .buffer = buffer[i], .length = 16 };
	}
	ck_assert_int_eq(rig.ops->submit(rig.engine, batch, 2), 2);
	ck_assert_int_eq(rig.ops->wait(rig.engine, batch, 1, 50), 0);
	for (int i = 0; i < 2; i++) {
		struct io_worker_place place = { .pid = 0 };

		io_worker_place(rig.engine, &request[i], &place);
		hung_add(hung, &devs[i], &request[i], &place);
	}
	hung_save(hung);
	hung_free(hung);
	rig.ops->teardown(rig.engine, true);
}

/* Once is enough: of a process that is just leaving it cannot be seen that it has
 * answered, only that it is still there. */
static bool is_forgotten(const struct dev *dev)
{
	for (int i = 0; i < 5000; i++) {
		if (!hung_rig_since(dev))
			return true;
		usleep(1000);
	}
	return false;
}

START_TEST(disk_that_answers_is_forgotten_while_another_hangs)
{
	const struct dev devs[2] = { hung_rig_file_dev(A_FILE), hung_rig_file_dev("/images/b") };

	ck_assert(rig_up(&rig, &places[_i], 8));
	hang_at(devs);
	ck_assert_int_eq(hung_rig_since(&devs[0]), HUNG_SINCE);
	ck_assert_int_eq(hung_rig_since(&devs[1]), HUNG_SINCE);
	rig_fifo_feed(&fifo[1], 16);
	ck_assert(is_forgotten(&devs[1]));
	ck_assert_int_eq(hung_rig_since(&devs[0]), HUNG_SINCE);
	rig_fifo_feed(&fifo[0], 16);
	ck_assert(is_forgotten(&devs[0]));
	rig_fifo_down(&fifo[0]);
	rig_fifo_down(&fifo[1]);
	close(rig.anchor);
}
END_TEST

/* Is it that device? -------------------------------------------------------- */

static int new_file(void)
{
	FILE *file = tmpfile();

	ck_assert_ptr_nonnull(file);
	ck_assert_int_eq(ftruncate(fileno(file), 1 << 20), 0);
	return fileno(file);
}

static int attach(const char *path)
{
	struct loop_config config = { .fd = (uint32_t) new_file(),
				      .info.lo_flags = LO_FLAGS_AUTOCLEAR };
	int fd = open(path, O_RDWR | O_CLOEXEC);

	if (fd >= 0 && ioctl(fd, LOOP_CONFIGURE, &config)) {
		close(fd);
		fd = -1;
	}
	return fd;
}

/* One that nobody else takes in between. */
static int attach_any(char *path, size_t size)
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC), fd = -1;

	for (int i = 0; control >= 0 && fd < 0 && i < 100; i++) {
		snprintf(path, size, "/dev/loop%d", ioctl(control, LOOP_CTL_GET_FREE));
		fd = attach(path);
	}
	if (control >= 0)
		close(control);
	return fd;
}

static struct dev disk_of(int fd)
{
	struct stat st;

	ck_assert_int_eq(fstat(fd, &st), 0);
	return hung_rig_disk(major(st.st_rdev), minor(st.st_rdev));
}

/* Attached again it is another disk of the same numbers. */
START_TEST(disk_that_was_replaced_is_not_believed)
{
	char path[64];
	int fd = attach_any(path, sizeof(path)), other;
	struct dev disk;

	if (fd < 0) {
		printf("hung: no test of diskseq: loop devices need root\n");
		return;
	}
	disk = disk_of(fd);
	hung_rig_note(&disk, 0);
	ck_assert_int_eq(hung_rig_since(&disk), HUNG_SINCE);
	ck_assert_int_eq(ioctl(fd, LOOP_CLR_FD), 0);
	close(fd);
	for (int i = 0; (other = attach(path)) < 0 && i < 1000; i++)
		usleep(1000);
	ck_assert_int_ge(other, 0);
	ck_assert_int_eq(hung_rig_since(&disk), 0);
	close(other);
}
END_TEST

START_TEST(relative_path_is_of_its_directory)
{
	struct dev a = hung_rig_file_dev("a"), full;
	char path[PATH_MAX];

	tree_mkdir("here");
	tree_mkdir("there");
	ck_assert_int_eq(chdir(tree_path("here")), 0);
	hung_rig_note(&a, 0);
	ck_assert_int_eq(hung_rig_since(&a), HUNG_SINCE);
	ck_assert_int_eq(chdir(tree_path("there")), 0);
	ck_assert_int_eq(hung_rig_since(&a), 0);
	snprintf(path, sizeof(path), "%s", tree_path("here/a"));
	full = hung_rig_file_dev(path);
	ck_assert_int_eq(hung_rig_since(&full), HUNG_SINCE);
}
END_TEST

static const char *const own_names[] = { "/proc/self/fd/7", "/dev/fd/7", "/dev/stdin" };

START_TEST(name_that_is_another_file_for_others_is_not_for_them)
{
	struct dev a = hung_rig_file_dev(own_names[_i]);
	struct hung *hung = hung_rig_new(false);

	hung_rig_add(hung, &a, 0);
	hung_save(hung);
	ck_assert_int_eq(hung_since(hung, &a), HUNG_SINCE);
	ck_assert_int_eq(hung_rig_since(&a), 0);
	hung_free(hung);
}
END_TEST

static TCase *truth_tests(void)
{
	TCase *tcase = tcase_create("truth");

	tcase_add_checked_fixture(tcase, hung_rig_up, hung_rig_down);
	tcase_set_timeout(tcase, 30);
	tcase_add_test(tcase, process_that_has_gone_is_forgotten);
	tcase_add_test(tcase, another_process_of_that_number_is_not_believed);
	tcase_add_loop_test(tcase, disk_that_answers_is_forgotten_while_another_hangs, 0,
			    (int) (sizeof(places) / sizeof(places[0])));
	tcase_add_test(tcase, disk_that_was_replaced_is_not_believed);
	tcase_add_test(tcase, relative_path_is_of_its_directory);
	tcase_add_loop_test(tcase, name_that_is_another_file_for_others_is_not_for_them, 0, 3);
	return tcase;
}

Suite *hung_suite(void)
{
	Suite *suite = suite_create("hung");
	TCase *tcase = tcase_create("calls");

	tcase_add_checked_fixture(tcase, hung_rig_up, hung_rig_down);
	tcase_add_test(tcase, what_one_call_notes_the_next_one_knows);
	tcase_add_test(tcase, disk_is_known_by_its_numbers);
	tcase_add_test(tcase, what_is_our_own_is_known_at_once);
	tcase_add_test(tcase, file_is_read_again_when_it_is_stale);
	tcase_add_test(tcase, what_is_answered_is_taken_out);
	tcase_add_test(tcase, what_hangs_with_this_process_is_not_for_others);
	tcase_add_test(tcase, retry_ignores_the_others_and_notes_its_own);
	tcase_add_test(tcase, child_of_a_fork_has_asked_nothing);
	suite_add_tcase(suite, tcase);
	suite_add_tcase(suite, truth_tests());
	return suite;
}
