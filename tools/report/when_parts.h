/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the two halves of when.h: what was read, which is then given a meaning. */
#ifndef REPORT_WHEN_PARTS_H
#define REPORT_WHEN_PARTS_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#define MINUTE_SECONDS	60
#define HOUR_SECONDS	3600
#define DAY_SECONDS	86400
#define NOT_GIVEN	(-1)

enum unit { SECOND, MINUTE, HOUR, DAY, MONTH, YEAR, UNIT_COUNT };

struct when {
	const char *at;			/* what is not read yet */
	struct tm today;

	int number, digits;		/* waits; digits 0 = none */
	bool behind_month;		/* it is */

	int given[UNIT_COUNT];		/* a time of day or a date, or NOT_GIVEN */
	int days_back;			/* from today, for a day that has a name; or NOT_GIVEN */
	bool hour_has_name;

	/* What was "ago", and the smallest unit of it. */
	int64_t seconds_ago, months_ago;
	enum unit ago;
	bool clock_ago;
};

static inline bool is_given(const struct when *w, enum unit unit)
{
	return w->given[unit] != NOT_GIVEN;
}

/* Read all of w->at; 0 or -EINVAL. */
int when_read(struct when *w);

#endif
