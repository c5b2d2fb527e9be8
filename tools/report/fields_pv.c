/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/fields.h"

int value_pv_attr(const struct cell *c, const struct report_object *o)
{
	char attr[PV_ATTR_SIZE];

	pv_attr(o->pv, o->vg, attr);
	return put_string(c, dm_pool_strdup(c->pool, attr));
}

/* A missing PV has none that could be read, of a duplicate none is used. */
bool has_label(const struct volscan_pv *pv)
{
	return *pv->uuid && pv->device && !pv->duplicate;
}

uint64_t mda_free(const struct volscan_mda *mda)
{
	return mda->free;
}

uint64_t mda_size(const struct volscan_mda *mda)
{
	return mda->size;
}

/* LVM2 drops a metadata area whose header or text is damaged. */
static bool counts(const struct volscan_mda *mda)
{
	return mda->valid && (mda->ignored || !mda->text_offset || mda->text_valid);
}

uint64_t least_mda(const struct volscan_pv *pv, uint64_t (*bytes)(const struct volscan_mda *))
{
	uint64_t least = UINT64_MAX;
	size_t i;

	for (i = 0; i < pv->mda_count; i++)
		if (counts(&pv->mdas[i]) && bytes(&pv->mdas[i]) < least)
			least = bytes(&pv->mdas[i]);
	return least == UINT64_MAX ? 0 : least;
}

uint64_t count_mdas(const struct volscan_pv *pv, bool used_only)
{
	uint64_t count = 0;
	size_t i;

	for (i = 0; i < pv->mda_count; i++)
		if (counts(&pv->mdas[i]) && !(used_only && pv->mdas[i].ignored))
			count++;
	return count;
}

uint64_t pv_extents_size(const struct volscan_pv *pv, uint64_t extents)
{
	return pv->vg ? extents * pv->vg->extent_size : 0;
}

/* A PV without extents has the size that its header says. */
uint64_t pv_sectors(const struct volscan_pv *pv)
{
	return pv->pe_count ? pv_extents_size(pv, pv->pe_count) : pv->dev_size;
}

uint64_t pv_free_sectors(const struct volscan_pv *pv)
{
	if (!pv->vg && pv->in_vg)
		return 0;
	return pv_sectors(pv) - pv_extents_size(pv, pv->pe_alloc_count);
}
