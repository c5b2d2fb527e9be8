/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sources: LVM2's vg_validate() and vg_check_new_extent_size(), and what vgcreate,
 * vgchange and vgexport refuse or do.
 */
#include <inttypes.h>
#include <string.h>

#include "metadata/check_private.h"

/* ------------------------------------------------------------------------
 * The VG
 */

static void check_seqno(const struct check *c)
{
	const struct volscan_vg *vg = c->vg;

	if (vg->seqno)
		return;
	finding_tell(c->sink, VG_FINDING(VG_SEQNO, vg, .field = "seqno", .expected = "1 or more",
					 .found = "0"),
		     "VG %s: its seqno is 0, and LVM2 begins with 1. Was the text written by "
		     "hand? \"vgck --updatemetadata %s\" counts on.", vg->name, vg->name);
}

/* Sectors; what is no power of 2 must be a multiple of this. */
#define EXTENT_SIZE_STEP 256

static void check_extent_size(const struct check *c)
{
	const struct volscan_vg *vg = c->vg;

	if (is_power_of_2(vg->extent_size) || vg->extent_size % EXTENT_SIZE_STEP == 0)
		return;
	finding_tell(c->sink, VG_FINDING(VG_EXTENT_SIZE, vg, .field = "extent_size",
					 .expected = "a power of 2, or a multiple of 256",
					 .found = NUMBER(vg->extent_size)),
		     "VG %s: extents of %" PRIu64 " sectors are neither a power of 2 nor a "
		     "multiple of 256. If the text was changed by mistake, all its LVs are in "
		     "other places: compare it with a backup before \"vgcfgrestore\".",
		     vg->name, vg->extent_size);
}

static uint32_t count_visible(const struct volscan_vg *vg)
{
	uint32_t count = 0;

	for (size_t i = 0; i < vg->lv_count; i++)
		count += !!(vg->lvs[i]->status & VOLSCAN_LV_VISIBLE);
	return count;
}

static void check_limit(const struct check *c, const char *field, const char *option,
			const char *what, uint64_t count, uint32_t limit)
{
	const struct volscan_vg *vg = c->vg;

	if (!limit || count <= limit)
		return;
	finding_tell(c->sink, VG_FINDING(VG_LIMIT, vg, .field = field, .expected = NUMBER(limit),
					 .found = NUMBER(count)),
		     "VG %s: it has %" PRIu64 " %s, and %s is %" PRIu32 ". \"vgchange "
		     "%s 0 %s\" takes the limit away.", vg->name, count, what, field, limit, option,
		     vg->name);
}

static void tell_status(const struct check *c, const char *field, const char *expected,
			const char *found, const char *contradiction)
{
	finding_tell(c->sink, VG_FINDING(VG_STATUS, c->vg, .field = field, .expected = expected,
					 .found = found),
		     "VG %s: %s. Restore its metadata from a backup with \"vgcfgrestore\".",
		     c->vg->name, contradiction);
}

static void check_status(const struct check *c)
{
	const struct volscan_vg *vg = c->vg;
	bool shared = vg->status & VOLSCAN_VG_SHARED;

	if (!(vg->status & VOLSCAN_VG_READ))
		tell_status(c, "status", "READ", "no READ",
			    "it has no READ flag, which every VG has");
	if (shared && vg->status & VOLSCAN_VG_CLUSTERED)
		tell_status(c, "status", "no CLUSTERED", "CLUSTERED",
			    "it is both shared, by its lock_type, and clustered");
	if (shared && *vg->system_id)
		tell_status(c, "system_id", "none", vg->system_id,
			    "it is both shared, by its lock_type, and one host's, by its "
			    "system_id");
	if (!shared && *vg->lock_args)
		tell_status(c, "lock_args", "none", vg->lock_args,
			    "it has lock_args, and no lock_type that has any");
}

void check_vg(const struct check *c)
{
	check_seqno(c);
	check_extent_size(c);
	check_limit(c, "max_pv", "--maxphysicalvolumes", "PVs", c->vg->pv_count, c->vg->max_pv);
	check_limit(c, "max_lv", "--logicalvolume", "visible LVs", count_visible(c->vg),
		    c->vg->max_lv);
	check_status(c);
}

/* ------------------------------------------------------------------------
 * PVs
 */

static const char *name_of(const struct volscan_pv *pv)
{
	return pv->device ? pv->device->name : pv->uuid;
}

/* The parser has seen to it that this is no more than a disk can have. */
static uint64_t end_of_extents(const struct volscan_pv *pv)
{
	return pv->pe_start + pv->pe_count * pv->vg->extent_size;
}

static void check_pe_start(const struct check *c, const struct volscan_pv *pv)
{
	if (!pv->pe_count || pv->pe_start > pv->label_sector)
		return;
	finding_tell(c->sink, VG_FINDING(PV_PE_START, c->vg, .field = "pe_start",
					 .expected = "behind the label",
					 .found = NUMBER(pv->pe_start)),
		     "VG %s: the extents of PV %s begin at sector %" PRIu64 ", on its label in "
		     "sector %" PRIu32 ": what is written to extent 0 destroys it. Move its LVs "
		     "away with \"pvmove\", and make the PV anew.",
		     c->vg->name, name_of(pv), pv->pe_start, pv->label_sector);
}

static void check_pv_size(const struct check *c, const struct volscan_pv *pv)
{
	uint64_t end = end_of_extents(pv);

	if (!pv->dev_size || end <= pv->dev_size)
		return;
	finding_tell(c->sink, VG_FINDING(PV_SIZE, c->vg, .field = "pe_count",
					 .expected = NUMBER(pv->dev_size), .found = NUMBER(end)),
		     "VG %s: the extents of PV %s end at sector %" PRIu64 ", and its dev_size is "
		     "%" PRIu64 " sectors. \"pvresize %s\" counts both anew, if the device is "
		     "as large as it was.", c->vg->name, name_of(pv), end, pv->dev_size,
		     name_of(pv));
}

/* Extents in use that end past the sector `size`. */
static uint64_t count_lost(const struct volscan_pv *pv, uint64_t size)
{
	uint64_t fit = size > pv->pe_start ? (size - pv->pe_start) / pv->vg->extent_size : 0;
	uint64_t lost = 0, end;

	for (size_t i = 0; i < pv->segment_count; i++) {
		end = pv->segments[i].start + (uint64_t) pv->segments[i].count;
		if (!pv->segments[i].segment || end <= fit)
			continue;
		lost += end - (pv->segments[i].start > fit ? pv->segments[i].start : fit);
	}
	return lost;
}

static void check_extents(const struct check *c, const struct volscan_pv *pv)
{
	uint64_t end = end_of_extents(pv), size, lost;

	if (!pv->device)
		return;
	size = pv->device->size / VOLSCAN_SECTOR_SIZE;
	lost = count_lost(pv, size);
	if (!lost)
		return;
	finding_tell(c->sink, VG_FINDING(PV_EXTENTS, c->vg, .field = "pe_count",
					 .expected = NUMBER(size), .found = NUMBER(end)),
		     "VG %s: %" PRIu64 " extents in use of PV %s lie past the end of the device, "
		     "which has %" PRIu64 " sectors: activate no LV of it before the device is "
		     "as large again as it was.", c->vg->name, lost, pv->device->name, size);
}

/* vgexport and vgimport change the flags of a VG and of all its PVs at once. */
static void check_exported(const struct check *c, const struct volscan_pv *pv)
{
	const struct volscan_vg *vg = c->vg;
	bool vg_is = vg->status & VOLSCAN_VG_EXPORTED, pv_is = pv->status & VOLSCAN_PV_EXPORTED;

	if (vg_is && !pv_is)
		finding_tell(c->sink, VG_FINDING(VG_STATUS, vg, .field = "status",
						 .expected = "EXPORTED", .found = "no EXPORTED"),
			     "VG %s: it is exported, and its PV %s is not. \"vgimport %s\" takes "
			     "the flag from both.", vg->name, name_of(pv), vg->name);
	else if (pv_is && !vg_is)
		finding_tell(c->sink, VG_FINDING(VG_STATUS, vg, .field = "status",
						 .expected = "no EXPORTED", .found = "EXPORTED"),
			     "VG %s: it is not exported, and its PV %s is. \"vgexport %s\" and "
			     "\"vgimport %s\" after it take the flag from both.", vg->name,
			     name_of(pv), vg->name, vg->name);
}

void check_pvs(const struct check *c)
{
	const struct volscan_pv *pv;

	for (size_t i = 0; i < c->vg->pv_count; i++) {
		pv = c->vg->pvs[i];
		check_pe_start(c, pv);
		check_pv_size(c, pv);
		check_extents(c, pv);
		check_exported(c, pv);
	}
}
