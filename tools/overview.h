/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an overview has to say, in words that do not depend on where they go: a terminal,
 * a picture or a page. The texts may hold what disks say, any byte of it, and are to be
 * escaped; they come from the overview's pool.
 */
#ifndef OVERVIEW_H
#define OVERVIEW_H

#include <libdevmapper.h>

#include "report/units.h"
#include "volscan.h"

struct overview {
	const struct volscan *vs;
	struct dm_pool *pool;
	struct units units;
	bool no_memory;		/* a text was needed, and is "" */
};

/* False when there was no memory; to be freed when it was there. */
bool overview_init(struct overview *o, const struct volscan *vs);
void overview_free(struct overview *o);

/* printf() into the pool; never NULL. */
const char *overview_text(struct overview *o, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* "12.00m", in the unit that settings ask for. */
const char *overview_size(struct overview *o, uint64_t sectors);

/* Sectors: of a PV, what its extents take, or without a VG the device; and what of that
 * no LV has. */
uint64_t overview_pv_size(const struct volscan_pv *pv);
uint64_t overview_pv_free(const struct volscan_pv *pv);

/* "linear", "raid,raid1" */
const char *overview_layout(struct overview *o, const struct volscan_lv *lv);

/* "180.00m, 96.00m free" */
const char *overview_vg_sizes(struct overview *o, const struct volscan_vg *vg);

/* What is remarkable, each beginning with ", "; "" if nothing is. */
const char *overview_vg_notes(struct overview *o, const struct volscan_vg *vg);
const char *overview_lv_notes(struct overview *o, const struct volscan_lv *lv);
const char *overview_pv_notes(struct overview *o, const struct volscan_pv *pv);

/* Devices that are shown apart from VGs, and what there is to say about each. */
struct overview_section {
	const char *heading;
	bool (*has)(const struct volscan_device *device);
	const char *(*describe)(struct overview *o, const struct volscan_device *device);
};

/* A NULL heading ends them. */
extern const struct overview_section overview_sections[];

/* "1 VG, 8 LVs and 2 PVs on 2 devices." */
const char *overview_summary(struct overview *o);

#endif
