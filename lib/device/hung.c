/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/errands.h"
#include "device/hung_private.h"

struct hung {
	char *dir;		/* "" = no file */
	const struct log *log;
	bool retry;
	bool fresh;		/* the file was read */
	bool changed;		/* it is to be written */
	struct helper *helper;	/* looks and writes for us; or NULL */
	struct dm_list own;	/* asked by this path */
	struct dm_list others;	/* of the file */
};

int hung_new(const char *dir, bool retry, const struct log *log, struct hung **hung)
{
	struct hung *h = calloc(1, sizeof(*h));

	if (!h)
		return -ENOMEM;
	h->dir = strdup(dir ? dir : "");
	if (!h->dir) {
		free(h);
		return -ENOMEM;
	}
	h->log = log;
	h->retry = retry;
	dm_list_init(&h->own);
	dm_list_init(&h->others);
	*hung = h;
	return 0;
}

static void drop(struct hung_entry *entry)
{
	dm_list_del(&entry->list);
	free(entry);
}

static void drop_all(struct dm_list *entries)
{
	struct hung_entry *entry, *next;

	dm_list_iterate_items_safe(entry, next, entries)
		drop(entry);
}

void hung_free(struct hung *hung)
{
	if (!hung)
		return;
	drop_all(&hung->own);
	drop_all(&hung->others);
	free(hung->dir);
	free(hung);
}

int hung_entry_new(const char *name, struct hung_entry **entry)
{
	size_t length = strlen(name) + 1;
	struct hung_entry *e = calloc(1, sizeof(*e) + length);

	if (!e)
		return -ENOMEM;
	dm_list_init(&e->list);
	memcpy(e->name, name, length);
	*entry = e;
	return 0;
}

/* ------------------------------------------------------------------------
 * Is it that device?
 */

static uint64_t diskseq_of(const struct hung *hung, const struct dev *dev)
{
	uint64_t value = 0;

	block_fact(hung->helper, "", dev->info.major, dev->info.minor, BLOCK_DISKSEQ, &value);
	return value;
}

/* What a file is called in whatever directory the caller may be: its path, or `room`
 * with the whole of it. */
static const char *name_of(const struct dev *dev, char room[PATH_MAX])
{
	const char *path = dev->io.path;
	size_t n;

	if (path[0] == '/' || !getcwd(room, PATH_MAX))
		return path;
	n = strlen(room);
	return (size_t) snprintf(room + n, PATH_MAX - n, "/%s", path) < PATH_MAX - n ? room : path;
}

/* Another process means another file by that. */
static bool is_name_of_our_own(const char *name)
{
	return name[0] != '/' || io_worker_is_own_name(name);
}

static bool is_of(const struct hung *hung, const struct hung_entry *entry, const struct dev *dev)
{
	char room[PATH_MAX];

	if (entry->gone || entry->is_block != dev->info.is_block)
		return false;
	if (!entry->is_block)
		return !strcmp(entry->name, name_of(dev, room));
	return entry->major == dev->info.major && entry->minor == dev->info.minor &&
	       entry->diskseq == diskseq_of(hung, dev);
}

static int64_t since_in(const struct hung *hung, const struct dm_list *entries,
			const struct dev *dev)
{
	const struct hung_entry *entry;

	dm_list_iterate_items(entry, entries)
		if (is_of(hung, entry, dev))
			return entry->since;
	return 0;
}

/* ------------------------------------------------------------------------
 * The verbs
 */

static void read_file(struct hung *hung)
{
	int r;

	hung->fresh = true;
	drop_all(&hung->others);
	if (!hung->dir[0] || hung->retry)
		return;
	r = hung_file_read(hung->dir, &hung->others);
	if (r && r != -ENOENT)
		log_print(hung->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
			  "%s/hung, which says what hangs, is not used: %s.", hung->dir,
			  strerror(-r));
}

int64_t hung_since(struct hung *hung, const struct dev *dev)
{
	int64_t since;

	if (!hung->fresh && !hung->helper)
		read_file(hung);
	since = since_in(hung, &hung->own, dev);
	return since ? since : since_in(hung, &hung->others, dev);
}

void hung_stale(struct hung *hung)
{
	hung->fresh = false;
}

/* No memory for it: it is asked again, and times out again. */
void hung_add(struct hung *hung, const struct dev *dev, const void *request,
	      const struct io_worker_place *place)
{
	struct hung_entry *entry;
	char room[PATH_MAX];

	if (hung_entry_new(name_of(dev, room), &entry))
		return;
	entry->is_block = dev->info.is_block;
	entry->major = dev->info.major;
	entry->minor = dev->info.minor;
	entry->diskseq = entry->is_block ? diskseq_of(hung, dev) : 0;
	entry->since = dev->info.hanging_since;
	if (entry->is_block || !is_name_of_our_own(entry->name))
		entry->place = *place;
	entry->request = request;
	dm_list_add(&hung->own, &entry->list);
	hung->changed = hung->changed || entry->place.pid;
}

void hung_remove(struct hung *hung, const void *request)
{
	struct hung_entry *entry;

	dm_list_iterate_items(entry, &hung->own) {
		if (entry->request != request || entry->gone)
			continue;
		entry->gone = true;
		hung->changed = hung->changed || entry->place.pid;
		return;
	}
}

static int write_file(const struct hung *hung)
{
	if (!hung->dir[0])
		return 0;
	return hung->helper ? note_hung(hung->helper, &hung->own) :
			      hung_file_write(hung->dir, &hung->own);
}

void hung_save(struct hung *hung)
{
	struct hung_entry *entry, *next;
	int r;

	if (!hung->changed)
		return;
	hung->changed = false;
	r = write_file(hung);
	if (r)
		log_print(hung->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
			  "What hangs cannot be noted in %s for later calls: %s.", hung->dir,
			  strerror(-r));
	dm_list_iterate_items_safe(entry, next, &hung->own)
		if (entry->gone)
			drop(entry);
}

void hung_teach(struct hung *hung, struct helper *helper)
{
	errands_teach(helper, hung->dir);
}

void hung_use(struct hung *hung, struct helper *helper)
{
	hung->helper = helper;
}

void hung_forget_own(struct hung *hung)
{
	drop_all(&hung->own);
	hung->changed = false;
	hung->fresh = false;
}
