/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Looks at sysfs, and only when there are duplicates: a multipath device and
 * its paths, or a snapshot of a disk beside the disk. It asks no device
 * anything, so that a dead one cannot stop it.
 */
#include "scan/duplicates.h"

#include <errno.h>

#include "device/errands.h"
#include "scan/tell.h"


/* Also of a partition inside it that the kernel does not know. */
static bool has(const struct scan *scan, const struct found *found, enum block_fact fact)
{
	const struct volscan_device *device = &found->dev->info;

	return device->is_block &&
	       block_is(dev_io_helper(scan->io), "", device->major, device->minor, fact);
}

static bool is_used(const struct scan *scan, const struct found *found)
{
	return has(scan, found, BLOCK_HAS_HOLDERS);
}

static bool has_right_size(const struct scan *scan, const struct found *found)
{
	(void)scan;
	return found->dev->info.size == found->pv->header_size;
}

static bool is_dm(const struct scan *scan, const struct found *found)
{
	return has(scan, found, BLOCK_IS_DM);
}

static bool is_md(const struct scan *scan, const struct found *found)
{
	return has(scan, found, BLOCK_IS_MD);
}

static const struct {
	bool (*has)(const struct scan *scan, const struct found *found);
	const char *why;
} preferences[] = {
	{ is_used, "it is in use" },
	{ has_right_size, "its size is right" },
	{ is_dm, "it is a device-mapper device" },
	{ is_md, "it is an md device" },
};

/* The better of two, `first` being the one that comes first. */
static struct found *prefer(const struct scan *scan, struct found *first, struct found *second,
			    const char **why)
{
	size_t i;
	bool a, b;

	for (i = 0; i < sizeof(preferences) / sizeof(preferences[0]); i++) {
		a = preferences[i].has(scan, first);
		b = preferences[i].has(scan, second);
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

	*used = prefer(scan, first, other, &why);
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

static int enter(struct scan *scan, struct table *table, struct found *found)
{
	struct found *used = table_get_string(table, found->pv->uuid);

	if (used)
		choose(scan, &used, found);
	else
		used = found;
	return table_put_string(table, found->pv->uuid, used);
}

int duplicates_choose(struct scan *scan, struct table **by_uuid)
{
	struct table *table;
	size_t i;
	int r = table_new(scan->count, &table);

	if (r)
		return r;
	for (i = 0; !r && i < scan->count; i++)
		if (scan->found[i]->pv)
			r = enter(scan, table, scan->found[i]);
	if (r) {
		table_free(table);
		return r;
	}
	follow(scan);
	*by_uuid = table;
	return 0;
}
