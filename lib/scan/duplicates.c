/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks at sysfs, and only when there are duplicates: a multipath device and
 * its paths, or a snapshot of a disk beside the disk. It asks no device
 * anything, so that a dead one cannot stop it.
 */
#include "scan/duplicates.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "scan/tell.h"

#define HASH_SLOTS 1024

/* The path of a block device's file in sysfs; false for an image file. */
static bool sysfs_path(const struct found *found, const char *name, char *path, size_t size)
{
	const struct volscan_device *device = &found->dev->info;

	/* Also a partition inside it that the kernel does not know. */
	if (!device->is_block)
		return false;
	snprintf(path, size, "/sys/dev/block/%u:%u/%s", device->major, device->minor, name);
	return true;
}

static bool has_sysfs(const struct found *found, const char *name)
{
	char path[64];

	return sysfs_path(found, name, path, sizeof(path)) && !access(path, F_OK);
}

static bool is_used(const struct found *found)
{
	char path[64];
	const struct dirent *entry;
	bool used = false;
	DIR *dir;

	if (!sysfs_path(found, "holders", path, sizeof(path)) || !(dir = opendir(path)))
		return false;
	while (!used && (entry = readdir(dir)))
		used = entry->d_name[0] != '.';
	closedir(dir);
	return used;
}

static bool has_right_size(const struct found *found)
{
	return found->dev->info.size == found->pv->header_size;
}

static bool is_dm(const struct found *found)
{
	return has_sysfs(found, "dm");
}

static bool is_md(const struct found *found)
{
	return has_sysfs(found, "md");
}

static const struct {
	bool (*has)(const struct found *found);
	const char *why;
} preferences[] = {
	{ is_used, "it is in use" },
	{ has_right_size, "its size is right" },
	{ is_dm, "it is a device-mapper device" },
	{ is_md, "it is an md device" },
};

/* The better of two, `first` being the one that comes first. */
static struct found *prefer(struct found *first, struct found *second, const char **why)
{
	size_t i;
	bool a, b;

	for (i = 0; i < sizeof(preferences) / sizeof(preferences[0]); i++) {
		a = preferences[i].has(first);
		b = preferences[i].has(second);
		*why = preferences[i].why;
		if (a != b)
			return a ? first : second;
	}
	*why = "it comes first";
	return first;
}

static void choose(struct scan *scan, struct found **used, struct found *other)
{
	const char *why;
	struct found *first = *used, *left;

	*used = prefer(first, other, &why);
	left = *used == first ? other : first;
	left->used = *used;
	scan_tell(scan, NULL,
		  FINDING_OF(PV_DUPLICATE, .expected = (*used)->dev->info.name,
			     .found = left->dev->info.name),
		  "%s and %s have the same PV UUID %s: using %s because %s. If they are not "
		  "the same disk, give the other a new UUID with vgimportclone; otherwise leave "
		  "it out with devices/global_filter.",
		  first->dev->info.name, other->dev->info.name, other->pv->uuid,
		  (*used)->dev->info.name, why);
}

/* A device that was replaced by a third one points to that. */
static void follow(struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->count; i++)
		while (scan->found[i]->used && scan->found[i]->used->used)
			scan->found[i]->used = scan->found[i]->used->used;
}

int duplicates_choose(struct scan *scan, struct dm_hash_table **by_uuid)
{
	struct dm_hash_table *hash = dm_hash_create(HASH_SLOTS);
	struct found *found, *used;
	size_t i;

	if (!hash)
		return -ENOMEM;
	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		if (!found->pv)
			continue;
		used = dm_hash_lookup(hash, found->pv->uuid);
		if (used)
			choose(scan, &used, found);
		else
			used = found;
		if (!dm_hash_insert(hash, found->pv->uuid, used)) {
			dm_hash_destroy(hash);
			return -ENOMEM;
		}
	}
	follow(scan);
	*by_uuid = hash;
	return 0;
}
