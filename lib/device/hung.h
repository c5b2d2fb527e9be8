/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is known to hang, so that it is not asked again.
 *
 * A device that has not answered in time hangs until the process that asked it has
 * its answer, or has gone. As long as that one stands, every further request would
 * hang as well, and leave one more process behind. So what hangs is noted, here and,
 * if its process outlives this one, in a file for all that come later.
 *
 * The file `hung` in the run directory has a line for each:
 *
 *	block MAJOR:MINOR DISKSEQ SINCE PID START SLOT NAME
 *	file -:- 0 SINCE PID START SLOT NAME
 *
 * PID and START (its start time as in /proc/PID/stat) are those of the process that
 * has asked, SLOT says for what. NAME is a whole path. A disk is the same one if its
 * DISKSEQ is: the kernel never gives that number twice. Lines of processes that are
 * gone, or that have the answer, mean nothing, and the next writer leaves them out.
 *
 * Only a file of our own user that nobody else can read or write is believed, in a
 * directory that nobody else can write to. It is replaced by renaming, under a lock
 * of the directory. Without such a directory, or when the lock is not to be had in a
 * moment, nothing is noted for others.
 */
#ifndef DEVICE_HUNG_H
#define DEVICE_HUNG_H

#include "device/dev.h"
#include "io/worker.h"

struct helper;
struct hung;

/* `dir` NULL or "": no file. `retry`: what is in it is not looked at. -ENOMEM. */
int hung_new(const char *dir, bool retry, const struct log *log, struct hung **hung);
void hung_free(struct hung *hung);

/* Since when the device hangs, in seconds since 1970; 0 = it is not known to. Reads
 * the file the first time, and once again after each hung_stale(). */
int64_t hung_since(struct hung *hung, const struct dev *dev);
void hung_stale(struct hung *hung);

/* `dev` has not answered `request` since dev->info.hanging_since. `place` is with
 * which process it is; pid 0 = with this one, which is no news for others. */
void hung_add(struct hung *hung, const struct dev *dev, const void *request,
	      const struct io_worker_place *place);
/* That request is answered. */
void hung_remove(struct hung *hung, const void *request);
/* Bring the file up to date, if anything was added or removed. */
void hung_save(struct hung *hung);

/* Teach a helper that is not started yet to do what is to be done to the file; and use
 * it from now on. The file is then not read again. */
void hung_teach(struct hung *hung, struct helper *helper);
void hung_use(struct hung *hung, struct helper *helper);

/* In a child after a fork: what the parent has asked is none of its own. */
void hung_forget_own(struct hung *hung);

#endif
