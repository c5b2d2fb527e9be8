/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One pass over the text. A number waits until it is known what it counts. So do hours,
 * minutes and seconds: they are a time of day, unless "ago" comes behind them.
 */
#include "report/when_parts.h"

#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <strings.h>

#define NUMBER_MAX 999999999
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

enum word_kind {
	WORD_AGO,
	WORD_DAY,		/* value: days before today */
	WORD_WEEKDAY,		/* from Sunday on */
	WORD_HOUR,		/* with no minutes and no seconds */
	WORD_HALF,		/* of the day: its first hour */
	WORD_CLOCK,		/* enum unit */
	WORD_DAYS,		/* so many */
	WORD_MONTHS,
	WORD_MONTH,		/* from January on */
};

static const struct word {
	const char *name, *plural;
	enum word_kind kind;
	int value;
} words[] = {
	{ "ago", NULL, WORD_AGO, 0 },
	{ "today", NULL, WORD_DAY, 0 },
	{ "yesterday", NULL, WORD_DAY, 1 },
	{ "sunday", "sundays", WORD_WEEKDAY, 0 },
	{ "sun", NULL, WORD_WEEKDAY, 0 },
	{ "monday", "mondays", WORD_WEEKDAY, 1 },
	{ "mon", NULL, WORD_WEEKDAY, 1 },
	{ "tuesday", "tuesdays", WORD_WEEKDAY, 2 },
	{ "tue", NULL, WORD_WEEKDAY, 2 },
	{ "wednesday", "wednesdays", WORD_WEEKDAY, 3 },
	{ "wed", NULL, WORD_WEEKDAY, 3 },
	{ "thursday", "thursdays", WORD_WEEKDAY, 4 },
	{ "thu", NULL, WORD_WEEKDAY, 4 },
	{ "friday", "fridays", WORD_WEEKDAY, 5 },
	{ "fri", NULL, WORD_WEEKDAY, 5 },
	{ "saturday", "saturdays", WORD_WEEKDAY, 6 },
	{ "sat", NULL, WORD_WEEKDAY, 6 },
	{ "noon", "noons", WORD_HOUR, 12 },
	{ "midnight", "midnights", WORD_HOUR, 0 },
	{ "am", NULL, WORD_HALF, 0 },
	{ "pm", NULL, WORD_HALF, 12 },
	{ "second", "seconds", WORD_CLOCK, SECOND },
	{ "sec", "secs", WORD_CLOCK, SECOND },
	{ "s", NULL, WORD_CLOCK, SECOND },
	{ "minute", "minutes", WORD_CLOCK, MINUTE },
	{ "min", "mins", WORD_CLOCK, MINUTE },
	{ "m", NULL, WORD_CLOCK, MINUTE },
	{ "hour", "hours", WORD_CLOCK, HOUR },
	{ "hr", "hrs", WORD_CLOCK, HOUR },
	{ "h", NULL, WORD_CLOCK, HOUR },
	{ "day", "days", WORD_DAYS, 1 },
	{ "week", "weeks", WORD_DAYS, 7 },
	{ "month", "months", WORD_MONTHS, 1 },
	{ "year", "years", WORD_MONTHS, 12 },
	{ "yr", "yrs", WORD_MONTHS, 12 },
	{ "january", NULL, WORD_MONTH, 0 },
	{ "jan", NULL, WORD_MONTH, 0 },
	{ "february", NULL, WORD_MONTH, 1 },
	{ "feb", NULL, WORD_MONTH, 1 },
	{ "march", NULL, WORD_MONTH, 2 },
	{ "mar", NULL, WORD_MONTH, 2 },
	{ "april", NULL, WORD_MONTH, 3 },
	{ "apr", NULL, WORD_MONTH, 3 },
	{ "may", NULL, WORD_MONTH, 4 },
	{ "june", NULL, WORD_MONTH, 5 },
	{ "jun", NULL, WORD_MONTH, 5 },
	{ "july", NULL, WORD_MONTH, 6 },
	{ "jul", NULL, WORD_MONTH, 6 },
	{ "august", NULL, WORD_MONTH, 7 },
	{ "aug", NULL, WORD_MONTH, 7 },
	{ "september", NULL, WORD_MONTH, 8 },
	{ "sep", NULL, WORD_MONTH, 8 },
	{ "october", NULL, WORD_MONTH, 9 },
	{ "oct", NULL, WORD_MONTH, 9 },
	{ "november", NULL, WORD_MONTH, 10 },
	{ "nov", NULL, WORD_MONTH, 10 },
	{ "december", NULL, WORD_MONTH, 11 },
	{ "dec", NULL, WORD_MONTH, 11 },
};

static int give(struct when *w, enum unit unit, int value)
{
	if (is_given(w, unit))
		return -EINVAL;
	w->given[unit] = value;
	return 0;
}

/* A number beside a month is a day or a year; any other that counts nothing is a year. */
static int give_number(struct when *w)
{
	int digits = w->digits;

	w->digits = 0;
	if (!digits)
		return 0;
	if (digits == 4)
		return give(w, YEAR, w->number);
	return digits <= 2 && w->behind_month ? give(w, DAY, w->number) : -EINVAL;
}

/* ------------------------------------------------------------------------
 * Numbers, and times with colons
 */

static int read_digits(struct when *w, int *number)
{
	int digits = 0, n = 0;

	for (; isdigit((unsigned char)*w->at); w->at++, digits++) {
		if (n > NUMBER_MAX / 10)
			return -EINVAL;
		n = n * 10 + *w->at - '0';
	}
	*number = n;
	return digits;
}

static int read_clock(struct when *w, int hour)
{
	int e = give(w, HOUR, hour), value;
	enum unit unit;

	for (unit = MINUTE; !e && *w->at == ':'; unit--) {
		w->at++;
		if (read_digits(w, &value) <= 0)
			return -EINVAL;
		e = give(w, unit, value);
		if (unit == SECOND)
			break;
	}
	return e;
}

static int read_number(struct when *w, bool behind_month)
{
	int number, e = give_number(w), digits = read_digits(w, &number);

	if (e || digits < 0)
		return -EINVAL;
	if (*w->at == ':')
		return read_clock(w, number);
	w->number = number;
	w->digits = digits;
	w->behind_month = behind_month;
	return 0;
}

/* ------------------------------------------------------------------------
 * Words
 */

static int take_count(struct when *w)
{
	int count = w->digits ? w->number : 1;

	w->digits = 0;
	return count;
}

static void set_ago(struct when *w, enum unit unit)
{
	if (unit < w->ago)
		w->ago = unit;
}

static int count_days(struct when *w, int days)
{
	w->seconds_ago += (int64_t)take_count(w) * days * DAY_SECONDS;
	set_ago(w, DAY);
	return 0;
}

static int count_months(struct when *w, int months)
{
	w->months_ago += (int64_t)take_count(w) * months;
	set_ago(w, months == 1 ? MONTH : YEAR);
	return 0;
}

/* The hours, minutes and seconds so far are no time of day. */
static int read_ago(struct when *w)
{
	static const int seconds[] = { 1, MINUTE_SECONDS, HOUR_SECONDS };
	enum unit unit;

	if (w->hour_has_name)
		return -EINVAL;
	for (unit = SECOND; unit <= HOUR; unit++)
		if (is_given(w, unit)) {
			w->seconds_ago += (int64_t)w->given[unit] * seconds[unit];
			w->given[unit] = NOT_GIVEN;
			w->clock_ago = true;
			set_ago(w, unit);
		}
	return w->ago == UNIT_COUNT ? -EINVAL : 0;
}

static int name_day(struct when *w, int days)
{
	if (w->days_back != NOT_GIVEN)
		return -EINVAL;
	w->days_back = days;
	return 0;
}

static int name_hour(struct when *w, int hour)
{
	w->hour_has_name = true;
	if (give(w, HOUR, hour) || give(w, MINUTE, 0))
		return -EINVAL;
	return give(w, SECOND, 0);
}

/* 12 is the first hour of either half. */
static int read_half(struct when *w, int first)
{
	if (w->digits && give(w, HOUR, take_count(w)))
		return -EINVAL;
	if (w->hour_has_name || w->given[HOUR] < 0 || w->given[HOUR] > 12)
		return -EINVAL;
	w->given[HOUR] = w->given[HOUR] % 12 + first;
	return 0;
}

static int read_month(struct when *w, int month)
{
	w->behind_month = true;
	return give_number(w) ? -EINVAL : give(w, MONTH, month);
}

static int use_word(struct when *w, const struct word *word)
{
	switch (word->kind) {
	case WORD_CLOCK:
		return give(w, (enum unit)word->value, take_count(w));
	case WORD_DAYS:
		return count_days(w, word->value);
	case WORD_MONTHS:
		return count_months(w, word->value);
	case WORD_HALF:
		return read_half(w, word->value);
	case WORD_MONTH:
		return read_month(w, word->value);
	default:
		break;
	}
	if (give_number(w))
		return -EINVAL;
	if (word->kind == WORD_AGO)
		return read_ago(w);
	if (word->kind == WORD_HOUR)
		return name_hour(w, word->value);
	if (word->kind == WORD_WEEKDAY)
		return name_day(w, (w->today.tm_wday + 7 - word->value) % 7);
	return name_day(w, word->value);
}

static bool is_word(const char *name, const char *text, size_t length)
{
	return name && strlen(name) == length && !strncasecmp(name, text, length);
}

static const struct word *read_word(struct when *w)
{
	const char *text = w->at;
	size_t i, length;

	while (isalpha((unsigned char)*w->at))
		w->at++;
	length = (size_t)(w->at - text);
	for (i = 0; i < COUNT_OF(words); i++)
		if (is_word(words[i].name, text, length) || is_word(words[i].plural, text, length))
			return &words[i];
	return NULL;
}

int when_read(struct when *w)
{
	const struct word *word = NULL;
	int e = 0;

	while (!e && *w->at) {
		if (isspace((unsigned char)*w->at)) {
			w->at++;
		} else if (isdigit((unsigned char)*w->at)) {
			e = read_number(w, word && word->kind == WORD_MONTH);
			word = NULL;
		} else {
			word = read_word(w);
			e = word ? use_word(w, word) : -EINVAL;
		}
	}
	return e ? e : give_number(w);
}
