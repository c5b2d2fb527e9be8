/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dm_report wants another name for what has so many, and asks for the value by that
 * name later: it is the range itself, in seconds.
 */
#include "report/times.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>

#include "log.h"
#include "report/when.h"

#define RANGE "@%" PRId64 ":@%" PRId64

/* NULL when these are no words, which dm_report takes for a date in digits then. */
static int name_range(struct dm_pool *pool, const char *words, const void **name)
{
	char text[64];
	time_t range[2];
	int e = when_range(words, time(NULL), range);

	*name = NULL;
	if (e == -EINVAL)
		log_error("\"%s\" is no time: lvmreport(7) has the words for times.", words);
	if (e)
		return 1;
	snprintf(text, sizeof(text), RANGE, (int64_t)range[0], (int64_t)range[1]);
	*name = dm_pool_strdup(pool, text);
	return *name != NULL;
}

static int range_of_name(struct dm_pool *pool, const char *name, const void **value)
{
	int64_t from, to;
	time_t *range = dm_pool_alloc(pool, 2 * sizeof(*range));

	if (!range || sscanf(name, "@%" SCNd64 ":@%" SCNd64, &from, &to) != 2)
		return 0;
	range[0] = (time_t)from;
	range[1] = (time_t)to;
	*value = range;
	return 1;
}

int report_time_words(struct dm_report *dm, struct dm_pool *pool, uint32_t field,
		      dm_report_reserved_action_t action, const void *in, const void **out)
{
	(void)dm;
	(void)field;
	if (action == DM_REPORT_RESERVED_PARSE_FUZZY_NAME)
		return name_range(pool, in, out);
	return range_of_name(pool, in, out);
}
