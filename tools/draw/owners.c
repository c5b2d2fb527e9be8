/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draw/owners.h"

#include "report/lv_view.h"

#define DEPTH_MAX 32	/* LVs in LVs; LVM2 makes a handful */

/* What is being moved may belong to many, and is on its own. */
static const struct volscan_lv *top_of(const struct volscan_lv *lv)
{
	int depth;

	for (depth = 0; depth < DEPTH_MAX; depth++) {
		if (lv_is_visible(lv) || !lv->user_count || (lv->status & VOLSCAN_LV_PVMOVE))
			break;
		lv = lv->users[0]->lv;
	}
	return lv;
}

static void count_extents(struct owners *owners, const struct volscan_pv *pv)
{
	size_t i;

	for (i = 0; i < pv->segment_count; i++) {
		const struct volscan_segment *segment = pv->segments[i].segment;

		if (segment)
			owners->items[top_of(segment->lv)->index].extents += pv->segments[i].count;
	}
}

bool owners_init(struct owners *owners, const struct volscan_vg *vg, struct dm_pool *pool)
{
	size_t i, number = 0;

	owners->items = dm_pool_zalloc(pool, (vg->lv_count + 1) * sizeof(*owners->items));
	owners->of = dm_pool_zalloc(pool, (vg->lv_count + 1) * sizeof(*owners->of));
	if (!owners->items || !owners->of)
		return false;
	for (i = 0; i < vg->lv_count; i++) {
		owners->items[i].lv = vg->lvs[i];
		owners->of[i] = &owners->items[top_of(vg->lvs[i])->index];
	}
	for (i = 0; i < vg->pv_count; i++)
		count_extents(owners, vg->pvs[i]);
	for (i = 0; i < vg->lv_count; i++)
		if (owners->items[i].extents)
			owners->items[i].number = number++;
	return true;
}
