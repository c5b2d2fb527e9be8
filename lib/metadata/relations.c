/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of users are counted first and filled then. All references of a
 * segment come one after the other, so that a second one to the same LV meets
 * the first at the end of that LV's list.
 */
#include <errno.h>
#include <string.h>

#include "metadata/resolve.h"

static void each(segment_lv_fn fn, void *context, struct volscan_lv *lv, bool needed)
{
	if (lv)
		fn(context, lv, needed);
}

/* The needed ones first, in LVM2's order (_lv_each_dependency() in its
 * metadata.c). For LVM2, raid and integrity do not need their metadata LVs. */
void segment_each_lv(const struct volscan_segment *segment, segment_lv_fn fn,
		     void *context)
{
	bool is_pool = segment->data_lv;

	each(fn, context, segment->external_origin, true);
	each(fn, context, segment->log_lv, true);
	each(fn, context, segment->pool_lv, true);
	each(fn, context, segment->metadata_lv, is_pool);
	for (size_t i = 0; i < segment->area_count; i++)
		each(fn, context, segment->areas[i].lv, true);

	for (size_t i = 0; segment->meta_areas && i < segment->area_count; i++)
		each(fn, context, segment->meta_areas[i].lv, false);
	each(fn, context, segment->data_lv, false);
	each(fn, context, segment->origin, false);
	each(fn, context, segment->merge_lv, false);
	each(fn, context, segment->cow, false);
}

static void each_reference(struct volscan_vg *vg,
			   void (*fn)(void *context, struct volscan_lv *lv, bool needed))
{
	struct volscan_lv *lv;

	for (size_t i = 0; i < vg->lv_count; i++) {
		lv = vg->lvs[i];
		for (size_t j = 0; j < lv->segment_count; j++)
			segment_each_lv(lv->segments[j], fn, lv->segments[j]);
	}
}

/* ------------------------------------------------------------------------
 * Users
 */

static void count_user(void *context, struct volscan_lv *lv, bool needed)
{
	(void) context;
	(void) needed;
	lv->user_count++;
}

static void add_user(void *context, struct volscan_lv *lv, bool needed)
{
	struct volscan_segment *segment = context;

	(void) needed;
	if (!lv->user_count || lv->users[lv->user_count - 1] != segment)
		lv->users[lv->user_count++] = segment;
}

static int resolve_users(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;
	struct volscan_lv *lv;

	for (size_t i = 0; i < vg->lv_count; i++)
		vg->lvs[i]->user_count = 0;
	each_reference(vg, count_user);
	for (size_t i = 0; i < vg->lv_count; i++) {
		lv = vg->lvs[i];
		lv->users = dm_pool_alloc(r->pool, (lv->user_count + 1) * sizeof(*lv->users));
		if (!lv->users)
			return -ENOMEM;
		lv->user_count = 0;
	}
	each_reference(vg, add_user);
	return 0;
}

/* ------------------------------------------------------------------------
 * Snapshots
 */

static bool is_snapshot(const struct volscan_segment *segment)
{
	return segment->cow;
}

static int tie_cow(struct resolver *r, struct volscan_segment *segment)
{
	struct volscan_lv *cow = segment->cow;

	if (cow == segment->origin)
		return contradict(r, FINDING_LV_COW, cow->name, "LV %s is the origin and "
				  "the store of one snapshot", cow->name);
	if (cow->snapshot)
		return contradict(r, FINDING_LV_COW, cow->name,
				  "LV %s is the store of two snapshots", cow->name);
	cow->snapshot = segment;
	segment->origin->snapshot_count++;
	return 0;
}

static int tie_cows(struct resolver *r, struct volscan_lv *lv)
{
	int result = 0;

	for (size_t i = 0; i < lv->segment_count && !result; i++)
		if (is_snapshot(lv->segments[i]))
			result = tie_cow(r, lv->segments[i]);
	return result;
}

/* Among its users are its snapshots. */
static int list_snapshots(struct resolver *r, struct volscan_lv *origin)
{
	size_t count = 0;

	if (!origin->snapshot_count)
		return 0;
	origin->snapshots = dm_pool_alloc(r->pool, origin->snapshot_count *
					  sizeof(*origin->snapshots));
	if (!origin->snapshots)
		return -ENOMEM;
	for (size_t i = 0; i < origin->user_count; i++)
		if (is_snapshot(origin->users[i]) && origin->users[i]->origin == origin)
			origin->snapshots[count++] = origin->users[i];
	return 0;
}

static int resolve_snapshots(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;
	int result = 0;

	for (size_t i = 0; i < vg->lv_count; i++) {
		vg->lvs[i]->snapshot = NULL;
		vg->lvs[i]->snapshot_count = 0;
	}
	for (size_t i = 0; i < vg->lv_count && !result; i++)
		result = tie_cows(r, vg->lvs[i]);
	for (size_t i = 0; i < vg->lv_count && !result; i++)
		result = list_snapshots(r, vg->lvs[i]);
	return result;
}

int resolve_relations(struct resolver *r)
{
	int result = resolve_users(r);

	return result ? result : resolve_snapshots(r);
}
