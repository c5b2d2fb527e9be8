/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel/kernel.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/uuid.h"
#include "device/sysfs.h"
#include "io/dm.h"
#include "kernel/answer.h"

/* What a question takes for the device's size: none, but not nothing. */
#define ANY_SIZE DEV_BLOCK_SIZE

/* An LV that may be active. */
struct asker {
	struct volscan_lv *lv;
	struct dm_list questions;
	size_t count;
	bool silent;		/* one of its devices has not answered */
};

/* About one device. */
struct question {
	struct dm_list list;	/* of its LV */
	struct dm_list all;
	struct kernel *kernel;
	struct asker *asker;
	const char *id;
	struct dev dev;
	struct volscan_dm *dm;	/* NULL: none, or no answer */
};

struct kernel {
	const char *root;
	struct volscan_vg *const *vgs;
	size_t count;
	struct dev_io *io;
	const struct log *log;
	struct dm_pool *pool;
	bool is_there;		/* device-mapper */
	struct dm_hash_table *askers;	/* by KERNEL_ID_LEN characters */
	struct dm_list questions;
	size_t silent;		/* devices that have not answered ... */
	const char *first;	/* ... one of them, and why */
	int error;
};

/* ------------------------------------------------------------------------
 * LVs
 */

static int add_lv(struct kernel *k, struct volscan_lv *lv)
{
	struct asker *asker = dm_pool_zalloc(k->pool, sizeof(*asker));
	char id[KERNEL_ID_LEN];

	if (!asker)
		return -ENOMEM;
	asker->lv = lv;
	dm_list_init(&asker->questions);
	if (!uuid_parse(lv->vg->uuid, id) || !uuid_parse(lv->uuid, id + UUID_RAW_LEN))
		return 0;
	return dm_hash_insert_binary(k->askers, id, sizeof(id), asker) ? 0 : -ENOMEM;
}

static int add_vg(struct kernel *k, const struct volscan_vg *vg)
{
	size_t i;
	int r = 0;

	for (i = 0; !r && i < vg->lv_count; i++)
		r = add_lv(k, vg->lvs[i]);
	return r;
}

/* What was removed is not active, whatever has its UUID now. */
static void settle_historical(const struct volscan_vg *vg)
{
	static const struct volscan_lv_kernel none;
	size_t i;

	for (i = 0; i < vg->historical_lv_count; i++)
		vg->historical_lvs[i]->kernel = &none;
}

/* ------------------------------------------------------------------------
 * Devices
 */

/* The file `attribute` of the block device that sysfs calls `name`. */
static bool read_attribute(const struct kernel *k, const char *name, const char *attribute,
			   char value[SYSFS_VALUE_MAX])
{
	char path[SYSFS_VALUE_MAX];

	return snprintf(path, sizeof(path), "block/%s/%s", name, attribute) <
			(int) sizeof(path) &&
	       !sysfs_read_file(k->root, path, value);
}

static struct asker *asker_of(const struct kernel *k, const char *uuid)
{
	size_t prefix = strlen(KERNEL_PREFIX);

	if (strncmp(uuid, KERNEL_PREFIX, prefix) || strlen(uuid) < KERNEL_UUID_LEN)
		return NULL;
	return dm_hash_lookup_binary(k->askers, uuid + prefix, KERNEL_ID_LEN);
}

static struct question *new_question(struct kernel *k, struct asker *asker, const char *uuid,
				     const char *name)
{
	struct question *question = dm_pool_zalloc(k->pool, sizeof(*question));

	name = dm_pool_strdup(k->pool, name);
	if (!question || !name)
		return NULL;
	question->id = dm_pool_strdup(k->pool, uuid + strlen(KERNEL_PREFIX));
	if (!question->id)
		return NULL;
	question->kernel = k;
	question->asker = asker;
	dev_init(&question->dev, name, io_dm_node());
	question->dev.info.is_block = true;
	question->dev.info.size = ANY_SIZE;
	asker->count++;
	dm_list_add(&asker->questions, &question->list);
	dm_list_add(&k->questions, &question->all);
	return question;
}

/* One that is going away has not all of its files any more. */
static int add_device(void *context, const char *entry)
{
	char uuid[SYSFS_VALUE_MAX], name[SYSFS_VALUE_MAX], numbers[SYSFS_VALUE_MAX];
	struct kernel *k = context;
	struct question *question;
	struct asker *asker;
	unsigned major, minor;

	if (strncmp(entry, "dm-", 3) || !read_attribute(k, entry, "dm/uuid", uuid) ||
	    !(asker = asker_of(k, uuid)) || !read_attribute(k, entry, "dm/name", name) ||
	    !read_attribute(k, entry, "dev", numbers) ||
	    sscanf(numbers, "%u:%u", &major, &minor) != 2)
		return 0;
	question = new_question(k, asker, uuid, name);
	if (!question)
		return -ENOMEM;
	question->dev.info.major = major;
	question->dev.info.minor = minor;
	return 0;
}

/* ------------------------------------------------------------------------
 * Answers
 */

static uint64_t read_ahead_of(const struct kernel *k, const struct volscan_device *info)
{
	uint64_t kib;

	if (sysfs_read_number(k->root, info->major, info->minor, "bdi/read_ahead_kb", &kib))
		return 0;
	return kib * (1024 / VOLSCAN_SECTOR_SIZE);
}

static int take_answer(struct question *question, const void *data, size_t length)
{
	struct kernel *k = question->kernel;
	struct volscan_dm *dm = dm_pool_zalloc(k->pool, sizeof(*dm));
	int r = dm ? kernel_answer(k->pool, data, length, question->id, dm) : -ENOMEM;

	if (r)
		return r;
	dm->major = question->dev.info.major;
	dm->minor = question->dev.info.minor;
	dm->read_ahead = read_ahead_of(k, &question->dev.info);
	question->dm = dm;
	return 0;
}

/* That it has gone since it was listed is an answer. */
static void answered(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct question *question = context;
	struct kernel *k = question->kernel;

	if (!error)
		error = take_answer(question, data, length);
	if (!error || error == -ENXIO)
		return;
	question->asker->silent = true;
	if (!k->silent++) {
		k->first = dev->info.name;
		k->error = error;
	}
}

static void ask_all(struct kernel *k)
{
	struct question *question;

	dm_list_iterate_items_gen(question, &k->questions, all)
		dev_ask_dm(k->io, &question->dev, answered, question);
}

static void forget_all(struct kernel *k)
{
	struct question *question;

	dm_list_iterate_items_gen(question, &k->questions, all)
		dev_forget(k->io, &question->dev);
}

static const char *why(int error)
{
	switch (error) {
	case -ETIMEDOUT:
		return "it does not answer";
	case -EBADMSG:
		return "its answer is not understood";
	default:
		return strerror(-error);
	}
}

static void tell(const struct kernel *k)
{
	char more[64] = "";

	if (!k->silent)
		return;
	if (k->silent > 1)
		snprintf(more, sizeof(more), " and %zu more", k->silent - 1);
	log_print(k->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
		  "device-mapper was asked about %s%s: %s. LVs are shown without what it knows "
		  "of them.", k->first, more, why(k->error));
}

/* ------------------------------------------------------------------------
 * Both together
 */

/* In the order of their numbers. */
static void put_device(struct volscan_lv_kernel *kernel, const struct volscan_dm *dm)
{
	size_t i = kernel->device_count++;

	for (; i && kernel->devices[i - 1]->minor > dm->minor; i--)
		kernel->devices[i] = kernel->devices[i - 1];
	kernel->devices[i] = dm;
}

static int settle(struct kernel *k, struct asker *asker)
{
	struct volscan_lv_kernel *kernel;
	struct question *question;

	if (asker->silent)
		return 0;
	kernel = dm_pool_zalloc(k->pool, sizeof(*kernel));
	if (!kernel)
		return -ENOMEM;
	kernel->devices = dm_pool_zalloc(k->pool, (asker->count + 1) * sizeof(*kernel->devices));
	if (!kernel->devices)
		return -ENOMEM;
	dm_list_iterate_items(question, &asker->questions)
		if (question->dm)
			put_device(kernel, question->dm);
	asker->lv->kernel = kernel;
	return 0;
}

static int settle_all(struct kernel *k)
{
	struct dm_hash_node *node;
	int r = 0;

	dm_hash_iterate(node, k->askers)
		if (!r)
			r = settle(k, dm_hash_get_data(k->askers, node));
	return r;
}

static int find_questions(struct kernel *k)
{
	size_t i;
	int r = 0;

	for (i = 0; !r && i < k->count; i++)
		r = add_vg(k, k->vgs[i]);
	return r ? r : sysfs_each(k->root, "block", add_device, k);
}

static bool is_there(const struct kernel *k)
{
	char numbers[SYSFS_VALUE_MAX];

	if (!sysfs_read_file(k->root, "class/misc/device-mapper/dev", numbers))
		return true;
	log_print(k->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_DEVS,
		  "This kernel has no device-mapper (the module dm_mod): LVs are shown "
		  "without what it knows of them.");
	return false;
}

void kernel_free(struct kernel *k)
{
	if (!k)
		return;
	if (k->askers)
		dm_hash_destroy(k->askers);
	free(k);
}

int kernel_ask(const char *root, struct dev_io *io, const struct log *log,
	       struct dm_pool *pool, struct volscan_vg *const *vgs, size_t count,
	       struct kernel **kernel)
{
	struct kernel *k = calloc(1, sizeof(*k));
	int r;

	if (!k)
		return -ENOMEM;
	*k = (struct kernel) { .root = root, .io = io, .log = log, .pool = pool,
			       .vgs = vgs, .count = count };
	dm_list_init(&k->questions);
	k->askers = dm_hash_create(64);
	k->is_there = is_there(k);
	r = !k->askers ? -ENOMEM : k->is_there ? find_questions(k) : 0;
	if (r) {
		kernel_free(k);
		return r;
	}
	ask_all(k);
	*kernel = k;
	return 0;
}

int kernel_settle(struct kernel *k)
{
	size_t i;

	if (!k->is_there)
		return 0;
	forget_all(k);
	tell(k);
	for (i = 0; i < k->count; i++)
		settle_historical(k->vgs[i]);
	return settle_all(k);
}
