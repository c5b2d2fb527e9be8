/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The public handle: it owns what the layers below need, in the order in
 * which they need it, and turns their errors into sentences.
 *
 *	handle.c	its lifetime, its sentences, settings and results
 *	sources.c	what is scanned
 *	run.c		a scan, and its progress
 *	keep.c		what it leaves for the next one
 *	read.c		what the program reads by itself
 *	history.c	old metadata
 */
#ifndef HANDLE_HANDLE_H
#define HANDLE_HANDLE_H

#include "scan/generations.h"
#include "scan/scan.h"
#include "volscan.h"

struct volscan {
	struct log log;
	struct config *config;
	char **paths;		/* as added */
	size_t path_count;
	struct dev_list *added;	/* of `paths`, until a scan takes it; or NULL */
	char *error;

	volscan_progress_fn progress;
	void *progress_context;
	unsigned progress_interval_ms;
	uint64_t scan_began_us;	/* CLOCK_MONOTONIC */

	volscan_finding_fn finding;
	void *finding_context;

	volscan_confine_fn confine;
	void *confine_context;

	struct dev_io *io;	/* NULL until the first scan, and while it ends */
	struct dev_io *probe;	/* of this scan, to ask libblkid; or NULL */
	bool io_stale;		/* settings have changed since it was made */
	size_t reads;		/* of volscan_read() that have no answer yet */

	struct kept *kept;	/* what was read, for the next scan; or NULL */
	struct dev_list *list;	/* of the last scan */
	struct scan_results results;
	struct generations history;	/* no pool: it was not asked for yet */
	struct volscan_device **devices;
	size_t device_count;
};

/* Both return `error`. `sentence` is taken over, and may be NULL. */
int handle_fail(struct volscan *vs, int error, char *sentence);
int handle_failf(struct volscan *vs, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Before the devices: it may have some of them open still. Reads of the program that
 * have no answer yet get -ECANCELED. */
void handle_drop_io(struct volscan *vs);
void handle_drop_results(struct volscan *vs);

/* vs->list, which is NULL, becomes what is to be scanned. 0 or -errno. */
int handle_list_devices(struct volscan *vs);

#endif
