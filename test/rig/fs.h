/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The file system: a flat directory of images, read-only, whose reads can be
 * slow, fail or hang. One thread serves it: a read that waits is an entry in a
 * list, so that a thousand slow disks cost no thread.
 */
#ifndef RIG_FS_H
#define RIG_FS_H

#define FUSE_USE_VERSION 34
#include <fuse_lowlevel.h>

#include <sys/queue.h>

#include "images.h"

struct parked;

struct fs {
	struct images images;
	STAILQ_HEAD(parked_list, parked) parked;	/* as they came */
	int64_t next_due;	/* of those parked: CLOCK_MONOTONIC in ms; or NEVER */
	bool closing;		/* files cannot be opened any more */
};

#define NEVER INT64_MAX

/* fs.c: what FUSE calls; its userdata is the struct fs. */
extern const struct fuse_lowlevel_ops fs_operations;

/* reads.c */

/* Answer a read, at once or later: as the image's knobs are now. */
void reads_take(struct fs *fs, struct image *image, fuse_req_t req, size_t size,
		uint64_t offset);

/* Answer what is due. Returns milliseconds until something will be, -1 = never. */
int reads_answer_due(struct fs *fs);

/* Those of the image that hang are due now. */
void reads_release(struct fs *fs, const struct image *image);

/* knobs.c */

/* One command, "NAME KNOB VALUE...", is carried out; `reply` is what to tell the
 * client: a line that begins with "ok" or "error: ". `line` is torn up. */
void knobs_command(struct fs *fs, char *line, char *reply, size_t size);

/* Nothing is wrong with the image any more. */
void knobs_reset(struct fs *fs, struct image *image);

/* serve.c: mount at the path; then go to the background, with `ready`, and serve
 * the file system and the clients of `listener` until it is unmounted. What
 * signalfd `signals` has resets all knobs and keeps new readers out. Returns an
 * exit status. */
int serve(struct fs *fs, const char *mountpoint, int listener, int signals, int ready);

#endif
