/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/filter_dm.h"

#include <string.h>

#include "device/sysfs.h"

/* "LVM-", the UUIDs of VG and LV. A layer below an LV has "-name" behind it. */
#define LV_DM_UUID_LEN (4 + 2 * 32)

/* Only device-mapper's devices have the files that are asked for, and all of
 * them have names that make the question cheap to avoid. */
static bool may_be_dm(const struct dev *dev)
{
	return strstr(dev->info.name, "/mapper/") || strstr(dev->info.name, "/dm-");
}

const char *filter_dm_rejects_lv(const char *root, const struct dev *dev, bool scan_lvs)
{
	char uuid[SYSFS_VALUE_MAX];

	if (!may_be_dm(dev) ||
	    sysfs_read(root, dev->info.major, dev->info.minor, "dm/uuid", uuid) ||
	    strncmp(uuid, "LVM-", 4))
		return NULL;
	if (strlen(uuid) > LV_DM_UUID_LEN)
		return "it is an inner part of an LV";
	return scan_lvs ? NULL : "it is an LV, and devices/scan_lvs is 0";
}

const char *filter_dm_rejects_suspended(const char *root, const struct dev *dev)
{
	uint64_t suspended;

	if (!may_be_dm(dev) ||
	    sysfs_read_number(root, dev->info.major, dev->info.minor, "dm/suspended",
			      &suspended) || !suspended)
		return NULL;
	return "it is suspended (devices/ignore_suspended_devices)";
}
