/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Buffers, and the last blocks that streams keep.
 *
 * Nearly every read is one block, so blocks come from a free list that is fed
 * by arenas: warm, a read allocates nothing, and the last buffer used is the
 * first to be used again, as its pages are there. A larger read gets a mapping
 * of its own, which goes when its callback has returned; but one of two blocks,
 * as a short text that has moved on often lies in, is kept for the next.
 *
 * Everything is mapped, not malloc'ed. A device writes into a buffer for as
 * long as its read is in flight, and no engine can take a read back. When the
 * path has to go before such a read has ended (its disk is dead, or the engine
 * broke), the buffer must stay where it is, for good: freed memory would be
 * handed to somebody else and then written to. So an arena with such a buffer
 * is left mapped, and nothing else is lost.
 *
 * The last block of a read of one block is the read's buffer itself. Of a
 * longer read it is a copy, lest the whole of it be kept.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "device/dev_io_private.h"

#ifdef __SANITIZE_ADDRESS__
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(address, size) ((void) (address), (void) (size))
#define ASAN_UNPOISON_MEMORY_REGION(address, size) ((void) (address), (void) (size))
#endif

/* Half a MiB of addresses; a page costs memory only once it is written to. */
#define ARENA_BUFFERS 64u
#define ARENA_BYTES ((size_t)ARENA_BUFFERS * DEV_BLOCK_SIZE)

/* More than any disk's O_DIRECT asks for, and what a small page is. */
#define BUFFER_UNIT ((size_t) 4096)

#define LARGE_KEPT ((size_t) 2 * DEV_BLOCK_SIZE)

struct dev_arena {
	struct dev_arena *next;
	void *map;
	bool abandoned;
	struct dev_buffer buffers[ARENA_BUFFERS];
};

static char *map(size_t size)
{
	void *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return p == MAP_FAILED ? NULL : p;
}

/* Poisoned until it is taken: who still looks is found out by ASan. */
static void add_free(struct dev_buffer **list, struct dev_buffer *buffer)
{
	ASAN_POISON_MEMORY_REGION(buffer->data, buffer->size);
	buffer->next_free = *list;
	*list = buffer;
}

static struct dev_buffer *take_free(struct dev_buffer **list)
{
	struct dev_buffer *buffer = *list;

	*list = buffer->next_free;
	ASAN_UNPOISON_MEMORY_REGION(buffer->data, buffer->size);
	buffer->refs = 1;
	return buffer;
}

static struct dev_arena *new_arena(void)
{
	struct dev_arena *arena = calloc(1, sizeof(*arena));

	if (arena && !(arena->map = map(ARENA_BYTES))) {
		free(arena);
		return NULL;
	}
	return arena;
}

static bool add_arena(struct dev_buffers *buffers)
{
	struct dev_arena *arena = new_arena();
	unsigned i;

	if (!arena)
		return false;
	arena->next = buffers->arenas;
	buffers->arenas = arena;
	for (i = ARENA_BUFFERS; i--; ) {
		arena->buffers[i] = (struct dev_buffer) {
			.arena = arena,
			.size = DEV_BLOCK_SIZE,
			.data = (char *) arena->map + (size_t) i * DEV_BLOCK_SIZE,
		};
		add_free(&buffers->free, arena->buffers + i);
	}
	return true;
}

static struct dev_buffer *get_block(struct dev_buffers *buffers)
{
	if (!buffers->free && !add_arena(buffers))
		return NULL;
	return take_free(&buffers->free);
}

static struct dev_buffer *get_large(struct dev_buffers *buffers, size_t size)
{
	struct dev_buffer *buffer;

	if (size == LARGE_KEPT && buffers->large)
		return take_free(&buffers->large);
	buffer = malloc(sizeof(*buffer));
	if (!buffer)
		return NULL;
	*buffer = (struct dev_buffer) { .refs = 1, .size = size, .data = map(size) };
	if (!buffer->data) {
		free(buffer);
		return NULL;
	}
	return buffer;
}

static void free_large(struct dev_buffer *buffer)
{
	munmap(buffer->data, buffer->size);
	free(buffer);
}

size_t dev_buffer_size(size_t length)
{
	size_t size;

	if (length <= DEV_BLOCK_SIZE)
		return DEV_BLOCK_SIZE;
	if (__builtin_add_overflow(length, BUFFER_UNIT - 1, &size))
		return SIZE_MAX;
	return size & ~(BUFFER_UNIT - 1);
}

struct dev_buffer *dev_buffer_get(struct dev_buffers *buffers, size_t length)
{
	size_t size = dev_buffer_size(length);

	return size == DEV_BLOCK_SIZE ? get_block(buffers) : get_large(buffers, size);
}

void dev_buffer_put(struct dev_buffers *buffers, struct dev_buffer *buffer)
{
	if (--buffer->refs)
		return;
	if (buffer->arena)
		add_free(&buffers->free, buffer);
	else if (buffer->size == LARGE_KEPT)
		add_free(&buffers->large, buffer);
	else
		free_large(buffer);
}

void dev_buffer_abandon(struct dev_buffer *buffer)
{
	if (buffer->arena)
		buffer->arena->abandoned = true;
	else
		free(buffer);
}

static void free_arena(struct dev_arena *arena)
{
	ASAN_UNPOISON_MEMORY_REGION(arena->map, ARENA_BYTES);
	if (!arena->abandoned)
		munmap(arena->map, ARENA_BYTES);
	free(arena);
}

void dev_buffers_free(struct dev_buffers *buffers)
{
	struct dev_arena *arena;

	while (buffers->large)
		free_large(take_free(&buffers->large));
	while ((arena = buffers->arenas)) {
		buffers->arenas = arena->next;
		free_arena(arena);
	}
	buffers->free = NULL;
}

struct dev_buffer *dev_last_find(const struct dev *dev, enum dev_stream stream,
				 const struct dev_range *range)
{
	struct dev_buffer *last = dev->io.last[stream];

	if (!last || range->offset < last->offset ||
	    range->offset + range->length > last->offset + last->length)
		return NULL;
	return last;
}

/* Takes over the reference to `buffer`, which may be NULL. */
static void set_last(struct dev_io *io, struct dev *dev, enum dev_stream stream,
		     struct dev_buffer *buffer)
{
	if (dev->io.last[stream])
		dev_buffer_put(&io->buffers, dev->io.last[stream]);
	dev->io.last[stream] = buffer;
}

/* No memory for it is no error: the block is read again when it is asked for. */
static struct dev_buffer *copy_last(struct dev_io *io, const struct dev_request *request,
				    uint64_t offset, size_t length)
{
	const struct dev_range *range = &request->range;
	struct dev_buffer *copy = get_block(&io->buffers);

	if (copy)
		memcpy(copy->data, request->buffer->data + range->skip +
		       (offset - range->block_offset), length);
	return copy;
}

void dev_last_keep(struct dev_io *io, const struct dev_request *request)
{
	const struct dev_range *range = &request->range;
	uint64_t end = range->block_offset + range->block_length;
	uint64_t offset = (end - 1) & ~(uint64_t) (DEV_BLOCK_SIZE - 1);
	struct dev_buffer *last = request->buffer;

	if (offset == range->block_offset && !range->skip && last->arena)
		last->refs++;
	else
		last = copy_last(io, request, offset, (size_t) (end - offset));
	if (last) {
		last->offset = offset;
		last->length = (size_t) (end - offset);
	}
	set_last(io, request->dev, dev_reason_stream(request->reason), last);
}

void dev_last_drop(struct dev_io *io, struct dev *dev)
{
	enum dev_stream stream;

	for (stream = 0; stream < DEV_STREAM_COUNT; stream++)
		set_last(io, dev, stream, NULL);
}
