/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The scan: one walk per device, all walks side by side, then PVs into VGs.
 *
 *	read 8k at 0 -> label -> pv_header -> each mda_header -> text (one or
 *	two ranges) -> crc -> parse, each distinct text once -> PVs into VGs
 *
 * Only this layer sees both bytes and devices: it asks the path for a range,
 * hands the bytes to a parser, and the answer names the next range.
 */
#ifndef SCAN_SCAN_H
#define SCAN_SCAN_H

#include <libdevmapper.h>

#include "config/config.h"
#include "device/dev_io.h"
#include "device/dev_list.h"

struct filter;

struct scan_results {
	struct dm_pool *pool;		/* owns all below but the devices */
	struct volscan_pv **pvs;	/* sorted by name of device; missing ones last */
	size_t pv_count;
	struct volscan_vg **vgs;	/* sorted by name, then UUID */
	size_t vg_count;
	struct volscan_finding **findings;	/* in the order in which they were told */
	size_t finding_count;
};

/* What a scan works with; the caller's. */
struct scan_input {
	struct dev_list *list;
	struct dev_io *io;
	struct dev_io *probe;	/* for dev_probe(), to ask libblkid too; or NULL */
	struct filter *filter;
	const struct config *config;
	const struct log *log;
	const struct volscan_callbacks *callbacks;	/* or NULL; on_progress is not called */
	void *callback_context;
};

struct scan;

/*
 * Read all devices of the list, adding the partitions found inside them, until each has
 * its final state, and put together `results`, to be given to scan_results_free().
 *
 * scan_step() does a part of it: with `wait` it may sleep until a device has answered,
 * without it never does. 1 = there is more to be done; 0 = all has been read, and
 * scan_end() makes the results of it. -errno when no scan was possible, -ECANCELED when a
 * callback has stopped it: the paths are then to be freed, before the scan.
 *
 * scan_stop() is as if one had: no more of them is called. scan_free() ends it, in whatever
 * state it is; what it has asked for must have been answered, or the paths be gone.
 */
int scan_begin(const struct scan_input *input, struct scan **scan);
int scan_step(struct scan *scan, bool wait);
int scan_end(struct scan *scan, struct scan_results *results);
void scan_stop(struct scan *scan);
void scan_free(struct scan *scan);

/* All of that. */
int scan_run(const struct scan_input *input, struct scan_results *results);

void scan_results_free(struct scan_results *results);

#endif
