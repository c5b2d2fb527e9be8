/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_ASSEMBLE_H
#define SCAN_ASSEMBLE_H

#include "scan/found.h"

/*
 * All that is to be read has been read: put PVs into VGs, fill in `results`
 * but for its pool, and tell the log what is wrong. -ENOMEM.
 */
int assemble(struct scan *scan, struct scan_results *results);

/* Parts of it, for early.c: what is known of the mdas of a device; what is known of a VG
 * when its PVs have been tied to devices. */
void assemble_text_valid(const struct found *found);
void assemble_vg(struct scan *scan, struct volscan_vg *vg);

#endif
