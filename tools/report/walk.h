/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The walk over what was scanned, for those that take it in steps. */
#ifndef REPORT_WALK_H
#define REPORT_WALK_H

#include "report/args.h"
#include "report/report.h"

struct walk {
	struct report *report;
	const struct options *options;
	struct volscan *vs;
	struct args *args;
	bool of_pvs;		/* the command is pvs: names are those of PVs */
	bool failed;
	bool no_memory;
};

struct walk walk_of(struct report *report, struct args *args);

/* Add the rows of one VG, if the names ask for them. */
void walk_vg(struct walk *walk, const struct volscan_vg *vg);

/* A PV without a VG, of which LVM2 shows all that it says. */
bool is_orphan(const struct volscan_device *device);

/* Add the rows of all these. */
void walk_orphans(struct walk *walk);

#endif
