/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The distinct metadata texts of a scan. Each PV of a VG has a copy of the same
 * text, so that it is kept, and parsed, once: two mdas that name the same
 * checksum and size and whose texts begin with the same VG name have the same
 * text.
 */
#ifndef SCAN_TEXTS_H
#define SCAN_TEXTS_H

#include <libdevmapper.h>
#include <stdint.h>

#include "format_text/mda.h"
#include "volscan.h"

struct text {
	/* What they are told apart by, as far as the name goes: without padding. */
	uint64_t size;		/* bytes */
	uint32_t crc;
	char vg_name[MDA_VG_NAME_MAX + 1];

	const char *bytes;	/* NULL until a copy was read whole and its checksum
				   found right */

	struct fetch *fetch;	/* fetch.c's */
	struct early_vg *early;	/* early.c's */
	struct generation *generation;	/* generations.c's */
	bool parsed;		/* `vg` says how it went */
	struct volscan_vg *vg;	/* NULL = not a VG's text in spite of its checksum */
};

struct texts;

/* Bytes and texts are taken from `pool`. -ENOMEM. */
int texts_new(struct dm_pool *pool, struct texts **texts);
void texts_free(struct texts *texts);

/* The text that `locn` names and that begins with `vg_name`, added if it is
 * new; NULL if out of memory. */
struct text *texts_get(struct texts *texts, const struct raw_locn *locn, const char *vg_name);

/* Are `bytes`, locn->size of them, those of the text that `locn` names? False if that
 * is not known. */
bool texts_has(const struct texts *texts, const struct raw_locn *locn, const char *vg_name,
	       const void *bytes);

/* Keep `bytes`, text->size of them and with the right checksum, unless the
 * text has them. -ENOMEM. */
int text_fill(struct texts *texts, struct text *text, const void *bytes);

#endif
