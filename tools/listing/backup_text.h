/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The metadata text of a VG in the form of the files that vgcfgbackup(8) of LVM2
 * writes and vgcfgrestore(8) reads. */
#ifndef LISTING_BACKUP_TEXT_H
#define LISTING_BACKUP_TEXT_H

#include <stdio.h>

#include "listing/listing.h"

/* What stands in front of the VG: when it was written, where, and by what. */
void backup_header(struct listing *listing, FILE *out);

/*
 * The VG as its text has it, every word of it, but with what LVM2 makes of it for
 * people: indentation, and sizes and times behind numbers. As LVM2 does, the device
 * of a PV is the one where it is now, and a PV is MISSING if it is
 * not there, or has been away and has not been taken back.
 */
void backup_vg(struct listing *listing, FILE *out, const struct volscan_vg *vg);

/* The same, but with devices and flags of PVs as the text has them. */
void backup_vg_as_written(struct listing *listing, FILE *out, const struct volscan_vg *vg);

#endif
