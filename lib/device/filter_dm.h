/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Devices of device-mapper itself, as sysfs tells: LVs, and suspended ones. */
#ifndef DEVICE_FILTER_DM_H
#define DEVICE_FILTER_DM_H

#include "device/dev.h"

/* Why a block device of the machine is left out, as a static text, or NULL. `root`
 * as in sysfs.h. Nothing is asked about devices that are not device-mapper's. */
const char *filter_dm_rejects_lv(const char *root, const struct dev *dev, bool scan_lvs);
const char *filter_dm_rejects_suspended(const char *root, const struct dev *dev);

#endif
