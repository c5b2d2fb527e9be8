/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * For a program that wants to hear of devices, PVs and VGs while others are still awaited
 * (struct volscan_callbacks). Without callbacks nothing here does anything.
 *
 * A VG is told early when it is whole: all PVs that its text lists have been read, have no
 * metadata but this text, and nothing is wrong with it. Whatever is not that simple is told
 * when PVs are put into VGs. What is found does not depend on what was told, or when.
 */
#ifndef SCAN_EARLY_H
#define SCAN_EARLY_H

#include "scan/vgs.h"

/* `info` is in its final state, as far as its walk goes. */
void early_device(struct scan *scan, const struct volscan_device *info);
/* The walk of `found` is over: is a VG whole now? */
void early_pv(struct scan *scan, struct found *found);
/* The same when a long text has come. */
void early_text(struct scan *scan, struct text *text);

/* Before PVs are put into VGs: devices are nobody's again. */
void early_undo(struct scan *scan);
/* Was `text` parsed early, and may be within `budget`? Then text->vg is its VG. */
bool early_take(struct text *text, struct scan_budget *budget);
/* Tell what was not told yet; `vgs` are all there are. */
void early_tell_rest(struct scan *scan, const struct vgs *vgs);

void early_free(struct scan *scan);

#endif
