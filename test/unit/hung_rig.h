/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of hung.c share: a run directory, a process that hangs, and calls
 * that come one after another, each with a struct hung of its own.
 */
#ifndef HUNG_RIG_H
#define HUNG_RIG_H

#include <limits.h>

#include "device/hung.h"

#define HUNG_SINCE INT64_C(1700000000)

struct hung_rig {
	char dir[PATH_MAX];		/* the run directory; it is there */
	char file[PATH_MAX];		/* `hung` in it; it is not */
	struct log log;
	char said[PATH_MAX];		/* the last message */
	struct io_worker_place place;	/* of the process, slot 0 */
};

extern struct hung_rig hung_rig;

/* A checked fixture. */
void hung_rig_up(void);
void hung_rig_down(void);

/* The process ends. */
void hung_rig_end_process(void);

/* They hang since HUNG_SINCE. Paths must outlive them. */
struct dev hung_rig_file_dev(const char *path);
struct dev hung_rig_disk(unsigned major, unsigned minor);

struct hung *hung_rig_new(bool retry);
/* `dev`, by that slot of the process. Its address stands for the request. */
void hung_rig_add(struct hung *hung, const struct dev *dev, unsigned slot);

/* One call that notes what hangs; one that wants to know since when it does. */
void hung_rig_note(const struct dev *dev, unsigned slot);
int64_t hung_rig_since(const struct dev *dev);

/* The file as it is. */
void hung_rig_write(const char *text, size_t length);
/* Lines, or -1 when there is no file. */
int hung_rig_lines(void);

#endif
