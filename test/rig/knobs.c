/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "fs.h"

#include <errno.h>
#include <fnmatch.h>
#include <inttypes.h>
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
	image->answered = 0;
}

static int64_t meter_reads(int64_t sum, const struct image *image)
{
	return sum + image->reads;
}

static int64_t meter_answered(int64_t sum, const struct image *image)
{
	return sum > image->answered ? sum : image->answered;
}

/* It turns something of each image, or sums up something of all. */
static const struct knob {
	const char *name;
	unsigned least, most;		/* values */
	uint64_t limits[VALUES_MAX];	/* the greatest of each */
	void (*turn)(struct fs *fs, struct image *image, const uint64_t *values);
	int64_t (*meter)(int64_t sum, const struct image *image);
} knobs[] = {
	{ "delay", 1, 1, { DELAY_MAX }, turn_delay, NULL },
	{ "error", 1, 1, { ERRNO_MAX }, turn_error, NULL },
	{ "range", 3, 3, { INT64_MAX, INT64_MAX, ERRNO_MAX }, turn_range, NULL },
	{ "short", 1, 1, { INT32_MAX }, turn_short, NULL },
	{ "hang", 0, 2, { INT64_MAX, INT64_MAX }, turn_hang, NULL },
	{ "release", 0, 0, { 0 }, turn_release, NULL },
	{ "reset", 0, 0, { 0 }, turn_reset, NULL },
	{ "reads", 0, 0, { 0 }, NULL, meter_reads },
	{ "answered", 0, 0, { 0 }, NULL, meter_answered },
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

static void turn(struct fs *fs, const char *pattern, const struct knob *knob,
		 const uint64_t *values, char *reply, size_t size)
{
	struct image *image;
	int64_t sum = 0;
	bool found = false;
	size_t i;

	for (i = 0; i < fs->images.count; i++) {
		image = &fs->images.list[i];
		if (fnmatch(pattern, image->name, 0))
			continue;
		found = true;
		if (knob->turn)
			knob->turn(fs, image, values);
		else
			sum = knob->meter(sum, image);
	}
	if (!found)
		snprintf(reply, size, "error: no file is called %s\n", pattern);
	else if (knob->turn)
		snprintf(reply, size, "ok\n");
	else
		snprintf(reply, size, "ok %" PRId64 "\n", sum);
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
		turn(fs, pattern, knob, values, reply, size);
}

void knobs_reset(struct fs *fs, struct image *image)
{
	turn_reset(fs, image, NULL);
}
