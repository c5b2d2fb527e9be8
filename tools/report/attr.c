/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Several properties of an LV compete for one place, and the order in which
 * they are asked for is part of the format.
 */
#include "report/attr.h"

#include <ctype.h>

#include "report/live.h"

static const struct {
	const char *name;
	char letter;
} allocs[] = {
	[VOLSCAN_ALLOC_INVALID] = { "unknown", '-' },
	[VOLSCAN_ALLOC_CONTIGUOUS] = { "contiguous", 'c' },
	[VOLSCAN_ALLOC_CLING] = { "cling", 'l' },
	[VOLSCAN_ALLOC_CLING_BY_TAGS] = { "cling_by_tags", 't' },
	[VOLSCAN_ALLOC_NORMAL] = { "normal", 'n' },
	[VOLSCAN_ALLOC_ANYWHERE] = { "anywhere", 'a' },
	[VOLSCAN_ALLOC_INHERIT] = { "inherit", 'i' },
};

const char *alloc_name(enum volscan_alloc alloc)
{
	return allocs[alloc].name;
}

bool is_missing_pv(const struct volscan_pv *pv)
{
	if (!*pv->uuid)
		return false;	/* a device that is no PV at all */
	return !pv->device || (pv->status & VOLSCAN_PV_MISSING_FLAG);
}

bool is_exported_pv(const struct volscan_pv *pv, const struct volscan_vg *vg)
{
	return (pv->status & VOLSCAN_PV_EXPORTED) || (vg->status & VOLSCAN_VG_EXPORTED);
}

bool is_used_pv(const struct volscan_pv *pv)
{
	return pv->vg || pv->in_vg;
}

static char pv_use(const struct volscan_pv *pv)
{
	if (pv->duplicate)
		return 'd';
	if (!is_used_pv(pv))
		return '-';
	return pv->status & VOLSCAN_PV_ALLOCATABLE ? 'a' : 'u';
}

void pv_attr(const struct volscan_pv *pv, const struct volscan_vg *vg, char attr[PV_ATTR_SIZE])
{
	attr[0] = pv_use(pv);
	attr[1] = is_exported_pv(pv, vg) ? 'x' : '-';
	attr[2] = is_missing_pv(pv) ? 'm' : '-';
	attr[3] = '\0';
}

void vg_attr(const struct volscan_vg *vg, char attr[VG_ATTR_SIZE])
{
	attr[0] = vg->status & VOLSCAN_VG_WRITE ? 'w' : 'r';
	attr[1] = vg->status & VOLSCAN_VG_RESIZEABLE ? 'z' : '-';
	attr[2] = vg->status & VOLSCAN_VG_EXPORTED ? 'x' : '-';
	attr[3] = vg->missing_pv_count ? 'p' : '-';
	attr[4] = allocs[vg->alloc].letter;
	attr[5] = vg->status & VOLSCAN_VG_CLUSTERED ? 'c'
		: vg->status & VOLSCAN_VG_SHARED ? 's' : '-';
	attr[6] = '\0';
}

static bool is_not_synced(const struct lv_view *view)
{
	return view->lv->status & VOLSCAN_LV_NOTSYNCED;
}

static char thin_type(const struct lv_view *view)
{
	if (lv_is_merging_origin(view->lv))
		return 'O';
	return lv_is_merging_snapshot(view->lv) ? 'S' : 'V';
}

/* Of an LV whose own segments say what it is; 0 if they do not. */
static char own_type(const struct lv_view *view)
{
	if (view->type->kind == SEGTYPE_INTEGRITY)
		return 'g';
	if (view_is_raid(view))
		return is_not_synced(view) ? 'R' : 'r';
	switch (view->type->kind) {
	case SEGTYPE_MIRROR:
		return is_not_synced(view) ? 'M' : 'm';
	case SEGTYPE_THIN:
		return thin_type(view);
	case SEGTYPE_VDO_POOL:
		return 'd';
	case SEGTYPE_THIN_POOL:
		return 't';
	default:
		return 0;
	}
}

/* Of an LV that is part of another one. An image of which it is not known whether it is
 * in sync is shown as if it were not. */
static char part_type(const struct lv_view *view)
{
	if (view->uses & LV_VDO_POOL_DATA)
		return 'D';
	if (view->is_virtual)
		return 'v';
	if (view->uses & LV_THIN_POOL_DATA)
		return 'T';
	if (view->uses & (LV_MIRROR_IMAGE | LV_RAID_IMAGE))
		return live_image_is_in_sync(view) ? 'i' : 'I';
	if (view->uses & LV_MIRROR_LOG)
		return 'l';
	if (lv_is_cow(view->lv))
		return lv_is_merging_snapshot(view->lv) ? 'S' : 's';
	if (view->uses & (LV_CACHE_ORIGIN | LV_WRITECACHE_ORIGIN))
		return 'o';
	return '-';
}

static bool is_cache_type(const struct lv_view *view)
{
	return view->type->kind == SEGTYPE_CACHE || view->type->kind == SEGTYPE_CACHE_POOL ||
	       view->type->kind == SEGTYPE_WRITECACHE || view_is_cachevol(view) ||
	       (view->uses & LV_CACHE_POOL_DATA);
}

static char volume_type(const struct lv_view *view)
{
	char own;

	if (view->lv->status & VOLSCAN_LV_PVMOVE)
		return 'p';
	if (view_is_converting(view))
		return 'c';
	if (lv_is_origin(view->lv) || view->external_uses)
		return lv_is_merging_origin(view->lv) ? 'O' : 'o';
	if (view_is_pool_metadata(view) || (view->lv->status & VOLSCAN_LV_POOL_METADATA_SPARE) ||
	    (view->uses & (LV_RAID_META | LV_INTEGRITY_META)))
		return 'e';
	if (is_cache_type(view))
		return 'C';
	own = own_type(view);
	return own ? own : part_type(view);
}

/* A device may be read-only though its LV is not. */
static char permissions(const struct lv_view *view)
{
	const struct volscan_lv *lv = view->lv;
	const struct live live = live_of(view);
	bool writable = (lv->status & VOLSCAN_LV_WRITE) || !(lv->status & VOLSCAN_LV_READ);

	if (live.info && live.info->read_only && !live.unclear && writable)
		return 'R';
	if (lv->status & VOLSCAN_LV_PVMOVE)
		return '-';
	if (lv->status & VOLSCAN_LV_WRITE)
		return 'w';
	return lv->status & VOLSCAN_LV_READ ? 'r' : '-';
}

static char allocation(const struct volscan_lv *lv)
{
	char letter = allocs[lv->alloc].letter;

	return lv->status & VOLSCAN_LV_LOCKED ? (char)toupper(letter) : letter;
}

static bool shows_cache_target(const struct lv_view *view)
{
	return view->type->kind == SEGTYPE_CACHE || view->type->kind == SEGTYPE_CACHE_POOL ||
	       view->type->kind == SEGTYPE_WRITECACHE || view_is_cachevol(view) ||
	       (view->uses & (LV_CACHE_ORIGIN | LV_WRITECACHE_ORIGIN));
}

static char target_type(const struct lv_view *view)
{
	if (view->type->kind == SEGTYPE_THIN || view->type->kind == SEGTYPE_THIN_POOL)
		return 't';
	if (shows_cache_target(view))
		return 'C';
	if (view_is_raid_type(view))
		return 'r';
	if (view_is_mirror_type(view) || (view->lv->status & VOLSCAN_LV_PVMOVE))
		return 'm';
	if (lv_is_cow(view->lv) || lv_is_origin(view->lv))
		return 's';
	if (view->type->kind == SEGTYPE_UNKNOWN && view->lv->segment_count)
		return 'u';
	return view->is_virtual ? 'v' : '-';
}

/* New blocks are zeroed, says the thin pool. */
static char zeroing(const struct lv_view *view)
{
	const struct volscan_segment *pool = view->seg;

	if (view->type->kind == SEGTYPE_THIN)
		pool = pool->pool_lv ? first_segment(pool->pool_lv) : NULL;
	if (!pool || segtype_of(pool)->kind != SEGTYPE_THIN_POOL)
		return '-';
	return pool->zero_new_blocks == 1 ? 'z' : '-';
}

void lv_attr(const struct lv_view *view, char attr[LV_ATTR_SIZE])
{
	const struct volscan_lv *lv = view->lv;

	attr[0] = '\0';
	if (!*lv->name)
		return;		/* free space */
	attr[0] = volume_type(view);
	attr[1] = permissions(view);
	attr[2] = allocation(lv);
	attr[3] = lv->status & VOLSCAN_LV_FIXED_MINOR ? 'm' : '-';
	attr[4] = live_state(view);
	attr[5] = live_open(view);
	attr[6] = target_type(view);
	attr[7] = zeroing(view);
	attr[8] = live_health(view).letter;
	attr[9] = lv->status & VOLSCAN_LV_ACTIVATION_SKIP ? 'k' : '-';
	attr[10] = '\0';
}
