/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/filter_types.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <errno.h>

/* The kinds of devices that LVM2 reads (lvm devtypes). A name stands for all
 * that begin with it: ide for ide0. */
static const char *const known[] = {
	"VxDMP", "aoe", "ataraid", "bcache", "blkext", "cciss", "dac960", "dasd",
	"device-mapper", "drbd", "emcpower", "fio", "gnbd", "i2o_block", "ida", "ide",
	"iseries/vd", "loop", "md", "mmc", "mtip32xx", "nbd", "nvme", "power2", "ps3disk",
	"ramdisk", "rbd", "scm", "sd", "skd", "ubd", "vdisk", "virtblk", "vtms", "xvd",
	"zvol", NULL
};

struct type {
	struct type *next;
	unsigned major;
	const char *name;
	const char *reason;	/* NULL: may be a PV */
};

struct filter_types {
	struct type *types;
	bool all;		/* /proc/devices was not to be had */
};

static bool begins_with_one_of(const char *name, const char *const *prefixes, unsigned step)
{
	for (; *prefixes; prefixes += step)
		if (!strncmp(name, *prefixes, strlen(*prefixes)))
			return true;
	return false;
}

static int add_type(struct filter_types *types, unsigned major, const char *name,
		    const char *const *more, struct dm_pool *pool)
{
	static const char text[] = "it is a device of kind \"%s\", which holds no PVs unless "
				   "devices/types says so";
	struct type *type = dm_pool_zalloc(pool, sizeof(*type));
	size_t size = sizeof(text) + strlen(name);
	char *reason;

	if (!type)
		return -ENOMEM;
	type->name = dm_pool_strdup(pool, name);
	if (!type->name)
		return -ENOMEM;
	if (!begins_with_one_of(name, known, 1) && !begins_with_one_of(name, more, 2)) {
		reason = dm_pool_alloc(pool, size);
		if (!reason)
			return -ENOMEM;
		snprintf(reason, size, text, name);
		type->reason = reason;
	}
	type->major = major;
	type->next = types->types;
	types->types = type;
	return 0;
}

static int read_types(struct filter_types *types, FILE *file, const char *const *more,
		      struct dm_pool *pool)
{
	char *line = NULL, name[64];
	bool in_block = false;
	unsigned major;
	size_t size = 0;
	int r = 0;

	while (!r && getline(&line, &size, file) >= 0) {
		if (!strncmp(line, "Block", 5))
			in_block = true;
		else if (in_block && sscanf(line, "%u %63s", &major, name) == 2)
			r = add_type(types, major, name, more, pool);
	}
	free(line);
	return r;
}

int filter_types_new(const char *root, const char *const *more, struct dm_pool *pool,
		     struct filter_types **types)
{
	struct filter_types *t = dm_pool_zalloc(pool, sizeof(*t));
	char path[PATH_MAX];
	FILE *file;
	int r = 0;

	if (!t)
		return -ENOMEM;
	snprintf(path, sizeof(path), "%s/proc/devices", root);
	file = fopen(path, "re");
	if (file) {
		r = read_types(t, file, more, pool);
		fclose(file);
	}
	if (r)
		return r;
	t->all = !file;
	*types = t;
	return 0;
}

const char *filter_types_rejects(const struct filter_types *types, unsigned major)
{
	const struct type *type;

	for (type = types->types; type; type = type->next)
		if (type->major == major)
			return type->reason;
	return types->all ? NULL : "it is a device of a kind that /proc/devices does not name, "
				   "which holds no PVs";
}

bool filter_types_has(const struct filter_types *types, const char *name)
{
	const struct type *type = types->types;

	while (type && strcmp(type->name, name))
		type = type->next;
	return type || types->all;
}
