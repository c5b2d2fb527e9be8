/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What two places of a text say, and must agree on.
 *
 * Sources: LVM2's vg_validate() and check_lv_segments(), and the kernel's dm-stripe,
 * dm-raid and dm-log.
 */
#include <inttypes.h>
#include <string.h>

#include "metadata/check_private.h"

/* ------------------------------------------------------------------------
 * How many images
 */

/* LVM2 makes no more; a raid4 or raid5 of two is what a raid1 becomes on its way. */
static const struct {
	const char *type;
	size_t min, max;
} counts[] = {
	{ "raid0", 1, 64 }, { "raid1", 1, 10 }, { "raid4", 2, 64 }, { "raid5", 2, 64 },
	{ "raid6", 5, 64 }, { "raid10", 4, 64 },
};

static void tell_images(const struct check *c, const struct volscan_segment *segment,
			const char *field, const char *expected)
{
	segment_tell(c, segment, SEGMENT_FINDING(SEG_IMAGES, segment, .field = field,
						 .expected = expected,
						 .found = NUMBER(segment->area_count)),
		     "it has %zu images, and a %s has %s. Restore older metadata with "
		     "\"vgcfgrestore\".", segment->area_count, segment->type, expected);
}

static void check_count(const struct check *c, const struct volscan_segment *segment)
{
	size_t count = segment->area_count;

	for (size_t i = 0; i < COUNT_OF(counts); i++) {
		if (!segment_is(segment, counts[i].type))
			continue;
		if (count < counts[i].min)
			tell_images(c, segment, "device_count",
				    counts[i].min == 5 ? "5 or more" : "4 or more");
		else if (count > counts[i].max)
			tell_images(c, segment, "device_count",
				    counts[i].max == 10 ? "10 at most" : "64 at most");
		else if (segment_is(segment, "raid10") && count % segment->data_copies)
			tell_images(c, segment, "data_copies", "each stripe as often as it has "
				    "data_copies");
	}
}

/* The parser knows a segment of pvmove by its extents_moved. */
static void check_pvmove(const struct check *c, const struct volscan_segment *segment)
{
	bool is_mirror = segment_is(segment, "mirror");

	if (!(segment->lv->status & VOLSCAN_LV_PVMOVE))
		return;
	if (is_mirror && segment->area_count != 2)
		tell_images(c, segment, "mirror_count", "2 while extents are moved");
	else if (!is_mirror && segment->area_count != 1)
		tell_images(c, segment, "stripe_count", "1 while extents are moved");
}

/* LVM2 does not even read a VG with such a raid. */
static void check_spread(const struct check *c, const struct volscan_segment *segment)
{
	size_t stripes = segment->area_count - raid_parity(segment);

	if (!segment_is(segment, "raid") || segment_is(segment, "raid1") ||
	    segment_is(segment, "raid10") || segment->count % stripes == 0)
		return;
	segment_tell(c, segment, SEGMENT_FINDING(SEG_SPREAD, segment, .field = "extent_count",
						 .found = NUMBER(segment->count)),
		     "%" PRIu32 " extents cannot be spread evenly on %zu stripes: LVM2 does not "
		     "read such a VG. Restore older metadata with \"vgcfgrestore\".",
		     segment->count, stripes);
}

/* ------------------------------------------------------------------------
 * How large they are
 */

static const char *list_of(const struct volscan_segment *segment)
{
	if (segment_is(segment, "mirror"))
		return "mirrors";
	return segment->meta_areas ? "raids" : "raid0_lvs";
}

static void tell_size(const struct check *c, const struct volscan_segment *segment,
		      const struct volscan_lv *image, uint64_t expected)
{
	segment_tell(c, segment, SEGMENT_FINDING(SEG_IMAGE_SIZE, segment,
						 .field = list_of(segment),
						 .expected = NUMBER(expected),
						 .found = NUMBER(image->extent_count)),
		     "its LV %s has %" PRIu64 " extents instead of %" PRIu64 ": do not activate "
		     "it. Restore older metadata with \"vgcfgrestore\".", image->name,
		     image->extent_count, expected);
}

/* All are as large as the first, and that is as large as it must be. Images of a raid
 * may be larger, while it is reshaped; legs of a mirror are no larger than it. */
static void check_sizes(const struct check *c, const struct volscan_segment *segment,
			const struct volscan_area *areas, uint64_t least)
{
	const struct volscan_lv *first = areas[0].lv;

	if (!first)
		return;
	if (first->extent_count < least ||
	    (segment_is(segment, "mirror") && first->extent_count > least)) {
		tell_size(c, segment, first, least);
		return;
	}
	for (size_t i = 1; i < segment->area_count; i++)
		if (areas[i].lv && areas[i].lv->extent_count != first->extent_count)
			tell_size(c, segment, areas[i].lv, first->extent_count);
}

static void check_image_sizes(const struct check *c, const struct volscan_segment *segment)
{
	if (segment_is(segment, "raid") || segment_is(segment, "mirror"))
		check_sizes(c, segment, segment->areas, segment->area_len);
	if (segment->meta_areas)
		check_sizes(c, segment, segment->meta_areas, 1);
}

/* The parser sees to the others. */
static void check_area(const struct check *c, const struct volscan_segment *segment)
{
	const struct volscan_area *area = segment->areas;

	if ((!segment->data_lv && !segment_is(segment, "cache") &&
	     !segment_is(segment, "writecache")) || segment->count <= area->lv->extent_count)
		return;
	segment_tell(c, segment, SEGMENT_FINDING(SEG_PAST_LV, segment, .field = "extent_count",
						 .expected = NUMBER(area->lv->extent_count),
						 .found = NUMBER(segment->count)),
		     "it has %" PRIu32 " extents, and LV %s, which holds them, has %" PRIu64 ": "
		     "the rest cannot be read. Restore older metadata with \"vgcfgrestore\".",
		     segment->count, area->lv->name, area->lv->extent_count);
}

/* ------------------------------------------------------------------------
 * Stripes, regions, logs
 */

/* LVM2 makes no stripe larger than an extent; with extents of other sizes, which it
 * then cuts in the middle of stripes, it does. */
static void check_stripes(const struct check *c, const struct volscan_segment *segment)
{
	uint64_t extent_size = c->vg->extent_size, sectors = segment->area_len * extent_size;

	if (!segment_is(segment, "striped") || !is_power_of_2(segment->stripe_size) ||
	    !is_power_of_2(extent_size) || sectors % segment->stripe_size == 0)
		return;
	segment_tell(c, segment, SEGMENT_FINDING(SEG_STRIPE_SIZE, segment, .field = "stripe_size",
						 .expected = NUMBER(extent_size),
						 .found = NUMBER(segment->stripe_size)),
		     "stripes of %" PRIu32 " sectors do not fit into its %" PRIu64 " sectors on "
		     "each PV: the kernel would refuse it. Restore older metadata with "
		     "\"vgcfgrestore\".", segment->stripe_size, sectors);
}

static void tell_region(const struct check *c, const struct volscan_segment *segment,
			uint64_t bound, const char *what)
{
	segment_tell(c, segment, SEGMENT_FINDING(SEG_REGION_SIZE, segment, .field = "region_size",
						 .expected = NUMBER(bound),
						 .found = NUMBER(segment->region_size)),
		     "regions of %" PRIu32 " sectors are %s, %" PRIu64 " sectors: the kernel "
		     "would refuse it. \"lvconvert --regionsize\" changes that of a raid.",
		     segment->region_size, what, bound);
}

/* A bitmap has that many bits at most. */
#define REGIONS_MAX (1 << 21)

static void check_regions(const struct check *c, const struct volscan_segment *segment)
{
	uint64_t sectors = segment->count * c->vg->extent_size;

	if (!is_power_of_2(segment->region_size) || segment_is(segment, "raid0"))
		return;
	if (segment->region_size > sectors)
		tell_region(c, segment, sectors, "larger than the LV");
	else if (segment->region_size < segment->stripe_size)
		tell_region(c, segment, segment->stripe_size, "smaller than a stripe");
	else if (segment_is(segment, "raid") && segment->region_size < sectors / REGIONS_MAX)
		tell_region(c, segment, sectors / REGIONS_MAX, "too small for an LV of that size");
}

/* Sectors before the bits, one for each region. */
#define LOG_HEADER 2

static void check_log(const struct check *c, const struct volscan_segment *segment)
{
	const uint64_t bits = UINT64_C(8) * VOLSCAN_SECTOR_SIZE;
	uint64_t regions, needed;

	if (!segment->log_lv || !is_power_of_2(segment->region_size))
		return;
	regions = (segment->count * c->vg->extent_size - 1) / segment->region_size + 1;
	needed = LOG_HEADER + (regions - 1) / bits + 1;
	if (segment->log_lv->size >= needed)
		return;
	segment_tell(c, segment, SEGMENT_FINDING(SEG_LOG_SIZE, segment, .field = "mirror_log",
						 .expected = NUMBER(needed),
						 .found = NUMBER(segment->log_lv->size)),
		     "its log %s has %" PRIu64 " sectors, and needs %" PRIu64 " for %" PRIu64
		     " regions. \"lvconvert --mirrorlog core\" does without it.",
		     segment->log_lv->name, segment->log_lv->size, needed, regions);
}

/* ------------------------------------------------------------------------
 * Numbers that bound each other
 */

static void tell_parameter(const struct check *c, const struct volscan_segment *segment,
			   const char *field, uint64_t most, uint64_t found)
{
	segment_tell(c, segment, SEGMENT_FINDING(SEG_PARAMETER, segment, .field = field,
						 .expected = NUMBER(most), .found = NUMBER(found)),
		     "%s is %" PRIu64 ", and can be %" PRIu64 " at most. Restore older metadata "
		     "with \"vgcfgrestore\".", field, found, most);
}

static void check_data_sectors(const struct check *c, const struct volscan_segment *segment)
{
	for (size_t i = 0; i < segment->setting_count; i++)
		if (segment_is(segment, "integrity") &&
		    !strcmp(segment->settings[i].name, "data_sectors") &&
		    (uint64_t) segment->settings[i].number > segment->origin->size)
			tell_parameter(c, segment, "data_sectors", segment->origin->size,
				       (uint64_t) segment->settings[i].number);
}

static bool has_type_flag(const struct volscan_segment *segment, const char *flag)
{
	for (size_t i = 0; i < segment->type_flags.count; i++)
		if (!strcmp(segment->type_flags.items[i], flag))
			return true;
	return false;
}

/* Where a raid's data begins on its images; moved only while it is reshaped. */
static void check_data_offset(const struct check *c, const struct volscan_segment *segment)
{
	if (segment->data_offset > 1 && !has_type_flag(segment, "RESHAPE_DATA_OFFSET"))
		tell_parameter(c, segment, "data_offset", 1, segment->data_offset);
}

static void check_bounds(const struct check *c, const struct volscan_segment *segment)
{
	if (segment->extents_copied > segment->count)
		tell_parameter(c, segment, "extents_moved", segment->count,
			       segment->extents_copied);
	if (segment->max_recovery_rate && segment->min_recovery_rate > segment->max_recovery_rate)
		tell_parameter(c, segment, "min_recovery_rate", segment->max_recovery_rate,
			       segment->min_recovery_rate);
	check_data_sectors(c, segment);
	check_data_offset(c, segment);
}

/* ------------------------------------------------------------------------
 * References
 */

static bool is_unknown(const struct volscan_lv *lv)
{
	return lv->segment_count && lv->segments[0]->unknown_type;
}

static void check_reference(const struct check *c, const struct volscan_segment *segment,
			    const char *field, const struct volscan_lv *lv, const char *type)
{
	if (!lv || is_unknown(lv) || lv_is(lv, type))
		return;
	segment_tell(c, segment, SEGMENT_FINDING(SEG_REFERENCE, segment, .field = field,
						 .expected = type, .found = lv->name),
		     "its %s is LV %s, which is no %s: it cannot be activated. Restore older "
		     "metadata with \"vgcfgrestore\".", field, lv->name, type);
}

static void check_references(const struct check *c, const struct volscan_segment *segment)
{
	if (segment_is(segment, "thin")) {
		check_reference(c, segment, "thin_pool", segment->pool_lv, "thin-pool");
		check_reference(c, segment, "merge", segment->merge_lv, "thin");
	}
	if (segment_is(segment, "vdo"))
		check_reference(c, segment, "vdo_pool", segment->pool_lv, "vdo-pool");
	if (segment_is(segment, "cache") && !(segment->pool_lv->status & VOLSCAN_LV_CACHE_VOL))
		check_reference(c, segment, "cache_pool", segment->pool_lv, "cache-pool");
}

static void check_segment(const struct check *c, const struct volscan_segment *segment)
{
	check_references(c, segment);
	check_count(c, segment);
	check_pvmove(c, segment);
	check_spread(c, segment);
	check_image_sizes(c, segment);
	check_area(c, segment);
	check_stripes(c, segment);
	check_regions(c, segment);
	check_log(c, segment);
	check_bounds(c, segment);
}

void check_segments(const struct check *c)
{
	check_each_segment(c, check_segment);
}
