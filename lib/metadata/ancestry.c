/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An LV has at most one ancestor: the LV that it was made a snapshot of, which
 * may have been removed and be historical, and have one in turn.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/resolve.h"

static struct volscan_lv *ancestor_of(const struct volscan_lv *lv)
{
	const struct volscan_segment *first;

	if (lv->historical)
		return lv->historical_origin;
	first = lv->segment_count ? lv->segments[0] : NULL;
	if (!first || strcmp(first->type, "thin"))
		return NULL;
	return first->origin ? first->origin : first->indirect_origin;
}

/* Live LVs come first, then the historical ones. */
static size_t *mark_of(const struct volscan_vg *vg, size_t *marks, const struct volscan_lv *lv)
{
	return &marks[lv->index + (lv->historical ? vg->lv_count : 0)];
}

/* Every walk has its own mark; one that meets itself goes in a circle. */
static int walk_up(struct resolver *r, size_t *marks, struct volscan_lv *lv, size_t walk)
{
	size_t *mark;

	for (; lv; lv = ancestor_of(lv)) {
		mark = mark_of(r->vg, marks, lv);
		if (*mark == walk)
			return contradict(r, FINDING_LV_ANCESTOR, lv->name,
					  "LV %s is its own ancestor", lv->name);
		if (*mark)
			break;
		*mark = walk;
	}
	return 0;
}

int resolve_ancestry(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;
	size_t *marks = calloc(vg->lv_count + vg->historical_lv_count + 1, sizeof(*marks));
	size_t walk = 0;
	int result = marks ? 0 : -ENOMEM;

	for (size_t i = 0; i < vg->lv_count && !result; i++)
		result = walk_up(r, marks, vg->lvs[i], ++walk);
	for (size_t i = 0; i < vg->historical_lv_count && !result; i++)
		result = walk_up(r, marks, vg->historical_lvs[i], ++walk);
	free(marks);
	return result;
}
