/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A device as the library knows it: a block device, an image file, or a
 * partition inside one that the kernel has not read.
 */
#ifndef DEVICE_DEV_H
#define DEVICE_DEV_H

#include <libdevmapper.h>

#include "io/io.h"
#include "volscan.h"

struct dev_buffer;
struct dev_file;
struct kept_device;
struct opened;

/* The streams of a device: each keeps the last block that it read. */
enum dev_stream { DEV_STREAM_PRIMARY, DEV_STREAM_EXTRA, DEV_STREAM_COUNT };

/* Why something is read. Named in each debug line and counter; it also names
 * the stream. */
enum dev_reason {
	DEV_READ_LABEL,			/* primary: label and pv_header */
	DEV_READ_MDA_HEADER,		/* primary */
	DEV_READ_MDA_CONTENT,		/* primary */
	DEV_READ_EXTRA_MDA_HEADER,	/* extra: any mda but the first */
	DEV_READ_EXTRA_MDA_CONTENT,	/* extra */
	DEV_READ_SIGNATURE,		/* primary: what else is on it */
	DEV_READ_LV_CONTENT,		/* extra */
	DEV_READ_REQUESTED,		/* extra: the program asked for it */
	DEV_ASK_KERNEL,			/* primary; no read */
	DEV_REASON_COUNT
};

/* Where a device is on its way through the path, which has a list of each. It has
 * a file in the last two. */
enum dev_state {
	DEV_UNKNOWN,	/* the path has nothing of it, and it is in no list */
	DEV_CLOSED,	/* the path keeps blocks of it, and nothing else */
	DEV_WAITING,	/* has requests, and waits for its turn to be opened */
	DEV_OPENING,
	DEV_OPEN,
	DEV_STATE_COUNT
};

struct dev {
	struct volscan_device info;	/* what the caller of the library sees */

	uint64_t start;		/* bytes: where it begins in the opened file;
				   not 0 for PATH#N only */
	uint32_t block_size;	/* logical block size in bytes, 512 when not known */
	bool from_machine;	/* of the machine's list, not a path that was given */
	bool named;		/* a path that was given itself, not one found in it */
	struct opened *opened;	/* by the program, see handle/open.c; NULL = of a scan */

	/* The path's own: see dev_io_private.h. Set up by dev_init(). */
	struct {
		enum dev_state state;
		struct dm_list list;	/* of the path: those in that state */
		struct dm_list waiting;	/* requests that wait until it is open */
		const char *path;	/* what is opened */
		struct dev_file *file;	/* NULL = not open */
		struct dev_buffer *last[DEV_STREAM_COUNT];
		struct kept_device *kept;	/* NULL = nothing, or not looked up */
		unsigned pending;	/* requests not yet answered */
		unsigned in_flight;	/* those of them that the engine has */
		unsigned errors;	/* in a row, for disable_after_error_count */
		bool disabled;
		bool timed_out;		/* has not answered in time; gets no more I/O */
		bool asked;		/* whether it is known to hang was looked up */
		bool buffered;		/* O_DIRECT was refused */
		int64_t began;		/* CLOCK_MONOTONIC in ns, of its first read; 0 = none */
		uint64_t reads[DEV_REASON_COUNT];
		uint64_t cached[DEV_REASON_COUNT];
	} io;
};

/*
 * Set up `dev`, all of it, for `path`, which must outlive it, and likewise
 * `name`. Size, numbers and block size are for the caller to fill in.
 */
void dev_init(struct dev *dev, const char *name, const char *path);

#endif
