/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fs.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define VALUES_MAX 3
#define DELAY_MAX 3600000
#define ERRNO_MAX 999		/* FUSE refuses greater ones */

static void turn_delay(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)fs;
	image->knobs.delay_ms = (unsigned)values[0];
}

static void turn_error(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)fs;
	image->knobs.error = (int)values[0];
}

static void turn_range(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)fs;
	image->knobs.error_span = (struct span) { values[0], values[1] };
	image->knobs.span_error = (int)values[2];
}

static void turn_short(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)fs;
	image->knobs.shorten = (size_t)values[0];
}

/* Without values: all of the image. */
static void turn_hang(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)fs;
	image->knobs.hang = true;
	image->knobs.hang_span = (struct span) { values[0], values[1] ? values[1] : INT64_MAX };
}

static void turn_release(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)values;
	image->knobs.hang = false;
	reads_release(fs, image);
}

static void turn_reset(struct fs *fs, struct image *image, const uint64_t *values)
{
	turn_release(fs, image, values);
	image->knobs = (struct knobs) { .delay_ms = 0 };
	image->reads = 0;
}

static void turn_nothing(struct fs *fs, struct image *image, const uint64_t *values)
{
	(void)fs;
	(void)image;
	(void)values;
}

static const struct knob {
	const char *name;
	unsigned least, most;		/* values */
	uint64_t limits[VALUES_MAX];	/* the greatest of each */
	void (*turn)(struct fs *fs, struct image *image, const uint64_t *values);
} knobs[] = {
	{ "delay", 1, 1, { DELAY_MAX }, turn_delay },
	{ "error", 1, 1, { ERRNO_MAX }, turn_error },
	{ "range", 3, 3, { INT64_MAX, INT64_MAX, ERRNO_MAX }, turn_range },
	{ "short", 1, 1, { INT32_MAX }, turn_short },
	{ "hang", 0, 2, { INT64_MAX, INT64_MAX }, turn_hang },
	{ "release", 0, 0, { 0 }, turn_release },
	{ "reset", 0, 0, { 0 }, turn_reset },
	{ "reads", 0, 0, { 0 }, turn_nothing },
};

static const struct knob *find_knob(const char *name)
{
	size_t i;

	for (i = 0; name && i < sizeof(knobs) / sizeof(*knobs); i++)
		if (!strcmp(knobs[i].name, name))
			return &knobs[i];
	return NULL;
}

/* A number, or the name of an errno. */
static bool parse_value(const char *word, uint64_t limit, uint64_t *value)
{
	char *end;
	int e;

	for (e = 1; *word == 'E' && e <= ERRNO_MAX; e++)
		if (strerrorname_np(e) && !strcmp(word, strerrorname_np(e))) {
			*value = (uint64_t)e;
			return true;
		}
	errno = 0;
	*value = strtoull(word, &end, 0);
	return *word >= '0' && *word <= '9' && !*end && !errno && *value <= limit;
}

/* The values that follow on the line. NULL, or what is wrong with them. */
static const char *parse_values(const struct knob *knob, char **rest, uint64_t *values)
{
	unsigned count = 0;
	char *word;

	while ((word = strtok_r(NULL, " \n", rest))) {
		if (count == knob->most)
			return "too many values";
		if (!parse_value(word, knob->limits[count], &values[count]))
			return "not a number, or too great";
		count++;
	}
	return count < knob->least ? "too few values" : NULL;
}

static void turn_all(struct fs *fs, const char *pattern, const struct knob *knob,
		     const uint64_t *values, char *reply, size_t size)
{
	unsigned long reads = 0;
	bool found = false;
	size_t i;

	for (i = 0; i < fs->images.count; i++) {
		struct image *image = &fs->images.list[i];

		if (fnmatch(pattern, image->name, 0))
			continue;
		found = true;
		knob->turn(fs, image, values);
		reads += image->reads;
	}
	if (!found)
		snprintf(reply, size, "error: no file is called %s\n", pattern);
	else if (knob->turn == turn_nothing)
		snprintf(reply, size, "ok %lu\n", reads);
	else
		snprintf(reply, size, "ok\n");
}

void knobs_command(struct fs *fs, char *line, char *reply, size_t size)
{
	uint64_t values[VALUES_MAX] = { 0 };
	char *rest, *pattern = strtok_r(line, " \n", &rest);
	char *name = pattern ? strtok_r(NULL, " \n", &rest) : NULL;
	const struct knob *knob = find_knob(name);
	const char *wrong = knob ? parse_values(knob, &rest, values) : "there is no such knob";

	if (wrong)
		snprintf(reply, size, "error: %s: %s\n", name ? name : "NAME KNOB [VALUE...]", wrong);
	else
		turn_all(fs, pattern, knob, values, reply, size);
}

void knobs_reset(struct fs *fs, struct image *image)
{
	turn_reset(fs, image, NULL);
}
