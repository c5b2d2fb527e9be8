/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2 makes LVs that nobody sees, each for one purpose: images of a raid, the data
 * and metadata of a pool, what a cache is put in front of. Each is hidden and belongs
 * to one LV; whatever is hidden belongs to one.
 */
#include <inttypes.h>

#include "metadata/check_private.h"

static const char *const part_names[] = {
	[PART_IMAGE] = "an image",
	[PART_IMAGE_METADATA] = "the metadata of an image",
	[PART_LEG] = "a leg",
	[PART_LOG] = "the log",
	[PART_DATA] = "the data",
	[PART_METADATA] = "the metadata",
	[PART_ORIGIN] = "the origin",
	[PART_CACHE] = "the cache",
};

static void tell_shared(const struct check *c, const struct volscan_lv *lv,
			const struct volscan_lv *user)
{
	const struct part *part = &c->parts[lv->index];
	const char *owner = part->owner->lv->name;

	lv_tell(c, LV_FINDING(LV_SHARED, lv, .expected = owner, .found = user->name),
		"is %s of LV %s, and LV %s uses it %s: what is written to one destroys the "
		"other. Activate neither; restore older metadata with \"vgcfgrestore\".",
		part_names[part->kind], owner, user->name,
		part->owner->lv == user ? "a second time" : "too");
}

/* ------------------------------------------------------------------------
 * What is whose part
 */

static void add_part(const struct check *c, const struct volscan_segment *owner,
		     const struct volscan_lv *lv, enum part_kind kind)
{
	struct part *part;

	if (!lv)
		return;
	part = &c->parts[lv->index];
	if (!part->kind)
		*part = (struct part) { kind, owner };
	else if (part->owner == owner)
		tell_shared(c, lv, owner->lv);
}

static void add_images(const struct check *c, const struct volscan_segment *segment)
{
	bool is_mirror = segment_is(segment, "mirror");

	for (size_t i = 0; i < segment->area_count; i++) {
		add_part(c, segment, segment->areas[i].lv, is_mirror ? PART_LEG : PART_IMAGE);
		if (segment->meta_areas)
			add_part(c, segment, segment->meta_areas[i].lv, PART_IMAGE_METADATA);
	}
	add_part(c, segment, segment->log_lv, PART_LOG);
}

static void add_parts(const struct check *c, const struct volscan_segment *segment)
{
	if (segment_is(segment, "raid") || segment_is(segment, "mirror"))
		add_images(c, segment);
	add_part(c, segment, segment->data_lv, PART_DATA);
	add_part(c, segment, segment->metadata_lv, PART_METADATA);
	if (segment_is(segment, "cache") || segment_is(segment, "writecache"))
		add_part(c, segment, segment->pool_lv, PART_CACHE);
	if (segment_is(segment, "cache") || segment_is(segment, "writecache") ||
	    segment_is(segment, "integrity"))
		add_part(c, segment, segment->origin, PART_ORIGIN);
}

/* ------------------------------------------------------------------------
 * Rules
 */

/* In any role. */
static void check_users(const struct check *c, const struct volscan_lv *lv)
{
	const struct part *part = &c->parts[lv->index];

	for (size_t i = 0; i < lv->user_count; i++)
		if (lv->users[i]->lv != part->owner->lv)
			tell_shared(c, lv, lv->users[i]->lv);
}

/* An image that was split off a raid1, and is to come back, can be read meanwhile. */
static bool may_be_visible(const struct volscan_lv *lv, const struct part *part)
{
	return part->kind == PART_IMAGE && segment_is(part->owner, "raid1") &&
	       !(lv->status & VOLSCAN_LV_WRITE);
}

static void check_visible(const struct check *c, const struct volscan_lv *lv)
{
	const struct part *part = &c->parts[lv->index];

	if (!(lv->status & VOLSCAN_LV_VISIBLE) || may_be_visible(lv, part))
		return;
	lv_tell(c, LV_FINDING(LV_VISIBLE, lv, .field = "status", .expected = "no VISIBLE",
			      .found = "VISIBLE"),
		"is %s of LV %s, and not hidden as such an LV should be: whoever takes it for "
		"an LV of its own and writes to it destroys the other.", part_names[part->kind],
		part->owner->lv->name);
}

static bool is_needed(const struct volscan_lv *lv)
{
	return lv->user_count || lv_is(lv, "snapshot") ||
	       lv->status & (VOLSCAN_LV_POOL_METADATA_SPARE | VOLSCAN_LV_LOCKD_SANLOCK);
}

/* The MERGE target of a thin LV is what uses it. */
static bool is_merging(const struct volscan_lv *lv)
{
	return lv_is(lv, "thin") && lv->segments[0]->merge_lv;
}

static void check_hidden(const struct check *c, const struct volscan_lv *lv)
{
	if (lv->status & VOLSCAN_LV_VISIBLE || is_needed(lv) || is_merging(lv))
		return;
	lv_tell(c, LV_FINDING(LV_UNUSED, lv, .field = "status", .expected = "VISIBLE",
			      .found = "no VISIBLE"),
		"is hidden, and no other LV uses it. If no command is at work on the VG, one was "
		"interrupted and has left it behind: \"lvremove %s/%s\" gives its %" PRIu64
		" extents back.", c->vg->name, lv->name, lv->extent_count);
}

void check_parts(const struct check *c)
{
	const struct volscan_vg *vg = c->vg;

	for (size_t i = 0; i < vg->lv_count; i++)
		for (size_t j = 0; j < vg->lvs[i]->segment_count; j++)
			add_parts(c, vg->lvs[i]->segments[j]);
	for (size_t i = 0; i < vg->lv_count; i++) {
		if (!c->parts[i].kind) {
			check_hidden(c, vg->lvs[i]);
			continue;
		}
		check_users(c, vg->lvs[i]);
		check_visible(c, vg->lvs[i]);
	}
}
