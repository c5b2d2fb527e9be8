/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The helper, and what the path has done by it. */
#include "unit.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "device/errands.h"
#include "engine_rig.h"
#include "io/helper.h"
#include "io/request.h"
#include "io/worker_private.h"

static struct helper *helper;

/* Adds, says who it is, and writes into what came along. */
static int add(void *context, uint64_t numbers[HELPER_NUMBERS],
	       const int descriptors[HELPER_DESCRIPTORS])
{
	numbers[0] += *(unsigned *)context;
	numbers[1] = (uint64_t)getpid();
	for (unsigned i = 0; i < HELPER_DESCRIPTORS; i++)
		if (descriptors[i] >= 0 && write(descriptors[i], "ab", 2) != 2)
			return -errno;
	return 0;
}

static int refuse(void *context, uint64_t numbers[HELPER_NUMBERS],
		  const int descriptors[HELPER_DESCRIPTORS])
{
	(void)context;
	(void)descriptors;
	numbers[0] = 99;
	return -EBUSY;
}

static void __attribute__((noreturn)) dawdle(void)
{
	for (;;)
		pause();
}

static int hang(void *context, uint64_t numbers[HELPER_NUMBERS],
		const int descriptors[HELPER_DESCRIPTORS])
{
	(void)context;
	(void)numbers;
	(void)descriptors;
	dawdle();
}

static void set_up(void)
{
	static unsigned summand = 5;

	ck_assert_int_eq(helper_new(&helper), 0);
	helper_teach(helper, HELPER_START_WORKER, add, &summand);
	helper_teach(helper, HELPER_IS_DEAD, refuse, NULL);
	helper_teach(helper, HELPER_KILL, hang, NULL);
}

static void tear_down(void)
{
	helper_free(helper);
	helper = NULL;
	/* On a busy machine it is not waited for, but ends by itself. */
	while (waitpid(-1, NULL, 0) >= 0)
		;
	ck_assert_int_eq(errno, ECHILD);
}

/* Has it add to `number`; returns its pid. */
static pid_t send_number(uint64_t number)
{
	uint64_t numbers[HELPER_NUMBERS] = { number };

	ck_assert_int_eq(helper_send(helper, HELPER_START_WORKER, numbers, NULL), 0);
	ck_assert_uint_eq(numbers[0], number + 5);
	return (pid_t)numbers[1];
}

START_TEST(test_done_by_another_process)
{
	ck_assert(!helper_has_started(NULL));
	ck_assert(!helper_has_started(helper));
	ck_assert_int_eq(helper_start(helper), 0);
	ck_assert(helper_has_started(helper));
	ck_assert_int_ne(send_number(1), getpid());
	send_number(2);
}
END_TEST

START_TEST(test_descriptors_come_along)
{
	uint64_t numbers[HELPER_NUMBERS] = { 0 };
	int first[2], second[2];
	char text[4];

	ck_assert_int_eq(helper_start(helper), 0);
	ck_assert(!pipe(first) && !pipe(second));
	ck_assert_int_eq(helper_send(helper, HELPER_START_WORKER, numbers,
				     (int[]) { first[1], second[1], -1 }), 0);
	ck_assert_int_eq(read(first[0], text, 2), 2);
	ck_assert_int_eq(read(second[0], text, 2), 2);
	close(first[1]);
	ck_assert_int_eq(read(first[0], text, 1), 0);	/* it has closed its own */
}
END_TEST

START_TEST(test_refused)
{
	uint64_t numbers[HELPER_NUMBERS] = { 1 };

	ck_assert_int_eq(helper_send(helper, HELPER_IS_DEAD, numbers, NULL), -EPIPE);
	ck_assert_int_eq(helper_start(helper), 0);
	ck_assert_int_eq(helper_send(helper, HELPER_IS_DEAD, numbers, NULL), -EBUSY);
	ck_assert_int_eq(helper_send(helper, HELPER_NOTE_HUNG, numbers, NULL), -EINVAL);
	ck_assert_int_eq(helper_send(helper, HELPER_ERRANDS, numbers, NULL), -EINVAL);
	ck_assert_uint_eq(numbers[0], 1);
	send_number(3);
}
END_TEST

/* It keeps nothing open: who waits for the end of a pipe gets it. */
START_TEST(test_has_nothing_of_ours)
{
	int ends[2];
	char byte;

	ck_assert(!pipe(ends));
	ck_assert_int_eq(helper_start(helper), 0);
	send_number(1);
	close(ends[1]);
	ck_assert_int_eq(read(ends[0], &byte, 1), 0);
}
END_TEST

static void no_answer(void)
{
	uint64_t numbers[HELPER_NUMBERS] = { 0 };

	ck_assert_int_eq(helper_send(helper, HELPER_START_WORKER, numbers, NULL), -EPIPE);
	ck_assert(!helper_has_started(helper));
}

START_TEST(test_dead)
{
	ck_assert_int_eq(helper_start(helper), 0);
	ck_assert_int_eq(kill(send_number(1), SIGKILL), 0);
	no_answer();
	no_answer();
}
END_TEST

START_TEST(test_does_not_answer)
{
	uint64_t numbers[HELPER_NUMBERS] = { 0 };
	int64_t before = io_now_ns();
	pid_t pid;

	ck_assert_int_eq(helper_start(helper), 0);
	pid = send_number(1);
	ck_assert_int_eq(helper_send(helper, HELPER_KILL, numbers, NULL), -EPIPE);
	ck_assert_int_ge(io_now_ns() - before, INT64_C(900000000));
	no_answer();
	kill(pid, SIGKILL);
}
END_TEST

START_TEST(test_started_anew)
{
	pid_t first;

	ck_assert_int_eq(helper_start(helper), 0);
	first = send_number(1);
	ck_assert_int_eq(helper_start(helper), 0);
	ck_assert_int_ne(send_number(1), first);
	ck_assert_int_eq(kill(first, 0), -1);
}
END_TEST

START_TEST(test_not_for_children)
{
	int status;
	pid_t child;

	ck_assert_int_eq(helper_start(helper), 0);
	child = fork();
	if (!child) {
		no_answer();
		helper_free(helper);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert_int_eq(status, 0);
	send_number(4);
}
END_TEST

/* ------------------------------------------------------------------------
 * Workers
 */

static bool start_worker(struct rig *rig)
{
	struct io_settings settings = { .depth = 4, .inner = "threads", .helper = helper };

	*rig = (struct rig) { .ops = &io_engine_worker, .depth = 4 };
	return !rig->ops->setup(&rig->engine, &settings, &rig->depth);
}

static ssize_t ask(struct rig *rig, enum io_op op, int flags)
{
	static char buffer[512];
	struct io_file file = { .path = "/dev/zero", .open_flags = flags, .fd = -1 };
	struct io_request request = { .op = op, .file = &file, .buffer = buffer,
				      .length = sizeof(buffer) };
	struct io_request *batch = &request, *done;
	int n = 0;

	ck_assert_int_eq(rig->ops->submit(rig->engine, &batch, 1), 1);
	while (!n)
		n = rig->ops->wait(rig->engine, &done, 1, 5000);
	return n < 0 ? n : done->result;
}

static ssize_t read_zeros(struct rig *rig)
{
	return ask(rig, IO_READ, O_RDONLY);
}

/* The parent may be in other hands. */
START_TEST(test_worker_only_reads)
{
	static const struct {
		enum io_op op;
		int flags;
	} asks[] = {
		{ IO_WRITE, O_RDONLY }, { IO_WRITE, O_RDWR }, { IO_READ, O_RDWR },
		{ IO_READ, O_CREAT }, { IO_READ, O_TRUNC }, { IO_READ, O_WRONLY },
	};
	struct rig rig;

	ck_assert(start_worker(&rig));
	ck_assert_int_eq(ask(&rig, asks[_i].op, asks[_i].flags), -EPERM);
	ck_assert_int_eq(read_zeros(&rig), 512);
	rig.ops->teardown(rig.engine, false);
}
END_TEST

/* The second and the third are the helper's children, and so not ours. */
START_TEST(test_starts_workers)
{
	struct rig rig;
	pid_t pid;

	ck_assert(start_worker(&rig));
	ck_assert(helper_has_started(helper));
	for (int i = 0; i < 3; i++) {
		ck_assert_int_eq(read_zeros(&rig), 512);
		pid = io_worker_pid(rig.engine);
		ck_assert_int_eq(waitpid(pid, NULL, WNOHANG), i ? -1 : 0);
		if (i < 2)
			ck_assert_int_eq(kill(pid, SIGKILL), 0);
	}
	rig.ops->teardown(rig.engine, false);
	ck_assert_int_eq(kill(pid, 0), -1);
}
END_TEST

/* ------------------------------------------------------------------------
 * Errands
 */

START_TEST(test_facts)
{
	unsigned major_ = 0, minor_ = 0;
	uint64_t here, there;
	int r;

	errands_teach(helper, NULL);
	ck_assert_int_eq(helper_start(helper), 0);
	for (minor_ = 0; minor_ < 3; minor_++)
		for (int fact = 0; fact < BLOCK_FACTS; fact++) {
			here = there = 7;
			major_ = 7;	/* loop devices, if there are some */
			r = block_fact(NULL, "", major_, minor_, (enum block_fact)fact, &here);
			ck_assert_int_eq(block_fact(helper, "", major_, minor_,
						    (enum block_fact)fact, &there), r);
			ck_assert_uint_eq(here, there);
		}
}
END_TEST

/* It writes what the path would have written. */
START_TEST(test_note_what_hangs)
{
	char dir[] = "/tmp/volscan-test-XXXXXX";
	struct dm_list own, found;
	struct hung_entry *entry;

	ck_assert_ptr_nonnull(mkdtemp(dir));
	errands_teach(helper, dir);
	ck_assert_int_eq(helper_start(helper), 0);
	dm_list_init(&own);
	dm_list_init(&found);
	ck_assert_int_eq(hung_entry_new("/some/image", &entry), 0);
	entry->since = 1700000000;
	entry->place = (struct io_worker_place) { .pid = getpid(),
						  .start = worker_start_time(getpid()) };
	dm_list_add(&own, &entry->list);
	ck_assert_int_eq(note_hung(helper, &own), 0);
	ck_assert_int_eq(hung_file_read(dir, &found), 0);
	ck_assert_uint_eq(dm_list_size(&found), 1);
	ck_assert_str_eq(dm_list_item(dm_list_first(&found), struct hung_entry)->name, "/some/image");
	hung_entries_free(&found);

	entry->gone = true;
	ck_assert_int_eq(note_hung(helper, &own), 0);
	hung_entries_free(&own);
	ck_assert_int_eq(rmdir(dir), 0);	/* a file without lines is none */
}
END_TEST

Suite *helper_suite(void)
{
	Suite *suite = suite_create("helper");
	TCase *tcase = tcase_create("helper");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_done_by_another_process);
	tcase_add_test(tcase, test_descriptors_come_along);
	tcase_add_test(tcase, test_refused);
	tcase_add_test(tcase, test_has_nothing_of_ours);
	tcase_add_test(tcase, test_dead);
	tcase_add_test(tcase, test_does_not_answer);
	tcase_add_test(tcase, test_started_anew);
	tcase_add_test(tcase, test_not_for_children);
	tcase_add_test(tcase, test_starts_workers);
	tcase_add_loop_test(tcase, test_worker_only_reads, 0, 6);
	tcase_add_test(tcase, test_facts);
	tcase_add_test(tcase, test_note_what_hangs);
	suite_add_tcase(suite, tcase);
	return suite;
}
