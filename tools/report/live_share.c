/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How full an LV is, and how much of it is in sync. */
#include "report/live.h"

static dm_percent_t percent_of(uint64_t part, uint64_t whole)
{
	return whole ? dm_make_percent(part, whole) : DM_PERCENT_0;
}

static dm_percent_t of_snapshot(const struct volscan_dm_snapshot *snapshot)
{
	if (snapshot->merge_failed)
		return DM_PERCENT_INVALID;
	if (snapshot->invalid || snapshot->overflow)
		return DM_PERCENT_100;
	if (snapshot->used == snapshot->metadata)
		return DM_PERCENT_0;
	return percent_of(snapshot->used, snapshot->total);
}

static dm_percent_t of_thin_pool(const struct volscan_dm_thin_pool *pool, enum live_share share)
{
	if (pool->failed || share == LIVE_SYNC)
		return DM_PERCENT_INVALID;
	if (share == LIVE_METADATA)
		return percent_of(pool->used_metadata, pool->total_metadata);
	return percent_of(pool->used_data, pool->total_data);
}

/* Of the chunks that it may have, the last of which it need not fill. */
static dm_percent_t of_thin(const struct volscan_dm_thin *thin, const struct lv_view *view)
{
	const struct volscan_lv *pool = view->seg->pool_lv;
	const struct volscan_segment *segment = pool ? first_segment(pool) : NULL;
	uint64_t chunk = segment && segment->chunk_size ? segment->chunk_size : 1;

	if (thin->failed)
		return DM_PERCENT_INVALID;
	return percent_of(thin->mapped, (view->lv->size + chunk - 1) / chunk * chunk);
}

static dm_percent_t of_cache(const struct volscan_dm_cache *cache, enum live_share share)
{
	if (cache->failed)
		return DM_PERCENT_INVALID;
	switch (share) {
	case LIVE_METADATA:
		return percent_of(cache->used_metadata, cache->total_metadata);
	case LIVE_SYNC:
		return percent_of(cache->dirty, cache->used);
	default:
		return percent_of(cache->used, cache->total);
	}
}

static dm_percent_t of_data(const struct volscan_dm_target *status, const struct lv_view *view)
{
	if (status->snapshot)
		return of_snapshot(status->snapshot);
	if (status->thin)
		return of_thin(status->thin, view);
	if (status->writecache)
		return percent_of(status->writecache->total - status->writecache->free,
				  status->writecache->total);
	if (status->vdo && view->type->kind == SEGTYPE_VDO_POOL)
		return percent_of(status->vdo->used, status->vdo->total);
	return DM_PERCENT_INVALID;
}

/* ---- mirrors ---- */

/* A mirror of several segments is several targets. What is no mirror in it, as of a
 * pvmove that has gone on, counts as done. In extents, so that the segments' sizes do. */
static uint64_t copied_of(const struct volscan_segment *segment, const struct volscan_dm *device)
{
	uint64_t start = segment->start * segment->lv->vg->extent_size;

	if (segtype_of(segment)->kind != SEGTYPE_MIRROR)
		return segment->area_len;
	for (size_t i = 0; i < device->target_count; i++) {
		const struct volscan_dm_mirror *mirror = device->targets[i].mirror;

		if (device->targets[i].start == start && mirror && mirror->total)
			return (uint64_t) segment->area_len * mirror->synced / mirror->total;
	}
	return 0;
}

static dm_percent_t of_mirror(const struct lv_view *view)
{
	const struct volscan_dm *device = live_of(view).info;
	uint64_t copied = 0, all = 0;

	if (view->lv->segment_count == 1 && view->seg->area_count == 1)
		return DM_PERCENT_100;
	if (!device || device->more_targets)
		return DM_PERCENT_INVALID;
	for (size_t i = 0; i < view->lv->segment_count; i++) {
		copied += copied_of(view->lv->segments[i], device);
		all += view->lv->segments[i]->area_len;
	}
	return all ? dm_make_percent(copied, all) : DM_PERCENT_100;
}

/* ---- all ---- */

static dm_percent_t of_sync(const struct volscan_dm_target *status, const struct lv_view *view)
{
	if (view->type->kind == SEGTYPE_MIRROR)
		return of_mirror(view);
	if (status && status->raid && view_is_raid(view) && view->type->kind != SEGTYPE_RAID0)
		return percent_of(status->raid->synced, status->raid->total);
	if (status && status->integrity)
		return percent_of(status->integrity->recalculated, status->integrity->data);
	return DM_PERCENT_INVALID;
}

dm_percent_t live_percent(const struct lv_view *view, enum live_share share)
{
	const struct volscan_dm_target *status = live_of(view).status;

	if (status && status->cache)
		return of_cache(status->cache, share);
	if (status && status->thin_pool)
		return of_thin_pool(status->thin_pool, share);
	if (share == LIVE_SYNC)
		return of_sync(status, view);
	return status && share == LIVE_DATA ? of_data(status, view) : DM_PERCENT_INVALID;
}
