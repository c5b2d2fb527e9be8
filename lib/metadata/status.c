/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Much of what LVM2 knows of an LV is not in the text but in the LV's name and
 * in who uses it.
 */
#include <string.h>

#include "metadata/resolve.h"

#define MIRROR_SYNC_LAYER "_mimagetmp"	/* below a mirror that gets a new leg */
#define POOL_SPARE "_pmspare"
#define SANLOCK_LV "lvmlock"

static bool is_visible(const struct volscan_lv *lv)
{
	return lv->status & VOLSCAN_LV_VISIBLE;
}

static bool is_converting(const struct volscan_lv *lv)
{
	const struct volscan_segment *first = lv->segment_count ? lv->segments[0] : NULL;

	return first && !strcmp(first->type, "mirror") && first->areas[0].lv &&
	       strstr(first->areas[0].lv->name, MIRROR_SYNC_LAYER);
}

static void set_status(struct volscan_lv *lv)
{
	if (!is_visible(lv) && strstr(lv->name, POOL_SPARE))
		lv->status |= VOLSCAN_LV_POOL_METADATA_SPARE;
	if (!is_visible(lv) && !strcmp(lv->name, SANLOCK_LV))
		lv->status |= VOLSCAN_LV_LOCKD_SANLOCK;
	if (!is_visible(lv) && lv->snapshot_count)
		lv->status |= VOLSCAN_LV_VIRTUAL_ORIGIN;
	if (is_converting(lv))
		lv->status |= VOLSCAN_LV_CONVERTING;
}

/* Older versions did not write what was then the only choice. */
static void set_cache_defaults(struct volscan_segment *pool)
{
	if (!pool->cache_policy)
		pool->cache_policy = "mq";
	if (!pool->cache_mode)
		pool->cache_mode = "writethrough";
	if (!pool->cache_metadata_format)
		pool->cache_metadata_format = 1;
}

void resolve_status(struct volscan_vg *vg)
{
	struct volscan_lv *lv;

	for (size_t i = 0; i < vg->lv_count; i++) {
		lv = vg->lvs[i];
		set_status(lv);
		if (lv->segment_count && lv->user_count &&
		    !strcmp(lv->segments[0]->type, "cache-pool"))
			set_cache_defaults(lv->segments[0]);
	}
}
