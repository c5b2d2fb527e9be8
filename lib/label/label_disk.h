/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A label as it is on the disk: see label.h for what follows what. */
#ifndef LABEL_LABEL_DISK_H
#define LABEL_LABEL_DISK_H

#include <assert.h>
#include <stddef.h>
#include <stdint.h>

#include "base/uuid.h"

#define LABEL_ID	"LABELONE"
#define LABEL_TYPE	"LVM2 001"

/* What the checksum covers begins with the field `offset`. */
#define CRC_FROM	20

struct disk_label_header {
	char id[8];		/* LABEL_ID */
	uint64_t sector;	/* where this label lies */
	uint32_t crc;		/* of the rest of the sector */
	uint32_t offset;	/* of the pv_header, bytes from the sector's start */
	char type[8];		/* LABEL_TYPE */
};

struct disk_area {
	uint64_t offset, size;	/* bytes */
};

struct disk_pv_header {
	char uuid[UUID_RAW_LEN];
	uint64_t device_size;	/* bytes */
	/* two lists of struct disk_area, then the extension */
};

struct disk_extension {
	uint32_t version;
	uint32_t flags;
	/* a list of struct disk_area */
};

static_assert(sizeof(struct disk_label_header) == 32, "label_header");
static_assert(offsetof(struct disk_label_header, sector) == 8, "label_header");
static_assert(offsetof(struct disk_label_header, crc) == 16, "label_header");
static_assert(offsetof(struct disk_label_header, offset) == CRC_FROM, "label_header");
static_assert(offsetof(struct disk_label_header, type) == 24, "label_header");
static_assert(sizeof(struct disk_area) == 16, "disk_locn");
static_assert(sizeof(struct disk_pv_header) == 40, "pv_header");
static_assert(offsetof(struct disk_pv_header, device_size) == 32, "pv_header");
static_assert(sizeof(struct disk_extension) == 8, "pv_header_extension");

#endif
