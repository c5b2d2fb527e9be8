/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/lineage.h"


#include "report/lv_view.h"
#include "report/names.h"

bool list_add(struct dm_pool *pool, struct dm_list *list, const char *text)
{
	struct dm_str_list *item = text ? dm_pool_alloc(pool, sizeof(*item)) : NULL;

	if (!item)
		return false;
	item->str = text;
	dm_list_add(list, &item->list);
	return true;
}

static size_t lv_limit(const struct volscan_vg *vg)
{
	return vg->lv_count + vg->historical_lv_count;
}

static bool add_name(const struct lineage *lineage, const struct volscan_lv *lv)
{
	if (lv->historical && !lineage->show_historical)
		return true;
	return list_add(lineage->pool, lineage->list, lv_shown_name(lineage->pool, lv, false));
}

static const struct volscan_lv *thin_ancestor(const struct volscan_segment *thin, bool full)
{
	if (thin->origin)
		return thin->origin;
	if (thin->external_origin)
		return thin->external_origin;
	return full ? thin->indirect_origin : NULL;
}

static const struct volscan_lv *ancestor(const struct volscan_lv *lv, bool full)
{
	if (lv->historical)
		return full ? lv->historical_origin : NULL;
	if (lv_is_cow(lv))
		return lv->snapshot->origin;
	return lv_is_thin(lv) ? thin_ancestor(first_segment(lv), full) : NULL;
}

bool lineage_ancestors(const struct lineage *lineage, const struct volscan_lv *lv)
{
	size_t left = lv_limit(lv->vg);

	while (left-- && (lv = ancestor(lv, lineage->full)))
		if (!add_name(lineage, lv))
			return false;
	return true;
}

static bool descend(const struct lineage *lineage, const struct volscan_lv *lv, size_t *left);

static bool add_descendant(const struct lineage *lineage, const struct volscan_lv *lv,
			   size_t *left)
{
	if (!*left)
		return true;
	--*left;
	return add_name(lineage, lv) && descend(lineage, lv, left);
}

static bool descend_snapshots(const struct lineage *lineage, const struct volscan_lv *lv,
			      size_t *left)
{
	size_t i;

	for (i = 0; i < lv->snapshot_count; i++)
		if (lv->snapshots[i]->cow &&
		    !add_descendant(lineage, lv->snapshots[i]->cow, left))
			return false;
	return true;
}

static bool descend_thin(const struct lineage *lineage, const struct volscan_lv *lv, size_t *left)
{
	size_t i;

	for (i = 0; i < lv->user_count; i++) {
		const struct volscan_segment *user = lv->users[i];

		if (segtype_of(user)->kind == SEGTYPE_THIN &&
		    (user->origin == lv || user->external_origin == lv) &&
		    !add_descendant(lineage, user->lv, left))
			return false;
	}
	return true;
}

/* Historical LVs that came from `lv`. */
static bool descend_historical(const struct lineage *lineage, const struct volscan_lv *lv,
			       size_t *left)
{
	const struct volscan_vg *vg = lv->vg;
	size_t i;

	for (i = 0; i < vg->historical_lv_count; i++)
		if (vg->historical_lvs[i]->historical_origin == lv &&
		    !add_descendant(lineage, vg->historical_lvs[i], left))
			return false;
	return true;
}

/* Live LVs that a historical one names as its descendants. */
static bool descend_named(const struct lineage *lineage, const struct volscan_lv *historical,
			  size_t *left)
{
	const struct volscan_vg *vg = historical->vg;
	size_t i;

	for (i = 0; i < vg->lv_count; i++) {
		const struct volscan_segment *segment = first_segment(vg->lvs[i]);

		if (segment && segment->indirect_origin == historical &&
		    !add_descendant(lineage, vg->lvs[i], left))
			return false;
	}
	return true;
}

static bool descend(const struct lineage *lineage, const struct volscan_lv *lv, size_t *left)
{
	if (lv->historical)
		return !lineage->full || (descend_historical(lineage, lv, left) &&
					  descend_named(lineage, lv, left));
	if (lv_is_origin(lv))
		return descend_snapshots(lineage, lv, left);
	if (!descend_thin(lineage, lv, left))
		return false;
	return !lineage->full || descend_historical(lineage, lv, left);
}

bool lineage_descendants(const struct lineage *lineage, const struct volscan_lv *lv)
{
	size_t left = lv_limit(lv->vg);

	return descend(lineage, lv, &left);
}
