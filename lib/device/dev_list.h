/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where devices come from: the machine's block devices, or paths given.
 * Nothing here opens a device; only /proc, /sys and stat() are used, so that
 * a dead disk cannot stop it. (No udev: 400 ms for 3000 devices against 6.)
 */
#ifndef DEVICE_DEV_LIST_H
#define DEVICE_DEV_LIST_H

#include <libdevmapper.h>

#include "device/dev.h"

struct dev_list {
	struct dev **devs;	/* in the order found */
	size_t count, room;
	struct dm_pool *pool;	/* names, and the devs */
	const struct log *log;
};

int dev_list_new(const struct log *log, struct dev_list **list);
void dev_list_free(struct dev_list *list);

/*
 * All block devices of /proc/partitions, with their names below `dir` ("/dev",
 * dm-N as mapper/NAME from sysfs), sizes, numbers and logical block sizes.
 * -errno only when there is no list to be had.
 */
int dev_list_add_machine(struct dev_list *list, const char *dir);

/*
 * A block device, a regular file, or a directory: every block device and
 * regular file directly in it, by name, hidden ones left out. A path that is
 * already in the list is not added again. -errno if `path` cannot be looked
 * at; -ENOTBLK if it is something else. Entries of a directory that cannot be
 * looked at are added as UNREADABLE.
 */
int dev_list_add_path(struct dev_list *list, const char *path);

/* A partition found inside `whole`: PATH#number, `start` and `size` in bytes
 * of `whole`. Its dev is valid as long as the list. -ENOMEM. */
int dev_list_add_partition(struct dev_list *list, struct dev *whole, unsigned number,
			   uint64_t start, uint64_t size, struct dev **dev);

#endif
