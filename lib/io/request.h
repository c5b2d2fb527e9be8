/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What engines share: doing a request's work by a plain system call, the rules
 * of chains, and the list of requests that have ended and not been handed back.
 */
#ifndef IO_REQUEST_H
#define IO_REQUEST_H

#include "io/io.h"

/* What an engine has taken and not handed back. */
struct io_ended {
	struct io_request *first, **last;	/* ended, oldest first, linked by `next` */
	unsigned held;		/* chains of which something is not handed back */
};

void io_ended_init(struct io_ended *ended);

/* Do the request's work now, by open, pread, pwrite, close or libblkid, blocking as
 * they do, and give its result. A pipe is read from without an offset. */
ssize_t io_request_do(struct io_request *request);

/* The request has ended with `result`, and that is all: what is linked to it is
 * the engine's to go on with. */
void io_ended_add(struct io_ended *ended, struct io_request *request, ssize_t result);

/*
 * The request has ended with `result`. Gives the request to be started now, or
 * NULL when the chain is over: after a failure the rest has ended too, its
 * IO_CLOSE of open files being done at once.
 */
struct io_request *io_request_end(struct io_ended *ended, struct io_request *request,
				  ssize_t result);

/* The oldest `max` that have ended, as wait hands them back. Returns how many. */
int io_ended_take(struct io_ended *ended, struct io_request **done, unsigned max);

/* As `look` of an engine that signals whatever ends, and has to do nothing by itself. */
int io_ended_look(const struct io_ended *ended);
/* Signal an eventfd; 0 = there is none. */
void io_signal(int event);
/* From nanoseconds, rounded up; INT64_MAX is -1. */
int io_to_ms(int64_t ns);

/* CLOCK_MONOTONIC, in nanoseconds. */
int64_t io_now_ns(void);
/* Sleep for less than a second, or until a signal comes. */
void io_nap(int64_t ns);

#endif
