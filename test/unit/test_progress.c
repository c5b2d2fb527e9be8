/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The line on a terminal that tells how far a scan is. stderr is a pseudo-terminal
 * here; each test is a process of its own. */
#include "tools/progress.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "tools/log.h"
#include "unit.h"

#define DEVICES(n) "  " #n " of 20 devices"

static const char *const names[] = { "/dev/sdx", "/dev/sdy", "/dev/sdz", "/dev/sdaa" };
static int terminal;

static void set_width(unsigned short columns)
{
	struct winsize size = { .ws_row = 24, .ws_col = columns };

	ck_assert_int_eq(ioctl(terminal, TIOCSWINSZ, &size), 0);
}

static void open_terminal(void)
{
	int end;

	terminal = posix_openpt(O_RDWR | O_NOCTTY);
	ck_assert_int_ge(terminal, 0);
	ck_assert_int_eq(grantpt(terminal) | unlockpt(terminal), 0);
	end = open(ptsname(terminal), O_RDWR | O_NOCTTY);
	ck_assert_int_ge(end, 0);
	ck_assert_int_eq(dup2(end, STDERR_FILENO), STDERR_FILENO);
	close(end);
	set_width(80);
}

/* What the terminal got since the last call. It arrives in pieces: up to a mark of
 * our own. */
static const char *seen(void)
{
	static const char mark = '\a';
	static char text[4096];
	size_t length = 0;
	ssize_t n;

	ck_assert_int_eq(write(STDERR_FILENO, &mark, 1), 1);
	do {
		n = read(terminal, text + length, sizeof(text) - length);
		ck_assert_int_gt(n, 0);
		length += (size_t)n;
	} while (text[length - 1] != mark);
	text[length - 1] = '\0';
	return text;
}

static void show(unsigned ms, size_t done, size_t awaited)
{
	const struct volscan_progress progress = {
		.devices = 20, .done = done, .time_us = ms * UINT64_C(1000),
		.awaited = names, .awaited_count = awaited,
	};

	progress_show(NULL, &progress);
}

static void show_name(const char *name)
{
	const struct volscan_progress progress = {
		.devices = 20, .done = 19, .time_us = 1000000,
		.awaited = &name, .awaited_count = 1,
	};

	progress_show(NULL, &progress);
}

START_TEST(nothing_is_shown_of_half_a_second)
{
	show(499, 3, 4);
	ck_assert_str_eq(seen(), "");
	show(500, 3, 4);
	ck_assert_str_eq(seen(), "\r" DEVICES(3));
}
END_TEST

START_TEST(names_are_shown_after_a_second)
{
	show(999, 18, 2);
	ck_assert_str_eq(seen(), "\r" DEVICES(18));
	show(1000, 18, 2);
	ck_assert_str_eq(seen(), "\r" DEVICES(18) "; awaited: /dev/sdx, /dev/sdy");
	show(1200, 20, 0);
	ck_assert_ptr_nonnull(strstr(seen(), "\r" DEVICES(20) " "));
}
END_TEST

START_TEST(a_shorter_line_covers_a_longer_one)
{
	show(1000, 18, 1);
	seen();
	show(1000, 19, 0);
	ck_assert_str_eq(seen(), "\r" DEVICES(19) "                   \r" DEVICES(19));
}
END_TEST

/* At their narrowest, and one column less. The last column stays empty. */
START_TEST(names_are_shown_as_far_as_they_fit)
{
	static const struct {
		unsigned short width;
		const char *line;
	} lines[] = {
		{ 69, DEVICES(16) "; awaited: /dev/sdx, /dev/sdy, /dev/sdz, /dev/sdaa" },
		{ 68, DEVICES(16) "; awaited: /dev/sdx, /dev/sdy and 2 more" },
		{ 59, DEVICES(16) "; awaited: /dev/sdx, /dev/sdy and 2 more" },
		{ 58, DEVICES(16) "; awaited: /dev/sdx and 3 more" },
		{ 49, DEVICES(16) "; awaited: /dev/sdx and 3 more" },
		{ 48, DEVICES(16) "; 4 awaited" },
		{ 30, DEVICES(16) "; 4 awaited" },
		{ 29, DEVICES(16) },
		{ 19, DEVICES(16) },
		{ 18, "" },
	};
	char expected[128];

	set_width(lines[_i].width);
	show(1000, 16, 4);
	snprintf(expected, sizeof(expected), "\r%s", lines[_i].line);
	ck_assert_str_eq(seen(), expected);
}
END_TEST

START_TEST(a_terminal_that_does_not_tell_has_80_columns)
{
	set_width(0);
	show(1000, 16, 4);
	ck_assert_str_eq(seen(), "\r" DEVICES(16)
			 "; awaited: /dev/sdx, /dev/sdy, /dev/sdz, /dev/sdaa");
}
END_TEST

START_TEST(columns_count_not_bytes)
{
	set_width(31);
	show_name("\xc3\xa9");
	ck_assert_str_eq(seen(), "\r" DEVICES(19) "; awaited: \xc3\xa9");
	show_name("\xe7\xa3\x81");	/* a character of two columns */
	ck_assert_ptr_null(strstr(seen(), "\xe7\xa3\x81"));
}
END_TEST

START_TEST(a_name_cannot_move_the_cursor)
{
	show_name("/dev/\033[2J");
	ck_assert_str_eq(seen(), "\r" DEVICES(19) "; awaited: /dev/\\x1b[2J");
}
END_TEST

START_TEST(no_length_of_a_name_is_too_much)
{
	char *name = malloc(5001);

	memset(name, 'x', 5000);
	name[5000] = '\0';
	set_width(UINT16_MAX);
	show_name(name);
	ck_assert_str_eq(seen(), "\r" DEVICES(19) "; 1 awaited");
	free(name);
}
END_TEST

START_TEST(a_message_takes_the_place_of_the_line)
{
	show(500, 7, 0);
	seen();
	if (_i == 0)
		log_error("gone");
	else
		log_library(NULL, VOLSCAN_LOG_ERROR, VOLSCAN_LOG_IO, "gone");
	ck_assert_str_eq(seen(), "\r                 \r  gone\r\n");
	show(700, 8, 0);
	ck_assert_str_eq(seen(), "\r" DEVICES(8));
}
END_TEST

START_TEST(it_is_erased_once)
{
	show(500, 7, 0);
	seen();
	progress_erase();
	ck_assert_str_eq(seen(), "\r                 \r");
	progress_erase();
	ck_assert_str_eq(seen(), "");
}
END_TEST

Suite *progress_suite(void)
{
	Suite *suite = suite_create("progress");
	TCase *tc = tcase_create("progress");

	tcase_add_checked_fixture(tc, open_terminal, NULL);
	tcase_add_test(tc, nothing_is_shown_of_half_a_second);
	tcase_add_test(tc, names_are_shown_after_a_second);
	tcase_add_test(tc, a_shorter_line_covers_a_longer_one);
	tcase_add_loop_test(tc, names_are_shown_as_far_as_they_fit, 0, 10);
	tcase_add_test(tc, a_terminal_that_does_not_tell_has_80_columns);
	tcase_add_test(tc, columns_count_not_bytes);
	tcase_add_test(tc, a_name_cannot_move_the_cursor);
	tcase_add_test(tc, no_length_of_a_name_is_too_much);
	tcase_add_loop_test(tc, a_message_takes_the_place_of_the_line, 0, 2);
	tcase_add_test(tc, it_is_erased_once);
	suite_add_tcase(suite, tc);
	return suite;
}
