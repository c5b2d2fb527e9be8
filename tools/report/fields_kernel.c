/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fields of which the kernel knows; blank, or "unknown", where it was not asked. */
#include <string.h>

#include "report/fields.h"

const char *active_text(const struct lv_view *view)
{
	if (!view->lv->kernel)
		return "unknown";
	return live_is_active(view->lv) ? "active" : "";
}

int put_active(const struct cell *c, const struct lv_view *view, const char *word)
{
	if (!view->lv->kernel)
		return put_unknown(c);
	return put_binary(c, live_is_active(view->lv), word);
}

int value_active_remotely(const struct cell *c, const struct report_object *o)
{
	return o->lv.lv->kernel ? put_binary(c, false, "active remotely") : put_unknown(c);
}

const char *permissions_text(const struct lv_view *view)
{
	const struct volscan_dm *info = live_of(view).info;

	if (view->lv->status & VOLSCAN_LV_PVMOVE)
		return "";
	if (!(view->lv->status & VOLSCAN_LV_WRITE))
		return view->lv->status & VOLSCAN_LV_READ ? "read-only" : "unknown";
	if (!info)
		return "unknown";
	return info->read_only ? "read-only-override" : "writeable";
}

const char *health_text(const struct lv_view *view)
{
	const char *text = live_health(view).text;

	return text ? text : "unknown";
}

int value_kernel_major(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	return put_signed(c, info ? (int32_t)info->major : -1);
}

int value_kernel_minor(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	return put_signed(c, info ? (int32_t)info->minor : -1);
}

/* LVM2 does not ask for it where the pool is shown instead of what stands for it. */
int value_kernel_read_ahead(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	if (!info)
		return put_signed(c, -1);
	return put_size(c, lv_is_thin_pool(o->lv.lv) ? 0 : info->read_ahead);
}

static int put_of_device(const struct cell *c, const struct volscan_dm *info, bool value,
			 const char *word)
{
	return info ? put_binary(c, value, word) : put_unknown(c);
}

int value_suspended(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	return put_of_device(c, info, info && info->suspended, "suspended");
}

int value_live_table(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	return put_of_device(c, info, info && info->live_table, "live table present");
}

int value_inactive_table(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	return put_of_device(c, info, info && info->inactive_table, "inactive table present");
}

int value_device_open(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm *info = live_of(&o->lv).info;

	return put_of_device(c, info, info && info->open_count, "open");
}

/* ------------------------------------------------------------------------
 * Status
 */

static const struct volscan_dm_target no_status = { .type = "" };

const struct volscan_dm_target *live_status(const struct lv_view *view)
{
	const struct volscan_dm_target *status = live_of(view).status;

	return status ? status : &no_status;
}

const struct volscan_dm_cache *live_cache(const struct lv_view *view)
{
	const struct volscan_dm_cache *cache = live_status(view)->cache;

	return cache && !cache->failed ? cache : NULL;
}

int put_percent(const struct cell *c, const struct lv_view *view, enum live_share share)
{
	return put_percentage(c, live_percent(view, share));
}

static const struct volscan_dm_raid *raid_of(const struct lv_view *view)
{
	return view_is_raid(view) ? live_status(view)->raid : NULL;
}

int value_raid_mismatches(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_raid *raid = raid_of(&o->lv);

	return put_number_if(c, raid, raid ? raid->mismatches : 0);
}

const char *raid_action(const struct lv_view *view)
{
	const struct volscan_dm_raid *raid = raid_of(view);

	return raid ? raid->action : "";
}

/* Only those that can be reshaped have one, and so do their images. */
static const struct volscan_dm_raid *reshapable(const struct report_object *o)
{
	int image;

	return can_reshape(o->seg) ? live_raid(&o->lv, &image) : NULL;
}

int value_data_offset(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_raid *raid = reshapable(o);

	return put_number_if(c, raid, raid ? raid->data_offset : 0);
}

/* While it is reshaped data go to the other end of the space that there is for it. */
static uint64_t new_offset(const struct volscan_dm_raid *raid, const struct report_object *o)
{
	if (strcmp(raid->action, "reshape"))
		return raid->data_offset;
	return raid->data_offset ? 0 : o->seg->reshape_count * o->vg->extent_size;
}

int value_new_data_offset(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_raid *raid = reshapable(o);

	return put_number_if(c, raid, raid ? new_offset(raid, o) : 0);
}

/* Of an image its own, of a RAID those of all its images. */
static bool add_mismatches(const struct volscan_lv *lv, uint64_t *sum)
{
	struct lv_view view = lv_view(lv);
	const struct volscan_dm_integrity *integrity = live_status(&view)->integrity;

	if (integrity)
		*sum += integrity->mismatches;
	return integrity;
}

int value_integrity_mismatches(const struct cell *c, const struct report_object *o)
{
	const struct volscan_segment *seg = o->lv.seg;
	bool known = false;
	uint64_t sum = 0;

	if (!view_is_raid(&o->lv))
		known = add_mismatches(o->lv.lv, &sum);
	for (size_t i = 0; view_is_raid(&o->lv) && i < seg->area_count; i++)
		if (seg->areas[i].kind == VOLSCAN_AREA_LV && seg->areas[i].lv)
			known = add_mismatches(seg->areas[i].lv, &sum) || known;
	return put_number_if(c, known, sum);
}

int value_kernel_cache_settings(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_cache *cache = live_cache(&o->lv);
	static const struct volscan_strings none;

	return put_strings(c, cache ? &cache->settings : &none);
}

const char *kernel_discards(const struct lv_view *view)
{
	const struct volscan_dm_thin_pool *pool = live_status(view)->thin_pool;

	return pool && view->type->kind == SEGTYPE_THIN_POOL ? pool->discards : "";
}

int value_check_needed(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_target *status = live_status(&o->lv);

	if (o->lv.type->kind == SEGTYPE_THIN_POOL && status->thin_pool)
		return put_binary(c, status->thin_pool->needs_check, "check needed");
	if (o->lv.type->kind == SEGTYPE_CACHE && status->cache)
		return put_binary(c, status->cache->needs_check, "check needed");
	return put_unknown(c);
}

int value_merge_failed(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_snapshot *snapshot = live_status(&o->lv)->snapshot;

	return snapshot ? put_binary(c, snapshot->merge_failed, "merge failed") : put_unknown(c);
}

int value_snapshot_invalid(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_snapshot *snapshot = live_status(&o->lv)->snapshot;

	return snapshot ? put_binary(c, snapshot->invalid, "snapshot invalid") : put_unknown(c);
}

/* Blocks of 4 KiB. */
int value_vdo_used_size(const struct cell *c, const struct report_object *o)
{
	const struct volscan_dm_vdo *vdo = live_status(&o->lv)->vdo;

	return vdo ? put_size_number(c, vdo->used * (4096 / VOLSCAN_SECTOR_SIZE)) :
		     put_undefined(c);
}
