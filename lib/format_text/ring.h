/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The ring of texts in a metadata area: the one in use, and older ones as far as newer
 * ones have not been written over them. No I/O.
 *
 *	start  512                                              start + size
 *	| header | rest of n | free | n-3 (cut) | n-2 | n-1 | text n, its beginning |
 *
 * LVM2 writes each text at the next whole sector behind the last one, and at the end of
 * the area goes on behind the header. So a text begins at a whole sector, with the name
 * of its VG, UUID and seqno, and ends with a NUL, or where a later one begins.
 */
#ifndef FORMAT_TEXT_RING_H
#define FORMAT_TEXT_RING_H

#include "format_text/mda.h"
#include "volscan.h"

struct ring {
	const char *data;	/* the mda, its header first */
	size_t length;		/* bytes of it that are at hand */
	bool wraps;		/* that is all of it: what ends there goes on at 512 */
};

/* A text, or what is left of one. Whether it is whole, text_parse() can say. */
struct ring_text {
	size_t offset;		/* bytes from the mda's start */
	size_t size;		/* bytes, without the NUL behind it */
	char vg_name[MDA_VG_NAME_MAX + 1];
	char vg_uuid[VOLSCAN_UUID_LEN + 1];
	uint32_t seqno;
};

/*
 * The first text that begins at `from` (bytes from the mda's start) or behind it. False,
 * and *text untouched, if there is none. No byte is in two texts: to find all of an mda
 * takes a time that grows with its size.
 */
bool ring_next(const struct ring *ring, size_t from, struct ring_text *text);

/* `size` bytes from `offset` on, in one piece. Both must lie in the ring: what is not
 * wrapped ends before ring->length, and size is at most length - 512. */
void ring_copy(const struct ring *ring, size_t offset, size_t size, char *to);

/* LVM2's checksum of the same. */
uint32_t ring_crc(const struct ring *ring, size_t offset, size_t size);

#endif
