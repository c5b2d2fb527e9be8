/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The model's own rules: what follows from a VG's data without reading more.
 * The structs are those of volscan.h.
 */
#ifndef METADATA_VG_H
#define METADATA_VG_H

#include <libdevmapper.h>

#include "base/finding.h"

/* No PV, LV or VG has more sectors: their sizes in bytes fit 64 bits. */
#define VG_SECTORS_MAX (UINT64_MAX / VOLSCAN_SECTOR_SIZE)

/* Why a text cannot be. */
struct contradiction {
	enum finding_id id;
	const char *lv;		/* name of the LV it is about, or NULL */
	const char *why;	/* a sentence, of the pool */
};

/*
 * Fill in what follows from the text alone: indexes and sizes of LVs, users,
 * snapshots and origins, what LVM2 derives of their status, lvs_bottom_up, PV
 * segments and allocated counts, extent_count and free_count. Neighbouring
 * segments that are one, because somebody has edited the text, become one, as
 * in LVM2. Segments must be sorted and without gaps.
 *
 * 0, -ENOMEM, or -EBADMSG when the text contradicts itself: an LV that
 * contains itself or is its own ancestor, two segments on one extent, an area
 * past the end of its PV or LV, a COW store of two snapshots, a size of more
 * than VG_SECTORS_MAX. *found then says which.
 */
int vg_resolve(struct volscan_vg *vg, struct dm_pool *pool, struct contradiction *found);

/*
 * Fill in what depends on which PVs were found: PV_MISSING_FLAG, which goes from
 * a PV that is there again and has nothing stale, missing_pv_count, LV_PARTIAL
 * on each LV that needs a missing PV, through all its sub-LVs as LVM2 counts
 * them, and the mda_* summary. Called by the scan each time PVs have been tied
 * to devices; may be repeated.
 */
void vg_tie(struct volscan_vg *vg);

/* By name, or by UUID; NULL if there is none. */
struct volscan_lv *vg_find_lv(const struct volscan_vg *vg, const char *name);
struct volscan_pv *vg_find_pv(const struct volscan_vg *vg, const char *uuid);

/* A PV of the VG that no device backs, or that the text calls MISSING. */
bool pv_is_missing(const struct volscan_pv *pv);

#endif
