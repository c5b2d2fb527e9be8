/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of fields for which a call in columns.def is not enough. Functions
 * that begin with put_ or value_ fill a cell; the others have a value.
 */
#ifndef REPORT_FIELDS_H
#define REPORT_FIELDS_H

#include "report/attr.h"
#include "report/cell.h"
#include "report/lineage.h"
#include "report/live.h"
#include "report/names.h"

/* "vg", "lv", "seg", "pv", "pvseg", "device", "generation" or "change" */
const char *report_prefix(unsigned type);

typedef int value_fn(const struct cell *c, const struct report_object *o);

/* fields_lv.c */
value_fn value_lv_full_name, value_lv_layout, value_lv_role, value_lv_metadata_size;
value_fn value_origin_size, value_move_pv, value_move_pv_uuid, value_lv_modules, value_lv_attr;
bool is_initially_synced(const struct lv_view *view);
bool is_merging(const struct lv_view *view);
const char *when_full(const struct lv_view *view);
uint64_t shown_size(const struct lv_view *view, const struct volscan_vg *vg);
const char *integrity_mode(const struct lv_view *view);
const struct volscan_segment *writecache_segment(const struct lv_view *view);
int put_raid_number(const struct cell *c, const struct lv_view *view, uint32_t number);
int put_setting_or_minus_one(const struct cell *c, const struct volscan_segment *segment,
			     const char *name);
int put_lineage(const struct cell *c, const struct volscan_lv *lv,
		bool (*walk)(const struct lineage *, const struct volscan_lv *), bool full);

/* fields_kernel.c */
value_fn value_active_remotely, value_kernel_major, value_kernel_minor, value_kernel_read_ahead;
value_fn value_suspended, value_live_table, value_inactive_table, value_device_open;
value_fn value_raid_mismatches, value_integrity_mismatches, value_kernel_cache_settings;
value_fn value_data_offset, value_new_data_offset;
value_fn value_check_needed, value_merge_failed, value_snapshot_invalid, value_vdo_used_size;
const char *active_text(const struct lv_view *view);
const char *permissions_text(const struct lv_view *view);
const char *health_text(const struct lv_view *view);
const char *raid_action(const struct lv_view *view);
const char *kernel_discards(const struct lv_view *view);
/* Never NULL: without a status all of its pointers are. */
const struct volscan_dm_target *live_status(const struct lv_view *view);
/* NULL where there is none, or it has failed. */
const struct volscan_dm_cache *live_cache(const struct lv_view *view);
int put_active(const struct cell *c, const struct lv_view *view, const char *word);
int put_percent(const struct cell *c, const struct lv_view *view, enum live_share share);
/* A number of `status`, which may be NULL. */
#define put_of(c, status, number) \
	((status) ? put_number(c, (status)->number) : put_undefined(c))

/* fields_pv.c */
value_fn value_pv_attr;
bool has_label(const struct volscan_pv *pv);
uint64_t mda_free(const struct volscan_mda *mda);
uint64_t mda_size(const struct volscan_mda *mda);
uint64_t least_mda(const struct volscan_pv *pv, uint64_t (*bytes)(const struct volscan_mda *));
uint64_t count_mdas(const struct volscan_pv *pv, bool used_only);
uint64_t pv_extents_size(const struct volscan_pv *pv, uint64_t extents);	/* sectors */
uint64_t pv_sectors(const struct volscan_pv *pv);
uint64_t pv_free_sectors(const struct volscan_pv *pv);

/* fields_vg.c */
value_fn value_vg_attr;
const char *lock_type(const struct volscan_vg *vg);
const struct vg_counts *vg_counts(struct report *report, const struct volscan_vg *vg);

/* fields_seg.c */
#define BYTE 1
#define MIB (1024 * 1024)

value_fn value_thin_count, value_zero, value_cache_settings;
bool is_kind(const struct volscan_segment *seg, enum segtype_kind kind);
bool is_thin_type(const struct volscan_segment *seg);
bool can_reshape(const struct volscan_segment *seg);
uint64_t reshape_extents(const struct volscan_segment *seg);
uint32_t data_stripes(const struct volscan_segment *seg);
uint32_t data_copies(const struct volscan_segment *seg);
uint32_t parity_chunks(const struct volscan_segment *seg);
uint32_t chunk_size(const struct volscan_segment *seg);
uint32_t cache_format(const struct volscan_segment *seg);
const char *discards_text(const struct volscan_segment *seg);
/* The segment with the settings of a cache; one without any for other types. */
const struct volscan_segment *cache_segment(const struct volscan_segment *seg);
int put_areas(const struct cell *c, const struct volscan_segment *seg, enum area_form form,
	      bool mark_hidden, const char *separator);
int put_meta_areas(const struct cell *c, const struct report_object *o, enum area_form form,
		   bool mark_hidden);
int put_vdo_number(const struct cell *c, const struct volscan_segment *seg, const char *name);
int put_vdo_binary(const struct cell *c, const struct volscan_segment *seg, const char *name);
int put_vdo_size(const struct cell *c, const struct volscan_segment *seg, const char *name,
		 uint64_t unit);
int put_vdo_text(const struct cell *c, const struct volscan_segment *seg, const char *name);

#endif
