/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * -S with a listing: the PVs, VGs or LVs of which a report with that selection would
 * have a row. Such a report is made here, and never printed.
 */
#ifndef LISTING_SELECTION_H
#define LISTING_SELECTION_H

#include "report/report.h"

struct selection {
	bool any;		/* -S was given; else all is selected */
	struct tool tool;	/* with options that leave out nothing else */
	const char *column;
	struct report report;
	struct dm_hash_table *selected;	/* by address */
};

/* Before the scan. `base` as in listing.h. An exit status; *done as report_open() has it.
 * To be closed in any case. */
int selection_open(struct selection *selection, const struct tool *tool, unsigned base, bool *done);

/* After the scan, once. An exit status. */
int selection_find(struct selection *selection);

/* What the command is about: a PV or a VG with a row of its own, or with one of an LV in
 * it. */
bool selection_has_pv(const struct selection *selection, const struct volscan_pv *pv);
bool selection_has_vg(const struct selection *selection, const struct volscan_vg *vg);

/* Also of LVs that are shown with their VG: all of them, if no field of LVs is in -S. */
bool selection_has_lv(const struct selection *selection, const struct volscan_lv *lv);

void selection_close(struct selection *selection);

#endif
