/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What args.c and args_tell.c know of names. */
#ifndef REPORT_ARGS_PARTS_H
#define REPORT_ARGS_PARTS_H

#include "report/args.h"

#define VG_NAME_MAX 127
#define KEY_SIZE (2 * VG_NAME_MAX + 3)

/* Why it cannot be a name. */
enum arg_fault { ARG_FINE, ARG_NO_VG, ARG_NO_LV };

struct arg {
	const char *text;	/* as given */
	const char *vg;		/* of a VG or LV */
	const char *lv;		/* of an LV; NULL = the whole VG */
	struct arg *same;	/* the first that names the same, if that is another */
	bool vg_met;		/* its VG is there */
	bool met;
	bool wrong;		/* it leads nowhere, and that has been told */
	enum arg_fault fault;
	bool is_block;		/* there is a block device of that name */
	const struct volscan_device *device;	/* the one that it names */
};

struct args {
	enum args_kind kind;
	struct dm_pool *pool;
	struct dm_hash_table *hash;
	struct arg *items;
	size_t count;
	const char **tags;
	size_t tag_count;
	const char *device_dir;
	char *directory;	/* the current one; NULL = unknown */
	bool has_devices;	/* only some are looked at, by --devices */
};

/* NULL when nothing has that key. */
struct arg *args_lookup(const struct args *args, const char *key);
struct arg *args_lookup_in(const struct args *args, const char *vg, const char *lv);
struct arg *args_find_device(const struct args *args, const struct volscan_device *device);

#endif
