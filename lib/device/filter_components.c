/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * sysfs has each such bond twice: holders of the component, and slaves of the whole.
 * The wholes are few, mostly there are none, so they are asked: a machine of
 * thousands of plain disks pays for one directory. Where only some of them matter even
 * that is too much, as the kernel takes a millisecond to list 2000: so of the first
 * devices each is asked whether anything holds it. Nor is it listed where the kernel
 * has neither kind of device.
 */
#include "device/filter_components.h"

#include <errno.h>
#include <libdevmapper.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>

#include "device/sysfs.h"

#define POOL_CHUNK	1024
#define HASH_SIZE	64
#define MPATH		"mpath-"	/* begins the dm UUID of a multipath device */
#define FEW_DEVICES	16

struct filter_components {
	const char *root;
	bool multipath, md;
	unsigned asked;			/* devices, by their holders */
	bool known, unknowable;		/* of all: `reasons` has them; no memory for that */
	struct dm_pool *pool;
	struct dm_hash_table *reasons;	/* of each component, by its number */
	const char *reason;		/* of those of the whole that is being asked */
	const char *whole;		/* its name in sysfs */
};

static int add(struct filter_components *c, dev_t component)
{
	/* The table takes no const data; nothing writes to it. */
	return dm_hash_insert_binary(c->reasons, &component, sizeof(component),
				     (void *)c->reason) ? 0 : -ENOMEM;
}

static int take_component(void *context, const char *entry)
{
	struct filter_components *c = context;
	char file[PATH_MAX], value[SYSFS_VALUE_MAX];
	unsigned major_, minor_;

	snprintf(file, sizeof(file), "block/%s/slaves/%s/dev", c->whole, entry);
	if (sysfs_read_file(c->root, file, value) ||
	    sscanf(value, "%u:%u", &major_, &minor_) != 2)
		return 0;
	return add(c, makedev(major_, minor_));
}

/* `format` has one %s, for the name by which people know the whole. */
__attribute__((format(printf, 2, 0)))
static int take_components(struct filter_components *c, const char *format, const char *name)
{
	char dir[PATH_MAX], text[SYSFS_VALUE_MAX + 128];

	snprintf(text, sizeof(text), format, name);
	c->reason = dm_pool_strdup(c->pool, text);
	if (!c->reason)
		return -ENOMEM;
	snprintf(dir, sizeof(dir), "block/%s/slaves", c->whole);
	return sysfs_each(c->root, dir, take_component, c);
}

static int read_of_whole(const struct filter_components *c, const char *attribute,
			 char value[SYSFS_VALUE_MAX])
{
	char file[PATH_MAX];

	snprintf(file, sizeof(file), "block/%s/%s", c->whole, attribute);
	return sysfs_read_file(c->root, file, value);
}

static int take_multipath(struct filter_components *c)
{
	char uuid[SYSFS_VALUE_MAX], name[SYSFS_VALUE_MAX];

	if (read_of_whole(c, "dm/uuid", uuid) || strncmp(uuid, MPATH, strlen(MPATH)))
		return 0;
	return take_components(c, "it is a path of the multipath device %s "
			       "(devices/multipath_component_detection)",
			       read_of_whole(c, "dm/name", name) ? c->whole : name);
}

/* The file is of arrays only; any other driver may call its devices md. */
static int take_md(struct filter_components *c)
{
	char value[SYSFS_VALUE_MAX];

	if (read_of_whole(c, "md/array_state", value))
		return 0;
	return take_components(c, "it is a component of the md array %s "
			       "(devices/md_component_detection)", c->whole);
}

static int take_whole(void *context, const char *entry)
{
	struct filter_components *c = context;

	c->whole = entry;
	if (c->multipath && !strncmp(entry, "dm-", 3))
		return take_multipath(c);
	if (c->md && !strncmp(entry, "md", 2))
		return take_md(c);
	return 0;
}

int filter_components_new(const char *root, bool multipath, bool md,
			  struct filter_components **components)
{
	struct filter_components *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	c->root = root;
	c->multipath = multipath;
	c->md = md;
	c->pool = dm_pool_create("volscan components", POOL_CHUNK);
	c->reasons = dm_hash_create(HASH_SIZE);
	if (!c->pool || !c->reasons) {
		filter_components_free(c);
		return -ENOMEM;
	}
	*components = c;
	return 0;
}

void filter_components_free(struct filter_components *components)
{
	if (!components)
		return;
	if (components->reasons)
		dm_hash_destroy(components->reasons);
	if (components->pool)
		dm_pool_destroy(components->pool);
	free(components);
}

/* A partition is held as its disk is. */
static bool has_holders(const char *root, unsigned major_, unsigned minor_)
{
	return sysfs_has_entry(root, major_, minor_, "holders", NULL) ||
	       sysfs_has_entry(root, major_, minor_, "../holders", NULL);
}

static bool is_free(struct filter_components *c, unsigned major_, unsigned minor_)
{
	if (!c->multipath && !c->md)
		return true;
	return !c->known && c->asked++ < FEW_DEVICES && !has_holders(c->root, major_, minor_);
}

static void find_all(struct filter_components *c)
{
	c->unknowable = sysfs_each(c->root, "block", take_whole, c);
	c->known = true;
}

static const char *reason_of(const struct filter_components *c, unsigned major_, unsigned minor_)
{
	dev_t number = makedev(major_, minor_);

	return dm_hash_lookup_binary(c->reasons, &number, sizeof(number));
}

static const char *reason_or_of_disk(const struct filter_components *c, unsigned major_,
				     unsigned minor_)
{
	const char *why = reason_of(c, major_, minor_);
	char value[SYSFS_VALUE_MAX];
	unsigned disk_major, disk_minor;

	if (why || !sysfs_has(c->root, major_, minor_, "partition") ||
	    sysfs_read(c->root, major_, minor_, "../dev", value) ||
	    sscanf(value, "%u:%u", &disk_major, &disk_minor) != 2)
		return why;
	return reason_of(c, disk_major, disk_minor);
}

const char *filter_components_rejects(struct filter_components *components, unsigned major,
				      unsigned minor)
{
	if (is_free(components, major, minor))
		return NULL;
	if (!components->known)
		find_all(components);
	if (components->unknowable)
		return "there is no memory to find out what it is a component of";
	if (!dm_hash_get_num_entries(components->reasons))
		return NULL;
	return reason_or_of_disk(components, major, minor);
}
