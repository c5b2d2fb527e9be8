/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Entries lie in a table by type and ID, and of a device the IDs of those types are
 * read that the file has, so that many devices and many entries cost no more than
 * each of them once.
 *
 * A name is turned into the number of the device that has it now: a file may have
 * any of a device's names, links included. That takes a stat() for each such entry.
 */
#include "device/filter_devices_file.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "base/uuid.h"
#include "device/devices_file.h"

#define POOL_CHUNK	4096
#define HASH_SIZE	256

struct filter_devices_file {
	const char *root;
	const struct log *log;
	const char *path;
	struct dm_pool *pool;
	struct dm_list entries;		/* of struct devices_file_entry */
	struct dm_hash_table *by_id;	/* "type id" -> entries */
	struct dm_hash_table *by_name_alone;	/* numbers of devices known only so */
	bool has_type[DEVICE_ID_TYPE_COUNT];
	const char *not_named;		/* why other devices are left out */
	bool was_asked;
};

/* ------------------------------------------------------------------------
 * The table of entries
 */

/* "sys_wwid naa.5000c500" */
struct key {
	char text[SYSFS_VALUE_MAX + 32];
};

static struct key make_key(enum device_id_type type, const char *id)
{
	struct key key;

	snprintf(key.text, sizeof(key.text), "%s %s", device_id_type_name(type), id);
	return key;
}

static struct key make_number_key(dev_t number)
{
	char id[32];

	snprintf(id, sizeof(id), "%u:%u", major(number), minor(number));
	return make_key(DEVICE_ID_DEVNAME, id);
}

static struct devices_file_entry *entries_of(const struct filter_devices_file *f, struct key key)
{
	return dm_hash_lookup(f->by_id, key.text);
}

static int insert(struct filter_devices_file *f, struct devices_file_entry *entry)
{
	struct key key = entry->number ? make_number_key(entry->number) :
					 make_key(entry->type, entry->id);

	entry->next = entries_of(f, key);
	f->has_type[entry->type] = true;
	return dm_hash_insert(f->by_id, key.text, entry) ? 0 : -ENOMEM;
}

static int index_entries(struct filter_devices_file *f)
{
	struct devices_file_entry *entry;
	struct stat st;
	int r = 0;

	dm_list_iterate_items(entry, &f->entries) {
		if (entry->type == DEVICE_ID_DEVNAME && entry->id && !stat(entry->id, &st) &&
		    S_ISBLK(st.st_mode))
			entry->number = st.st_rdev;
		if (!r && entry->id && entry->type != DEVICE_ID_TYPE_COUNT)
			r = insert(f, entry);
	}
	return r;
}

/* ------------------------------------------------------------------------
 * The file
 */

/* `path`, from `config`: a name alone is that of a file in the machine's directory. */
static const char *make_path(struct filter_devices_file *f, const struct config *config)
{
	const char *name = config_string(config, SETTING_devices_devicesfile);
	const char *dir = config_string(config, SETTING_devices_devicesfile_dir);
	size_t size = strlen(dir) + strlen(name) + 2;
	char *path;

	if (strchr(name, '/'))
		return name;
	path = dm_pool_alloc(f->pool, size);
	if (path)
		snprintf(path, size, "%s/%s", dir, name);
	return path;
}

static const char *make_reason(struct filter_devices_file *f)
{
	static const char text[] = "it is not in the devices file %s";
	size_t size = sizeof(text) + strlen(f->path);
	char *reason = dm_pool_alloc(f->pool, size);

	if (reason)
		snprintf(reason, size, text, f->path);
	return reason;
}

static int fill(struct filter_devices_file *f, const struct config *config, char **error)
{
	int r;

	f->pool = dm_pool_create("volscan devices file", POOL_CHUNK);
	f->by_id = dm_hash_create(HASH_SIZE);
	f->by_name_alone = dm_hash_create(HASH_SIZE);
	f->path = f->pool ? make_path(f, config) : NULL;
	f->not_named = f->path ? make_reason(f) : NULL;
	if (!f->by_id || !f->by_name_alone || !f->not_named)
		return -ENOMEM;
	r = devices_file_read(f->path, f->pool, &f->entries);
	if (r && r != -ENOMEM &&
	    asprintf(error, "cannot read the devices file %s: %s", f->path, strerror(-r)) < 0)
		*error = NULL;
	return r ? r : index_entries(f);
}

/* LVM2 uses all devices then. */
static int go_without(struct filter_devices_file *f, char **error)
{
	log_print(f->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_DEVS,
		  "There is no devices file %s: all devices are used", f->path);
	free(*error);
	*error = NULL;
	filter_devices_file_free(f);
	return 0;
}

int filter_devices_file_new(const char *root, const struct config *config,
			    const struct log *log, struct filter_devices_file **file,
			    char **error)
{
	struct filter_devices_file *f;
	int r;

	*file = NULL;
	if (!config_bool(config, SETTING_devices_use_devicesfile))
		return 0;
	f = calloc(1, sizeof(*f));
	if (!f)
		return -ENOMEM;
	f->root = root;
	f->log = log;
	dm_list_init(&f->entries);
	r = fill(f, config, error);
	if (r == -ENOENT && !strchr(config_string(config, SETTING_devices_devicesfile), '/'))
		return go_without(f, error);
	if (r)
		filter_devices_file_free(f);
	else
		*file = f;
	return r;
}

void filter_devices_file_free(struct filter_devices_file *file)
{
	if (!file)
		return;
	if (file->by_id)
		dm_hash_destroy(file->by_id);
	if (file->by_name_alone)
		dm_hash_destroy(file->by_name_alone);
	if (file->pool)
		dm_pool_destroy(file->pool);
	free(file);
}

/* ------------------------------------------------------------------------
 * Devices
 */

static dev_t number_of(const struct dev *dev)
{
	return makedev(dev->info.major, dev->info.minor);
}

static unsigned partition_number(const struct filter_devices_file *f, const struct dev *dev)
{
	uint64_t number = 0;

	sysfs_read_number(f->root, dev->info.major, dev->info.minor, "partition", &number);
	return (unsigned)number;
}

/* Marks the entries with that key that are of the device; any? */
static bool mark(const struct filter_devices_file *f, struct key key, unsigned partition)
{
	struct devices_file_entry *entry = entries_of(f, key);
	bool found = false;

	for (; entry; entry = entry->next)
		if (entry->partition == partition)
			found = entry->is_there = true;
	return found;
}

static bool mark_type(const struct filter_devices_file *f, const struct dev *dev,
		      enum device_id_type type, unsigned partition)
{
	struct device_ids ids;
	bool found = false;

	if (!f->has_type[type])
		return false;
	device_ids_read(f->root, dev, type, &ids);
	for (size_t i = 0; i < ids.count; i++)
		if (mark(f, make_key(type, ids.ids[i]), partition))
			found = true;
	return found;
}

/* A name that had no node when the file was read is compared as it stands. */
static bool mark_name(const struct filter_devices_file *f, const struct dev *dev,
		      unsigned partition)
{
	bool found = mark(f, make_number_key(number_of(dev)), partition);

	return mark_type(f, dev, DEVICE_ID_DEVNAME, partition) || found;
}

static bool mark_ids(const struct filter_devices_file *f, const struct dev *dev,
		     unsigned partition)
{
	bool found = false;

	for (int type = 0; type < DEVICE_ID_DEVNAME; type++)
		if (mark_type(f, dev, (enum device_id_type)type, partition))
			found = true;
	return found;
}

const char *filter_devices_file_rejects(struct filter_devices_file *file,
					const struct dev *dev)
{
	unsigned partition = partition_number(file, dev);
	dev_t number = number_of(dev);
	bool by_id = mark_ids(file, dev, partition);
	bool by_name = mark_name(file, dev, partition);

	file->was_asked = true;
	if (by_name && !by_id &&
	    !dm_hash_insert_binary(file->by_name_alone, &number, sizeof(number), file))
		return "there is no memory left to look it up in the devices file";
	return by_id || by_name ? NULL : file->not_named;
}

/* ------------------------------------------------------------------------
 * PVs
 */

/* Is one of those that are of the device for that PV, or for any? */
static bool is_for(struct devices_file_entry *entries, const char *uuid)
{
	struct devices_file_entry *entry;

	for (entry = entries; entry; entry = entry->next)
		if (entry->is_there &&
		    (!entry->pvid || (uuid && !strcmp(entry->pvid, uuid))))
			return true;
	for (entry = entries; entry; entry = entry->next)
		entry->has_moved = entry->is_there;
	return false;
}

const char *filter_devices_file_rejects_pv(struct filter_devices_file *file,
					   const struct dev *dev, const char *uuid)
{
	dev_t number = number_of(dev);
	char raw[UUID_RAW_LEN + 1] = "";
	const char *pvid = uuid && uuid_parse(uuid, raw) ? raw : NULL;
	bool by_number, by_name;

	if (!dm_hash_lookup_binary(file->by_name_alone, &number, sizeof(number)))
		return NULL;
	by_number = is_for(entries_of(file, make_number_key(number)), pvid);
	by_name = is_for(entries_of(file, make_key(DEVICE_ID_DEVNAME, dev->info.name)), pvid);
	if (by_number || by_name || !uuid)
		return NULL;
	return "the devices file has its name for another PV, which was on it once";
}

static void tell(const struct filter_devices_file *f, const struct devices_file_entry *entry)
{
	const char *type = entry->type_name, *id = entry->id ? entry->id : "none";

	if (entry->type == DEVICE_ID_TYPE_COUNT)
		log_print(f->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
			  "%s, line %u: there is no IDTYPE \"%s\": the line is not used",
			  f->path, entry->line, type);
	else if (entry->has_moved)
		log_print(f->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
			  "%s, line %u: PV %s is not on %s any more. lvmdevices --update "
			  "looks where it is.", f->path, entry->line, entry->pvid, id);
	else if (!entry->is_there)
		log_print(f->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
			  "%s, line %u: there is no device with %s %s, last seen as %s",
			  f->path, entry->line, type, id, entry->device ? entry->device : "?");
}

void filter_devices_file_tell(const struct filter_devices_file *file)
{
	const struct devices_file_entry *entry;

	if (file->was_asked)
		dm_list_iterate_items(entry, &file->entries)
			tell(file, entry);
}
