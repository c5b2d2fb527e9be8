/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filters that need no I/O to the device. LVM2's names and meanings: the devices
 * file (use_devicesfile; with one, patterns are not asked), global_filter, filter
 * (a|regex|, r|regex|, any delimiter; the first match decides; none = accepted),
 * scan (directories), types (loop, sd, ...), size (pv_min_size), suspended devices,
 * LVs themselves (scan_lvs), and components of multipath devices and md arrays.
 * What can only be told from a device's first block is in device/signature.h.
 */
#ifndef DEVICE_FILTER_H
#define DEVICE_FILTER_H

#include "config/config.h"
#include "device/dev.h"

struct filter;

/* The config must not change as long as the filter lives. -EINVAL with a
 * sentence in *error (to be freed) for a bad pattern, other -errno with one for a
 * devices file that cannot be read; *error is NULL otherwise. */
int filter_new(const struct config *config, const struct log *log, struct filter **filter,
	       char **error);
void filter_free(struct filter *filter);

/* For tests: the same with the kernel's files and names below `root`, which lives as
 * long as the filter. */
int filter_new_at(const char *root, const struct config *config, const struct log *log,
		  struct filter **filter, char **error);

/*
 * Why `dev` is to be left out, as static or filter-owned text that names the filter,
 * or NULL to scan it; to be asked once about each device.
 *
 * Patterns are for names, and hold for what was found in a directory or image that
 * was given too, but not for a path that was given itself. Of a block device found
 * on the machine they know each name that it has in the directories of scan, links
 * included: one that is accepted is enough, otherwise one that is rejected. The
 * other filters are for such devices alone.
 *
 * Of a device only sysfs is read: for those of device-mapper, with a devices file,
 * and for what may be a component where the machine has something with components.
 */
const char *filter_rejects(struct filter *filter, const struct dev *dev);

/*
 * The same for a device that has been read: the devices file may have had another
 * PV in mind. `uuid` is that of its PV, NULL if it is none: then it is not left out.
 */
const char *filter_rejects_pv(struct filter *filter, const struct dev *dev, const char *uuid);

/* Warn of what the filters were told and had no use for. Once all devices have been
 * read. */
void filter_tell(const struct filter *filter);

#endif
