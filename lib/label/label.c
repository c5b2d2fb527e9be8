/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The first sound label of four sectors wins, as in LVM2. A sector is
 *
 *	ours	LABELONE, its own sector number, right checksum, LVM2 001
 *	broken	LABELONE, but sector number or checksum is wrong
 *	nothing	anything else, also "LVM2 001" without LABELONE before it, and
 *		a label with a right checksum that is of another type
 *
 * What ours says is decoded with a cursor that never leaves the sector: LVM2
 * looks for the ends of the three lists wherever they lead.
 */
#include "label/label.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "base/crc.h"
#include "base/le.h"
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

/* No list can outgrow its array: what is between the headers and the sector's
 * end does not hold so many areas. */
static_assert((VOLSCAN_SECTOR_SIZE - sizeof(struct disk_label_header) -
	       sizeof(struct disk_pv_header)) / sizeof(struct disk_area) < LABEL_AREAS_MAX,
	      "LABEL_AREAS_MAX");

enum sector_kind { SECTOR_NOTHING, SECTOR_BROKEN, SECTOR_OURS };

/* The rest of a label's sector. */
struct cursor {
	const unsigned char *at, *end;
};

static bool take(struct cursor *cursor, void *out, size_t length)
{
	if ((size_t)(cursor->end - cursor->at) < length)
		return false;
	memcpy(out, cursor->at, length);
	cursor->at += length;
	return true;
}

/* Areas up to the one with offset 0, which is taken too. */
static bool take_areas(struct cursor *cursor, struct label_area *areas, unsigned *count)
{
	struct disk_area area;

	for (*count = 0; take(cursor, &area, sizeof(area)); (*count)++) {
		if (!area.offset)
			return true;
		assert(*count < LABEL_AREAS_MAX);
		areas[*count].offset = le64toh(area.offset);
		areas[*count].size = le64toh(area.size);
	}
	return false;
}

/* A sector that is full behind the lists has no extension; LVM2 fills up with
 * zeros, which are version 0. */
static const char *take_extension(struct cursor *cursor, struct label *label)
{
	struct disk_extension ext;

	if (!take(cursor, &ext, sizeof(ext)) || !ext.version)
		return NULL;

	label->ext_version = le32toh(ext.version);
	if (label->ext_version >= 2)
		label->ext_flags = le32toh(ext.flags);
	if (!take_areas(cursor, label->bas, &label->ba_count))
		return "the list of bootloader areas has no end";
	return NULL;
}

static const char *take_pv_header(struct cursor *cursor, struct label *label)
{
	struct disk_pv_header header;

	if (!take(cursor, &header, sizeof(header)))
		return "the pv_header lies outside the label's sector";
	if (uuid_format(header.uuid, label->uuid))
		return "the PV UUID has characters that no UUID has";
	label->device_size = le64toh(header.device_size);
	if (!take_areas(cursor, label->data, &label->data_count))
		return "the list of data areas has no end";
	if (!take_areas(cursor, label->mdas, &label->mda_count))
		return "the list of metadata areas has no end";
	return take_extension(cursor, label);
}

/* Decode the label of a sector that is ours; NULL, or what is wrong with it. */
static const char *decode(const unsigned char *data, struct label *label)
{
	struct cursor cursor = { data, data + VOLSCAN_SECTOR_SIZE };
	struct disk_label_header header;
	uint32_t offset;

	memcpy(&header, data, sizeof(header));
	offset = le32toh(header.offset);
	if (offset < sizeof(header) || offset > VOLSCAN_SECTOR_SIZE)
		return "the pv_header lies outside the label's sector";

	memset(label, 0, sizeof(*label));
	cursor.at += offset;
	return take_pv_header(&cursor, label);
}

static enum sector_kind classify(const unsigned char *data, uint32_t sector, const char **why)
{
	struct disk_label_header header;

	memcpy(&header, data, sizeof(header));
	if (memcmp(header.id, LABEL_ID, sizeof(header.id)))
		return SECTOR_NOTHING;
	if (le64toh(header.sector) != sector) {
		*why = "the label says that it belongs into another sector";
		return SECTOR_BROKEN;
	}
	if (lvm_crc(LVM_CRC_SEED, data + CRC_FROM, VOLSCAN_SECTOR_SIZE - CRC_FROM) !=
	    le32toh(header.crc)) {
		*why = "the label's checksum is wrong";
		return SECTOR_BROKEN;
	}
	return memcmp(header.type, LABEL_TYPE, sizeof(header.type)) ? SECTOR_NOTHING : SECTOR_OURS;
}

/* True if the sector has a sound label, which is then in *label. */
static bool decode_sector(const unsigned char *data, uint32_t sector, struct label *label,
			  const char **why)
{
	const char *wrong;

	if (classify(data, sector, why) != SECTOR_OURS)
		return false;
	wrong = decode(data, label);
	if (wrong)
		*why = wrong;
	label->sector = sector;
	return !wrong;
}

int label_decode(const void *data, size_t length, struct label *label, const char **why)
{
	struct label found, other;
	const char *broken = NULL, *ignored;
	uint32_t sector, sectors = LABEL_SECTORS;
	unsigned more = 0;

	if (length < LABEL_SCAN_BYTES)
		sectors = (uint32_t)(length / VOLSCAN_SECTOR_SIZE);

	found.sector = LABEL_SECTORS;
	for (sector = 0; sector < sectors; sector++) {
		const unsigned char *at = (const unsigned char *)data + sector * VOLSCAN_SECTOR_SIZE;

		if (found.sector < LABEL_SECTORS)
			more += decode_sector(at, sector, &other, &ignored);
		else if (!decode_sector(at, sector, &found, &broken))
			found.sector = LABEL_SECTORS;
	}
	*why = broken;
	if (found.sector == LABEL_SECTORS)
		return broken ? -EBADMSG : -ENODATA;
	found.more_labels = more;
	*label = found;
	return 0;
}
