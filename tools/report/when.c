/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/when.h"

#include <errno.h>
#include <limits.h>
#include <string.h>

#include "report/when_parts.h"

/* The smallest unit of `from` to `to` that was given; UNIT_COUNT if none. */
static enum unit smallest(const struct when *w, enum unit from, enum unit to)
{
	enum unit unit;

	for (unit = from; unit <= to; unit++)
		if (is_given(w, unit))
			return unit;
	return UNIT_COUNT;
}

static enum unit largest_of_date(const struct when *w)
{
	if (is_given(w, YEAR))
		return YEAR;
	return is_given(w, MONTH) ? MONTH : DAY;
}

/* November two years ago is a date, the second of November two days ago is none. */
static bool fits_together(const struct when *w)
{
	bool dated = smallest(w, DAY, YEAR) != UNIT_COUNT;
	bool day_has_name = w->days_back != NOT_GIVEN;

	if (w->ago != UNIT_COUNT && dated && largest_of_date(w) >= w->ago)
		return false;
	if (day_has_name && (dated || w->ago != UNIT_COUNT))
		return false;
	if (w->clock_ago && smallest(w, SECOND, HOUR) != UNIT_COUNT)
		return false;
	return w->months_ago < INT_MAX / 2;
}

static int or_else(int value, int other)
{
	return value == NOT_GIVEN ? other : value;
}

/* Smaller units than those that were given begin; larger ones are those of today. */
static void set_date(const struct when *w, struct tm *tm)
{
	enum unit date = smallest(w, DAY, YEAR);

	if (is_given(w, YEAR))
		tm->tm_year = w->given[YEAR] - 1900;
	if (date != UNIT_COUNT)
		tm->tm_mon = or_else(w->given[MONTH], date == YEAR ? 0 : tm->tm_mon);
	if (date != UNIT_COUNT)
		tm->tm_mday = or_else(w->given[DAY], 1);
	tm->tm_mon -= (int)w->months_ago;
}

static void set_clock(const struct when *w, struct tm *tm)
{
	enum unit clock = smallest(w, SECOND, HOUR);

	if (clock == UNIT_COUNT) {
		if (w->clock_ago)
			return;
		tm->tm_hour = tm->tm_min = tm->tm_sec = 0;
		return;
	}
	tm->tm_hour = or_else(w->given[HOUR], tm->tm_hour);
	tm->tm_min = or_else(w->given[MINUTE], clock == HOUR ? 0 : tm->tm_min);
	tm->tm_sec = or_else(w->given[SECOND], 0);
}

static int days_of_month(const struct tm *tm)
{
	struct tm last = { .tm_year = tm->tm_year, .tm_mon = tm->tm_mon + 1, .tm_mday = 0,
			   .tm_hour = 12, .tm_isdst = -1 };

	return mktime(&last) == -1 ? 31 : last.tm_mday;
}

/* "2 hours ago" is the hour before that moment, and a second more, as in LVM2; "2 days
 * ago" is that day. */
static void widen(const struct when *w, const struct tm *tm, time_t range[2])
{
	enum unit clock = smallest(w, SECOND, HOUR);

	if (clock == MINUTE)
		range[1] += MINUTE_SECONDS - 1;
	else if (clock == HOUR)
		range[1] += HOUR_SECONDS - 1;
	if (clock != UNIT_COUNT)
		return;
	if (w->ago == MINUTE)
		range[0] -= MINUTE_SECONDS + 1;
	else if (w->ago == HOUR)
		range[0] -= HOUR_SECONDS + 1;
	else if (w->ago == UNIT_COUNT && smallest(w, DAY, YEAR) == MONTH)
		range[1] += days_of_month(tm) * DAY_SECONDS - 1;
	else if (w->ago != SECOND)
		range[1] += DAY_SECONDS - 1;
}

/* Days are 24 hours here: what is taken away from a time of the other half of the year
 * would be wrong by an hour, so it is reckoned in standard time first. */
static time_t in_summer_too(time_t standard)
{
	struct tm tm;

	return localtime_r(&standard, &tm) && tm.tm_isdst > 0 ? standard - HOUR_SECONDS : standard;
}

static int find_range(const struct when *w, time_t range[2])
{
	struct tm tm = w->today;
	time_t start;

	tm.tm_isdst = 0;
	set_date(w, &tm);
	set_clock(w, &tm);
	start = mktime(&tm);
	if (start == -1)
		return -EINVAL;
	start -= (time_t)(w->seconds_ago + (int64_t)or_else(w->days_back, 0) * DAY_SECONDS);
	range[0] = range[1] = start;
	widen(w, &tm, range);
	range[0] = in_summer_too(range[0]);
	range[1] = in_summer_too(range[1]);
	return 0;
}

int when_range(const char *text, time_t now, time_t range[2])
{
	struct when w = { .at = text, .days_back = NOT_GIVEN, .ago = UNIT_COUNT };
	enum unit unit;
	int e;

	for (unit = SECOND; unit < UNIT_COUNT; unit++)
		w.given[unit] = NOT_GIVEN;
	if (!strpbrk(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"))
		return -ENOENT;
	if (!localtime_r(&now, &w.today))
		return -EINVAL;
	e = when_read(&w);
	if (e)
		return e;
	return fits_together(&w) ? find_range(&w, range) : -EINVAL;
}
