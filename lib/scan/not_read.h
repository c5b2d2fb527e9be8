/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices that were not read: which state that is, and what to say. */
#ifndef SCAN_NOT_READ_H
#define SCAN_NOT_READ_H

#include "scan/found.h"

/* The device's first block could not be had, with that -errno. */
void scan_not_read(struct scan *scan, struct found *found, int error);

/* Once all is read: devices that have stopped answering half-way have timed out too.
 * What is known of their PVs stays. */
void scan_settle(struct scan *scan);

#endif
