/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How far a scan is, for a person who waits for it: one line on stderr, written
 * again in its place. Nothing when stderr is no terminal, and nothing of a scan
 * that is done at once.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include "volscan.h"

/* Show it during scans with these. */
void progress_begin(struct volscan_callbacks *callbacks);

/* When the scan is over, and before anything else writes to stderr. Does nothing when
 * there is no line. */
void progress_erase(void);

/* As on_progress; the context is not used. */
int progress_show(void *context, const struct volscan_progress *progress);

#endif
