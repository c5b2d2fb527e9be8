/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * By what LVM2's devices file knows a device again. The kernel tells it all in
 * sysfs; no device is opened.
 */
#ifndef DEVICE_DEVICE_ID_H
#define DEVICE_DEVICE_ID_H

#include "device/dev.h"
#include "device/sysfs.h"

enum device_id_type {
	DEVICE_ID_SYS_WWID,
	DEVICE_ID_SYS_SERIAL,
	DEVICE_ID_WWID_NAA,
	DEVICE_ID_WWID_EUI,
	DEVICE_ID_WWID_T10,
	DEVICE_ID_MPATH_UUID,
	DEVICE_ID_CRYPT_UUID,
	DEVICE_ID_LVMLV_UUID,
	DEVICE_ID_MD_UUID,
	DEVICE_ID_LOOP_FILE,
	DEVICE_ID_DEVNAME,
	DEVICE_ID_TYPE_COUNT	/* also: a type that is not known */
};

/* IDs of one type that a device can have: a SCSI disk may tell several. */
#define DEVICE_IDS_MAX 8

struct device_ids {
	size_t count;
	char ids[DEVICE_IDS_MAX][SYSFS_VALUE_MAX];
};

/* The type that the file calls `name` ("sys_wwid"). */
enum device_id_type device_id_type(const char *name);
const char *device_id_type_name(enum device_id_type type);

/*
 * The IDs of a block device, in the form of device_id_normalize(); of a partition
 * those of its disk, but for its name. `root` as in sysfs.h.
 */
void device_ids_read(const char *root, const struct dev *dev, enum device_id_type type,
		     struct device_ids *ids);

/*
 * In place: blanks and such become '_', as LVM2 writes them, since a blank ends an
 * ID in the file. Of a WWID or serial number several in a row become one, and none
 * is at either end: releases of LVM2 differ there.
 */
void device_id_normalize(enum device_id_type type, char *id);

#endif
