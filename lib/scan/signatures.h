/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_SIGNATURES_H
#define SCAN_SIGNATURES_H

#include "scan/found.h"

/*
 * Begin to ask libblkid, through the path scan->probe, what is on each device that has
 * been read, all of them side by side, for dev->info.signatures. What cannot be probed is
 * told to the log, and has none. 0 or -ENOMEM.
 */
int signatures_probe(struct scan *scan);

#endif
