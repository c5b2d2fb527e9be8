/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The readahead engine: what has not come yet, and what never will. */
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "engine_rig.h"
#include "io/in_flight.h"
#include "sys_wrap.h"
#include "unit.h"

#define DEPTH 8

static const struct rig_place place = { .ops = &io_engine_readahead, .dir = "." };

static struct rig rig;
static unsigned looks, late;

static bool up(void)
{
	if (!rig_up(&rig, &place, DEPTH))
		return false;
	rig_open(&rig);
	sys_wrap.preads = 0;
	return true;
}

static void down(void)
{
	rig_close(&rig);
	rig_down(&rig);
}

static int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void read_block(unsigned block)
{
	struct io_request request = rig_read_request(&rig, block);

	ck_assert_int_eq(rig_run(&rig, &request), RIG_BLOCK);
	rig_check_content(rig_buffers[block], (uint64_t) block * RIG_BLOCK, RIG_BLOCK);
}

static ssize_t comes_late(off_t offset, size_t length)
{
	(void) offset;
	(void) length;
	return ++looks <= late ? -EAGAIN : 0;
}

START_TEST(what_is_on_its_way_is_looked_at_again)
{
	if (!up())
		return;
	late = 5;
	sys_wrap.nowait_read = comes_late;
	read_block(3);
	ck_assert_uint_eq(looks, 6);
	ck_assert_uint_eq(sys_wrap.preads, 0);
	down();
}
END_TEST

static ssize_t half_comes_late(off_t offset, size_t length)
{
	if (offset % RIG_BLOCK == 0)
		return (ssize_t) length / 2;
	return comes_late(offset, length);
}

START_TEST(half_of_it_is_not_all_of_it)
{
	if (!up())
		return;
	late = 3;
	sys_wrap.nowait_read = half_comes_late;
	read_block(3);
	ck_assert_uint_eq(looks, 4);
	ck_assert_uint_eq(sys_wrap.preads, 0);
	down();
}
END_TEST

static ssize_t never_comes(off_t offset, size_t length)
{
	(void) offset;
	(void) length;
	return -EAGAIN;
}

static int in_flight;

static int say_in_flight(int fd)
{
	(void) fd;
	return in_flight;
}

static void lose(int reads_in_flight)
{
	in_flight = reads_in_flight;
	sys_wrap.in_flight = say_in_flight;
	sys_wrap.nowait_read = never_comes;
}

START_TEST(what_is_not_on_its_way_is_read_plainly_soon)
{
	int64_t start = now_ms();

	if (!up())
		return;
	lose(0);
	read_block(3);
	ck_assert_uint_eq(sys_wrap.preads, 1);
	ck_assert_int_ge(now_ms() - start, 50);
	ck_assert_int_lt(now_ms() - start, 900);
	down();
}
END_TEST

/* It would block, and with it all others. */
START_TEST(what_a_slow_disk_has_in_flight_is_not_read_plainly)
{
	struct io_request request, *batch = &request, *done;

	if (!up())
		return;
	lose(1);
	request = rig_read_request(&rig, 3);
	ck_assert_int_eq(rig.ops->submit(rig.engine, &batch, 1), 1);
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, 1500), 0);
	ck_assert_uint_eq(sys_wrap.preads, 0);

	in_flight = 0;
	ck_assert_int_eq(rig.ops->wait(rig.engine, &done, 1, -1), 1);
	ck_assert_int_eq(request.result, RIG_BLOCK);
	ck_assert_uint_eq(sys_wrap.preads, 1);
	down();
}
END_TEST

START_TEST(what_nobody_can_tell_about_is_read_plainly_after_a_second)
{
	int64_t start = now_ms();

	if (!up())
		return;
	lose(-ENOENT);
	read_block(3);
	ck_assert_uint_eq(sys_wrap.preads, 1);
	ck_assert_int_ge(now_ms() - start, 1000);
	ck_assert_int_lt(now_ms() - start, 5000);
	down();
}
END_TEST

static ssize_t result_of_asking;

static ssize_t answer(off_t offset, size_t length)
{
	(void) offset;
	(void) length;
	return result_of_asking;
}

START_TEST(who_cannot_be_asked_is_read_plainly)
{
	static const int errors[] = { -EOPNOTSUPP, -EINVAL, -ENOSYS };

	if (!up())
		return;
	result_of_asking = errors[_i];
	sys_wrap.nowait_read = answer;
	read_block(3);
	ck_assert_uint_eq(sys_wrap.preads, 1);
	down();
}
END_TEST

START_TEST(error_is_the_result)
{
	struct io_request request;

	if (!up())
		return;
	result_of_asking = -EIO;
	sys_wrap.nowait_read = answer;
	request = rig_read_request(&rig, 3);
	ck_assert_int_eq(rig_run(&rig, &request), -EIO);
	ck_assert_uint_eq(sys_wrap.preads, 0);
	down();
}
END_TEST

START_TEST(files_are_opened_for_the_page_cache)
{
	if (!rig_up(&rig, &place, DEPTH))
		return;
	rig.file.open_flags |= O_DIRECT;
	rig_open(&rig);
	ck_assert(!(fcntl(rig.file.fd, F_GETFL) & O_DIRECT));
	ck_assert(rig.file.open_flags & O_DIRECT);
	down();
}
END_TEST

START_TEST(reads_in_flight_of_disks_are_known)
{
	if (!rig_up(&rig, &(const struct rig_place) { .ops = &io_engine_sync, .dir = ".", .loop = true }, 1))
		return;
	ck_assert_int_eq(io_reads_in_flight(rig.loop), 0);
	rig_down(&rig);
}
END_TEST

START_TEST(reads_in_flight_of_others_are_not)
{
	int fd = open("/proc/self/stat", O_RDONLY | O_CLOEXEC);

	ck_assert_int_lt(io_reads_in_flight(fd), 0);
	close(fd);
	ck_assert_int_eq(io_reads_in_flight(-1), -EBADF);
}
END_TEST

Suite *engine_readahead_suite(void)
{
	Suite *suite = suite_create("engine_readahead");
	TCase *tcase = tcase_create("readahead");

	tcase_add_test(tcase, what_is_on_its_way_is_looked_at_again);
	tcase_add_test(tcase, half_of_it_is_not_all_of_it);
	tcase_add_test(tcase, what_is_not_on_its_way_is_read_plainly_soon);
	tcase_add_test(tcase, what_a_slow_disk_has_in_flight_is_not_read_plainly);
	tcase_add_test(tcase, what_nobody_can_tell_about_is_read_plainly_after_a_second);
	tcase_add_loop_test(tcase, who_cannot_be_asked_is_read_plainly, 0, 3);
	tcase_add_test(tcase, error_is_the_result);
	tcase_add_test(tcase, files_are_opened_for_the_page_cache);
	tcase_add_test(tcase, reads_in_flight_of_disks_are_known);
	tcase_add_test(tcase, reads_in_flight_of_others_are_not);
	suite_add_tcase(suite, tcase);
	return suite;
}
