/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How the monitor learns what changes:
 *
 *	uevents		the kernel tells of block devices that come, go or change, and what
 *			udev has noticed, which is when a writer has closed one
 *	inotify		the same of devices, where there is no udev; of image files, and of
 *			directories that were given
 *
 * Neither tells all: --interval is the net. What is lost, for want of room in a queue,
 * is known to be lost: then anything may have changed.
 */
#ifndef MONITOR_SOURCES_H
#define MONITOR_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sources;

/* Something has changed. */
struct change {
	bool all;		/* it is not known what: anything */
	uint32_t major, minor;	/* a block device; 0, 0 = none */
	const char *path;	/* what it is called, or NULL; in a directory that is
				   watched, a path of it */
};

typedef void (*change_fn)(void *context, const struct change *change);

/* Without one of the two it goes on with the other, after a message. -ENOMEM. */
int sources_new(struct sources **sources);
void sources_free(struct sources *sources);

/*
 * Watch that device, file or directory from now on; what is watched already stays so.
 * Returns true if it is new. What cannot be watched is left to the interval, which is
 * told once.
 */
bool sources_watch(struct sources *sources, const char *path);

/* To poll for reading; -1 = not there. `fds` has room for SOURCES_FDS. */
#define SOURCES_FDS 2
void sources_fds(const struct sources *sources, int *fds);

/* Tell all that has come. */
void sources_read(struct sources *sources, change_fn tell, void *context);

#endif
