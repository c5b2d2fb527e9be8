/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The status of a target is a line of words; which ones is in the kernel's
 * Documentation/admin-guide/device-mapper. Newer kernels add words at the end, and these
 * are passed over. A line in which a word is missing, or is not what it should be, is not
 * understood, and nothing is said with it.
 *
 * libdevmapper has parsers for some of the types; they print what they dislike.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/answer.h"

struct line {
	struct dm_pool *pool;
	char *rest;		/* ours, and cut into words as they are taken */
	bool bad;		/* it is not understood */
	bool no_memory;
};

/* "" at the end. */
static char *peek(struct line *line)
{
	return line->rest += strspn(line->rest, " ");
}

static bool is_at_end(struct line *line)
{
	return !*peek(line);
}

static char *word(struct line *line)
{
	char *start = peek(line), *end = start + strcspn(start, " ");

	line->bad = line->bad || start == end;
	line->rest = end + (*end == ' ');
	*end = '\0';
	return start;
}

static uint64_t number_in(struct line *line, const char *text)
{
	unsigned long long value;
	char *end;

	errno = 0;
	value = strtoull(text, &end, 10);
	if (*text < '0' || *text > '9' || *end || errno)
		line->bad = true;
	return line->bad ? 0 : value;
}

static uint64_t number(struct line *line)
{
	return number_in(line, word(line));
}

/* "PART/WHOLE" */
static void share(struct line *line, uint64_t *part, uint64_t *whole)
{
	char *text = word(line), *slash = strchr(text, '/');

	if (!slash) {
		line->bad = true;
		return;
	}
	*slash = '\0';
	*part = number_in(line, text);
	*whole = number_in(line, slash + 1);
}

static bool is(const char *text, const char *other)
{
	return !strcmp(text, other);
}

/* A word that the kernel says instead of everything else. */
static bool take_word(struct line *line, const char *text)
{
	char *rest = peek(line);
	size_t length = strlen(text);

	if (strncmp(rest, text, length) || (rest[length] && rest[length] != ' '))
		return false;
	line->rest += length;
	return true;
}

/* Of what says so when it has given up. */
static bool has_failed(struct line *line)
{
	return take_word(line, "Fail") || take_word(line, "Error");
}

static void skip(struct line *line, uint64_t count)
{
	while (count-- && !line->bad)
		word(line);
}

/* One character for each of `count` images. */
static const char *health(struct line *line, uint64_t count)
{
	const char *text = word(line);

	line->bad = line->bad || strlen(text) != count;
	return text;
}

/* ------------------------------------------------------------------------
 * Each type
 */

static void take_snapshot(struct line *line, void *to)
{
	struct volscan_dm_snapshot *snapshot = to;

	snapshot->invalid = take_word(line, "Invalid");
	snapshot->merge_failed = take_word(line, "Merge failed");
	snapshot->overflow = take_word(line, "Overflow");
	if (snapshot->invalid || snapshot->merge_failed || snapshot->overflow)
		return;
	share(line, &snapshot->used, &snapshot->total);
	if (!is_at_end(line))
		snapshot->metadata = number(line);
}

static void take_mirror(struct line *line, void *to)
{
	struct volscan_dm_mirror *mirror = to;
	uint64_t images = number(line);

	skip(line, images);
	share(line, &mirror->synced, &mirror->total);
	skip(line, 1);		/* how many words of health there are: one */
	mirror->health = health(line, images);
}

static void take_raid(struct line *line, void *to)
{
	struct volscan_dm_raid *raid = to;
	uint64_t images;

	raid->type = word(line);
	images = number(line);
	raid->health = health(line, images);
	share(line, &raid->synced, &raid->total);
	raid->action = "";
	if (is_at_end(line))
		return;
	raid->action = word(line);
	raid->mismatches = number(line);
	if (!is_at_end(line))
		raid->data_offset = number(line);
}

static const char *discards_of(struct line *line)
{
	static const char *const words[][2] = {
		{ "discard_passdown", "passdown" },
		{ "no_discard_passdown", "nopassdown" },
		{ "ignore_discard", "ignore" },
	};
	const char *text = word(line);

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (is(text, words[i][0]))
			return words[i][1];
	line->bad = true;
	return "";
}

static void take_thin_pool(struct line *line, void *to)
{
	struct volscan_dm_thin_pool *pool = to;
	const char *mode;

	pool->discards = "";
	pool->failed = has_failed(line);
	if (pool->failed)
		return;
	pool->transaction_id = number(line);
	share(line, &pool->used_metadata, &pool->total_metadata);
	share(line, &pool->used_data, &pool->total_data);
	skip(line, 1);		/* a root that is held */
	mode = word(line);
	pool->read_only = is(mode, "ro");
	pool->out_of_data = is(mode, "out_of_data_space");
	pool->discards = discards_of(line);
	if (!is_at_end(line))
		pool->error_when_full = is(word(line), "error_if_no_space");
	if (!is_at_end(line))
		pool->needs_check = is(word(line), "needs_check");
}

/* "-" as long as its pool has not been opened. */
static void take_thin(struct line *line, void *to)
{
	struct volscan_dm_thin *thin = to;

	thin->failed = has_failed(line);
	if (!thin->failed && !take_word(line, "-"))
		thin->mapped = number(line);
}

static void take_feature(struct volscan_dm_cache *cache, const char *text)
{
	if (is(text, "metadata2"))
		cache->metadata_format = 2;
	else if (is(text, "writethrough") || is(text, "writeback") || is(text, "passthrough"))
		cache->mode = text;
}

static void take_features(struct line *line, struct volscan_dm_cache *cache)
{
	uint64_t count = number(line);

	cache->mode = "";
	cache->metadata_format = 1;
	while (count-- && !line->bad)
		take_feature(cache, word(line));
}

static void add_setting(struct line *line, struct volscan_strings *settings)
{
	const char *name = word(line), *value = word(line);
	size_t room = strlen(name) + strlen(value) + 2;
	char *text = dm_pool_alloc(line->pool, room);

	line->no_memory = line->no_memory || !text;
	if (!text)
		return;
	stpcpy(stpcpy(stpcpy(text, name), "="), value);
	settings->items[settings->count++] = text;
}

/* Names and values, each a word, with the number of words before them. */
static void take_settings(struct line *line, struct volscan_strings *settings)
{
	uint64_t count = number(line) / 2;
	const char **items;

	if (line->bad || count > strlen(line->rest)) {
		line->bad = true;
		return;
	}
	items = dm_pool_alloc(line->pool, (settings->count + count + 1) * sizeof(*items));
	line->no_memory = line->no_memory || !items;
	if (!items)
		return;
	if (settings->count)
		memcpy(items, settings->items, settings->count * sizeof(*items));
	settings->items = items;
	while (count-- && !line->bad && !line->no_memory)
		add_setting(line, settings);
}

static void take_cache(struct line *line, void *to)
{
	struct volscan_dm_cache *cache = to;

	cache->mode = cache->policy = "";
	cache->failed = has_failed(line);
	if (cache->failed)
		return;
	cache->metadata_block = number(line);
	share(line, &cache->used_metadata, &cache->total_metadata);
	cache->block = number(line);
	share(line, &cache->used, &cache->total);
	cache->read_hits = number(line);
	cache->read_misses = number(line);
	cache->write_hits = number(line);
	cache->write_misses = number(line);
	cache->demotions = number(line);
	cache->promotions = number(line);
	cache->dirty = number(line);
	take_features(line, cache);
	take_settings(line, &cache->settings);
	cache->policy = word(line);
	take_settings(line, &cache->settings);
	if (!is_at_end(line))
		cache->read_only = is(word(line), "ro");
	if (!is_at_end(line))
		cache->needs_check = is(word(line), "needs_check");
}

static void take_writecache(struct line *line, void *to)
{
	struct volscan_dm_writecache *writecache = to;

	writecache->error = number(line);
	writecache->total = number(line);
	writecache->free = number(line);
	writecache->writeback = number(line);
}

/* Before it was ever calculated anew there is a "-". */
static void take_integrity(struct line *line, void *to)
{
	struct volscan_dm_integrity *integrity = to;

	integrity->mismatches = number(line);
	integrity->data = number(line);
	integrity->recalculated = integrity->data;
	if (is_at_end(line) || take_word(line, "-"))
		return;
	integrity->recalculated = number(line);
	integrity->recalculating = integrity->recalculated < integrity->data;
}

static void take_vdo(struct line *line, void *to)
{
	struct volscan_dm_vdo *vdo = to;

	skip(line, 1);		/* the device below it */
	vdo->mode = word(line);
	skip(line, 1);		/* "recovering" again, or "-" */
	vdo->index = word(line);
	vdo->compression = word(line);
	vdo->used = number(line);
	vdo->total = number(line);
}

/* ------------------------------------------------------------------------
 * Which of them
 */

#define TYPE(name, kind) \
	{ name, take_##kind, sizeof(struct volscan_dm_##kind), \
	  offsetof(struct volscan_dm_target, kind) }

static const struct type {
	const char *name;
	void (*take)(struct line *line, void *to);
	size_t size, place;
} types[] = {
	TYPE("cache", cache),
	TYPE("integrity", integrity),
	TYPE("mirror", mirror),
	TYPE("raid", raid),
	TYPE("snapshot", snapshot),
	TYPE("snapshot-merge", snapshot),
	TYPE("thin", thin),
	TYPE("thin-pool", thin_pool),
	TYPE("vdo", vdo),
	TYPE("writecache", writecache),
};

static const struct type *type_of(const char *name)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (is(name, types[i].name))
			return &types[i];
	return NULL;
}

bool kernel_status(struct dm_pool *pool, struct volscan_dm_target *target)
{
	const struct type *type = type_of(target->type);
	struct line line = { .pool = pool };
	void *to;

	if (!type)
		return true;
	to = dm_pool_zalloc(pool, type->size);
	line.rest = dm_pool_strdup(pool, target->status);
	if (!to || !line.rest)
		return false;
	type->take(&line, to);
	if (!line.bad)
		memcpy((char *) target + type->place, &to, sizeof(to));
	return !line.no_memory;
}
