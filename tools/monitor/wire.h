/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a client and the monitor say to each other on a stream socket.
 *
 *	client:		"volscan-monitor 1\n", then the words of a command line, a NUL
 *			after each; then it closes its side for writing
 *	monitor:	parts: one character that says what it is, the length of the
 *			rest as four bytes, most significant first, and the rest
 *
 * Parts are 'o' and 'e' for what the command prints to stdout and stderr, and 's' at
 * the end, with its exit status as one byte.
 */
#ifndef MONITOR_WIRE_H
#define MONITOR_WIRE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WIRE_GREETING "volscan-monitor 1\n"
#define WIRE_REQUEST_MAX 65536	/* bytes, the greeting included */
#define WIRE_WORDS_MAX 1024
#define WIRE_PART_MAX 65536	/* bytes of one part */

enum wire_part { WIRE_STDOUT = 'o', WIRE_STDERR = 'e', WIRE_STATUS = 's' };

/* All of it, whatever interrupts. 0 or -errno; -EPIPE when the other side has gone. */
int wire_write(int fd, const void *data, size_t length);
int wire_read(int fd, void *data, size_t length);

/* 0 or -errno. At most WIRE_PART_MAX bytes. */
int wire_send(int fd, enum wire_part part, const void *data, size_t length);

/* The head of the next part. 0 or -errno; -EPROTO if it is none. */
int wire_next(int fd, enum wire_part *part, size_t *length);

/*
 * A request as one text of `length` bytes into words[], which has room for
 * WIRE_WORDS_MAX + 1 and ends with NULL. They point into `text`. Returns how many, or
 * -EPROTO: no greeting, no words, too many, or the last one has no end.
 */
int wire_words(char *text, size_t length, char **words);

#endif
