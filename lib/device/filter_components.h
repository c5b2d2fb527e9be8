/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices that multipath devices and md arrays are made of, as sysfs tells: what
 * such a device holds is to be read through the whole, and nowhere else.
 */
#ifndef DEVICE_FILTER_COMPONENTS_H
#define DEVICE_FILTER_COMPONENTS_H

#include <stdbool.h>

struct filter_components;

/* Which kinds are looked for, when the first device is asked about; `root` as in
 * sysfs.h, and lives as long. -ENOMEM. */
int filter_components_new(const char *root, bool multipath, bool md,
			  struct filter_components **components);
void filter_components_free(struct filter_components *components);

/* Why the block device is left out, as a text that lives as long as `components`,
 * or NULL. So are the partitions of a component. */
const char *filter_components_rejects(struct filter_components *components, unsigned major,
				      unsigned minor);

#endif
