/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The extents of a PV as a bounded number of runs that belong to one LV each. */
#ifndef DRAW_RUNS_H
#define DRAW_RUNS_H

#include "volscan.h"

struct run {
	uint32_t start, count;		/* extents */
	const struct volscan_lv *lv;	/* NULL: free */
};

/*
 * At most `max` runs, in order and complete; returns how many. Where there are more on
 * the PV, it is divided into `max` parts of one size, and each goes to whom the longest
 * piece in it belongs: so what is smaller than a part may not be seen.
 */
size_t runs_of(const struct volscan_pv *pv, struct run *runs, size_t max);

#endif
