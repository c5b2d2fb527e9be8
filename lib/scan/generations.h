/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The history of VGs: each text that is still to be found in an mda of a PV. Each
 * distinct one is a generation, with all the places that have it.
 */
#ifndef SCAN_GENERATIONS_H
#define SCAN_GENERATIONS_H

#include "base/finding.h"
#include "device/dev_io.h"
#include "device/dev_list.h"

struct generations {
	struct dm_pool *pool;		/* owns all of it; NULL = there are none */
	struct volscan_generation **items;
	size_t count;
};

/*
 * Read all mdas of the PVs that a scan of `list` has found, through `io`, in the order
 * that volscan_history() promises. What cannot be read is told to the log, and is not
 * in them. -errno when reading was not possible at all.
 */
int generations_read(const struct dev_list *list, struct dev_io *io, const struct log *log,
		     struct generations *generations);
void generations_free(struct generations *generations);

/* See volscan_generation_vg(). What is wrong with the text is told to `sink`. */
int generation_parse(struct generations *generations, const struct volscan_generation *generation,
		     const struct finding_sink *sink, const struct volscan_vg **vg);

#endif
