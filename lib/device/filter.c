/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order is that of LVM2: names first, since a pattern is often there to
 * keep everything else away from a device.
 *
 * LVM2's filter "sysfs" (sysfs_scan) has nothing to do here: it is for nodes in
 * /dev without a device behind them, and devices come from the kernel's list.
 */
#include "device/filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/filter_regex.h"
#include "device/filter_types.h"
#include "device/sysfs.h"

#define POOL_CHUNK 4096

/* "LVM-", the UUIDs of VG and LV. A layer below an LV has "-name" behind it. */
#define LV_DM_UUID_LEN (4 + 2 * 32)

struct filter {
	struct dm_pool *pool;
	const char *root;
	const struct log *log;
	struct filter_regex *global_regex, *regex;
	struct filter_types *types;
	const char *const *scan;	/* directories; the config's */
	uint64_t min_size;		/* bytes */
	const char *too_small;
	bool scan_lvs;
};

static int make_regexes(struct filter *f, const struct config *config, char **error)
{
	int r = filter_regex_new("devices/global_filter",
				 config_list(config, SETTING_devices_global_filter),
				 f->pool, &f->global_regex, error);

	if (r)
		return r;
	return filter_regex_new("devices/filter", config_list(config, SETTING_devices_filter),
				f->pool, &f->regex, error);
}

static int fill(struct filter *f, const struct config *config, char **error)
{
	int64_t kib = config_number(config, SETTING_devices_pv_min_size);
	char text[128];
	int r = make_regexes(f, config, error);

	if (!r)
		r = filter_types_new(f->root, config_list(config, SETTING_devices_types),
				     f->pool, &f->types);
	if (r)
		return r;
	f->scan = config_list(config, SETTING_devices_scan);
	f->scan_lvs = config_bool(config, SETTING_devices_scan_lvs);
	f->min_size = (uint64_t)kib * 1024;
	snprintf(text, sizeof(text), "it is smaller than devices/pv_min_size (%lld KiB)",
		 (long long)kib);
	f->too_small = dm_pool_strdup(f->pool, text);
	return f->too_small ? 0 : -ENOMEM;
}

int filter_new_at(const char *root, const struct config *config, const struct log *log,
		  struct filter **filter, char **error)
{
	struct filter *f = calloc(1, sizeof(*f));
	int r;

	*error = NULL;
	if (!f)
		return -ENOMEM;
	f->root = root;
	f->log = log;
	f->pool = dm_pool_create("volscan filters", POOL_CHUNK);
	r = f->pool ? fill(f, config, error) : -ENOMEM;
	if (r)
		filter_free(f);
	else
		*filter = f;
	return r;
}

int filter_new(const struct config *config, const struct log *log, struct filter **filter,
	       char **error)
{
	return filter_new_at("", config, log, filter, error);
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	if (filter->pool)
		dm_pool_destroy(filter->pool);
	free(filter);
}

/* ------------------------------------------------------------------------
 * What the machine's block devices are
 */

static bool is_below(const char *name, const char *dir)
{
	size_t length = strlen(dir);

	while (length && dir[length - 1] == '/')
		length--;
	return !strncmp(name, dir, length) && name[length] == '/';
}

static const char *check_directory(const struct filter *f, const struct dev *dev)
{
	const char *const *dir;

	for (dir = f->scan; *dir; dir++)
		if (is_below(dev->info.name, *dir))
			return NULL;
	return "its name is in none of the directories of devices/scan";
}

static const char *check_size(const struct filter *f, const struct dev *dev)
{
	if (!dev->info.size)
		return "its size is 0: it has no medium, or is not set up";
	return dev->info.size < f->min_size ? f->too_small : NULL;
}

/* Only device-mapper's devices have the file that is asked for, and all of
 * them have names that make the question cheap to avoid. */
static bool may_be_dm(const struct dev *dev)
{
	return strstr(dev->info.name, "/mapper/") || strstr(dev->info.name, "/dm-");
}

static const char *check_lv(const struct filter *f, const struct dev *dev)
{
	char uuid[SYSFS_VALUE_MAX];

	if (!may_be_dm(dev) ||
	    sysfs_read(f->root, dev->info.major, dev->info.minor, "dm/uuid", uuid) ||
	    strncmp(uuid, "LVM-", 4))
		return NULL;
	if (strlen(uuid) > LV_DM_UUID_LEN)
		return "it is an inner part of an LV";
	return f->scan_lvs ? NULL : "it is an LV, and devices/scan_lvs is 0";
}

static const char *check_kind(const struct filter *f, const struct dev *dev)
{
	const char *why = check_directory(f, dev);

	if (!why)
		why = filter_types_rejects(f->types, dev->info.major);
	if (!why)
		why = check_size(f, dev);
	return why ? why : check_lv(f, dev);
}

const char *filter_rejects(struct filter *filter, const struct dev *dev)
{
	const char *why = filter_regex_rejects(filter->global_regex, dev->info.name);

	if (!why)
		why = filter_regex_rejects(filter->regex, dev->info.name);
	if (!why && dev->from_machine)
		why = check_kind(filter, dev);
	if (why)
		log_print(filter->log, VOLSCAN_LOG_INFO, VOLSCAN_LOG_DEVS, "%s: left out: %s",
			  dev->info.name, why);
	return why;
}
