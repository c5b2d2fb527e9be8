/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What scans have read of devices, for later scans of the same process: who knows
 * that a device has not changed need not read it again.
 *
 * The path asks here before it reads (dev_io_keep()), and brings what it has read. A
 * device is known by its name, and is another one if its number, size or beginning
 * are others. Only devices that never failed are kept.
 *
 *	kept_new()
 *	kept_forget()		what has changed
 *	  dev_io_keep(), a scan
 *	kept_settle()		of those that this scan has seen
 *	kept_free()
 */
#ifndef DEVICE_KEPT_H
#define DEVICE_KEPT_H

#include "device/dev.h"

struct dev_list;
struct kept;
struct kept_device;

/* -ENOMEM. */
int kept_new(struct kept **kept);
void kept_free(struct kept *kept);

/* What is kept of the device of that name, and of the partitions found inside it
 * (NAME#N), is not used any more; NULL: of all devices. Not during a scan. */
void kept_forget(struct kept *kept, const char *name);

/* The entry of `dev` for this scan, until kept_settle(). If something was kept of it
 * before, `dev` gets what reading that has cost. NULL = no memory: keep nothing. */
struct kept_device *kept_begin(struct kept *kept, struct dev *dev);

/* The bytes of that range, all of them, until kept_settle(); NULL = not kept. */
const void *kept_find(const struct kept_device *device, uint64_t offset, size_t length);

/* That was read; it is copied. Without memory it is not kept. */
void kept_add(struct kept_device *device, uint64_t offset, const void *data, size_t length);

/* A read failed: nothing of the device will be kept for the next scan. */
void kept_spoil(struct kept_device *device);

/* What was read so far is not to be answered any more: it is read again. */
void kept_distrust(struct kept_device *device);

/* The scan of `list` has ended: drop what it did not see, what has failed, and what is
 * not trusted. */
void kept_settle(struct kept *kept, const struct dev_list *list);

#endif
