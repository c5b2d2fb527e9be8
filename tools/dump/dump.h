/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dump: what is on PVs, for people: each part in a form of its own.
 *
 *	dump.c		the command: which part, of which devices
 *	metadata.c	a text, in the form that vgcfgrestore takes
 */
#ifndef DUMP_DUMP_H
#define DUMP_DUMP_H

#include "tool.h"

struct dump {
	struct tool *tool;
	struct volscan *vs;
	const struct options *options;
	uint32_t copy;		/* --copy; 0 = any */
	uint32_t seqno;		/* --seqno, if it was given */
	bool failed;		/* something is damaged, or was not there */
};

/* Each prints its part of all that was scanned. */
void dump_metadata(struct dump *dump);

#endif
