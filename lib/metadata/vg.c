/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metadata/vg.h"

#include <string.h>

#include "metadata/partial.h"

struct volscan_lv *vg_find_lv(const struct volscan_vg *vg, const char *name)
{
	for (size_t i = 0; i < vg->lv_count; i++)
		if (!strcmp(vg->lvs[i]->name, name))
			return vg->lvs[i];
	return NULL;
}

struct volscan_pv *vg_find_pv(const struct volscan_vg *vg, const char *uuid)
{
	for (size_t i = 0; i < vg->pv_count; i++)
		if (!strcmp(vg->pvs[i]->uuid, uuid))
			return vg->pvs[i];
	return NULL;
}

bool pv_is_missing(const struct volscan_pv *pv)
{
	return !pv->device || pv->status & VOLSCAN_PV_MISSING_FLAG;
}

/* LVM2 drops an mda that has no text of the VG, or a damaged one. */
static bool mda_counts(const struct volscan_mda *mda)
{
	return mda->valid && (mda->ignored || mda->text_valid);
}

/* As LVM2 does, take back a PV that was away when its VG was changed, if nothing on
 * it can be stale: no LV has extents of it, or none of its mdas is in use. */
static void take_back(struct volscan_pv *pv)
{
	uint32_t used = 0;

	for (size_t i = 0; i < pv->mda_count; i++)
		used += mda_counts(&pv->mdas[i]) && !pv->mdas[i].ignored;
	if (pv->device && (!pv->pe_alloc_count || !used))
		pv->status &= ~VOLSCAN_PV_MISSING_FLAG;
}

static void take_least(uint64_t *least, uint64_t bytes, bool first)
{
	if (first || bytes < *least)
		*least = bytes;
}

static void count_mda(struct volscan_vg *vg, const struct volscan_mda *mda)
{
	if (!mda_counts(mda))
		return;
	vg->mda_count++;
	if (mda->ignored)
		return;
	take_least(&vg->mda_free, mda->free, !vg->mda_used_count);
	take_least(&vg->mda_size, mda->size, !vg->mda_used_count);
	vg->mda_used_count++;
}

void vg_tie(struct volscan_vg *vg)
{
	struct volscan_pv *pv;

	vg->missing_pv_count = 0;
	vg->mda_count = vg->mda_used_count = 0;
	vg->mda_free = vg->mda_size = 0;
	for (size_t i = 0; i < vg->pv_count; i++) {
		pv = vg->pvs[i];
		take_back(pv);
		vg->missing_pv_count += pv_is_missing(pv);
		for (size_t j = 0; j < pv->mda_count; j++)
			count_mda(vg, &pv->mdas[j]);
	}
	vg_mark_partial(vg);
}
