/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The machine's block devices cost one stat() each, except for nodes that the
 * kernel has made (nodes.h).
 *
 * /proc/partitions has names, numbers and sizes of all of them at once (3 ms
 * for 3000); sysfs would be asked for each (30 ms more). Its sizes are in KiB,
 * which loses the last sector of an odd number of them. That one is looked
 * for when it may matter, which a PV's header tells: dev_list_settle_size().
 * Block sizes are not asked for: reads of whole 8 KiB blocks fit them all.
 *
 * What has size 0 is not in /proc/partitions (a drive without a medium, a
 * disk that died while it was set up, an unused loop device), but in sysfs,
 * and belongs into the list so that no disk is silently missing.
 */
#include "device/dev_list_private.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "device/nodes.h"
#include "device/sysfs.h"

/* For each read the kernel goes through all the devices before those it tells of:
 * ask for more than it ever gives at once. */
#define READ_SIZE 16384

/* So many devices are asked for their size one by one: on a machine with thousands
 * the whole table takes longer. */
#define FEW_DEVICES 16

/* ------------------------------------------------------------------------
 * /proc/partitions
 */

static struct partition_row *new_row(struct partition_table *table)
{
	size_t room = table->room ? 2 * table->room : 64;
	struct partition_row *rows;

	if (table->count == table->room) {
		rows = reallocarray(table->rows, room, sizeof(*rows));
		if (!rows)
			return NULL;
		table->rows = rows;
		table->room = room;
	}
	return &table->rows[table->count++];
}

/* sscanf() would take longer than the kernel takes to write the line. */
static bool parse_number(const char **line, uint64_t *number)
{
	char *end;

	*number = strtoull(*line, &end, 10);
	if (end == *line)
		return false;
	*line = end;
	return true;
}

/* "   8        1     524288 sda1"; two lines of heading do not look so. */
static bool parse_row(const char *line, struct partition_row *row)
{
	uint64_t major_, minor_, kib;
	size_t length;

	if (!parse_number(&line, &major_) || !parse_number(&line, &minor_) ||
	    !parse_number(&line, &kib))
		return false;
	line += strspn(line, " ");
	length = strcspn(line, " \n");
	if (!length || length >= sizeof(row->name))
		return false;
	memcpy(row->name, line, length);
	row->name[length] = '\0';
	row->number = makedev((unsigned)major_, (unsigned)minor_);
	row->size = kib < INT64_MAX / 1024 ? kib * 1024 : 0;
	return true;
}

static int read_rows(struct partition_table *table, FILE *file)
{
	struct partition_row row, *new;
	char *line = NULL;
	size_t size = 0;
	int r = 0;

	while (!r && getline(&line, &size, file) >= 0) {
		if (!parse_row(line, &row))
			continue;
		new = new_row(table);
		if (new)
			*new = row;
		else
			r = -ENOMEM;
	}
	free(line);
	return r;
}

static int index_rows(struct partition_table *table)
{
	const struct partition_row *row = table->rows, *end = row + table->count;
	int r = table_new(table->count, &table->by_number);

	for (; !r && row < end; row++)
		r = table_put(table->by_number, &row->number, sizeof(row->number), row);
	return r;
}

/* An unreadable file leaves an empty table. */
static int fill(struct partition_table *table, const char *root)
{
	char path[PATH_MAX], buffer[READ_SIZE];
	FILE *file;
	int r;

	snprintf(path, sizeof(path), "%s/proc/partitions", root);
	file = fopen(path, "re");
	if (!file)
		return errno == ENOMEM ? -ENOMEM : index_rows(table);
	setvbuf(file, buffer, _IOFBF, sizeof(buffer));
	r = read_rows(table, file);
	fclose(file);
	return r ? r : index_rows(table);
}

int partition_table_need(struct dev_list *list)
{
	struct partition_table *table;
	int r;

	if (list->partitions)
		return 0;
	table = calloc(1, sizeof(*table));
	if (!table)
		return -ENOMEM;
	r = fill(table, list->root);
	if (r)
		partition_table_free(table);
	else
		list->partitions = table;
	return r;
}

void partition_table_free(struct partition_table *table)
{
	if (!table)
		return;
	table_free(table->by_number);
	table_free(table->by_name);
	free(table->rows);
	free(table);
}

int dev_list_block_size_of(struct dev_list *list, dev_t number, uint64_t *size)
{
	const struct partition_row *row;
	int r;

	if (!list->partitions && list->sized++ < FEW_DEVICES &&
	    !sysfs_size(list->root, major(number), minor(number), size))
		return 0;
	r = partition_table_need(list);
	if (r)
		return r;
	row = table_get(list->partitions->by_number, &number, sizeof(number));
	if (!row)
		return sysfs_size(list->root, major(number), minor(number), size);
	*size = row->size;
	return 0;
}

/* ------------------------------------------------------------------------
 * Names and nodes
 */

/* Of few devices each has its stat(): that is faster than to read tables. */
static bool are_many(const struct dev_list *list)
{
	return list->sized >= FEW_DEVICES ||
	       (list->partitions && list->partitions->count > FEW_DEVICES);
}

/* The name of what would be the kernel's own node, if it has that device; NULL for others,
 * and for want of memory. */
static const char *kernels_name(struct dev_list *list, const char *path)
{
	if (!are_many(list) || (!list->nodes && nodes_new(list->root, &list->nodes)))
		return NULL;
	return nodes_name(list->nodes, path);
}

static bool is_kernels(struct dev_list *list, const char *path)
{
	const char *name = kernels_name(list, path);

	return name && nodes_have(list->nodes, name);
}

static bool index_names(struct partition_table *table)
{
	const struct partition_row *row = table->rows, *end = row + table->count;

	if (table->by_name)
		return true;
	if (table_new(table->count, &table->by_name))
		return false;
	for (; row < end; row++)
		if (table_put_string(table->by_name, row->name, row))
			return false;
	return true;
}

bool dev_list_number_of(struct dev_list *list, const char *path, dev_t *number)
{
	const char *name = kernels_name(list, path);
	const struct partition_row *row;

	if (!name || partition_table_need(list) || !index_names(list->partitions))
		return false;
	row = table_get_string(list->partitions->by_name, name);
	if (row)
		*number = row->number;
	return row;
}

/* 0 if the node at `path` is that of the device. */
static int check_node(const char *path, dev_t number)
{
	struct stat st;

	if (stat(path, &st))
		return -errno;
	return S_ISBLK(st.st_mode) && st.st_rdev == number ? 0 : -ENXIO;
}

/* Device-mapper's own name, if there is a node of that name. */
static bool mapper_path(const struct dev_list *list, const char *dir, dev_t number,
			char path[PATH_MAX])
{
	char name[SYSFS_VALUE_MAX];

	if (sysfs_read(list->root, major(number), minor(number), "dm/name", name))
		return false;
	return snprintf(path, PATH_MAX, "%s/mapper/%s", dir, name) < PATH_MAX &&
	       !check_node(path, number);
}

/* A '/' of the name is a '!' in sysfs. */
static void slashes_back(char *name)
{
	while ((name = strchr(name, '!')))
		*name++ = '/';
}

static int add_device(struct dev_list *list, const char *dir, dev_t number, char *name,
		      uint64_t size)
{
	char path[PATH_MAX];
	struct dev *dev;
	int r, error = 0;

	if (dev_list_has_block(list, number))
		return 0;
	slashes_back(name);
	if (strncmp(name, "dm-", 3) || !mapper_path(list, dir, number, path)) {
		snprintf(path, sizeof(path), "%s/%s", dir, name);
		error = is_kernels(list, path) ? 0 : check_node(path, number);
	}
	r = dev_list_append_block(list, path, number, size, &dev);
	if (r)
		return r;
	dev->from_machine = true;
	if (error == -ENOENT)
		dev_set_unreadable(dev, error, "the kernel has this device, but there is no "
				   "node of that name");
	else if (error == -ENXIO)
		dev_set_unreadable(dev, error, "the node of that name is that of another device");
	else if (error)
		dev_set_unreadable(dev, error, "its node cannot be looked at");
	return 0;
}

/* ------------------------------------------------------------------------
 * What the machine has
 */

static int add_rows(struct dev_list *list, const char *dir)
{
	struct partition_row *row;
	size_t i;
	int r = 0;

	for (i = 0; !r && i < list->partitions->count; i++) {
		row = &list->partitions->rows[i];
		r = add_device(list, dir, row->number, row->name, row->size);
	}
	return r;
}

/* `entry` is "MAJOR:MINOR". There may be a thousand unused loop devices: a size
 * is asked for only if /proc/partitions was not to be had. */
static int add_sysfs_entry(struct dev_list *list, const char *dir, const char *entry)
{
	char name[SYSFS_VALUE_MAX];
	unsigned major_, minor_;
	uint64_t size = 0;

	if (sscanf(entry, "%u:%u", &major_, &minor_) != 2 ||
	    dev_list_has_block(list, makedev(major_, minor_)))
		return 0;
	if (sysfs_name(list->root, major_, minor_, name))
		return 0;	/* it has just gone */
	if (!list->partitions->count)
		sysfs_size(list->root, major_, minor_, &size);
	return add_device(list, dir, makedev(major_, minor_), name, size);
}

static int add_sysfs(struct dev_list *list, const char *dir)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *directory;
	int r = 0;

	snprintf(path, sizeof(path), "%s/sys/dev/block", list->root);
	directory = opendir(path);
	if (!directory)
		return -errno;
	while (!r && (entry = readdir(directory)))
		r = add_sysfs_entry(list, dir, entry->d_name);
	closedir(directory);
	return r;
}

static int add_all(struct dev_list *list, const char *dir)
{
	int r = add_rows(list, dir);

	if (r)
		return r;
	r = add_sysfs(list, dir);
	return r != -ENOMEM && list->partitions->count ? 0 : r;
}

int dev_list_add_machine(struct dev_list *list, const char *dir)
{
	size_t before = list->count, length = strlen(dir);
	int r = partition_table_need(list);
	char *trimmed;

	if (r)
		return r;
	while (length > 1 && dir[length - 1] == '/')
		length--;
	trimmed = strndup(dir, length);
	if (!trimmed)
		return -ENOMEM;
	r = add_all(list, trimmed);
	free(trimmed);
	if (r)
		return r;
	log_print(list->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_DEVS,
		  "%zu block devices on this machine", list->count - before);
	return 0;
}
