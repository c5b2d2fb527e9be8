/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Bytes that become more: what is added goes behind what is there. When there is no
 * memory for it nothing is added any more, and `failed` is set: it is enough to look at
 * that in the end. All zero is an empty one.
 */
#ifndef BUFFER_H
#define BUFFER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct buffer {
	char *start;
	size_t used, size;
	bool failed;
};

void buffer_free(struct buffer *buffer);

/* Room for `length` bytes behind what is there: false if there is none to be had. */
bool buffer_grow(struct buffer *buffer, size_t length);

static inline bool buffer_reserve(struct buffer *buffer, size_t length)
{
	return buffer->size - buffer->used >= length || buffer_grow(buffer, length);
}

static inline void buffer_add(struct buffer *buffer, const void *data, size_t length)
{
	if (!length || !buffer_reserve(buffer, length))
		return;
	memcpy(buffer->start + buffer->used, data, length);
	buffer->used += length;
}

static inline void buffer_add_text(struct buffer *buffer, const char *text)
{
	buffer_add(buffer, text, strlen(text));
}

static inline void buffer_add_char(struct buffer *buffer, char c)
{
	if (buffer_reserve(buffer, 1))
		buffer->start[buffer->used++] = c;
}

/* `length` times. */
static inline void buffer_fill(struct buffer *buffer, char c, size_t length)
{
	if (!length || !buffer_reserve(buffer, length))
		return;
	memset(buffer->start + buffer->used, c, length);
	buffer->used += length;
}

/* In decimal digits. */
void buffer_add_number(struct buffer *buffer, uint64_t number);

#endif
