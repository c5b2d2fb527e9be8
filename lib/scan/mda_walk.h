/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The walk of one metadata area: mda_header -> committed text -> checksum.
 */
#ifndef SCAN_MDA_WALK_H
#define SCAN_MDA_WALK_H

#include "scan/found.h"

/* Long texts are read in pieces of this size, to leave room for others in the
 * path's memory. */
#define MDA_PIECE_SIZE ((size_t)1024 * 1024)

struct mda_walk;

typedef void (*mda_walk_fn)(void *context, struct mda_walk *walk);

struct mda_walk {
	struct scan *scan;
	struct found *found;
	unsigned index;		/* of the mda in found->mdas */
	bool whole;		/* fetch a long text too, not its first block only */
	mda_walk_fn ended;	/* called once, last */
	void *context;

	/* The walk's own. */
	bool again;		/* this is the second try */
	char vg_name[MDA_VG_NAME_MAX + 1];	/* "" until it was read */
	char *buffer;		/* for a text that comes in pieces */
	uint64_t got;		/* bytes of the text */
};

/*
 * Walk mda number walk->index of walk->found, which begins with its header;
 * what is found goes into found->mdas[] and found->pv->mdas[], what is wrong
 * into the device's notes. The caller has set the first part of `walk` and
 * zeroed the rest; it belongs to the walk until `ended` is called, perhaps
 * before this returns.
 */
void mda_walk_start(struct mda_walk *walk);

/* The same from its text on, for a header that an earlier walk has read. */
void mda_walk_text(struct mda_walk *walk);

#endif
