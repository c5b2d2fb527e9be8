/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which LVs need a PV that is missing. An LV is looked at after those it uses,
 * once: for a snapshot and its origin, which count as needing each other, it
 * depends on their order what is seen of a third, as it does in LVM2.
 *
 * One difference: LVM2 2.03.16 never calls the metadata LV of integrity partial,
 * even if its own PV is missing. It seems to mistake one of its status bits for
 * "being visited". Here it is partial.
 */
#include "metadata/partial.h"

#include "metadata/resolve.h"

static bool is_partial(const struct volscan_lv *lv)
{
	return lv->status & VOLSCAN_LV_PARTIAL;
}

static void note_partial(void *context, struct volscan_lv *lv, bool needed)
{
	bool *partial = context;

	*partial |= needed && is_partial(lv);
}

static bool segment_is_partial(const struct volscan_segment *segment)
{
	bool partial = false;

	for (size_t i = 0; i < segment->area_count; i++)
		if (segment->areas[i].kind == VOLSCAN_AREA_PV)
			partial |= pv_is_missing(segment->areas[i].pv);
	segment_each_lv(segment, note_partial, &partial);
	return partial;
}

static bool needs_missing(const struct volscan_lv *lv)
{
	bool partial = lv->snapshot && is_partial(lv->snapshot->origin);

	for (size_t i = 0; i < lv->segment_count && !partial; i++)
		partial = segment_is_partial(lv->segments[i]);
	for (size_t i = 0; i < lv->snapshot_count && !partial; i++)
		partial = is_partial(lv->snapshots[i]->cow);
	return partial;
}

void vg_mark_partial(struct volscan_vg *vg)
{
	for (size_t i = 0; i < vg->lv_count; i++)
		vg->lvs[i]->status &= ~VOLSCAN_LV_PARTIAL;
	for (size_t i = 0; i < vg->lv_count; i++)
		if (needs_missing(vg->lvs_bottom_up[i]))
			vg->lvs_bottom_up[i]->status |= VOLSCAN_LV_PARTIAL;
}
