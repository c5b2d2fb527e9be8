/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Paths of multipath devices that are not set up, or not yet: multipath-tools keep a
 * file with the WWIDs of all that they have set up before.
 */
#ifndef DEVICE_FILTER_WWIDS_H
#define DEVICE_FILTER_WWIDS_H

#include "device/dev.h"

struct filter_wwids;

/* Read the file; *wwids becomes NULL where it names none, or cannot be read. -ENOMEM. */
int filter_wwids_new(const char *path, struct filter_wwids **wwids);
void filter_wwids_free(struct filter_wwids *wwids);

/* Why the block device is left out, as a static text, or NULL. So are partitions of
 * such a disk. `root` as in sysfs.h, which is all that is asked. */
const char *filter_wwids_rejects(const struct filter_wwids *wwids, const char *root,
				 const struct dev *dev);

#endif
