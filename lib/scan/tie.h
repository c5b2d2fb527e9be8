/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_TIE_H
#define SCAN_TIE_H

#include "base/table.h"
#include "scan/vgs.h"

/*
 * Tie the PVs that the VGs list to the devices that have their UUIDs. Sets
 * found->owner and found->row, and fills in what the label knows of the PVs
 * of the VGs. A device is one PV of one VG: where several VGs list it, it
 * belongs to the one whose metadata it has itself. `by_uuid`: the devices in
 * use.
 */
void tie_pvs(struct scan *scan, const struct vgs *vgs, const struct table *by_uuid);

/* The text's PV gets what the label of its device says, and is shown for it. */
void tie_pv(struct found *found, struct volscan_pv *pv);
/* As if that had not been. */
void untie_pv(struct volscan_pv *pv);

/*
 * Decide what is shown for the devices that no VG has: orphans, PVs whose VG
 * is not to be seen, outdated PVs (nothing), duplicates.
 */
void tie_rest(struct scan *scan);

#endif
