/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The walk over what was scanned, for those that take it in steps. The command's log
 * gets an entry for each object.
 */
#ifndef REPORT_WALK_H
#define REPORT_WALK_H

#include "report/args.h"
#include "report/report.h"

struct walk {
	struct report *report;
	const struct options *options;
	struct volscan *vs;
	struct args *args;
	void *context;		/* of a walk_vg_fn */
	bool of_pvs;		/* the command is pvs: names are those of PVs */
	bool over;		/* what is left has not been asked for */
	bool failed;
	bool no_memory;
};

struct walk walk_of(struct report *report, struct args *args);

void walk_row(struct walk *walk, const struct report_object *object);

/* Call `each` for the VGs that may be shown and that names, if there are any, lead to, and
 * tell of names that lead nowhere. */
typedef void walk_vg_fn(struct walk *walk, const struct volscan_vg *vg);
void walk_vgs(struct walk *walk, walk_vg_fn *each);

/* Add the rows of one VG, if the names ask for them. */
void walk_vg(struct walk *walk, const struct volscan_vg *vg);

/* Add the rows of one PV. */
void walk_pv(struct walk *walk, const struct volscan_pv *pv, const struct volscan_vg *vg);

/* A PV without a VG, of which LVM2 shows all that it says. */
bool is_orphan(const struct volscan_device *device);

/* Add the rows of all these. */
void walk_orphans(struct walk *walk);

/* All that pvs shows. */
void walk_pvs(struct walk *walk);

#endif
