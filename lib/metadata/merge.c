/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "metadata/resolve.h"

static bool is_moving(const struct volscan_lv *lv)
{
	return lv->status & (VOLSCAN_LV_LOCKED | VOLSCAN_LV_PVMOVE);
}

/* pvmove relies on the segments of two LVs being alike. */
static bool may_merge(const struct volscan_lv *lv)
{
	if (is_moving(lv))
		return false;
	return lv->user_count != 1 || strcmp(lv->users[0]->type, "mirror") ||
	       !is_moving(lv->users[0]->lv);
}

static bool same_tags(const struct volscan_strings *a, const struct volscan_strings *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->items[i], b->items[i]))
			return false;
	return true;
}

static bool is_striped(const struct volscan_segment *segment)
{
	return !segment->unknown_type &&
	       (!strcmp(segment->type, "linear") || !strcmp(segment->type, "striped"));
}

static bool goes_on(const struct volscan_segment *segment, const struct volscan_area *area,
		    const struct volscan_area *next)
{
	return area->kind == VOLSCAN_AREA_PV && next->kind == VOLSCAN_AREA_PV &&
	       area->pv == next->pv &&
	       area->start + (uint64_t) segment->area_len == next->start;
}

static bool are_one(const struct volscan_segment *a, const struct volscan_segment *b)
{
	if (!is_striped(a) || !is_striped(b) || a->area_count != b->area_count ||
	    a->stripe_size != b->stripe_size || !same_tags(&a->tags, &b->tags))
		return false;
	for (size_t i = 0; i < a->area_count; i++)
		if (!goes_on(a, &a->areas[i], &b->areas[i]))
			return false;
	return true;
}

static void merge_segments(struct volscan_lv *lv)
{
	struct volscan_segment *last;
	size_t kept = 1;

	for (size_t i = 1; i < lv->segment_count; i++) {
		last = lv->segments[kept - 1];
		if (!are_one(last, lv->segments[i])) {
			lv->segments[kept++] = lv->segments[i];
			continue;
		}
		last->count += lv->segments[i]->count;
		last->area_len += lv->segments[i]->area_len;
	}
	if (lv->segment_count)
		lv->segment_count = kept;
}

void resolve_merge_segments(struct volscan_vg *vg)
{
	for (size_t i = 0; i < vg->lv_count; i++)
		if (may_merge(vg->lvs[i]))
			merge_segments(vg->lvs[i]);
}
