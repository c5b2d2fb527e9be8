/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names as reports show them. All come from `pool`, or live as long as the
 * objects; NULL if there is no memory. */
#ifndef REPORT_NAMES_H
#define REPORT_NAMES_H

#include <libdevmapper.h>

#include "report/segtype.h"

/* "[name]" for a hidden LV if `mark_hidden`, "-name" for a historical one. */
const char *lv_shown_name(struct dm_pool *pool, const struct volscan_lv *lv, bool mark_hidden);

const char *lv_full_name(struct dm_pool *pool, const struct volscan_lv *lv,
			 const struct volscan_vg *vg);

/* "/dev/vg/lv", or "" for LVs that get no such link. */
const char *lv_path(struct dm_pool *pool, const struct volscan_lv *lv,
		    const struct volscan_vg *vg);

/* "/dev/mapper/vg-lv" */
const char *lv_dm_path(struct dm_pool *pool, const struct volscan_lv *lv,
		       const struct volscan_vg *vg);

/* The device, or "[unknown]" of a missing one. */
const char *pv_shown_name(const struct volscan_pv *pv);

/* Where an area of a segment lies. */
enum area_form { AREA_START, AREA_RANGE };	/* "name(0)" or "name:0-7" */

const char *area_text(struct dm_pool *pool, const struct volscan_segment *segment,
		      const struct volscan_area *area, enum area_form form, bool mark_hidden);

#endif
