/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * VOLSCAN_LV_PARTIAL says what LVM2 says: something below an LV is missing. That is
 * no loss where there are copies, and people want to know which it is. So LVs are
 * gone through once more, each after those it uses, and are lost only if what is
 * left is too little.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/check_private.h"
#include "metadata/resolve.h"

struct losses {
	bool *lost;	/* by index of LV */
	bool any;	/* of what a segment needs */
};

static bool area_is_lost(const bool *lost, const struct volscan_area *area)
{
	if (area->kind == VOLSCAN_AREA_PV)
		return pv_is_missing(area->pv);
	return area->kind == VOLSCAN_AREA_LV && lost[area->lv->index];
}

/* Without its metadata, an image is not used. */
static bool image_is_lost(const bool *lost, const struct volscan_segment *segment, size_t i)
{
	return area_is_lost(lost, &segment->areas[i]) ||
	       (segment->meta_areas && area_is_lost(lost, &segment->meta_areas[i]));
}

static size_t count_lost(const bool *lost, const struct volscan_segment *segment, size_t from,
			 size_t to)
{
	size_t count = 0;

	for (size_t i = from; i < to; i++)
		count += image_is_lost(lost, segment, i);
	return count;
}

/* The copies of a stripe are on neighbouring images. */
static bool any_stripe_is_lost(const bool *lost, const struct volscan_segment *segment)
{
	size_t copies = segment->data_copies;

	for (size_t i = 0; i + copies <= segment->area_count; i += copies)
		if (count_lost(lost, segment, i, i + copies) == copies)
			return true;
	return false;
}

/* How many of its images a raid or mirror of that type can do without. */
static size_t spare_images(const struct volscan_segment *segment)
{
	if (segment_is(segment, "raid1") || segment_is(segment, "mirror"))
		return segment->area_count - 1;
	return raid_parity(segment);
}

static bool has_copies(const struct volscan_segment *segment)
{
	if (segment_is(segment, "mirror"))
		return !(segment->status & VOLSCAN_LV_PVMOVE);
	return segment_is(segment, "raid");
}

static void note_lost(void *context, struct volscan_lv *lv, bool needed)
{
	struct losses *losses = context;

	losses->any |= needed && losses->lost[lv->index];
}

static bool segment_is_lost(bool *lost, const struct volscan_segment *segment)
{
	struct losses losses = { lost, false };

	if (segment_is(segment, "raid10"))
		return any_stripe_is_lost(lost, segment);
	if (has_copies(segment))
		return count_lost(lost, segment, 0, segment->area_count) > spare_images(segment);
	for (size_t i = 0; i < segment->area_count; i++)
		losses.any |= area_is_lost(lost, &segment->areas[i]);
	segment_each_lv(segment, note_lost, &losses);
	return losses.any;
}

static void find_lost(const struct volscan_vg *vg, bool *lost)
{
	struct volscan_lv *lv;

	for (size_t i = 0; i < vg->lv_count; i++) {
		lv = vg->lvs_bottom_up[i];
		for (size_t j = 0; j < lv->segment_count; j++)
			lost[lv->index] |= segment_is_lost(lost, lv->segments[j]);
	}
}

/* Those that people know by name: a COW store is one, what ties it to its origin is
 * not. */
static bool is_known(const struct volscan_lv *lv)
{
	return !lv_is(lv, "snapshot") && (lv->snapshot || lv->status & VOLSCAN_LV_VISIBLE);
}

/* A snapshot is nothing without its origin. */
static bool is_lost(const bool *lost, const struct volscan_lv *lv)
{
	return lost[lv->index] || (lv->snapshot && lost[lv->snapshot->origin->index]);
}

/* LVM2 sees a snapshot and its origin in one order only, and one of them not at all. */
static bool is_hurt(const bool *lost, const struct volscan_lv *lv)
{
	bool hurt = lv->status & VOLSCAN_LV_PARTIAL || is_lost(lost, lv);

	for (size_t i = 0; i < lv->snapshot_count && !hurt; i++)
		hurt = lost[lv->snapshots[i]->cow->index];
	return hurt;
}

static void tell(const struct check *c, const bool *lost, const struct volscan_lv *lv)
{
	if (is_lost(lost, lv))
		lv_tell(c, LV_FINDING(LV_PARTIAL, lv),
			"needs a PV that is missing, and is lost without it in whole or in "
			"part. Connect its disk; \"lvchange --activate y --activationmode partial "
			"%s/%s\" shows what is left.", c->vg->name, lv->name);
	else
		lv_tell(c, LV_FINDING(LV_DEGRADED, lv),
			"needs a PV that is missing, and has all of its own data without it, as far "
			"as that was in sync. Connect its disk; what is lost can be replaced with "
			"\"lvconvert --repair\".");
}

int check_missing(const struct check *c)
{
	const struct volscan_vg *vg = c->vg;
	bool *lost;

	if (!vg->missing_pv_count)
		return 0;
	lost = calloc(vg->lv_count + 1, sizeof(*lost));
	if (!lost)
		return -ENOMEM;
	find_lost(vg, lost);
	for (size_t i = 0; i < vg->lv_count; i++)
		if (is_known(vg->lvs[i]) && is_hurt(lost, vg->lvs[i]))
			tell(c, lost, vg->lvs[i]);
	free(lost);
	return 0;
}
