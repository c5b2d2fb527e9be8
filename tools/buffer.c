/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "buffer.h"

#include <stdlib.h>

#define SIZE_AT_FIRST 1024
#define DIGITS_MAX 20		/* of UINT64_MAX */

void buffer_free(struct buffer *buffer)
{
	free(buffer->start);
	*buffer = (struct buffer){ .start = NULL };
}

bool buffer_grow(struct buffer *buffer, size_t length)
{
	size_t size = buffer->size ? buffer->size : SIZE_AT_FIRST;
	char *start;

	while (!buffer->failed && size - buffer->used < length && size <= SIZE_MAX / 4)
		size *= 2;
	start = buffer->failed || size - buffer->used < length ? NULL : realloc(buffer->start, size);
	if (!start) {
		buffer->failed = true;
		return false;
	}
	buffer->start = start;
	buffer->size = size;
	return true;
}

void buffer_add_number(struct buffer *buffer, uint64_t number)
{
	char digits[DIGITS_MAX];
	size_t first = DIGITS_MAX;

	do {
		digits[--first] = (char)('0' + number % 10);
		number /= 10;
	} while (number);
	buffer_add(buffer, digits + first, DIGITS_MAX - first);
}
