/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "kernel/answer.h"

#include <errno.h>
#include <linux/dm-ioctl.h>
#include <string.h>

/* What is behind it is padding, or not there. */
#define HEAD_SIZE offsetof(struct dm_ioctl, data)

struct answer {
	struct dm_pool *pool;
	const char *data;
	size_t length;
	struct dm_ioctl head;
};

static bool is_text(const char *field, size_t size)
{
	return memchr(field, '\0', size);
}

static int take_head(struct answer *a)
{
	if (a->length < HEAD_SIZE)
		return -EBADMSG;
	memcpy(&a->head, a->data, HEAD_SIZE);
	if (a->head.version[0] != DM_VERSION_MAJOR ||
	    !is_text(a->head.name, sizeof(a->head.name)) ||
	    !is_text(a->head.uuid, sizeof(a->head.uuid)))
		return -EBADMSG;
	return 0;
}

/* A device's number may have become another one's since it was listed. */
static bool is_of(const struct answer *a, const char *id)
{
	return !strncmp(a->head.uuid, KERNEL_PREFIX, strlen(KERNEL_PREFIX)) &&
	       !strncmp(a->head.uuid + strlen(KERNEL_PREFIX), id, KERNEL_ID_LEN);
}

/* The target at `at`. False where no whole one is. */
static bool take_target(const struct answer *a, size_t at, struct dm_target_spec *spec,
			const char **status)
{
	if (at > a->length || a->length - at <= sizeof(*spec))
		return false;
	memcpy(spec, a->data + at, sizeof(*spec));
	*status = a->data + at + sizeof(*spec);
	return is_text(*status, a->length - at - sizeof(*spec));
}

static bool add_target(const struct answer *a, struct volscan_dm *dm,
		       const struct dm_target_spec *spec, const char *status)
{
	struct volscan_dm_target *target = &dm->targets[dm->target_count++];
	char type[sizeof(spec->target_type) + 1] = "";

	memcpy(type, spec->target_type, sizeof(spec->target_type));
	target->start = spec->sector_start;
	target->length = spec->length;
	target->type = dm_pool_strdup(a->pool, type);
	target->status = dm_pool_strdup(a->pool, status);
	return target->type && target->status && kernel_status(a->pool, target);
}

/* Whatever leads where, there are no more of them than fit into the answer. */
static int take_targets(const struct answer *a, struct volscan_dm *dm)
{
	size_t most = a->length / sizeof(struct dm_target_spec), at = a->head.data_start;
	struct dm_target_spec spec;
	const char *status;

	if (most > a->head.target_count)
		most = a->head.target_count;
	dm->targets = dm_pool_zalloc(a->pool, (most + 1) * sizeof(*dm->targets));
	if (!dm->targets)
		return -ENOMEM;
	while (dm->target_count < most && take_target(a, at, &spec, &status)) {
		if (!add_target(a, dm, &spec, status))
			return -ENOMEM;
		at = (size_t) a->head.data_start + spec.next;
	}
	dm->more_targets = dm->target_count < a->head.target_count;
	return 0;
}

static int take_device(const struct answer *a, struct volscan_dm *dm)
{
	*dm = (struct volscan_dm) {
		.name = dm_pool_strdup(a->pool, a->head.name),
		.open_count = a->head.open_count > 0 ? (uint32_t) a->head.open_count : 0,
		.suspended = a->head.flags & DM_SUSPEND_FLAG,
		.read_only = a->head.flags & DM_READONLY_FLAG,
		.live_table = a->head.flags & DM_ACTIVE_PRESENT_FLAG,
		.inactive_table = a->head.flags & DM_INACTIVE_PRESENT_FLAG,
	};
	const char *layer = a->head.uuid + KERNEL_UUID_LEN;

	dm->layer = dm_pool_strdup(a->pool, layer + (*layer == '-'));
	return dm->name && dm->layer ? take_targets(a, dm) : -ENOMEM;
}

int kernel_answer(struct dm_pool *pool, const void *data, size_t length, const char *id,
		  struct volscan_dm *dm)
{
	struct answer a = { .pool = pool, .data = data, .length = length };
	struct volscan_dm new;
	int r = take_head(&a);

	if (!r && !is_of(&a, id))
		r = -ENXIO;
	if (!r)
		r = take_device(&a, &new);
	if (!r)
		*dm = new;
	return r;
}
