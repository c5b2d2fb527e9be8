/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Listings: what pvscan, vgscan, lvscan and the long forms of pvdisplay, vgdisplay
 * and lvdisplay print, line by line as LVM2 does. Which VGs and names are taken and
 * how sizes are written is that of reports (report/report.h), and so is what -S selects.
 */
#ifndef LISTING_LISTING_H
#define LISTING_LISTING_H

#include "listing/selection.h"
#include "report/args.h"
#include "report/report.h"

struct listing;
typedef void (*listing_vg_fn)(struct listing *listing, const struct volscan_vg *vg);
typedef void (*listing_lv_fn)(struct listing *listing, const struct volscan_lv *lv);
typedef void (*listing_pv_fn)(struct listing *listing, const struct volscan_pv *pv);

/* One run of a command. */
struct listing {
	struct report report;	/* `tool`, `base` and how sizes are written */
	struct volscan *vs;
	const struct options *options;
	struct args *args;
	struct selection selection;	/* of what `base` of the report is */
	struct dm_pool *pool;	/* texts; lives as long as the listing */
	listing_pv_fn each_pv;	/* of listing_each_pv() */
	bool failed;		/* something asked for was not there */
	bool no_memory;
	void *context;		/* of the command, from its `show` on */
};

/*
 * A whole command: options, scan, `show`, and what was asked for and is not there.
 * `base` is REPORT_LABEL, REPORT_VG or REPORT_LV: what the names after the options
 * are, and which VGs are refused. An exit status.
 */
int listing_command(struct tool *tool, unsigned base, void (*show)(struct listing *listing));

/* The same for a command that takes no names. */
int listing_without_names(struct tool *tool, unsigned base, void (*show)(struct listing *listing));

/* A command that has a report too: with -C that, else the listing. */
int display_command(struct tool *tool, unsigned base, void (*show)(struct listing *listing));

/* All VGs that may be shown, in LVM2's order; names are for each to look at. Tells of names of
 * VGs that are not there. */
void listing_each_vg(struct listing *listing, listing_vg_fn each);

/* The LVs of `vg` that were asked for, in LVM2's order. */
void listing_each_lv(struct listing *listing, const struct volscan_vg *vg, listing_lv_fn each);

/* The PVs that were asked for: those of each VG, then those in none. */
void listing_each_pv(struct listing *listing, listing_pv_fn each);

/* One line on stdout, behind LVM2's two spaces. */
void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A blank line, which is not quite empty. */
void say_blank(void);

/* Of sectors: "4.00 MiB", or as --units has it. */
const char *listing_size(struct listing *listing, uint64_t sectors);
const char *listing_extents(struct listing *listing, const struct volscan_vg *vg,
			    uint64_t extents);

/* What a disk says, for a terminal. */
const char *listing_safe(struct listing *listing, const char *text);

/* The device of a PV, or "[unknown]", for a terminal. */
const char *listing_pv_name(struct listing *listing, const struct volscan_pv *pv);

#endif
