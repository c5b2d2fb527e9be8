/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Whose the extents of a VG are, for people: images, metadata and pools' parts belong to
 * the visible LV that they are parts of. Each owner has a colour.
 */
#ifndef DRAW_OWNERS_H
#define DRAW_OWNERS_H

#include <libdevmapper.h>

#include "volscan.h"

struct owner {
	const struct volscan_lv *lv;
	uint64_t extents;	/* on PVs; 0: what it has is in others, as of a thin LV */
	size_t number;		/* of those with extents, in the order of the text */
};

struct owners {
	struct owner *items;	/* one for each LV of the VG, by its index */
	const struct owner **of;	/* of each LV */
};

/* All of it from `pool`. False when there was no memory. */
bool owners_init(struct owners *owners, const struct volscan_vg *vg, struct dm_pool *pool);

static inline const struct owner *owner_of(const struct owners *owners,
					   const struct volscan_lv *lv)
{
	return owners->of[lv->index];
}

#endif
