/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lvdisplay -m: each segment of an LV, with what its type has to say. Most types end
 * with a blank line; VDO does not, and what has nothing to say (error, zero, integrity).
 */
#include <inttypes.h>

#include "listing/display.h"
#include "report/fields.h"

static void say_range(const char *indent, const char *what, uint64_t start, uint64_t count)
{
	say("%s%s extents\t%" PRIu64 " to %" PRIu64, indent, what, start, start + count - 1);
}

static void show_area(struct listing *l, const struct volscan_area *area, uint64_t count,
		      const char *indent)
{
	if (area->kind == VOLSCAN_AREA_PV && area->pv) {
		say("%sPhysical volume\t%s", indent, listing_pv_name(l, area->pv));
		say_range(indent, "Physical", area->start, count);
	} else if (area->kind == VOLSCAN_AREA_LV && area->lv) {
		say("%sLogical volume\t%s", indent, area->lv->name);
		say_range(indent, "Logical", area->start, count);
	} else {
		say("%sUnassigned area", indent);
	}
}

static void show_stripes(struct listing *l, const struct volscan_segment *seg)
{
	size_t i;

	if (seg->area_count == 1) {
		show_area(l, &seg->areas[0], seg->area_len, "  ");
	} else {
		say("  Stripes\t\t%zu", seg->area_count);
		say("  Stripe size\t\t%s", listing_size(l, seg->stripe_size));
		for (i = 0; i < seg->area_count; i++) {
			say("  Stripe %zu:", i);
			show_area(l, &seg->areas[i], seg->area_len, "    ");
		}
	}
	say_blank();
}

static void show_mirror(struct listing *l, const struct volscan_segment *seg)
{
	size_t i;

	say("  Mirrors\t\t%zu", seg->area_count);
	say("  Mirror size\t\t%" PRIu32, seg->area_len);
	if (seg->log_lv)
		say("  Mirror log volume\t%s", seg->log_lv->name);
	if (seg->region_size)
		say("  Mirror region size\t%s", listing_size(l, seg->region_size));
	say("  Mirror original:");
	for (i = 0; i < seg->area_count; i++) {
		if (i == 1)
			say("  Mirror destinations:");
		show_area(l, &seg->areas[i], seg->area_len, "    ");
	}
	say_blank();
}

/* LVM2 takes a raid10 for a mirror here: each image as long as the whole. */
static void show_raid(struct listing *l, const struct volscan_segment *seg)
{
	bool raid10 = segtype_of(seg)->kind == SEGTYPE_RAID10;
	size_t i;

	for (i = 0; i < seg->area_count; i++) {
		say("  Raid Data LV %zu", i);
		show_area(l, &seg->areas[i], raid10 ? seg->count : seg->area_len, "    ");
	}
	for (i = 0; seg->meta_areas && i < seg->area_count; i++)
		if (seg->meta_areas[i].lv)
			say("  Raid Metadata LV %zu\t%s", i, seg->meta_areas[i].lv->name);
	say_blank();
}

static void show_thin_pool(struct listing *l, const struct volscan_segment *seg)
{
	say("  Chunk size\t\t%s", listing_size(l, seg->chunk_size));
	say("  Discards\t\t%s", seg->discards ? seg->discards : "");
	say("  Thin count\t\t%zu", seg->lv->user_count);
	say("  Transaction ID\t%" PRIu64, seg->transaction_id);
	say("  Zero new blocks\t%s", seg->zero_new_blocks == 1 ? "yes" : "no");
	say_blank();
}

static void show_thin(struct listing *l, const struct volscan_segment *seg)
{
	(void)l;
	say("  Device ID\t\t%" PRIu32, seg->device_id);
	say_blank();
}

static void show_settings(struct listing *l, const struct volscan_segment *seg)
{
	size_t i;

	for (i = 0; i < seg->setting_count; i++)
		say("    Setting\t\t%s=%s", listing_safe(l, seg->settings[i].name),
		    listing_safe(l, seg->settings[i].text));
}

static void show_cache(struct listing *l, const struct volscan_segment *seg)
{
	const struct volscan_segment *cache = cache_segment(seg);

	say("  Chunk size\t\t%s", listing_size(l, cache->chunk_size));
	if (cache->cache_metadata_format)
		say("  Metadata format\t%" PRIu32, cache->cache_metadata_format);
	if (cache->cache_mode)
		say("  Mode\t\t%s", cache->cache_mode);
	if (cache->cache_policy)
		say("  Policy\t\t%s", listing_safe(l, cache->cache_policy));
	show_settings(l, cache);
	say_blank();
}

static void show_vdo(struct listing *l, const struct volscan_segment *seg)
{
	if (seg->area_count)
		show_area(l, &seg->areas[0], seg->count, "    ");
}

/* What a type shows; the monitored ones tell first whether dmeventd watches them,
 * which is known of active LVs only. */
static const struct {
	bool monitored;
	void (*show)(struct listing *listing, const struct volscan_segment *seg);
} types[] = {
	[SEGTYPE_LINEAR] = { false, show_stripes },
	[SEGTYPE_STRIPED] = { false, show_stripes },
	[SEGTYPE_MIRROR] = { true, show_mirror },
	[SEGTYPE_RAID0] = { true, show_raid },
	[SEGTYPE_RAID1] = { true, show_raid },
	[SEGTYPE_RAID10] = { true, show_raid },
	[SEGTYPE_RAID_PARITY] = { true, show_raid },
	[SEGTYPE_THIN] = { false, show_thin },
	[SEGTYPE_THIN_POOL] = { true, show_thin_pool },
	[SEGTYPE_CACHE] = { false, show_cache },
	[SEGTYPE_CACHE_POOL] = { false, show_cache },
	[SEGTYPE_VDO] = { false, show_vdo },
	[SEGTYPE_VDO_POOL] = { true, vdo_pool_show },
	[SEGTYPE_VIRTUAL] = { false, NULL },
};

static void show_segment(struct listing *l, const struct volscan_segment *seg, bool is_virtual)
{
	enum segtype_kind kind = segtype_of(seg)->kind;

	say("%s extents %" PRIu32 " to %" PRIu32 ":", is_virtual ? "Virtual" : "Logical",
	    seg->start, seg->start + seg->count - 1);
	say("  Type\t\t%s", listing_safe(l, seg->type));
	if (types[kind].monitored)
		say("  Monitoring\t\t");
	if (types[kind].show)
		types[kind].show(l, seg);
}

void lv_show_segments(struct listing *l, const struct volscan_lv *lv)
{
	bool is_virtual = lv_view(lv).is_virtual;	/* as soon as one segment is */
	size_t i;

	say("--- Segments ---");
	for (i = 0; i < lv->segment_count; i++)
		show_segment(l, lv->segments[i], is_virtual);
	say_blank();
}
