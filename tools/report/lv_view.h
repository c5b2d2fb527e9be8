/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an LV is, seen from its own segments and from those that use it. Made
 * once for each row.
 */
#ifndef REPORT_LV_VIEW_H
#define REPORT_LV_VIEW_H

#include "report/segtype.h"

/* What others make of an LV. */
#define LV_MIRROR_IMAGE		0x1u
#define LV_MIRROR_LOG		0x2u
#define LV_RAID_IMAGE		0x4u
#define LV_RAID_META		0x8u
#define LV_THIN_POOL_DATA	0x10u
#define LV_THIN_POOL_META	0x20u
#define LV_CACHE_POOL_DATA	0x40u
#define LV_CACHE_POOL_META	0x80u
#define LV_CACHE_ORIGIN		0x100u
#define LV_WRITECACHE_ORIGIN	0x200u
#define LV_WRITECACHE_VOL	0x400u
#define LV_INTEGRITY_ORIGIN	0x800u
#define LV_INTEGRITY_META	0x1000u
#define LV_VDO_POOL_DATA	0x2000u

struct lv_view {
	const struct volscan_lv *lv;
	const struct volscan_segment *seg;	/* the first one; never NULL */
	const struct segtype *type;		/* of the first one */
	unsigned uses;				/* LV_* */
	uint32_t external_uses;			/* thin LVs that have it as external origin */
	uint32_t thin_snapshots;		/* thin LVs that have it as origin */
	bool is_virtual;			/* a segment has no storage of its own */
	bool is_mirrored;			/* mirror, raid1 or raid10 */
};

struct lv_view lv_view(const struct volscan_lv *lv);

/* Kinds of LVs, as LVM2 tells them apart. */
bool lv_is_visible(const struct volscan_lv *lv);
bool lv_is_snapshot_store(const struct volscan_lv *lv);	/* LVM2's hidden "snapshot0" */
bool lv_is_cow(const struct volscan_lv *lv);
bool lv_is_origin(const struct volscan_lv *lv);
bool lv_is_thin(const struct volscan_lv *lv);
bool lv_is_thin_pool(const struct volscan_lv *lv);
bool lv_is_merging_origin(const struct volscan_lv *lv);
bool lv_is_merging_snapshot(const struct volscan_lv *lv);	/* COW or thin */
bool view_is_raid(const struct lv_view *view);
bool view_is_raid_type(const struct lv_view *view);		/* images and metadata too */
bool view_is_mirror_type(const struct lv_view *view);		/* images and logs too */
bool view_is_cachevol(const struct lv_view *view);
bool view_is_pool_metadata(const struct lv_view *view);
bool view_is_converting(const struct lv_view *view);

/* Related LVs, NULL where there is none. */
const struct volscan_lv *view_parent(const struct lv_view *view);
const struct volscan_lv *view_origin(const struct lv_view *view);
const struct volscan_lv *view_pool(const struct lv_view *view);
const struct volscan_lv *view_data(const struct lv_view *view);
const struct volscan_lv *view_metadata(const struct lv_view *view);
const struct volscan_lv *view_mirror_log(const struct lv_view *view);
const struct volscan_lv *view_convert(const struct lv_view *view);
const struct volscan_pv *view_move_pv(const struct lv_view *view);

/* The integrity segment of an integrity LV, or of the first image of a RAID. */
const struct volscan_segment *view_integrity(const struct lv_view *view);

#endif
