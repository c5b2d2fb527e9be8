/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Patterns of a filter, one a line; the last line is a name for them to judge. They are
 * short, since what a pattern may cost is the business of whoever writes it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/filter_regex.h"
#include "fuzz.h"
#include "pools.h"

#define PATTERNS_MAX 4
#define LENGTH_MAX 24

/* Cuts the lines apart. Returns how many, and the last of them in *name. */
static size_t split(char *text, const char *patterns[PATTERNS_MAX + 1], const char **name)
{
	size_t count = 0;
	char *end;

	while (count < PATTERNS_MAX && (end = strchr(text, '\n'))) {
		*end = '\0';
		if (end - text <= LENGTH_MAX)
			patterns[count++] = text;
		text = end + 1;
	}
	patterns[count] = NULL;
	*name = text;
	return count;
}

static void judge(struct filter_regex *regex, const char *name)
{
	const char *reason = NULL, *again = NULL;
	enum filter_verdict verdict = filter_regex_judge(regex, name, &reason);

	CHECK(verdict <= FILTER_REJECTS);
	CHECK(verdict != FILTER_REJECTS || (reason && *reason));
	CHECK(filter_regex_judge(regex, name, &again) == verdict && again == reason);
}

static void run_lines(char *text)
{
	struct dm_pool *pool = dm_pool_create("fuzz", 1024);
	const char *patterns[PATTERNS_MAX + 1], *name;
	struct filter_regex *regex = NULL;
	size_t count = split(text, patterns, &name);
	char *error = NULL;
	int r;

	r = filter_regex_new("devices/filter", patterns, pool, &regex, &error);
	if (r) {
		CHECK(r == -EINVAL && !regex && error && *error);
	} else {
		CHECK(!error && (regex != NULL) == (count != 0));
		if (regex)
			judge(regex, name);
	}
	free(error);
	dm_pool_destroy(pool);
	CHECK(!pools_count());
}

static void run(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	CHECK(text);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	run_lines(text);
	free(text);
}

const struct fuzz_target fuzz_regex = { "regex", run, NULL };
