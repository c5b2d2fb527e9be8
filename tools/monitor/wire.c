/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "monitor/wire.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define HEAD_SIZE 5

int wire_write(int fd, const void *data, size_t length)
{
	const char *from = data;
	ssize_t n;

	for (; length; from += n, length -= (size_t)n) {
		n = write(fd, from, length);
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}

int wire_read(int fd, void *data, size_t length)
{
	char *to = data;
	ssize_t n;

	for (; length; to += n, length -= (size_t)n) {
		n = read(fd, to, length);
		if (!n)
			return -EPIPE;
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n < 0)
			n = 0;
	}
	return 0;
}

int wire_send(int fd, enum wire_part part, const void *data, size_t length)
{
	const unsigned char head[HEAD_SIZE] = {
		(unsigned char)part, (unsigned char)(length >> 24), (unsigned char)(length >> 16),
		(unsigned char)(length >> 8), (unsigned char)length,
	};
	int r = wire_write(fd, head, sizeof(head));

	return r ? r : wire_write(fd, data, length);
}

int wire_next(int fd, enum wire_part *part, size_t *length)
{
	unsigned char head[HEAD_SIZE];
	int r = wire_read(fd, head, sizeof(head));

	if (r)
		return r;
	*length = (size_t)head[1] << 24 | (size_t)head[2] << 16 | (size_t)head[3] << 8 | head[4];
	*part = (enum wire_part)head[0];
	if (*length > WIRE_PART_MAX || !strchr("oes", head[0]) || !head[0] ||
	    (*part == WIRE_STATUS && *length != 1))
		return -EPROTO;
	return 0;
}

int wire_words(char *text, size_t length, char **words)
{
	const size_t greeting = strlen(WIRE_GREETING);
	char *end = text + length;
	int count = 0;

	if (length <= greeting || memcmp(text, WIRE_GREETING, greeting) || end[-1])
		return -EPROTO;
	for (text += greeting; text < end; text += strlen(text) + 1) {
		if (count == WIRE_WORDS_MAX)
			return -EPROTO;
		words[count++] = text;
	}
	words[count] = NULL;
	return count;
}
