/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2's devices file: the devices that LVM2 is to use, and no others. A line each,
 *
 *	IDTYPE=sys_wwid IDNAME=naa.5000c500 DEVNAME=/dev/sda1 PVID=<32 letters> PART=1
 *
 * with a blank between fields, "." for what is not known, and lines of other kinds
 * (VERSION=, SYSTEMID=, HASH=, # comments). It is only read here.
 */
#ifndef DEVICE_DEVICES_FILE_H
#define DEVICE_DEVICES_FILE_H

#include <libdevmapper.h>
#include <stdio.h>

#include "device/device_id.h"

struct devices_file_entry {
	struct dm_list list;
	unsigned line;
	enum device_id_type type;
	const char *type_name;	/* as written; "" if it is not */
	const char *id;		/* normalized; NULL = none */
	const char *device;	/* the name that it had last, for people; or NULL */
	const char *pvid;	/* UUID of the PV that was on it, without dashes; or NULL */
	unsigned partition;	/* its number on the disk with that ID; 0 = the disk */

	dev_t number;		/* of a DEVNAME: the device of that name now; 0 = none */
	bool is_there;		/* a device was found ... */
	bool has_moved;		/* ... on which is another PV */
	struct devices_file_entry *next;	/* one with the same type and ID */
};

/* Add the entries of the file to `entries`, all taken from `pool`. -ENOENT and other
 * -errno of opening and reading it; -ENOMEM. */
int devices_file_read(const char *path, struct dm_pool *pool, struct dm_list *entries);

/* The same of one that is open, from where it is on. */
int devices_file_parse(FILE *file, struct dm_pool *pool, struct dm_list *entries);

#endif
