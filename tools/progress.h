/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How far a scan is, for a person who waits for it: one line on stderr, written
 * again in its place. Nothing when stderr is no terminal, and nothing of a scan
 * that is done at once.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "volscan.h"

/* Show it during the scans of `vs`. */
void progress_begin(struct volscan *vs);

/* The scan is over. */
void progress_end(struct volscan *vs);

/* Whatever else writes to stderr calls this before. Does nothing when there is
 * no line. */
void progress_erase(void);

/* For volscan_set_progress(). */
void progress_show(void *context, const struct volscan_progress *progress);

#endif
