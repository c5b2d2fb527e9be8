/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PVs whose label is lost: overwritten or damaged, while the metadata behind it is still
 * there. LVM2 sees no PV on such a device. With metadata/search_lost its metadata area
 * is looked for where LVM2 puts one, and what is found shows a VG that no other PV has
 * the text of, and which of its PVs the device may be. All of it is marked uncertain.
 */
#ifndef SCAN_LOST_H
#define SCAN_LOST_H

#include "scan/vgs.h"

typedef void (*lost_done_fn)(void *context);

/*
 * While devices are walked: look for metadata on a device without a sound label, whose
 * first `length` bytes are `data`. `done` is called once, last, perhaps before this
 * returns. Without memory, scan->error says so.
 */
void lost_search(struct scan *scan, struct found *found, const struct label_wrongs *wrongs,
		 const void *data, size_t length, lost_done_fn done, void *context);

/* When PVs have been tied to devices: give to PVs that have none those devices that they
 * may be on, and tell of each. */
void lost_tie(struct scan *scan, const struct vgs *vgs);

#endif
