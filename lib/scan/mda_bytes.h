/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Metadata areas with all their bytes, old texts too, which a scan does not read. */
#ifndef SCAN_MDA_BYTES_H
#define SCAN_MDA_BYTES_H

#include "device/dev_io.h"
#include "device/dev_list.h"
#include "format_text/mda.h"
#include "format_text/ring.h"

struct mda_bytes {
	struct dev *dev;
	unsigned index;		/* of the mda in dev->info.pv->mdas */
	struct ring ring;	/* data is NULL until it was read; mda_bytes_free() frees it */
	int error;		/* 0 or -errno: it could not be read */
	struct mda_header header;	/* zero if it is not sound */

	/* The reading's own. */
	struct dev_io *io;
	char *data;
	size_t got;
};

/*
 * All mdas of the PVs that a scan has found, in the order of `list`, none of them read.
 * What is not looked at, since an mda claims to be larger than any is, is told to the log. The
 * array is to be freed. -ENOMEM.
 */
int mda_bytes_list(const struct dev_list *list, const struct log *log, struct mda_bytes **areas,
		   size_t *count);

/* Read the next of them: several side by side, as many as memory is meant to be for.
 * Returns how many. 0, and *error set, when I/O broke. */
size_t mda_bytes_read(struct dev_io *io, struct mda_bytes *areas, size_t count, int *error);

/* The same for one that has been read: it may have been written to meanwhile. 0 or -errno. */
int mda_bytes_read_again(struct dev_io *io, struct mda_bytes *area);

void mda_bytes_free(struct mda_bytes *area);

#endif
