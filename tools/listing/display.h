/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Blocks that more than one of the display commands shows. */
#ifndef LISTING_DISPLAY_H
#define LISTING_DISPLAY_H

#include "listing/listing.h"

/* The long form of an LV. */
void lv_show_long(struct listing *listing, const struct volscan_lv *lv);

/* Where its segments lie: -m. */
void lv_show_segments(struct listing *listing, const struct volscan_lv *lv);

/* What one of a VDO pool says, behind its type. */
void vdo_pool_show(struct listing *listing, const struct volscan_segment *seg);

#endif
