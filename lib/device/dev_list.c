/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/dev_list.h"

#include <dirent.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "device/dev_list_private.h"
#include "device/errands.h"
#include "device/nodes.h"

#define POOL_CHUNK	65536
#define BLOCK_SIZE_MAX	65536	/* the kernel's limit */

/* What a device is whatever its name: the number of a block device, the inode
 * of a file. */
struct identity {
	uint64_t is_block, device, inode;
};

static struct identity block_identity(dev_t number)
{
	return (struct identity) { .is_block = 1, .device = number };
}

static struct identity identity_of(const struct stat *st)
{
	if (S_ISBLK(st->st_mode))
		return block_identity(st->st_rdev);
	return (struct identity) { .device = st->st_dev, .inode = st->st_ino };
}

static struct dev *find_known(const struct dev_list *list, const struct identity *id)
{
	return table_get(list->seen, id, sizeof(*id));
}

static bool is_known(const struct dev_list *list, const struct identity *id)
{
	return find_known(list, id);
}

static int remember(struct dev_list *list, const struct identity *id, struct dev *dev)
{
	struct identity *key = dm_pool_alloc(list->pool, sizeof(*key));

	if (!key)
		return -ENOMEM;
	*key = *id;
	return table_put(list->seen, key, sizeof(*key), dev);
}

bool dev_list_has_block(const struct dev_list *list, dev_t number)
{
	struct identity id = block_identity(number);

	return is_known(list, &id);
}

void dev_set_unreadable(struct dev *dev, int error, const char *reason)
{
	dev->info.state = VOLSCAN_DEVICE_UNREADABLE;
	dev->info.error = -error;
	dev->info.reason = reason;
}

/* ------------------------------------------------------------------------
 * The list
 */

int dev_list_new(const struct log *log, struct dev_list **list)
{
	struct dev_list *l = calloc(1, sizeof(*l));

	if (!l)
		return -ENOMEM;
	l->log = log;
	l->root = "";
	l->pool = dm_pool_create("volscan devices", POOL_CHUNK);
	if (!l->pool || table_new(0, &l->seen)) {
		dev_list_free(l);
		return -ENOMEM;
	}
	*list = l;
	return 0;
}

void dev_list_free(struct dev_list *list)
{
	if (!list)
		return;
	partition_table_free(list->partitions);
	nodes_free(list->nodes);
	table_free(list->seen);
	if (list->pool)
		dm_pool_destroy(list->pool);
	free(list->devs);
	free(list);
}

static int make_room(struct dev_list *list)
{
	size_t room = list->room ? 2 * list->room : 64;
	struct dev **devs;

	if (list->count < list->room)
		return 0;
	devs = reallocarray(list->devs, room, sizeof(*devs));
	if (!devs)
		return -ENOMEM;
	list->devs = devs;
	list->room = room;
	return 0;
}

/* `name` and `path` live as long as the list. */
static int append(struct dev_list *list, const char *name, const char *path,
		  struct dev **dev)
{
	struct dev *d;

	if (make_room(list))
		return -ENOMEM;
	d = dm_pool_alloc(list->pool, sizeof(*d));
	if (!d)
		return -ENOMEM;
	dev_init(d, name, path);
	list->devs[list->count++] = d;
	*dev = d;
	return 0;
}

int dev_list_append(struct dev_list *list, const char *name, struct dev **dev)
{
	const char *copy = dm_pool_strdup(list->pool, name);

	return copy ? append(list, copy, copy, dev) : -ENOMEM;
}

int dev_list_append_block(struct dev_list *list, const char *name, dev_t number,
			  uint64_t size, struct dev **dev)
{
	struct identity id = block_identity(number);
	int r = dev_list_append(list, name, dev);

	if (r)
		return r;
	(*dev)->info.is_block = true;
	(*dev)->info.major = major(number);
	(*dev)->info.minor = minor(number);
	(*dev)->info.size = size;
	return remember(list, &id, *dev);
}

int dev_list_add_partition(struct dev_list *list, struct dev *whole, unsigned number,
			   uint64_t start, uint64_t size, struct dev **dev)
{
	char *name = dm_pool_alloc(list->pool, strlen(whole->info.name) + sizeof("#4294967295"));
	struct dev *d;

	if (!name)
		return -ENOMEM;
	sprintf(name, "%s#%u", whole->info.name, number);
	if (append(list, name, whole->io.path, &d))
		return -ENOMEM;
	d->info.is_block = whole->info.is_block;
	d->info.major = whole->info.major;
	d->info.minor = whole->info.minor;
	d->info.partition = number;
	d->info.size = size;
	d->start = whole->start + start;
	d->block_size = whole->block_size;
	d->from_machine = whole->from_machine;
	*dev = d;
	return 0;
}

static bool is(const struct dev_list *list, const struct dev *dev, enum block_fact fact)
{
	return block_is(list->helper, list->root, dev->info.major, dev->info.minor, fact);
}

bool dev_list_is_whole(const struct dev_list *list, const struct dev *dev)
{
	if (dev->info.partition)
		return false;
	return !dev->info.is_block || !is(list, dev, BLOCK_IS_PARTITION);
}

bool dev_list_is_unread(const struct dev_list *list, const struct dev *dev)
{
	if (dev->from_machine || !dev_list_is_whole(list, dev))
		return false;
	return !dev->info.is_block ||
	       (!is(list, dev, BLOCK_HAS_PARTITIONS) && !is(list, dev, BLOCK_HAS_HOLDERS));
}

/* ------------------------------------------------------------------------
 * Sizes
 */

void dev_list_settle_size(const struct dev_list *list, struct dev *dev, uint64_t expected)
{
	uint64_t size;

	if (dev->info.size == expected || !dev->info.is_block || dev->info.partition)
		return;
	if (block_fact(list->helper, list->root, dev->info.major, dev->info.minor,
		       BLOCK_SIZE_IN_BYTES, &size))
		return;
	if (size != dev->info.size)
		log_print(list->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_DEVS,
			  "%s: %" PRIu64 " bytes says sysfs, not %" PRIu64,
			  dev->info.name, size, dev->info.size);
	dev->info.size = size;
}

void dev_list_settle_block_size(const struct dev_list *list, struct dev *dev)
{
	uint64_t size;

	if (!dev->info.is_block ||
	    block_fact(list->helper, list->root, dev->info.major, dev->info.minor,
		       BLOCK_OF_BYTES, &size))
		return;
	if (size >= VOLSCAN_SECTOR_SIZE && size <= BLOCK_SIZE_MAX && !(size & (size - 1)))
		dev->block_size = (uint32_t)size;
}

/* ------------------------------------------------------------------------
 * Paths
 */

static int add_file(struct dev_list *list, const char *path, const struct stat *st)
{
	struct identity id = identity_of(st);
	struct dev *dev;
	int r = dev_list_append(list, path, &dev);

	if (r)
		return r;
	dev->info.size = (uint64_t)st->st_size;
	return remember(list, &id, dev);
}

static int add_block(struct dev_list *list, const char *path, dev_t number)
{
	uint64_t size = 0;
	int unknown = dev_list_block_size_of(list, number, &size);
	struct dev *dev;
	int r = dev_list_append_block(list, path, number, size, &dev);

	if (!r && unknown)
		dev_set_unreadable(dev, unknown, "its size is not known: the kernel has "
				   "no such device, or /sys is not there");
	return r;
}

/* -ENOTBLK if it is neither a file nor a block device. */
static int add_found(struct dev_list *list, const char *path, const struct stat *st)
{
	struct identity id = identity_of(st);

	if (!S_ISBLK(st->st_mode) && !S_ISREG(st->st_mode))
		return -ENOTBLK;
	if (is_known(list, &id)) {
		log_print(list->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_DEVS,
			  "%s: is in the list already", path);
		return 0;
	}
	return S_ISBLK(st->st_mode) ? add_block(list, path, st->st_rdev) :
				      add_file(list, path, st);
}

int dev_list_add_unreadable(struct dev_list *list, const char *path, int error)
{
	const char *reason = dm_pool_strdup(list->pool, strerror(-error));
	struct dev *dev;

	if (!reason || dev_list_append(list, path, &dev))
		return -ENOMEM;
	dev_set_unreadable(dev, error, reason);
	return 0;
}

/* What a stat() says, as far as it matters here. 0 or -errno. */
static int look_at(struct dev_list *list, const char *path, struct stat *st)
{
	if (dev_list_number_of(list, path, &st->st_rdev)) {
		st->st_mode = S_IFBLK;
		return 0;
	}
	return stat(path, st) ? -errno : 0;
}

static int add_entry(struct dev_list *list, const char *dir, const char *name)
{
	size_t length = strlen(dir);
	struct stat st;
	char *path;
	int r;

	if (asprintf(&path, "%s%s%s", dir, length && dir[length - 1] == '/' ? "" : "/", name) < 0)
		return -ENOMEM;
	r = look_at(list, path, &st);
	if (r)
		r = dev_list_add_unreadable(list, path, r);
	else
		r = add_found(list, path, &st);
	free(path);
	return r == -ENOTBLK ? 0 : r;	/* a directory, a socket */
}

static int is_not_hidden(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

static int add_directory(struct dev_list *list, const char *path)
{
	struct dirent **entries;
	int i, r = 0, count = scandir(path, &entries, is_not_hidden, versionsort);

	if (count < 0)
		return -errno;
	for (i = 0; i < count; i++) {
		if (!r)
			r = add_entry(list, path, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	return r;
}

static int add_named(struct dev_list *list, const char *path, const struct stat *st)
{
	struct identity id = identity_of(st);
	int r = add_found(list, path, st);
	struct dev *dev = r ? NULL : find_known(list, &id);

	if (dev)
		dev->named = true;
	return r;
}

int dev_list_add_path(struct dev_list *list, const char *path)
{
	struct stat st;
	int r = look_at(list, path, &st);

	if (r)
		return r;
	return S_ISDIR(st.st_mode) ? add_directory(list, path) : add_named(list, path, &st);
}
