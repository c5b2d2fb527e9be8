/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The map of each PV: what uses its extents, in order, with the free ones
 * between. A PV with n used parts has up to n + 1 free ones, so its array has
 * room for 2n + 1; the used parts are sorted at its end and then spread out.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "metadata/resolve.h"

/* The step that is taken for each area on a PV. */
typedef int (*area_fn)(struct resolver *r, struct volscan_segment *segment, size_t area);

static int each_area(struct resolver *r, area_fn fn)
{
	struct volscan_segment *segment;
	struct volscan_lv *lv;
	int result = 0;

	for (size_t i = 0; i < r->vg->lv_count; i++) {
		lv = r->vg->lvs[i];
		for (size_t j = 0; j < lv->segment_count; j++) {
			segment = lv->segments[j];
			for (size_t k = 0; k < segment->area_count && !result; k++)
				if (segment->areas[k].kind == VOLSCAN_AREA_PV)
					result = fn(r, segment, k);
		}
	}
	return result;
}

static int count_area(struct resolver *r, struct volscan_segment *segment, size_t area)
{
	struct volscan_pv *pv = segment->areas[area].pv;
	uint64_t end = segment->areas[area].start + (uint64_t) segment->area_len;

	if (end > pv->pe_count)
		return contradict(r, FINDING_SEG_PAST_PV, segment->lv->name, "LV %s uses %"
				  PRIu32 " extents from %" PRIu32 " on of "
				  "PV %s, which has %" PRIu32, segment->lv->name,
				  segment->area_len, segment->areas[area].start, pv->uuid,
				  pv->pe_count);
	pv->segment_count++;
	return 0;
}

static int add_area(struct resolver *r, struct volscan_segment *segment, size_t area)
{
	struct volscan_pv *pv = segment->areas[area].pv;

	(void) r;
	pv->segments[pv->segment_count++] = (struct volscan_pv_segment) {
		.start = segment->areas[area].start,
		.count = segment->area_len,
		.segment = segment,
		.area = (uint32_t) area,
	};
	pv->pe_alloc_count += segment->area_len;
	return 0;
}

static int compare_starts(const void *a, const void *b)
{
	const struct volscan_pv_segment *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

static int fail_shared(struct resolver *r, const struct volscan_pv *pv,
		       const struct volscan_pv_segment *a, const struct volscan_pv_segment *b)
{
	return contradict(r, FINDING_SEG_OVERLAP, b->segment->lv->name,
			  "extent %" PRIu32 " of PV %s is used twice, by LV %s and by LV %s",
			  b->start, pv->uuid, a->segment->lv->name, b->segment->lv->name);
}

static int check_shared(struct resolver *r, const struct volscan_pv *pv)
{
	const struct volscan_pv_segment *used = pv->segments;

	for (size_t i = 1; i < pv->segment_count; i++)
		if (used[i].start - used[i - 1].start < used[i - 1].count)
			return fail_shared(r, pv, &used[i - 1], &used[i]);
	return 0;
}

static void add_free(struct volscan_pv *pv, uint32_t start, uint32_t end)
{
	if (start < end)
		pv->segments[pv->segment_count++] = (struct volscan_pv_segment) {
			.start = start, .count = end - start
		};
}

/* What is read next is never behind what was written. */
static void spread(struct volscan_pv *pv)
{
	struct volscan_pv_segment *map = pv->segments, part;
	size_t used = pv->segment_count, room = 2 * used + 1;
	uint32_t next = 0;

	for (size_t i = used; i-- > 0;)
		map[room - used + i] = map[i];
	pv->segment_count = 0;
	for (size_t i = room - used; i < room; i++) {
		part = map[i];
		add_free(pv, next, part.start);
		map[pv->segment_count++] = part;
		next = part.start + part.count;
	}
	add_free(pv, next, pv->pe_count);
}

static int make_room(struct resolver *r, struct volscan_pv *pv)
{
	pv->segments = dm_pool_alloc(r->pool, (2 * pv->segment_count + 1) *
				     sizeof(*pv->segments));
	pv->segment_count = 0;
	pv->pe_alloc_count = 0;
	return pv->segments ? 0 : -ENOMEM;
}

static int finish_map(struct resolver *r, struct volscan_pv *pv)
{
	int result;

	qsort(pv->segments, pv->segment_count, sizeof(*pv->segments), compare_starts);
	result = check_shared(r, pv);
	if (!result)
		spread(pv);
	return result;
}

int resolve_pv_segments(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;
	int result;

	for (size_t i = 0; i < vg->pv_count; i++)
		vg->pvs[i]->segment_count = 0;
	result = each_area(r, count_area);
	for (size_t i = 0; i < vg->pv_count && !result; i++)
		result = make_room(r, vg->pvs[i]);
	if (!result)
		result = each_area(r, add_area);
	for (size_t i = 0; i < vg->pv_count && !result; i++)
		result = finish_map(r, vg->pvs[i]);
	return result;
}
