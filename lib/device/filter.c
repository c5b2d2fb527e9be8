/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order is that of LVM2: names first, since a pattern is often there to
 * keep everything else away from a device. Where a devices file says which devices
 * are to be used, patterns do not count, as in LVM2; but paths that a person gives
 * are no matter of the file.
 *
 * LVM2's filter "sysfs" (sysfs_scan) has nothing to do here: it is for nodes in
 * /dev without a device behind them, and devices come from the kernel's list.
 */
#include "device/filter.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/aliases.h"
#include "device/filter_components.h"
#include "device/filter_devices_file.h"
#include "device/filter_dm.h"
#include "device/filter_regex.h"
#include "device/filter_types.h"
#include "device/filter_wwids.h"

#define POOL_CHUNK 4096

struct filter {
	struct dm_pool *pool;
	const char *root;
	const struct log *log;
	struct filter_devices_file *devices_file;	/* or NULL */
	struct filter_regex *global_regex, *regex;
	struct filter_types *types;
	struct filter_components *components;
	struct filter_wwids *wwids;	/* or NULL */
	const char *const *scan;	/* directories; the config's */
	struct aliases *aliases;	/* in those; NULL until they are asked for */
	bool has_no_aliases;		/* they were, and cannot be had */
	uint64_t min_size;		/* bytes */
	const char *too_small;
	bool scan_lvs, ignore_suspended;
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

static int take_settings(struct filter *f, const struct config *config)
{
	int64_t kib = config_number(config, SETTING_devices_pv_min_size);
	char text[128];

	f->scan = config_list(config, SETTING_devices_scan);
	f->scan_lvs = config_bool(config, SETTING_devices_scan_lvs);
	f->ignore_suspended = config_bool(config, SETTING_devices_ignore_suspended_devices);
	f->min_size = (uint64_t)kib * 1024;
	snprintf(text, sizeof(text), "it is smaller than devices/pv_min_size (%lld KiB)",
		 (long long)kib);
	f->too_small = dm_pool_strdup(f->pool, text);
	return f->too_small ? 0 : -ENOMEM;
}

static void tell_ignored(const struct filter *f, const struct filter_regex *regex,
			 const char *setting)
{
	if (f->devices_file && regex)
		log_print(f->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
			  "devices/%s is not asked, since there is a devices file.", setting);
}

static int find_components(struct filter *f, const struct config *config)
{
	bool multipath = config_bool(config, SETTING_devices_multipath_component_detection);
	bool md = config_bool(config, SETTING_devices_md_component_detection);
	int r = filter_components_new(f->root,
				      multipath && filter_types_has(f->types, "device-mapper"),
				      md && filter_types_has(f->types, "md"), &f->components);

	if (r || !multipath)
		return r;
	return filter_wwids_new(config_string(config, SETTING_devices_multipath_wwids_file),
				&f->wwids);
}

static int fill(struct filter *f, const struct config *config, char **error)
{
	int r = make_regexes(f, config, error);

	if (!r)
		r = filter_devices_file_new(f->root, config, f->log, &f->devices_file, error);
	if (!r)
		r = take_settings(f, config);
	if (!r)
		r = filter_types_new(f->root, config_list(config, SETTING_devices_types),
				     f->pool, &f->types);
	if (!r)
		r = find_components(f, config);
	if (r)
		return r;
	tell_ignored(f, f->global_regex, "global_filter");
	tell_ignored(f, f->regex, "filter");
	return 0;
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
	aliases_free(filter->aliases);
	filter_devices_file_free(filter->devices_file);
	filter_wwids_free(filter->wwids);
	filter_components_free(filter->components);
	if (filter->pool)
		dm_pool_destroy(filter->pool);
	free(filter);
}

/* ------------------------------------------------------------------------
 * The filters
 */

static const char *check_devices_file(struct filter *f, const struct dev *dev)
{
	return f->devices_file ? filter_devices_file_rejects(f->devices_file, dev) : NULL;
}

static bool is_below(const char *name, const char *dir)
{
	size_t length = strlen(dir);

	while (length && dir[length - 1] == '/')
		length--;
	return !strncmp(name, dir, length) && name[length] == '/';
}

static bool is_scanned(const struct filter *f, const char *name)
{
	const char *const *dir = f->scan;

	while (*dir && !is_below(name, *dir))
		dir++;
	return *dir;
}

/* The names that a device of the machine has besides its own. They are looked for
 * when it matters, which it does not without patterns. */
static const struct alias *other_names(struct filter *f, const struct dev *dev)
{
	if (!f->aliases && !f->has_no_aliases &&
	    aliases_new(f->root, f->scan, &f->aliases)) {
		f->has_no_aliases = true;
		log_print(f->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
			  "Out of memory: patterns are asked about one name of each device.");
	}
	return f->aliases ? aliases_of(f->aliases, dev->info.major, dev->info.minor) : NULL;
}

/* As LVM2 has it: a device whose names are judged in different ways is accepted. */
static const char *check_names(struct filter *f, struct filter_regex *regex,
			       const struct dev *dev)
{
	const struct alias *alias;
	enum filter_verdict verdict = FILTER_NOTHING;
	const char *why = NULL;

	if (!regex || dev->named || (f->devices_file && dev->from_machine))
		return NULL;
	if (!dev->from_machine || is_scanned(f, dev->info.name))
		verdict = filter_regex_judge(regex, dev->info.name, &why);
	if (verdict == FILTER_ACCEPTS || !dev->from_machine)
		return why;
	for (alias = other_names(f, dev); alias; alias = alias->next)
		if (filter_regex_judge(regex, alias->name, &why) == FILTER_ACCEPTS)
			return NULL;
	return why;
}

static const char *check_global_filter(struct filter *f, const struct dev *dev)
{
	return check_names(f, f->global_regex, dev);
}

static const char *check_filter(struct filter *f, const struct dev *dev)
{
	return check_names(f, f->regex, dev);
}

static const char *check_directory(struct filter *f, const struct dev *dev)
{
	if (is_scanned(f, dev->info.name) || other_names(f, dev))
		return NULL;
	return "its name is in none of the directories of devices/scan";
}

static const char *check_type(struct filter *f, const struct dev *dev)
{
	return filter_types_rejects(f->types, dev->info.major);
}

static const char *check_size(struct filter *f, const struct dev *dev)
{
	if (!dev->info.size)
		return "its size is 0: it has no medium, or is not set up";
	return dev->info.size < f->min_size ? f->too_small : NULL;
}

static const char *check_suspended(struct filter *f, const struct dev *dev)
{
	return f->ignore_suspended ? filter_dm_rejects_suspended(f->root, dev) : NULL;
}

static const char *check_lv(struct filter *f, const struct dev *dev)
{
	return filter_dm_rejects_lv(f->root, dev, f->scan_lvs);
}

static const char *check_components(struct filter *f, const struct dev *dev)
{
	const char *why = filter_components_rejects(f->components, dev->info.major,
						    dev->info.minor);

	return why ? why : filter_wwids_rejects(f->wwids, f->root, dev);
}

/* In order; what costs a look into sysfs comes last. */
static const struct check {
	const char *name;
	const char *(*rejects)(struct filter *f, const struct dev *dev);
	bool of_any;	/* of any device, not only of what the machine has */
} checks[] = {
	{ "devicesfile", check_devices_file, false },
	{ "global_filter", check_global_filter, true },
	{ "filter", check_filter, true },
	{ "scan", check_directory, false },
	{ "types", check_type, false },
	{ "size", check_size, false },
	{ "suspended", check_suspended, false },
	{ "lv", check_lv, false },
	{ "component", check_components, false },
	{ .name = NULL },
};

/* Returns `why`, or NULL if there is none. */
static const char *left_out(const struct filter *f, const struct dev *dev, const char *name,
			    const char *why)
{
	if (why)
		log_print(f->log, VOLSCAN_LOG_INFO, VOLSCAN_LOG_DEVS,
			  "%s: left out by filter %s: %s", dev->info.name, name, why);
	return why;
}

const char *filter_rejects(struct filter *filter, const struct dev *dev)
{
	const struct check *check;
	const char *why = NULL;

	for (check = checks; !why && check->name; check++)
		if (check->of_any || dev->from_machine)
			why = left_out(filter, dev, check->name, check->rejects(filter, dev));
	return why;
}

const char *filter_rejects_pv(struct filter *filter, const struct dev *dev, const char *uuid)
{
	if (!filter->devices_file || !dev->from_machine)
		return NULL;
	return left_out(filter, dev, "devicesfile",
			filter_devices_file_rejects_pv(filter->devices_file, dev, uuid));
}

void filter_tell(const struct filter *filter)
{
	if (filter->devices_file)
		filter_devices_file_tell(filter->devices_file);
}
