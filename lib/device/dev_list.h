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

struct helper;
struct partition_table;

struct dev_list {
	struct dev **devs;	/* in the order found */
	size_t count, room;
	struct dm_pool *pool;	/* names, and the devs */
	const struct log *log;
	const char *root;	/* what stands before /proc and /sys: "" but for
				   tests; lives as long as the list */
	struct helper *helper;	/* asks sysfs for us, once nothing may be opened; or
				   NULL */

	struct table *seen;	/* of what is in the list: device number
					   or inode -> dev */
	unsigned sized;		/* paths of devices whose size was asked for */
	struct nodes *nodes;	/* of /dev, once read */
	struct partition_table *partitions;	/* /proc/partitions, once read */
};

int dev_list_new(const struct log *log, struct dev_list **list);
void dev_list_free(struct dev_list *list);

/*
 * All block devices of /proc/partitions, then those of size 0, which only sysfs
 * knows, with their names below `dir` ("/dev", dm-N as mapper/NAME from
 * sysfs), sizes and numbers. A device without a node below `dir`, or whose
 * node there is of another device, is added as UNREADABLE (of many, those that the
 * kernel has made are not looked at: device/nodes.h). -errno only when
 * there is no list to be had.
 *
 * Sizes are rounded down to whole KiB, as /proc/partitions gives them: see
 * dev_list_settle_size().
 */
int dev_list_add_machine(struct dev_list *list, const char *dir);

/*
 * A block device, a regular file, or a directory: every block device and
 * regular file directly in it, by name (d2 before d10), hidden ones left out.
 * What is already in the list, under whatever name, is not added again. -errno
 * if `path` cannot be looked at; -ENOTBLK if it is something else. Entries of a
 * directory that cannot be looked at are added as UNREADABLE, and so is a
 * block device whose size the kernel does not tell.
 */
int dev_list_add_path(struct dev_list *list, const char *path);

/* `path` as UNREADABLE, for want of something that can be read: `error`, -errno,
 * is why. For entries such as a link to nowhere, and for a path that is gone. */
int dev_list_add_unreadable(struct dev_list *list, const char *path, int error);

/*
 * Ask sysfs for the exact size of a block device unless it is `expected` as it
 * stands. For the walk of a PV, with the size that the pv_header says: a disk
 * with an odd number of sectors is then known to its last one, and all others
 * cost nothing.
 */
void dev_list_settle_size(const struct dev_list *list, struct dev *dev, uint64_t expected);

/* Ask sysfs for the block size of a block device, which its partition table
 * counts in. Nothing else needs it. */
void dev_list_settle_block_size(const struct dev_list *list, struct dev *dev);

/*
 * May the device have partitions? False for partitions, those that the kernel
 * has read and those of a PATH#N. Asks sysfs: for devices that look as if they
 * had some.
 */
bool dev_list_is_whole(const struct dev_list *list, const struct dev *dev);

/*
 * Are the device's partitions to be looked for inside it? They are in an image
 * file or a block device that was given as a path, unless the kernel has read
 * them, or something (a dm partition, an array) is on top of it. Asks sysfs too.
 */
bool dev_list_is_unread(const struct dev_list *list, const struct dev *dev);

/* A partition found inside `whole`: PATH#number, `start` and `size` in bytes
 * of `whole`. Its dev is valid as long as the list. -ENOMEM. */
int dev_list_add_partition(struct dev_list *list, struct dev *whole, unsigned number,
			   uint64_t start, uint64_t size, struct dev **dev);

#endif
