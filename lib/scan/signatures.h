/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_SIGNATURES_H
#define SCAN_SIGNATURES_H

#include "scan/found.h"

/*
 * Ask libblkid, through the path `probe`, what is on each device that has been read,
 * all of them side by side, for dev->info.signatures. What cannot be probed is told
 * to the log, and has none. 0, or -errno when the path broke or there is no memory.
 */
int signatures_probe(struct scan *scan, struct dev_io *probe);

#endif
