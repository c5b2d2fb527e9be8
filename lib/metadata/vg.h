/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The model's own rules: what follows from a VG's data without reading more.
 * The structs are those of volscan.h.
 */
#ifndef METADATA_VG_H
#define METADATA_VG_H

#include <libdevmapper.h>

#include "volscan.h"

/*
 * Fill in what follows from the text alone: LV sizes, users, snapshots and
 * origins, historical origins, PV segments and allocated counts, extent_count
 * and free_count. 0, -ENOMEM, or -EBADMSG when the text contradicts itself
 * (an LV that contains itself): *why is then a static text.
 */
int vg_resolve(struct volscan_vg *vg, struct dm_pool *pool, const char **why);

/*
 * Fill in what depends on which PVs were found: missing_pv_count, LV_PARTIAL
 * on each LV that needs a missing PV, through all its sub-LVs, and the mda_*
 * summary. Called by the scan each time PVs have been tied to devices; may be
 * repeated.
 */
void vg_tie(struct volscan_vg *vg);

/* By name, or by UUID; NULL if there is none. */
struct volscan_lv *vg_find_lv(const struct volscan_vg *vg, const char *name);
struct volscan_pv *vg_find_pv(const struct volscan_vg *vg, const char *uuid);

/* A PV of the VG that no device backs, or that the text calls MISSING. */
bool pv_is_missing(const struct volscan_pv *pv);

#endif
