/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the files of the scan share: the state of one scan, and what its walks
 * found on each device.
 *
 * Answers come in any order, results must not depend on it. So a walk only
 * writes down what it found, under its own device; all that compares devices,
 * and all that is told to people, is done when the last answer is there, in the
 * order of the devices.
 */
#ifndef SCAN_FOUND_H
#define SCAN_FOUND_H

#include <stdarg.h>

#include "format_text/mda.h"
#include "label/label.h"
#include "scan/scan.h"
#include "scan/texts.h"
#include "scan/system_id.h"

/* A metadata area of a device; the public half is found->pv->mdas[]. */
struct found_mda {
	uint64_t label_size;	/* bytes, as the pv_header says; 0 = up to the end */
	struct mda_header header;	/* if the public half is `valid` */
	struct text *text;	/* what its committed slot names; NULL = no text, or
				   one that is known to be damaged here */
};

/* What may still be read of a disk or image, partitions and all. */
struct scan_budget {
	uint64_t text;		/* bytes of metadata */
	size_t tree;		/* bytes that these may take while they are parsed */
};

/* A device that is not left out by a filter. */
struct found {
	struct dev *dev;
	size_t order;		/* place of the device, or of the one it is a
				   partition of, in the list as it was given */
	struct volscan_pv *pv;	/* as the label has it; NULL: not a PV */
	struct found_mda *mdas;	/* pv->mda_count of them */
	const struct label *label;	/* of a PV, if all is to be checked; else NULL */
	struct dm_list notes;	/* see tell.h */
	struct scan_budget *budget;	/* its own, or that of the device it is in */

	/* Of a PV whose label is lost, see lost.h: it is in no array. */
	struct found *of;	/* the device as such */
	struct found *next_lost;

	/* Filled in while PVs are put into VGs. */
	struct found *used;	/* the device used instead, which has the same UUID */
	struct text *owner;	/* of the VG that it belongs to */
	struct volscan_pv *row;	/* the PV that is shown for it; NULL = none */
};

struct scan {
	unsigned step;		/* see scan.c */
	struct dev_list *list;
	struct dev_io *io, *probe;
	struct filter *filter;
	const struct config *config;
	const struct log *log;
	struct dm_pool *pool;	/* of the results */
	struct texts *texts;
	struct probing *probing;	/* signatures.c's, freed with the scan */
	char local_id[SYSTEM_ID_MAX + 1];	/* this host's; "" = none */

	const struct volscan_callbacks *callbacks;	/* NULL: nobody listens */
	void *callback_context;
	bool stopped;		/* by one of them */
	struct early *early;	/* early.c's */

	bool quiet_findings;	/* not into the log */
	bool search_lost;	/* look for PVs without labels */
	uint64_t max_size;	/* bytes of metadata of a device */
	bool check_all;		/* read and check every copy of everything */

	struct found **found;
	size_t count, room;
	struct found *lost;	/* in the order of `found` */
	struct volscan_finding **findings;	/* told so far */
	size_t finding_count, finding_room;
	int error;		/* 0, or -ENOMEM: the results would be incomplete */
};

/* A new record for `dev`; NULL when there is no memory, which is then
 * scan->error. `whole` is the device that dev is a partition of, or NULL. */
struct found *found_add(struct scan *scan, struct dev *dev, const struct found *whole);

/* The order in which people are told of them: as of qsort(). */
int found_compare(const struct found *x, const struct found *y);
void found_sort(struct scan *scan);

/* What there is of it when nothing of a device has been read yet. */
struct scan_budget scan_whole_budget(const struct scan *scan);

/* A formatted string in the scan's pool; "" and scan->error if out of memory. */
const char *scan_format(struct scan *scan, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

const char *scan_vformat(struct scan *scan, const char *format, va_list args);

/* Zeroed memory in the scan's pool; NULL and scan->error if out of memory. */
void *scan_zalloc(struct scan *scan, size_t size);

#endif
