/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Metadata text -> VG. No I/O, no device: the PVs of the VG are what the text
 * says of them, and the scan finds their devices.
 */
#ifndef FORMAT_TEXT_TEXT_H
#define FORMAT_TEXT_TEXT_H

#include <libdevmapper.h>

#include "base/finding.h"

/* Sections nested deeper than this are an error; LVM2 writes at most 5. */
#define TEXT_DEPTH_MAX 32

/*
 * Parse `length` bytes of text into a VG; a NUL at their end, as LVM2 stores
 * one, is not part of the text. All of it is taken from `pool`, at most a
 * small multiple of `length`, and lives as long; but vg->text is `text` itself, which
 * the caller keeps as long, or takes back.
 * References by name (PVs, LVs, pools, origins, logs) are resolved, numbers
 * bounded, segments sorted; vg_resolve() of metadata/vg.h has been run.
 *
 * -EBADMSG when this is not a VG's text, a required value is missing, of a
 * wrong type or impossible (extent_size 0, a segment past its PV); `sink` (which may
 * be NULL) is then told one error that says which. What is only odd (unknown flag or
 * segment type) is kept and a warning. Findings are about the text as a whole, their
 * offset is 0; the sentence says the line. -ENOMEM.
 *
 * *room (NULL: no limit) is how many bytes names and values may take while they are
 * read, and is less by what they took afterwards; what the VG keeps is about as much.
 * A text that would take more is refused.
 */
int text_parse(const char *text, size_t length, struct dm_pool *pool,
	       const struct finding_sink *sink, size_t *room, struct volscan_vg **vg);

#endif
