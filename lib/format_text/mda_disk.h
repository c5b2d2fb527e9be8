/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An mda_header as it is on the disk: see mda.h. */
#ifndef FORMAT_TEXT_MDA_DISK_H
#define FORMAT_TEXT_MDA_DISK_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "format_text/mda.h"

#define MDA_MAGIC	" LVM2 x[5A%r0N*>"
#define MDA_VERSION	1

/* What the checksum covers begins with the field `magic`. */
#define CRC_FROM	4

struct disk_raw_locn {
	uint64_t offset;	/* bytes from the mda's start */
	uint64_t size;		/* bytes */
	uint32_t crc;		/* of the text */
	uint32_t flags;		/* RAW_LOCN_* */
};

struct disk_mda_header {
	uint32_t crc;		/* of the rest of the 512 bytes */
	char magic[16];		/* MDA_MAGIC */
	uint32_t version;
	uint64_t start;		/* bytes from the device's start */
	uint64_t size;		/* bytes, these 512 included */
	struct disk_raw_locn locns[2];	/* committed, precommitted */
};

static_assert(sizeof(struct disk_raw_locn) == 24, "raw_locn");
static_assert(offsetof(struct disk_raw_locn, size) == 8, "raw_locn");
static_assert(offsetof(struct disk_raw_locn, crc) == 16, "raw_locn");
static_assert(offsetof(struct disk_raw_locn, flags) == 20, "raw_locn");
static_assert(sizeof(((struct disk_mda_header *)0)->magic) == sizeof(MDA_MAGIC) - 1, "magic");
static_assert(offsetof(struct disk_mda_header, magic) == CRC_FROM, "mda_header");
static_assert(offsetof(struct disk_mda_header, version) == 20, "mda_header");
static_assert(offsetof(struct disk_mda_header, start) == 24, "mda_header");
static_assert(offsetof(struct disk_mda_header, size) == 32, "mda_header");
static_assert(offsetof(struct disk_mda_header, locns) == 40, "mda_header");
static_assert(sizeof(struct disk_mda_header) <= MDA_HEADER_SIZE, "mda_header");

#endif
