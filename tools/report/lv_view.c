/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/lv_view.h"

/* Stands for the segments of an LV that has none: a historical one, free space. */
static const struct volscan_segment no_segment = { .type = "" };

static bool among(const struct volscan_area *areas, size_t count, const struct volscan_lv *lv)
{
	size_t i;

	for (i = 0; areas && i < count; i++)
		if (areas[i].kind == VOLSCAN_AREA_LV && areas[i].lv == lv)
			return true;
	return false;
}

static unsigned use_by_raid(const struct volscan_segment *user, const struct volscan_lv *lv)
{
	return (among(user->areas, user->area_count, lv) ? LV_RAID_IMAGE : 0) |
	       (among(user->meta_areas, user->area_count, lv) ? LV_RAID_META : 0);
}

/* What `user` makes of `lv` as one of a pair: its data or origin, or the LV beside. */
static unsigned use_of_pair(const struct volscan_lv *first, unsigned first_use,
			    const struct volscan_lv *second, unsigned second_use,
			    const struct volscan_lv *lv)
{
	return (first == lv ? first_use : 0) | (second == lv ? second_use : 0);
}

static unsigned use_by(const struct volscan_segment *user, const struct volscan_lv *lv)
{
	const struct segtype *type = segtype_of(user);

	if (segtype_is_raid(type))
		return use_by_raid(user, lv);
	switch (type->kind) {
	case SEGTYPE_MIRROR:
		return (user->log_lv == lv ? LV_MIRROR_LOG : 0) |
		       (among(user->areas, user->area_count, lv) ? LV_MIRROR_IMAGE : 0);
	case SEGTYPE_THIN_POOL:
		return use_of_pair(user->data_lv, LV_THIN_POOL_DATA, user->metadata_lv,
				   LV_THIN_POOL_META, lv);
	case SEGTYPE_CACHE_POOL:
		return use_of_pair(user->data_lv, LV_CACHE_POOL_DATA, user->metadata_lv,
				   LV_CACHE_POOL_META, lv);
	case SEGTYPE_CACHE:
		return user->origin == lv ? LV_CACHE_ORIGIN : 0;
	case SEGTYPE_WRITECACHE:
		return use_of_pair(user->origin, LV_WRITECACHE_ORIGIN, user->pool_lv,
				   LV_WRITECACHE_VOL, lv);
	case SEGTYPE_INTEGRITY:
		return use_of_pair(user->origin, LV_INTEGRITY_ORIGIN, user->metadata_lv,
				   LV_INTEGRITY_META, lv);
	case SEGTYPE_VDO_POOL:
		return user->data_lv == lv ? LV_VDO_POOL_DATA : 0;
	default:
		return 0;
	}
}

static void add_user(struct lv_view *view, const struct volscan_segment *user)
{
	view->uses |= use_by(user, view->lv);
	if (user->external_origin == view->lv)
		view->external_uses++;
	if (user->origin == view->lv && segtype_of(user)->kind == SEGTYPE_THIN)
		view->thin_snapshots++;
}

static void add_segment(struct lv_view *view, const struct volscan_segment *segment)
{
	switch (segtype_of(segment)->kind) {
	case SEGTYPE_UNKNOWN:
	case SEGTYPE_VIRTUAL:
	case SEGTYPE_THIN:
	case SEGTYPE_VDO:
		view->is_virtual = true;
		break;
	case SEGTYPE_MIRROR:
	case SEGTYPE_RAID1:
	case SEGTYPE_RAID10:
		view->is_mirrored = true;
		break;
	default:
		break;
	}
}

struct lv_view lv_view(const struct volscan_lv *lv)
{
	struct lv_view view = { .lv = lv, .seg = first_segment(lv) };
	size_t i;

	if (!view.seg)
		view.seg = &no_segment;
	view.type = segtype_of(view.seg);
	for (i = 0; i < lv->user_count; i++)
		add_user(&view, lv->users[i]);
	for (i = 0; i < lv->segment_count; i++)
		add_segment(&view, lv->segments[i]);
	return view;
}

bool lv_is_snapshot_store(const struct volscan_lv *lv)
{
	const struct volscan_segment *segment = first_segment(lv);

	return segment && segtype_of(segment)->kind == SEGTYPE_SNAPSHOT;
}

bool lv_is_origin(const struct volscan_lv *lv)
{
	return lv->snapshot_count;
}

bool lv_is_thin(const struct volscan_lv *lv)
{
	const struct volscan_segment *segment = first_segment(lv);

	return segment && segtype_of(segment)->kind == SEGTYPE_THIN;
}

bool lv_is_thin_pool(const struct volscan_lv *lv)
{
	const struct volscan_segment *segment = first_segment(lv);

	return segment && segtype_of(segment)->kind == SEGTYPE_THIN_POOL;
}

bool lv_is_cow(const struct volscan_lv *lv)
{
	return lv->snapshot && !lv_is_origin(lv) && !lv_is_thin(lv);
}

static bool cow_is_visible(const struct volscan_lv *cow)
{
	const struct volscan_lv *origin = cow->snapshot->origin;

	if (origin->status & VOLSCAN_LV_VIRTUAL_ORIGIN)
		return true;
	if (cow->snapshot->status & VOLSCAN_LV_MERGING)
		return false;
	return origin->status & VOLSCAN_LV_VISIBLE;
}

bool lv_is_visible(const struct volscan_lv *lv)
{
	if (lv->historical)
		return true;
	if (lv_is_snapshot_store(lv))
		return false;
	if (lv_is_cow(lv) && lv->snapshot->origin)
		return cow_is_visible(lv);
	return lv->status & VOLSCAN_LV_VISIBLE;
}

bool lv_is_merging_origin(const struct volscan_lv *lv)
{
	size_t i;

	for (i = 0; i < lv->snapshot_count; i++)
		if (lv->snapshots[i]->status & VOLSCAN_LV_MERGING)
			return true;
	for (i = 0; i < lv->user_count; i++)
		if (lv->users[i]->merge_lv == lv)
			return true;
	return false;
}

bool lv_is_merging_snapshot(const struct volscan_lv *lv)
{
	const struct volscan_segment *segment = first_segment(lv);

	if (lv_is_cow(lv))
		return lv->snapshot->status & VOLSCAN_LV_MERGING;
	return segment && segment->merge_lv;
}

bool view_is_raid(const struct lv_view *view)
{
	return segtype_is_raid(view->type);
}

bool view_is_raid_type(const struct lv_view *view)
{
	return view_is_raid(view) || (view->uses & (LV_RAID_IMAGE | LV_RAID_META));
}

bool view_is_mirror_type(const struct lv_view *view)
{
	return view->type->kind == SEGTYPE_MIRROR ||
	       (view->uses & (LV_MIRROR_IMAGE | LV_MIRROR_LOG));
}

bool view_is_cachevol(const struct lv_view *view)
{
	return view->lv->status & VOLSCAN_LV_CACHE_VOL;
}

bool view_is_pool_metadata(const struct lv_view *view)
{
	return view->uses & (LV_THIN_POOL_META | LV_CACHE_POOL_META);
}

bool view_is_converting(const struct lv_view *view)
{
	return view->type->kind == SEGTYPE_MIRROR && view_convert(view);
}

/* The LV of the one segment that uses `lv`; NULL if there are more or none. */
static const struct volscan_lv *only_user(const struct volscan_lv *lv)
{
	return lv->user_count == 1 ? lv->users[0]->lv : NULL;
}

const struct volscan_lv *view_parent(const struct lv_view *view)
{
	const unsigned components = LV_MIRROR_IMAGE | LV_MIRROR_LOG | LV_RAID_IMAGE |
				    LV_RAID_META | LV_CACHE_POOL_DATA | LV_CACHE_POOL_META |
				    LV_THIN_POOL_DATA | LV_THIN_POOL_META | LV_VDO_POOL_DATA;

	if (lv_is_visible(view->lv) || !(view->uses & components))
		return NULL;
	return only_user(view->lv);
}

const struct volscan_lv *view_origin(const struct lv_view *view)
{
	if (lv_is_cow(view->lv))
		return view->lv->snapshot->origin;
	switch (view->type->kind) {
	case SEGTYPE_THIN:
		return view->seg->origin ? view->seg->origin : view->seg->external_origin;
	case SEGTYPE_CACHE:
	case SEGTYPE_WRITECACHE:
	case SEGTYPE_INTEGRITY:
		return view->seg->origin;
	default:
		return NULL;
	}
}

const struct volscan_lv *view_pool(const struct lv_view *view)
{
	switch (view->type->kind) {
	case SEGTYPE_THIN:
	case SEGTYPE_CACHE:
	case SEGTYPE_WRITECACHE:
	case SEGTYPE_VDO:
		return view->seg->pool_lv;
	default:
		return NULL;
	}
}

const struct volscan_lv *view_data(const struct lv_view *view)
{
	switch (view->type->kind) {
	case SEGTYPE_THIN_POOL:
	case SEGTYPE_CACHE_POOL:
	case SEGTYPE_VDO_POOL:
		return view->seg->data_lv;
	default:
		return NULL;
	}
}

const struct volscan_lv *view_metadata(const struct lv_view *view)
{
	if (view->type->kind == SEGTYPE_THIN_POOL || view->type->kind == SEGTYPE_CACHE_POOL)
		return view->seg->metadata_lv;
	return NULL;
}

const struct volscan_lv *view_mirror_log(const struct lv_view *view)
{
	size_t i;

	for (i = 0; i < view->lv->segment_count; i++)
		if (view->lv->segments[i]->log_lv)
			return view->lv->segments[i]->log_lv;
	return NULL;
}

/* A mirror that is being changed has a mirror as its first image for the time. */
const struct volscan_lv *view_convert(const struct lv_view *view)
{
	const struct volscan_area *area = view->seg->areas;
	const struct volscan_segment *inner;

	if (!view->is_mirrored || !view->seg->area_count || area->kind != VOLSCAN_AREA_LV)
		return NULL;
	inner = first_segment(area->lv);
	if (!inner || segtype_of(inner)->kind != SEGTYPE_MIRROR ||
	    (area->lv->status & VOLSCAN_LV_LOCKED))
		return NULL;
	return area->lv;
}

static const struct volscan_pv *first_pv(const struct volscan_segment *segment)
{
	if (!segment || !segment->area_count || segment->areas[0].kind != VOLSCAN_AREA_PV)
		return NULL;
	return segment->areas[0].pv;
}

/* The first image of a pvmove is what it moves away from; whole LVs are moved
 * image by image. */
const struct volscan_pv *view_move_pv(const struct lv_view *view)
{
	const struct volscan_segment *segment = view->seg;

	if (!(view->lv->status & VOLSCAN_LV_PVMOVE) || segtype_of(segment)->kind != SEGTYPE_MIRROR)
		return NULL;
	if (segment->area_count && segment->areas[0].kind == VOLSCAN_AREA_LV)
		segment = first_segment(segment->areas[0].lv);
	return first_pv(segment);
}

const struct volscan_segment *view_integrity(const struct lv_view *view)
{
	const struct volscan_segment *segment = view->seg;

	if (view_is_raid(view) && segment->area_count &&
	    segment->areas[0].kind == VOLSCAN_AREA_LV)
		segment = first_segment(segment->areas[0].lv);
	return segment && segtype_of(segment)->kind == SEGTYPE_INTEGRITY ? segment : NULL;
}
