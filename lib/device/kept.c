/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ranges of a device are whole reads of the path, one behind the other as they came: a
 * device has few of them. What is not trusted any more stays until the scan is over, as
 * a callback may be looking at it.
 */
#include "device/kept.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/dev_list.h"

#define HASH_SIZE 1024

struct range {
	struct dm_list list;
	uint64_t offset;	/* bytes, of the device */
	size_t length;
	char data[];
};

struct kept_device {
	struct dm_list list;	/* of all */
	struct dm_list ranges;
	struct dm_list distrusted;
	bool seen;		/* by this scan */
	bool spoiled;

	/* It is the same device if these are the same, ... */
	uint32_t major, minor;
	uint64_t size, start;
	/* ... and to read what is kept has cost that. */
	uint64_t reads, bytes_read, time_us;
	char name[];
};

struct kept {
	struct dm_list devices;
	struct dm_hash_table *by_name;
};

int kept_new(struct kept **kept)
{
	struct kept *k = malloc(sizeof(*k));

	if (!k)
		return -ENOMEM;
	dm_list_init(&k->devices);
	k->by_name = dm_hash_create(HASH_SIZE);
	if (!k->by_name) {
		free(k);
		return -ENOMEM;
	}
	*kept = k;
	return 0;
}

static void free_ranges(struct dm_list *ranges)
{
	struct range *range, *next;

	dm_list_iterate_items_safe(range, next, ranges) {
		dm_list_del(&range->list);
		free(range);
	}
}

static void drop(struct kept *kept, struct kept_device *device)
{
	dm_hash_remove(kept->by_name, device->name);
	dm_list_del(&device->list);
	free_ranges(&device->ranges);
	free_ranges(&device->distrusted);
	free(device);
}

void kept_free(struct kept *kept)
{
	if (!kept)
		return;
	kept_forget(kept, NULL);
	dm_hash_destroy(kept->by_name);
	free(kept);
}

static bool is_in(const char *name, const char *whole)
{
	size_t length = strlen(whole);

	return !strncmp(name, whole, length) && (!name[length] || name[length] == '#');
}

void kept_forget(struct kept *kept, const char *name)
{
	struct kept_device *device, *next;

	dm_list_iterate_items_safe(device, next, &kept->devices)
		if (!name || is_in(device->name, name))
			drop(kept, device);
}

static bool is_of(const struct kept_device *device, const struct dev *dev)
{
	return device->major == dev->info.major && device->minor == dev->info.minor &&
	       device->size == dev->info.size && device->start == dev->start;
}

static struct kept_device *device_new(struct kept *kept, const struct dev *dev)
{
	size_t length = strlen(dev->info.name) + 1;
	struct kept_device *device = calloc(1, sizeof(*device) + length);

	if (!device)
		return NULL;
	memcpy(device->name, dev->info.name, length);
	dm_list_init(&device->ranges);
	dm_list_init(&device->distrusted);
	if (!dm_hash_insert(kept->by_name, device->name, device)) {
		free(device);
		return NULL;
	}
	device->major = dev->info.major;
	device->minor = dev->info.minor;
	device->size = dev->info.size;
	device->start = dev->start;
	dm_list_add(&kept->devices, &device->list);
	return device;
}

/* Two devices of one name are in no list; should they be, the second is not kept. */
struct kept_device *kept_begin(struct kept *kept, struct dev *dev)
{
	struct kept_device *device = dm_hash_lookup(kept->by_name, dev->info.name);

	if (device && device->seen)
		return NULL;
	if (device && !is_of(device, dev)) {
		drop(kept, device);
		device = NULL;
	}
	if (!device)
		device = device_new(kept, dev);
	if (!device)
		return NULL;
	device->seen = true;
	dev->info.reads = device->reads;
	dev->info.bytes_read = device->bytes_read;
	dev->info.time_us = device->time_us;
	return device;
}

const void *kept_find(const struct kept_device *device, uint64_t offset, size_t length)
{
	const struct range *range;

	dm_list_iterate_items(range, &device->ranges)
		if (offset >= range->offset && length <= range->length &&
		    offset - range->offset <= range->length - length)
			return range->data + (offset - range->offset);
	return NULL;
}

void kept_add(struct kept_device *device, uint64_t offset, const void *data, size_t length)
{
	struct range *range = malloc(sizeof(*range) + length);

	if (!range)
		return;
	range->offset = offset;
	range->length = length;
	memcpy(range->data, data, length);
	dm_list_add(&device->ranges, &range->list);
}

void kept_spoil(struct kept_device *device)
{
	device->spoiled = true;
}

void kept_distrust(struct kept_device *device)
{
	dm_list_splice(&device->distrusted, &device->ranges);
}

static void note_cost(const struct dev_list *list)
{
	struct dev *dev;
	size_t i;

	for (i = 0; i < list->count; i++) {
		dev = list->devs[i];
		if (!dev->io.kept)
			continue;
		dev->io.kept->reads = dev->info.reads;
		dev->io.kept->bytes_read = dev->info.bytes_read;
		dev->io.kept->time_us = dev->info.time_us;
		dev->io.kept = NULL;
	}
}

void kept_settle(struct kept *kept, const struct dev_list *list)
{
	struct kept_device *device, *next;

	note_cost(list);
	dm_list_iterate_items_safe(device, next, &kept->devices) {
		if (!device->seen || device->spoiled) {
			drop(kept, device);
			continue;
		}
		device->seen = false;
		free_ranges(&device->distrusted);
	}
}
