/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metadata/resolve.h"

#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#define WHY_ROOM 256

int contradict(struct resolver *r, enum finding_id id, const char *lv, const char *format, ...)
{
	char room[WHY_ROOM];
	va_list args;

	va_start(args, format);
	vsnprintf(room, sizeof(room), format, args);
	va_end(args);
	r->found = (struct contradiction) { id, lv, dm_pool_strdup(r->pool, room) };
	return r->found.why ? -EBADMSG : -ENOMEM;
}

static int resolve_size(struct resolver *r, struct volscan_lv *lv)
{
	lv->extent_count = 0;
	for (size_t i = 0; i < lv->segment_count; i++)
		lv->extent_count += lv->segments[i]->count;
	if (lv->extent_count > VG_SECTORS_MAX / r->vg->extent_size)
		return contradict(r, FINDING_LV_SIZE, lv->name, "LV %s is larger than 16 "
				  "EiB", lv->name);
	lv->size = lv->extent_count * r->vg->extent_size;
	return 0;
}

static int resolve_sizes(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;
	int result = 0;

	for (size_t i = 0; i < vg->lv_count && !result; i++) {
		vg->lvs[i]->index = i;
		result = resolve_size(r, vg->lvs[i]);
	}
	for (size_t i = 0; i < vg->historical_lv_count; i++)
		vg->historical_lvs[i]->index = i;
	return result;
}

/* Raid images are let pass: while the raid is reshaped, they have any size. */
static int check_areas(struct resolver *r, const struct volscan_segment *segment)
{
	const struct volscan_area *area;

	if (segment->meta_areas || segment->data_lv || segment->pool_lv)
		return 0;
	for (size_t i = 0; i < segment->area_count; i++) {
		area = &segment->areas[i];
		if (area->kind == VOLSCAN_AREA_LV &&
		    area->start + (uint64_t) segment->area_len > area->lv->extent_count)
			return contradict(r, FINDING_SEG_PAST_LV, segment->lv->name,
					  "LV %s uses %" PRIu32 " extents from %" PRIu32
					  " on of LV %s, which has %" PRIu64,
					  segment->lv->name, segment->area_len, area->start,
					  area->lv->name, area->lv->extent_count);
	}
	return 0;
}

static int check_all_areas(struct resolver *r)
{
	const struct volscan_lv *lv;
	int result = 0;

	for (size_t i = 0; i < r->vg->lv_count; i++) {
		lv = r->vg->lvs[i];
		for (size_t j = 0; j < lv->segment_count && !result; j++)
			result = check_areas(r, lv->segments[j]);
	}
	return result;
}

static int sum_extents(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;

	vg->extent_count = vg->free_count = 0;
	for (size_t i = 0; i < vg->pv_count; i++) {
		vg->extent_count += vg->pvs[i]->pe_count;
		vg->free_count += vg->pvs[i]->pe_count - vg->pvs[i]->pe_alloc_count;
	}
	if (vg->extent_count > VG_SECTORS_MAX / vg->extent_size)
		return contradict(r, FINDING_VG_SIZE, NULL, "the VG is larger than 16 EiB");
	return 0;
}

static int resolve_all(struct resolver *r)
{
	int result = resolve_sizes(r);

	if (!result)
		result = resolve_relations(r);
	if (!result)
		result = resolve_order(r);
	if (!result)
		result = resolve_ancestry(r);
	if (!result)
		result = check_all_areas(r);
	if (result)
		return result;
	resolve_status(r->vg);
	resolve_merge_segments(r->vg);
	result = resolve_pv_segments(r);
	return result ? result : sum_extents(r);
}

int vg_resolve(struct volscan_vg *vg, struct dm_pool *pool, struct contradiction *found)
{
	struct resolver r = { .vg = vg, .pool = pool };
	int result = resolve_all(&r);

	if (result == -EBADMSG)
		*found = r.found;
	return result;
}
