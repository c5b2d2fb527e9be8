/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The label and the pv_header of a PV: bytes in, plain data out. No I/O.
 *
 *	sector 0..3   label_header   "LABELONE" | u64 sector | u32 crc
 *	                             | u32 offset (32) | "LVM2 001"
 *	  + offset    pv_header      uuid[32] | u64 device size
 *	                             | data areas {u64 offset, u64 size}... 0,0
 *	                             | metadata areas {u64, u64}... 0,0
 *	              extension      u32 version | u32 flags
 *	                             | bootloader areas {u64, u64}... 0,0
 *
 * All little-endian; the crc covers bytes 20 to 511 of the sector. Source:
 * LVM2 lib/label/label.h, lib/format_text/layout.h, and doc/on-disk.md.
 */
#ifndef LABEL_LABEL_H
#define LABEL_LABEL_H

#include "base/finding.h"

#define LABEL_SECTORS 4		/* the label is in one of the first four sectors */
#define LABEL_SCAN_BYTES ((size_t)LABEL_SECTORS * VOLSCAN_SECTOR_SIZE)

/* A sector of 512 bytes cannot hold more {offset, size} pairs than this. */
#define LABEL_AREAS_MAX 32

struct label_area {
	uint64_t offset, size;	/* bytes; size 0 = up to the device's end */
};

struct label {
	uint32_t sector;	/* where it was found, 0 to 3 */
	char uuid[VOLSCAN_UUID_LEN + 1];
	uint64_t device_size;	/* bytes */
	struct label_area data[LABEL_AREAS_MAX];
	unsigned data_count;
	struct label_area mdas[LABEL_AREAS_MAX];
	unsigned mda_count;
	uint32_t ext_version;	/* 0 = no extension */
	uint32_t ext_flags;	/* bit 0: PV in use; 0 below version 2 */
	struct label_area bas[LABEL_AREAS_MAX];
	unsigned ba_count;
	bool lost_area;		/* a list ends with an area that has a size and no offset */
	unsigned more_labels;	/* further valid labels in the sectors after it */
};

#define LABEL_EXT_PV_IN_USE 0x1u

/* What is wrong in each of the sectors; those that are no label at all have nothing
 * wrong. Offsets are of the device. */
struct label_wrongs {
	struct wrong sectors[LABEL_SECTORS];
	char uuid[VOLSCAN_UUID_LEN + 1];	/* where the first wrong one has the PV UUID,
						   if that can be one; else "" */
};

/* The first sector that has something wrong; NULL: none has. */
const struct wrong *label_first_wrong(const struct label_wrongs *wrongs);

/*
 * Find and decode the first valid label of the `length` bytes (at most
 * LABEL_SCAN_BYTES are looked at) that begin a device. Returns
 *   0         *label is filled in
 *   -ENODATA  there is none: not a PV
 *   -EBADMSG  there is none that is sound, and one that is not: wrong checksum, sector
 *             number or magic; or right ones, but what it says cannot be: an offset
 *             outside its sector, a list without an end, a UUID of wrong characters
 * A later sound label wins over an earlier broken one. *wrongs is filled in always.
 */
int label_decode(const void *data, size_t length, struct label *label,
		 struct label_wrongs *wrongs);

#endif
