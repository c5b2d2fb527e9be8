/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A device as the library knows it: a block device, an image file, or a
 * partition inside one that the kernel has not read.
 */
#ifndef DEVICE_DEV_H
#define DEVICE_DEV_H

#include <sys/types.h>

#include "io/io.h"
#include "volscan.h"

struct dev_buffer;

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
	DEV_REASON_COUNT
};

struct dev {
	struct volscan_device info;	/* what the caller of the library sees */

	uint64_t start;		/* bytes: where it begins in the opened file;
				   not 0 for PATH#N only */
	uint32_t block_size;	/* logical block size in bytes, 512 when not known */
	bool from_machine;	/* of the machine's list, not a path that was given */

	/* The path's own: see dev_io.c. Zeroed, with fd -1, by dev_init(). */
	struct {
		struct io_file file;
		struct dev_buffer *last[DEV_STREAM_COUNT];
		unsigned pending;	/* requests queued or in flight */
		unsigned errors;	/* in a row, for disable_after_error_count */
		bool disabled;
		bool opening;
		uint64_t reads[DEV_REASON_COUNT];
		uint64_t cached[DEV_REASON_COUNT];
	} io;
};

/* Set up `dev` for `path`, which must outlive it, and likewise `name`. */
void dev_init(struct dev *dev, const char *name, const char *path);

#endif
