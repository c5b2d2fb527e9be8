/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between uring_setup.c, which makes a ring, and uring.c, which uses it. */
#ifndef IO_URING_PRIVATE_H
#define IO_URING_PRIVATE_H

#include <liburing.h>

#include "base/process.h"
#include "io/request.h"

/* The most requests of one chain that are given to the kernel at once. */
#define LINKED_MAX 3u
/* Bits of the number of a file that are its index. */
#define FD_INDEX_BITS 14

struct io_engine {
	struct io_uring ring;
	struct process process;
	unsigned depth;
	unsigned in_kernel;	/* prepared and not completed */
	struct io_request *later, **later_end;	/* not prepared yet for want of room,
						   oldest first, linked by `next` */
	unsigned files;		/* of the table */
	unsigned fresh;		/* indices from here on have not been used yet */
	unsigned free_count;
	unsigned *free;		/* used ones that are free again */
	struct io_ended ended;
};

int uring_setup(struct io_engine **engine, const struct io_settings *settings,
		unsigned *depth);
void uring_teardown(struct io_engine *engine, bool abandon);

#endif
