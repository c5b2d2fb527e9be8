/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the two sources of devices, dev_list.c and dev_machine.c. */
#ifndef DEVICE_DEV_LIST_PRIVATE_H
#define DEVICE_DEV_LIST_PRIVATE_H

#include "base/table.h"
#include "device/dev_list.h"

/* A line of /proc/partitions. */
struct partition_row {
	dev_t number;
	uint64_t size;		/* bytes, rounded down to whole KiB */
	char name[64];		/* "sda1", "dm-3" */
};

struct partition_table {
	struct partition_row *rows;
	size_t count, room;
	struct table *by_number;
	struct table *by_name;	/* NULL = not needed yet */
};

/* Read /proc/partitions unless that has been done. -errno. */
int partition_table_need(struct dev_list *list);
void partition_table_free(struct partition_table *table);

/* Size of a block device in bytes, in whole KiB where it comes from
 * /proc/partitions, which is read when there are many of them. -errno if the kernel
 * does not tell. */
int dev_list_block_size_of(struct dev_list *list, dev_t number, uint64_t *size);

/* The number of the block device at `path`, if that can be told without a stat(): of
 * the kernel's own nodes, when there are many. */
bool dev_list_number_of(struct dev_list *list, const char *path, dev_t *number);

/* Is the block device of that number in the list? */
bool dev_list_has_block(const struct dev_list *list, dev_t number);

/* Append a device of that name, which is copied; -ENOMEM. */
int dev_list_append(struct dev_list *list, const char *name, struct dev **dev);

/* The same for a block device, which is then known by its number. */
int dev_list_append_block(struct dev_list *list, const char *name, dev_t number,
			  uint64_t size, struct dev **dev);

/* `reason` is static, or of the list's pool; `error` is -errno. */
void dev_set_unreadable(struct dev *dev, int error, const char *reason);

#endif
