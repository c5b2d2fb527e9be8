/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/suggest.h"

#include <stdio.h>
#include <string.h>

/* Longer than any section/name. */
#define NAME_ROOM 64

/* So many letters to change make another word, not a slip; in a short word
 * more than half of them do. */
#define FAR ((size_t) 4)

static size_t far_from(const char *word)
{
	size_t half = strlen(word) / 2 + 1;

	return half < FAR ? half : FAR;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Letters to insert, delete or replace to make `a` into `b`; FAR if either is
 * too long to be compared. */
static size_t distance(const char *a, const char *b)
{
	size_t a_length = strlen(a), b_length = strlen(b), row[NAME_ROOM];

	if (a_length >= NAME_ROOM || b_length >= NAME_ROOM)
		return FAR;

	for (size_t j = 0; j <= b_length; j++)
		row[j] = j;
	for (size_t i = 1; i <= a_length; i++) {
		size_t diagonal = row[0];

		row[0] = i;
		for (size_t j = 1; j <= b_length; j++) {
			size_t replaced = diagonal + (a[i - 1] != b[j - 1]);

			diagonal = row[j];
			row[j] = least(replaced, row[j] + 1, row[j - 1] + 1);
		}
	}
	return row[b_length];
}

static const char *last_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

static const struct setting *same_name_elsewhere(const char *name)
{
	for (int id = 0; id < SETTING_COUNT; id++)
		if (!strcmp(config_settings[id].name, name))
			return &config_settings[id];
	return NULL;
}

const struct setting *suggest_setting(const char *path)
{
	const char *name = last_name(path);
	const struct setting *best = same_name_elsewhere(name);
	size_t best_distance = far_from(name);
	char known[NAME_ROOM];

	if (best)
		return best;
	for (int id = 0; id < SETTING_COUNT; id++) {
		const struct setting *setting = &config_settings[id];
		size_t d;

		snprintf(known, sizeof(known), "%s/%s", setting->section, setting->name);
		d = distance(path, known);
		if (d < best_distance) {
			best_distance = d;
			best = setting;
		}
	}
	return best;
}

const char *suggest_section(const char *name)
{
	const struct setting_section *section;
	const char *best = NULL;
	size_t best_distance = far_from(name);

	for (section = config_sections; section->name; section++) {
		size_t d = distance(name, section->name);

		if (d < best_distance) {
			best_distance = d;
			best = section->name;
		}
	}
	return best;
}
