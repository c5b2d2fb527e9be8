/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The walk of one device: label -> pv_header -> its mdas; or, where there is
 * no label, what it is instead, and the partitions inside it.
 */
#ifndef SCAN_WALK_H
#define SCAN_WALK_H

#include "scan/found.h"

/*
 * Start the walk of `dev`, unless a filter rejects it. It runs from
 * dev_io_run(), or is over on return when I/O is synchronous, and leaves `dev`
 * in its final state. `whole` is what was found on the device that dev is a
 * partition of, or NULL.
 */
void walk_start(struct scan *scan, struct dev *dev, const struct found *whole);

/* Does a filter reject it? Then that is its final state, whatever it was. */
bool walk_is_left_out(struct scan *scan, struct dev *dev);

#endif
