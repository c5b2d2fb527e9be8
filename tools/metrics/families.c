/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes are those that pvs, vgs and lvs print, in bytes. */
#include "metrics/families.h"

#include "report/live.h"

#define FAMILY(name_, unit_, parts_, help_) \
	.family = { .name = "volscan_" name_, .unit = unit_, .parts = parts_, .help = help_ }

static bool give(uint64_t *value, uint64_t number)
{
	*value = number;
	return true;
}

/* ------------------------------------------------------------------------
 * Devices
 */

static bool device_size(const struct volscan_device *device, uint64_t *value)
{
	return give(value, device->size);
}

static bool device_reads(const struct volscan_device *device, uint64_t *value)
{
	return give(value, device->reads);
}

static bool device_bytes(const struct volscan_device *device, uint64_t *value)
{
	return give(value, device->bytes_read);
}

static bool device_time(const struct volscan_device *device, uint64_t *value)
{
	return device->reads && give(value, device->time_us);
}

static bool device_hanging(const struct volscan_device *device, uint64_t *value)
{
	return device->hanging_since > 0 && give(value, (uint64_t)device->hanging_since);
}

const struct device_family device_families[] = {
	{ FAMILY("device_size_bytes", "bytes", 1, "Size of the device."), device_size },
	{ FAMILY("device_reads", NULL, 1, "Reads that its last scan took."), device_reads },
	{ FAMILY("device_read_bytes", "bytes", 1, "What its last scan read of it."), device_bytes },
	{ FAMILY("device_time_seconds", "seconds", 1000000,
		 "From its first read to its last answer, when it was last read."), device_time },
	{ FAMILY("device_hanging_since_timestamp_seconds", "seconds", 1,
		 "When a device was asked what it has not answered; of those that hang."),
	  device_hanging },
	{ .family = { .name = NULL } },
};

/* ------------------------------------------------------------------------
 * PVs
 */

static uint64_t extents_to_bytes(const struct volscan_vg *vg, uint64_t extents)
{
	return extents * vg->extent_size * VOLSCAN_SECTOR_SIZE;
}

static bool pv_size(const struct volscan_pv *pv, uint64_t *value)
{
	return give(value, pv->vg ? extents_to_bytes(pv->vg, pv->pe_count) :
				    pv->dev_size * VOLSCAN_SECTOR_SIZE);
}

static bool pv_free(const struct volscan_pv *pv, uint64_t *value)
{
	if (!pv->vg)
		return pv_size(pv, value);
	return give(value, extents_to_bytes(pv->vg, pv->pe_count - pv->pe_alloc_count));
}

static bool pv_missing(const struct volscan_pv *pv, uint64_t *value)
{
	return give(value, !pv->device || (pv->status & VOLSCAN_PV_MISSING_FLAG));
}

const struct pv_family pv_families[] = {
	{ FAMILY("pv_size_bytes", "bytes", 1, "Size of the PV, as LVM2 uses it."), pv_size },
	{ FAMILY("pv_free_bytes", "bytes", 1, "What no LV uses of the PV."), pv_free },
	{ FAMILY("pv_missing", NULL, 1,
		 "1: a VG lists the PV, and no device has it, or the VG does without."), pv_missing },
	{ .family = { .name = NULL } },
};

/* ------------------------------------------------------------------------
 * VGs
 */

static bool vg_size(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, extents_to_bytes(vg, vg->extent_count));
}

static bool vg_free(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, extents_to_bytes(vg, vg->free_count));
}

static bool vg_pvs(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, vg->pv_count);
}

static bool vg_missing(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, vg->missing_pv_count);
}

static bool vg_lvs(const struct volscan_vg *vg, uint64_t *value)
{
	size_t i;

	*value = 0;
	for (i = 0; i < vg->lv_count; i++)
		*value += lv_is_visible(vg->lvs[i]);
	return true;
}

static bool vg_seqno(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, vg->seqno);
}

static bool vg_written(const struct volscan_vg *vg, uint64_t *value)
{
	return vg->creation_time > 0 && give(value, (uint64_t)vg->creation_time);
}

static bool vg_mda_size(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, vg->mda_size);
}

static bool vg_mda_free(const struct volscan_vg *vg, uint64_t *value)
{
	return give(value, vg->mda_free);
}

const struct vg_family vg_families[] = {
	{ FAMILY("vg_size_bytes", "bytes", 1, "Size of the VG."), vg_size },
	{ FAMILY("vg_free_bytes", "bytes", 1, "What no LV uses of the VG."), vg_free },
	{ FAMILY("vg_pvs", NULL, 1, "PVs that the VG has, missing ones too."), vg_pvs },
	{ FAMILY("vg_missing_pvs", NULL, 1, "PVs of the VG that are missing."), vg_missing },
	{ FAMILY("vg_lvs", NULL, 1, "Visible LVs of the VG."), vg_lvs },
	{ FAMILY("vg_seqno", NULL, 1, "Number of the change that wrote the metadata."), vg_seqno },
	{ FAMILY("vg_changed_timestamp_seconds", "seconds", 1, "When the metadata were written."),
	  vg_written },
	{ FAMILY("vg_mda_size_bytes", "bytes", 1, "Size of the smallest metadata area."),
	  vg_mda_size },
	{ FAMILY("vg_mda_free_bytes", "bytes", 1,
		 "Room for longer metadata in the fullest metadata area."), vg_mda_free },
	{ .family = { .name = NULL } },
};

/* ------------------------------------------------------------------------
 * LVs
 */

static bool lv_size(const struct lv_view *view, uint64_t *value)
{
	return give(value, view->lv->size * VOLSCAN_SECTOR_SIZE);
}

static bool lv_partial(const struct lv_view *view, uint64_t *value)
{
	return give(value, !!(view->lv->status & VOLSCAN_LV_PARTIAL));
}

static bool lv_active(const struct lv_view *view, uint64_t *value)
{
	return view->lv->kernel && give(value, live_is_active(view->lv));
}

static bool lv_share(const struct lv_view *view, enum live_share share, uint64_t *value)
{
	dm_percent_t percent = live_percent(view, share);

	return percent >= DM_PERCENT_0 && percent <= DM_PERCENT_100 &&
	       give(value, (uint64_t)percent);
}

static bool lv_data(const struct lv_view *view, uint64_t *value)
{
	return lv_share(view, LIVE_DATA, value);
}

static bool lv_metadata(const struct lv_view *view, uint64_t *value)
{
	return lv_share(view, LIVE_METADATA, value);
}

static bool lv_synced(const struct lv_view *view, uint64_t *value)
{
	return view->lv->kernel && lv_share(view, LIVE_SYNC, value);
}

const struct lv_family lv_families[] = {
	{ FAMILY("lv_size_bytes", "bytes", 1, "Size of the LV."), lv_size },
	{ FAMILY("lv_partial", NULL, 1, "1: a PV below the LV is missing."), lv_partial },
	{ FAMILY("lv_active", NULL, 1, "1: the LV is active; only if the kernel is asked."),
	  lv_active },
	{ FAMILY("lv_data_used_ratio", "ratio", DM_PERCENT_100,
		 "How full a pool, snapshot or cache is; only if the kernel is asked."), lv_data },
	{ FAMILY("lv_metadata_used_ratio", "ratio", DM_PERCENT_100,
		 "How full the metadata of a pool or cache are; only if the kernel is asked."),
	  lv_metadata },
	{ FAMILY("lv_synced_ratio", "ratio", DM_PERCENT_100,
		 "How much of a mirror or RAID is in sync; only if the kernel is asked."), lv_synced },
	{ .family = { .name = NULL } },
};
