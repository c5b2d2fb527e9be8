/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A chunk is poisoned but for its objects, and chunks are kept for the next pool:
 * a target makes millions of them. No object is so short of memory that it would
 * return NULL.
 */
#include "pools.h"

#include <libdevmapper.h>
#include <sanitizer/asan_interface.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"

#define ALIGNMENT ((size_t)16)
#define CHUNK_SIZE ((size_t)64 * 1024)

struct chunk {
	struct chunk *before;
	size_t size;		/* of `bytes` */
	size_t used;		/* of them */
	_Alignas(16) uint8_t bytes[];
};

struct dm_pool {
	struct chunk *last;
	size_t object_bytes;
	/* What dm_pool_grow_object() makes. */
	uint8_t *growing;
	size_t grown;
};

static struct chunk *spare;
static size_t pool_count, object_bytes, peak;
static uint8_t filling;

size_t pools_take_peak(void)
{
	size_t taken = peak;

	peak = object_bytes;
	return taken;
}

size_t pools_count(void)
{
	return pool_count;
}

static void *get_memory(size_t size)
{
	void *memory = malloc(size);

	CHECK(memory);
	return memory;
}

static struct chunk *new_chunk(size_t size)
{
	struct chunk *chunk = spare;

	if (size <= CHUNK_SIZE && chunk) {
		spare = chunk->before;
		return chunk;
	}
	if (size < CHUNK_SIZE)
		size = CHUNK_SIZE;
	chunk = get_memory(sizeof(*chunk) + size);
	chunk->size = size;
	chunk->used = 0;
	ASAN_POISON_MEMORY_REGION(chunk->bytes, size);
	return chunk;
}

static void cut_chunk(struct chunk *chunk, size_t used)
{
	ASAN_POISON_MEMORY_REGION(chunk->bytes + used, chunk->used - used);
	chunk->used = used;
}

static void drop_last_chunk(struct dm_pool *pool)
{
	struct chunk *chunk = pool->last;

	pool->last = chunk->before;
	cut_chunk(chunk, 0);
	if (chunk->size == CHUNK_SIZE) {
		chunk->before = spare;
		spare = chunk;
		return;
	}
	ASAN_UNPOISON_MEMORY_REGION(chunk->bytes, chunk->size);
	free(chunk);
}

struct dm_pool *dm_pool_create(const char *name, size_t chunk_hint)
{
	struct dm_pool *pool = get_memory(sizeof(*pool));

	(void)name;
	(void)chunk_hint;
	*pool = (struct dm_pool) { 0 };
	pool_count++;
	return pool;
}

void dm_pool_destroy(struct dm_pool *pool)
{
	while (pool->last)
		drop_last_chunk(pool);
	object_bytes -= pool->object_bytes;
	pool_count--;
	free(pool->growing);
	free(pool);
}

void *dm_pool_alloc(struct dm_pool *pool, size_t size)
{
	size_t gapped = (size + 2 * ALIGNMENT - 1) & ~(ALIGNMENT - 1);
	struct chunk *chunk = pool->last;
	uint8_t *object;

	CHECK(size <= SIZE_MAX / 2);
	if (!chunk || gapped > chunk->size - chunk->used) {
		chunk = new_chunk(gapped);
		chunk->before = pool->last;
		pool->last = chunk;
	}
	object = chunk->bytes + chunk->used;
	chunk->used += gapped;
	ASAN_UNPOISON_MEMORY_REGION(object, size);
	memset(object, ++filling, size);
	pool->object_bytes += size;
	object_bytes += size;
	if (object_bytes > peak)
		peak = object_bytes;
	return object;
}

void *dm_pool_alloc_aligned(struct dm_pool *pool, size_t size, unsigned alignment)
{
	CHECK(alignment <= ALIGNMENT);
	return dm_pool_alloc(pool, size);
}

void *dm_pool_zalloc(struct dm_pool *pool, size_t size)
{
	return memset(dm_pool_alloc(pool, size), 0, size);
}

static bool is_in(const struct chunk *chunk, const uint8_t *object)
{
	return object >= chunk->bytes && object < chunk->bytes + chunk->used;
}

/* How much that is of what the pool has is not known any more: too much is said to be
 * there. */
void dm_pool_free(struct dm_pool *pool, void *object)
{
	while (pool->last && !is_in(pool->last, object))
		drop_last_chunk(pool);
	CHECK(pool->last);
	cut_chunk(pool->last, (size_t)((uint8_t *)object - pool->last->bytes));
}

void dm_pool_empty(struct dm_pool *pool)
{
	while (pool->last)
		drop_last_chunk(pool);
}

char *dm_pool_strndup(struct dm_pool *pool, const char *string, size_t most)
{
	size_t length = strnlen(string, most);
	char *copy = dm_pool_alloc(pool, length + 1);

	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

char *dm_pool_strdup(struct dm_pool *pool, const char *string)
{
	return dm_pool_strndup(pool, string, SIZE_MAX / 2);
}

/* ------------------------------------------------------------------------
 * Objects that grow
 */

int dm_pool_begin_object(struct dm_pool *pool, size_t hint)
{
	CHECK(!pool->growing);
	pool->growing = get_memory(hint ? hint : 1);
	pool->grown = 0;
	return 1;
}

int dm_pool_grow_object(struct dm_pool *pool, const void *more, size_t size)
{
	CHECK(pool->growing);
	if (!size)
		size = strlen(more);
	pool->growing = realloc(pool->growing, pool->grown + size + 1);
	CHECK(pool->growing);
	memcpy(pool->growing + pool->grown, more, size);
	pool->grown += size;
	return 1;
}

void dm_pool_abandon_object(struct dm_pool *pool)
{
	free(pool->growing);
	pool->growing = NULL;
}

void *dm_pool_end_object(struct dm_pool *pool)
{
	void *object = dm_pool_alloc(pool, pool->grown);

	memcpy(object, pool->growing, pool->grown);
	dm_pool_abandon_object(pool);
	return object;
}
