/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdlib.h>
#include <time.h>

#include "report/when.h"
#include "unit.h"

/* A Wednesday, 17:45:30, in a zone that has summer time. */
#define NOW "2026-11-25 17:45:30"

static void in_berlin(void)
{
	setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
	tzset();
}

static time_t at(const char *text)
{
	struct tm tm = { .tm_isdst = -1 };

	ck_assert_ptr_nonnull(strptime(text, "%Y-%m-%d %H:%M:%S", &tm));
	return mktime(&tm);
}

static void assert_range(const char *words, const char *from, const char *to)
{
	time_t range[2];

	ck_assert_msg(!when_range(words, at(NOW), range), "%s", words);
	ck_assert_msg(range[0] == at(from), "%s: from %s", words, ctime(&range[0]));
	ck_assert_msg(range[1] == at(to), "%s: to %s", words, ctime(&range[1]));
}

static void assert_error(const char *words, int error)
{
	time_t range[2] = { 1, 2 };

	ck_assert_msg(when_range(words, at(NOW), range) == error, "%s", words);
	ck_assert(range[0] == 1 && range[1] == 2);
}

static const struct {
	const char *words, *from, *to;
} ranges[] = {
	{ "today", "2026-11-25 00:00:00", "2026-11-25 23:59:59" },
	{ " YesterDay ", "2026-11-24 00:00:00", "2026-11-24 23:59:59" },
	{ "Wednesday", "2026-11-25 00:00:00", "2026-11-25 23:59:59" },
	{ "thu", "2026-11-19 00:00:00", "2026-11-19 23:59:59" },
	{ "Sundays", "2026-11-22 00:00:00", "2026-11-22 23:59:59" },
	{ "noon", "2026-11-25 12:00:00", "2026-11-25 12:00:00" },
	{ "midnight yesterday", "2026-11-24 00:00:00", "2026-11-24 00:00:00" },
	{ "yesterday 9:05", "2026-11-24 09:05:00", "2026-11-24 09:05:59" },
	{ "9:05:07 today", "2026-11-25 09:05:07", "2026-11-25 09:05:07" },
	{ "9 hours", "2026-11-25 09:00:00", "2026-11-25 09:59:59" },
	{ "5 minutes", "2026-11-25 17:05:00", "2026-11-25 17:05:59" },
	{ "5s", "2026-11-25 17:45:05", "2026-11-25 17:45:05" },
	/* The two halves of the day */
	{ "9 AM", "2026-11-25 09:00:00", "2026-11-25 09:59:59" },
	{ "9:30pm", "2026-11-25 21:30:00", "2026-11-25 21:30:59" },
	{ "12 PM", "2026-11-25 12:00:00", "2026-11-25 12:59:59" },
	{ "12:01 am", "2026-11-25 00:01:00", "2026-11-25 00:01:59" },
	/* Ago */
	{ "3 seconds ago", "2026-11-25 17:45:27", "2026-11-25 17:45:27" },
	{ "minute ago", "2026-11-25 17:43:29", "2026-11-25 17:44:30" },
	{ "2 hours ago", "2026-11-25 14:45:29", "2026-11-25 15:45:30" },
	{ "1h 30m ago", "2026-11-25 16:14:29", "2026-11-25 16:15:30" },
	{ "1 hour ago 30 mins ago", "2026-11-25 16:14:29", "2026-11-25 16:15:30" },
	{ "2 days", "2026-11-23 00:00:00", "2026-11-23 23:59:59" },
	{ "1 week 1 day ago", "2026-11-17 00:00:00", "2026-11-17 23:59:59" },
	{ "2 days ago noon", "2026-11-23 12:00:00", "2026-11-23 12:00:00" },
	{ "1 day 2 hours ago", "2026-11-24 14:45:29", "2026-11-24 15:45:30" },
	{ "13 months ago", "2025-10-25 00:00:00", "2025-10-25 23:59:59" },
	{ "2 years ago", "2024-11-25 00:00:00", "2024-11-25 23:59:59" },
	/* Dates */
	{ "Feb", "2026-02-01 00:00:00", "2026-02-28 23:59:59" },
	{ "2 years ago February", "2024-02-01 00:00:00", "2024-02-01 23:59:59" },
	{ "february 2000", "2000-02-01 00:00:00", "2000-02-29 23:59:59" },
	{ "Dec 2025", "2025-12-01 00:00:00", "2025-12-31 23:59:59" },
	{ "24 Feb 2015", "2015-02-24 00:00:00", "2015-02-24 23:59:59" },
	{ "2015 Feb 24", "2015-02-24 00:00:00", "2015-02-24 23:59:59" },
	{ "Feb 24 2015 6:00", "2015-02-24 06:00:00", "2015-02-24 06:00:59" },
	{ "2015 noon", "2015-01-01 12:00:00", "2015-01-01 12:00:00" },
	/* Summer time: it ended on October 25th */
	{ "July", "2026-07-01 00:00:00", "2026-07-31 23:59:59" },
	{ "1 Jul 8:00", "2026-07-01 08:00:00", "2026-07-01 08:00:59" },
	{ "October", "2026-10-01 00:00:00", "2026-10-31 23:59:59" },
	{ "40 days ago", "2026-10-16 00:00:00", "2026-10-16 23:59:59" },
};

START_TEST(words_are_ranges)
{
	in_berlin();
	assert_range(ranges[_i].words, ranges[_i].from, ranges[_i].to);
}
END_TEST

static const char *const without_words[] = { "", " ", "2015", "2015-07-07 9:51", "@1", "@1:@2" };

START_TEST(no_words_are_no_matter_of_this)
{
	assert_error(without_words[_i], -ENOENT);
}
END_TEST

static const char *const nonsense[] = {
	"fortnight", "todays", "agos", "ago", "noon!", "9: today", "9:x", "today +02:00",
	"2015-07-07 noon", "today, noon",
	/* what is there twice */
	"today yesterday", "monday today", "noon midnight", "noon 9:00", "today 9:00 10:00", "Nov Dec",
	"5 Feb 15", "2015 Feb 2016", "9:00:00:00 today",
	/* what does not go together */
	"yesterday 2 hours ago", "2 days ago yesterday", "noon 2 hours ago", "2 hours ago 9:00",
	"Nov 2 2 days ago", "2 months ago Feb", "2026 2 years ago", "noon ago", "Feb yesterday",
	/* numbers */
	"5 noon", "13 PM", "noon PM", "PM", "today 123", "99999999999 days ago",
	"999999999 years ago",
};

START_TEST(nonsense_is_refused)
{
	in_berlin();
	assert_error(nonsense[_i], -EINVAL);
}
END_TEST

Suite *when_suite(void)
{
	Suite *suite = suite_create("when");
	TCase *tcase = tcase_create("when");

	tcase_add_loop_test(tcase, words_are_ranges, 0, (int)(sizeof(ranges) / sizeof(*ranges)));
	tcase_add_loop_test(tcase, no_words_are_no_matter_of_this, 0,
			    (int)(sizeof(without_words) / sizeof(*without_words)));
	tcase_add_loop_test(tcase, nonsense_is_refused, 0,
			    (int)(sizeof(nonsense) / sizeof(*nonsense)));
	suite_add_tcase(suite, tcase);
	return suite;
}
