/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Entries lie one behind the other, in the order in which they came. Places, of which at
 * least half are free, have their numbers: an entry's is the first free one from where
 * its hash points to. So what is spread over memory is small.
 *
 * One that is removed keeps its place, without data, since others may lie behind it.
 */
#include "base/table.h"

#include <assert.h>
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_MIN 64u

struct entry {
	const void *key;
	const void *data;	/* NULL: it was removed */
	size_t length;
	uint64_t hash;
};

struct table {
	size_t room;		/* places, a power of two; and entries, half as many */
	uint32_t *places;	/* number of an entry, from 1 on; 0 = free */
	struct entry *entries;
	size_t count;
};

/* A product has what was in low bits in its high ones: both ways, so that names that
 * differ in their last digit, and numbers in their first bit, lie far apart. */
static uint64_t mix(uint64_t hash, const char *bytes, size_t length)
{
	uint64_t word = 0;

	memcpy(&word, bytes, length);
	hash = (hash ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	hash = (hash ^ hash >> 32) * UINT64_C(0x9e3779b97f4a7c15);
	return hash ^ hash >> 32;
}

/* Eight bytes at a time. Who wants many keys of one hash needs as many devices. */
static uint64_t hash_of(const char *key, size_t length)
{
	uint64_t hash = length;

	for (; length > sizeof(hash); key += sizeof(hash), length -= sizeof(hash))
		hash = mix(hash, key, sizeof(hash));
	return mix(hash, key, length);
}

static int allocate(struct table *table)
{
	table->places = calloc(table->room, sizeof(*table->places));
	table->entries = reallocarray(NULL, table->room / 2, sizeof(*table->entries));
	if (table->places && table->entries)
		return 0;
	free(table->places);
	free(table->entries);
	return -ENOMEM;
}

int table_new(size_t expected, struct table **table)
{
	struct table *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->room = ROOM_MIN;
	while (t->room / 2 < expected)
		t->room *= 2;
	if (allocate(t)) {
		free(t);
		return -ENOMEM;
	}
	*table = t;
	return 0;
}

void table_free(struct table *table)
{
	if (!table)
		return;
	free(table->places);
	free(table->entries);
	free(table);
}

/* The key's place, or the free one where it would be. */
static uint32_t *find(const struct table *table, const void *key, size_t length, uint64_t hash)
{
	const struct entry *entry;
	size_t i;

	for (i = (size_t)hash & (table->room - 1); table->places[i]; i = (i + 1) & (table->room - 1)) {
		entry = &table->entries[table->places[i] - 1];
		if (entry->hash == hash && entry->length == length &&
		    !memcmp(entry->key, key, length))
			break;
	}
	return &table->places[i];
}

static void append(struct table *table, const struct entry *entry, uint32_t *place)
{
	table->entries[table->count++] = *entry;
	*place = (uint32_t)table->count;
}

static size_t count_alive(const struct table *table)
{
	size_t i, n = 0;

	for (i = 0; i < table->count; i++)
		n += table->entries[i].data != NULL;
	return n;
}

/* Those that were removed are left behind: there may be room enough without them. */
static int make_room(struct table *table)
{
	bool has_room = 4 * count_alive(table) < table->room;
	const struct table old = *table;
	const struct entry *entry = old.entries, *end = entry + old.count;

	assert(old.room);
	if (old.room > UINT32_MAX / 2)
		return -ENOMEM;
	table->room = has_room ? old.room : 2 * old.room;
	table->count = 0;
	if (allocate(table)) {
		*table = old;
		return -ENOMEM;
	}
	for (; entry < end; entry++)
		if (entry->data)
			append(table, entry,
			       find(table, entry->key, entry->length, entry->hash));
	free(old.places);
	free(old.entries);
	return 0;
}

int table_put(struct table *table, const void *key, size_t length, const void *data)
{
	struct entry entry = { .key = key, .length = length, .hash = hash_of(key, length),
			       .data = data };
	uint32_t *place;

	if (table->count == table->room / 2 && make_room(table))
		return -ENOMEM;
	place = find(table, key, length, entry.hash);
	if (*place)
		table->entries[*place - 1] = entry;
	else
		append(table, &entry, place);
	return 0;
}

static struct entry *entry_of(const struct table *table, const void *key, size_t length)
{
	uint32_t *place = find(table, key, length, hash_of(key, length));

	return *place ? &table->entries[*place - 1] : NULL;
}

void *table_get(const struct table *table, const void *key, size_t length)
{
	const struct entry *entry = entry_of(table, key, length);

	/* Who asks knows whether it may be written to. */
	return entry ? (void *)entry->data : NULL;
}

void table_remove(struct table *table, const void *key, size_t length)
{
	struct entry *entry = entry_of(table, key, length);

	if (entry)
		entry->data = NULL;
}

int table_put_string(struct table *table, const char *key, const void *data)
{
	return table_put(table, key, strlen(key), data);
}

void *table_get_string(const struct table *table, const char *key)
{
	return table_get(table, key, strlen(key));
}
