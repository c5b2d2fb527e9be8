/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Most LVs have one device. What lies below another LV, or has something below it that is
 * its own too, has "-layer" behind the UUIDs of some of its devices:
 *
 *	thin and VDO pools	"tpool" and "vpool" are the pool, "pool" stands for it
 *	origins			"real" is what the LV was before it had snapshots
 *	snapshots		"cow" is their store
 *	inner LVs		may have one that says what they are: "tdata"
 *
 * LVM2 shows an inner LV's device under whatever name it has, and of a pool the pool.
 */
#include "report/live.h"

#include <string.h>

static const struct volscan_dm *find(const struct volscan_lv *lv, const char *layer)
{
	const struct volscan_lv_kernel *kernel = lv->kernel;

	for (size_t i = 0; kernel && i < kernel->device_count; i++)
		if (!strcmp(kernel->devices[i]->layer, layer))
			return kernel->devices[i];
	return NULL;
}

static bool is_layered(const struct lv_view *view)
{
	return lv_is_origin(view->lv) || view->external_uses;
}

/* The device that bears the LV's name. An LV has one of these, but for a cachevol's
 * "cdata" and "cmeta", which are parts of it. */
static const struct volscan_dm *own(const struct lv_view *view)
{
	static const char *const layers[] = {
		"", "pool", "cvol", "cpool", "tdata", "tmeta", "vdata", "cdata", "cmeta",
		"real",
	};
	size_t count = view_is_cachevol(view) ? 3 : sizeof(layers) / sizeof(layers[0]);
	const struct volscan_dm *device = NULL;

	if (is_layered(view))
		count = 1;
	for (size_t i = 0; !device && i < count; i++)
		device = find(view->lv, layers[i]);
	return device;
}

/* The device with what the LV's segments say. */
static const struct volscan_dm *inner(const struct lv_view *view)
{
	switch (view->type->kind) {
	case SEGTYPE_THIN_POOL:
		return find(view->lv, "tpool");
	case SEGTYPE_VDO_POOL:
		return find(view->lv, "vpool");
	default:
		return is_layered(view) ? find(view->lv, "real") : own(view);
	}
}

static const struct volscan_dm_target *first_target(const struct volscan_dm *device)
{
	return device && device->target_count ? device->targets : NULL;
}

/* Its type is one that says something, and it could not be read. */
static bool is_unclear(const struct volscan_dm_target *target)
{
	static const char *const types[] = {
		"cache", "integrity", "raid", "snapshot", "snapshot-merge", "thin",
		"thin-pool", "vdo", "writecache",
	};

	if (!target || target->cache || target->integrity || target->raid || target->snapshot ||
	    target->thin || target->thin_pool || target->vdo || target->writecache)
		return false;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (!strcmp(target->type, types[i]))
			return true;
	return false;
}

/* What stands for the pool may be there without it, and the other way round. */
static void show_pool(const struct lv_view *view, struct live *live)
{
	const struct volscan_dm_thin_pool *pool;

	live->info = inner(view);
	live->status = first_target(live->info);
	pool = live->status ? live->status->thin_pool : NULL;
	if (!own(view) && !(pool && pool->needs_check))
		live->info = NULL;
}

static const struct volscan_dm_target *merge_of(const struct volscan_dm *device)
{
	const struct volscan_dm_target *target = first_target(device);

	return target && !strcmp(target->type, "snapshot-merge") ? target : NULL;
}

/* While it is merged into its origin, a snapshot has nothing to say. */
static void show_merged(const struct lv_view *view, struct live *live)
{
	struct lv_view origin = lv_view(view->lv->snapshot->origin);
	const struct volscan_dm_target *merge = merge_of(own(&origin));

	if (!merge)
		return;
	live->info = own(&origin);
	live->status = merge;
}

static void show_plain(const struct lv_view *view, struct live *live)
{
	const struct volscan_dm_target *merge;

	live->info = own(view);
	live->status = first_target(inner(view));
	merge = lv_is_merging_origin(view->lv) ? merge_of(live->info) : NULL;
	if (merge)
		live->status = merge;
	if (lv_is_cow(view->lv) && lv_is_merging_snapshot(view->lv) &&
	    view->lv->snapshot->origin)
		show_merged(view, live);
}

/* A cache pool is shown by the LV that uses it, and a VDO LV by its pool. */
static const struct volscan_dm_target *status_of(const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);

	return first_target(inner(&view));
}

static bool is_used_cache_pool(const struct lv_view *view)
{
	return view->type->kind == SEGTYPE_CACHE_POOL && view->lv->user_count;
}

struct live live_of(const struct lv_view *view)
{
	struct live live = { .known = view->lv->kernel };

	if (!live.known)
		return live;
	if (view->type->kind == SEGTYPE_THIN_POOL || view->type->kind == SEGTYPE_VDO_POOL)
		show_pool(view, &live);
	else if (is_used_cache_pool(view))
		live.status = status_of(view->lv->users[0]->lv);
	else
		show_plain(view, &live);
	if (view->type->kind == SEGTYPE_VDO && live.info && view->seg->pool_lv)
		live.status = status_of(view->seg->pool_lv);
	live.unclear = is_unclear(live.status);
	return live;
}

const struct volscan_dm *live_device(const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);

	return own(&view);
}

bool live_is_active(const struct volscan_lv *lv)
{
	return live_device(lv);
}

bool live_is_open(const struct volscan_lv *lv)
{
	const struct volscan_dm *device = live_device(lv);

	return device && device->open_count;
}

/* ------------------------------------------------------------------------
 * State
 */

static char with_suspended(const struct volscan_dm *info, char letter, char suspended)
{
	return info->suspended ? suspended : letter;
}

static char table_state(const struct volscan_dm *info)
{
	if (info->suspended)
		return 's';
	if (info->live_table)
		return 'a';
	return info->inactive_table ? 'i' : 'd';
}

static bool needs_check(const struct volscan_dm_target *status)
{
	return (status->thin_pool && status->thin_pool->needs_check) ||
	       (status->cache && status->cache->needs_check);
}

static char device_state(const struct volscan_dm *info, const struct volscan_dm_target *status)
{
	const struct volscan_dm_snapshot *snapshot = status ? status->snapshot : NULL;

	if (status && needs_check(status))
		return with_suspended(info, 'c', 'C');
	if (info->live_table && snapshot && snapshot->invalid)
		return with_suspended(info, 'I', 'S');
	if (info->live_table && snapshot && snapshot->merge_failed)
		return with_suspended(info, 'm', 'M');
	return table_state(info);
}

char live_state(const struct lv_view *view)
{
	struct live live = live_of(view);

	if (view->lv->historical)
		return 'h';
	if (!live.known || live.unclear)
		return 'X';
	return live.info ? device_state(live.info, live.status) : '-';
}

char live_open(const struct lv_view *view)
{
	struct live live = live_of(view);

	if (view->lv->historical)
		return '-';
	if (!live.known || live.unclear)
		return 'X';
	return live.info && live.info->open_count ? 'o' : '-';
}
