/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What differs between two generations of a VG. PVs and LVs are the same ones if their
 * UUIDs are, whatever they are called.
 *
 *	changes.c	the VG, its PVs and LVs, and what each of them has
 *	places.c	where the data of an LV is
 */
#ifndef HISTORY_CHANGES_H
#define HISTORY_CHANGES_H

#include <libdevmapper.h>

#include "report/units.h"
#include "volscan.h"

struct change {
	const char *type;	/* "VG", "PV" or "LV" */
	const char *name;	/* as it is called in the later one, if it is in there */
	const char *uuid;
	const char *what;	/* "made", "removed", "renamed", "resized", "moved", "tags", ... */
	const char *from, *to;
};

/* False when there was no memory, which ends it. */
typedef bool (*change_fn)(void *context, const struct change *change);

struct changes {
	const struct volscan_vg *from, *to;
	struct dm_pool *pool;		/* owns the texts */
	struct units units;
	change_fn tell;
	void *context;
};

/* Tell all changes: of the VG, of PVs, of LVs, each in the order of the texts. False when
 * there was no memory. */
bool changes_tell(const struct changes *changes);

/* ------------------------------------------------------------------------
 * places.c
 */

/* As far as both LVs go, each of their extents is where it was. */
bool same_places(const struct volscan_lv *a, const struct volscan_lv *b);

/* "/dev/sda:0-3 /dev/sdb:5-8", from `pool`; NULL if there is no memory. */
const char *places_text(struct dm_pool *pool, const struct volscan_lv *lv);

/* What a PV is called in a text: where it was; else its UUID. */
const char *pv_text(const struct volscan_pv *pv);

/* A formatted string from `pool`; NULL if there is no memory. */
const char *text_format(struct dm_pool *pool, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

#endif
