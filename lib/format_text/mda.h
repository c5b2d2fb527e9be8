/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The header of a metadata area, and where its text is. No I/O.
 *
 *	mda_header   512 B: u32 crc | magic[16] | u32 version (1) | u64 start
 *	             | u64 size | raw_locn[]... an offset of 0 ends the list
 *	raw_locn     u64 offset | u64 size | u32 crc | u32 flags
 *
 * raw_locn 0 is the committed text, raw_locn 1 the precommitted one. Offsets
 * count from the mda's start; the text wraps at the mda's end to start + 512.
 * Source: LVM2 lib/format_text/layout.h, and doc/on-disk.md.
 */
#ifndef FORMAT_TEXT_MDA_H
#define FORMAT_TEXT_MDA_H

#include "base/finding.h"

#define MDA_HEADER_SIZE 512u
#define MDA_VG_NAME_MAX 127

struct raw_locn {
	uint64_t offset;	/* bytes from the mda's start; 0 = none */
	uint64_t size;		/* bytes */
	uint32_t crc;
	uint32_t flags;		/* as they are on the disk */
	bool ignored;
};

struct mda_header {
	uint64_t start;		/* bytes from the device's start */
	uint64_t size;		/* bytes, this header included */
	struct raw_locn committed, precommitted;
};

/* A part of a text: bytes from the device's start. */
struct mda_range {
	uint64_t offset, length;
};

/*
 * Decode the 512 bytes at `start` of a device of `device_size` bytes, which
 * the pv_header says are an mda of `size` bytes (0 = up to the device's end).
 * -EBADMSG when checksum, magic, version or start is wrong, when its own size is
 * larger than `size`, or when the committed text would lie outside of it or of the
 * device: *wrong says which, in terms of the 512 bytes. A precommitted text that would
 * is left out: reports ignore it, as LVM2's do; *wrong then says so with 0. `*header` is
 * touched only on success.
 */
int mda_header_decode(const void *data, uint64_t start, uint64_t size,
		      uint64_t device_size, struct mda_header *header, struct wrong *wrong);

#define RAW_LOCN_IGNORED 0x1u	/* the one flag that there is */

/* The one or two ranges of a text, in order; returns how many. `locn` must come
 * from mda_header_decode(), which has bounded it. */
unsigned mda_text_ranges(const struct mda_header *header, const struct raw_locn *locn,
			 struct mda_range ranges[2]);

/* What follows the first `skip` bytes of a text, up to its end or to where it wraps;
 * `skip` is less than its size. */
struct mda_range mda_text_piece(const struct mda_header *header, const struct raw_locn *locn,
				uint64_t skip);

/* Bytes free for the next text, as LVM2 counts them (pv_mda_free); none in an
 * ignored mda. */
uint64_t mda_free_bytes(const struct mda_header *header);

/*
 * The name of the VG at the beginning of a text: up to 127 bytes from
 * [A-Za-z0-9._+-], ended by a space or '{', no leading '-', not "." or "..".
 * -EBADMSG if that is not what is there.
 */
int mda_vg_name(const char *text, size_t length, char name[MDA_VG_NAME_MAX + 1]);

/* With how many of the characters that names of VGs and LVs have the text begins. */
size_t mda_name_length(const char *text, size_t length);

/* LVM2's rule for the names of VGs: 1 to 127 of these characters, no leading -, and
 * neither . nor .. */
bool mda_is_vg_name(const char *name, size_t length);

#endif
