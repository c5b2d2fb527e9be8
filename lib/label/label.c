/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The first sound label of four sectors wins, as in LVM2. A sector is
 *
 *	ours	LABELONE, its own sector number, right checksum, LVM2 001
 *	broken	LABELONE, but sector number or checksum is wrong; or LVM2 001 without
 *		LABELONE before it, which LVM2 takes for a label, unchecked
 *	nothing	anything else, also a label with a right checksum that is of
 *		another type
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
#include "label/label_disk.h"

/* No list can outgrow its array: what is between the headers and the sector's
 * end does not hold so many areas. */
static_assert((VOLSCAN_SECTOR_SIZE - sizeof(struct disk_label_header) -
	       sizeof(struct disk_pv_header)) / sizeof(struct disk_area) < LABEL_AREAS_MAX,
	      "LABEL_AREAS_MAX");

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

/* Areas up to the one with offset 0, which is taken too. It ends the list whatever its
 * size, as in LVM2: one that has a size was an area once. */
static bool take_areas(struct cursor *cursor, struct label_area *areas, unsigned *count,
		       bool *lost)
{
	struct disk_area area;

	for (*count = 0; take(cursor, &area, sizeof(area)); (*count)++) {
		if (!area.offset) {
			*lost = *lost || area.size;
			return true;
		}
		assert(*count < LABEL_AREAS_MAX);
		areas[*count].offset = le64toh(area.offset);
		areas[*count].size = le64toh(area.size);
	}
	return false;
}

/* ------------------------------------------------------------------------
 * What is wrong: functions that tell it return false, as what decodes does then; places
 * are in terms of the sector, to which label_decode() adds where that is.
 */

/* A list that runs into the end of its sector began at `from`. One that should begin
 * behind it has no byte to show: the last one before it is told, as a place has a length. */
static bool no_end(struct wrong *wrong, enum finding_id id, const struct cursor *from,
		   const char *field)
{
	size_t length = from->at < from->end ? (size_t)(from->end - from->at) : 1;

	return !is_wrong(wrong, id, VOLSCAN_SECTOR_SIZE - length, length, field);
}

/* ------------------------------------------------------------------------
 * pv_header
 */

/* A sector that is full behind the lists has no extension; LVM2 fills up with
 * zeros, which are version 0. */
static bool take_extension(struct cursor *cursor, struct label *label, struct wrong *wrong)
{
	struct disk_extension ext;
	struct cursor list;

	if (!take(cursor, &ext, sizeof(ext)) || !ext.version)
		return true;

	label->ext_version = le32toh(ext.version);
	if (label->ext_version >= 2)
		label->ext_flags = le32toh(ext.flags);
	list = *cursor;
	return take_areas(cursor, label->bas, &label->ba_count, &label->lost_area) ||
	       no_end(wrong, FINDING_PVH_BA_LIST, &list, "pv_header.bootloader_areas");
}

static bool take_lists(struct cursor *cursor, struct label *label, struct wrong *wrong)
{
	struct cursor list = *cursor;

	if (!take_areas(cursor, label->data, &label->data_count, &label->lost_area))
		return no_end(wrong, FINDING_PVH_DATA_LIST, &list, "pv_header.data_areas");
	list = *cursor;
	if (!take_areas(cursor, label->mdas, &label->mda_count, &label->lost_area))
		return no_end(wrong, FINDING_PVH_MDA_LIST, &list, "pv_header.metadata_areas");
	return take_extension(cursor, label, wrong);
}

static bool wrong_offset(struct wrong *wrong, uint32_t offset)
{
	finding_number(wrong->found, offset);
	return !is_wrong(wrong, FINDING_LABEL_OFFSET, offsetof(struct disk_label_header, offset),
			 sizeof(offset), "label_header.offset");
}

static bool take_pv_header(const unsigned char *sector, uint32_t offset, struct label *label,
			   struct wrong *wrong)
{
	struct cursor cursor = { sector + offset, sector + VOLSCAN_SECTOR_SIZE };
	struct disk_pv_header header;

	if (!take(&cursor, &header, sizeof(header)))
		return wrong_offset(wrong, offset);
	if (uuid_format(header.uuid, label->uuid))
		return !is_wrong(wrong, FINDING_PVH_UUID, offset, sizeof(header.uuid),
				 "pv_header.pv_uuid");
	label->device_size = le64toh(header.device_size);
	return take_lists(&cursor, label, wrong);
}

/* ------------------------------------------------------------------------
 * Sectors
 */

static bool wrong_crc(struct wrong *wrong, uint32_t expected, uint32_t found)
{
	finding_hex(wrong->expected, expected);
	finding_hex(wrong->found, found);
	return !is_wrong(wrong, FINDING_LABEL_CRC, offsetof(struct disk_label_header, crc),
			 sizeof(found), "label_header.crc");
}

static bool wrong_sector(struct wrong *wrong, uint32_t expected, uint64_t found)
{
	finding_number(wrong->expected, expected);
	finding_number(wrong->found, found);
	return !is_wrong(wrong, FINDING_LABEL_SECTOR,
			 offsetof(struct disk_label_header, sector), sizeof(found),
			 "label_header.sector");
}

static bool is_label(const unsigned char *data, const struct disk_label_header *header,
		     uint32_t sector, struct wrong *wrong)
{
	uint32_t crc;

	if (memcmp(header->id, LABEL_ID, sizeof(header->id)))
		return memcmp(header->type, LABEL_TYPE, sizeof(header->type)) ? false :
		       !is_wrong(wrong, FINDING_LABEL_MAGIC, 0, sizeof(header->id),
				 "label_header.id");
	if (le64toh(header->sector) != sector)
		return wrong_sector(wrong, sector, le64toh(header->sector));
	crc = lvm_crc(LVM_CRC_SEED, data + CRC_FROM, VOLSCAN_SECTOR_SIZE - CRC_FROM);
	if (crc != le32toh(header->crc))
		return wrong_crc(wrong, crc, le32toh(header->crc));
	return !memcmp(header->type, LABEL_TYPE, sizeof(header->type));
}

/* True if the sector has a sound label, which is then in *label. */
static bool decode_sector(const unsigned char *data, uint32_t sector, struct label *label,
			  struct wrong *wrong)
{
	struct disk_label_header header;
	uint32_t offset;

	memcpy(&header, data, sizeof(header));
	if (!is_label(data, &header, sector, wrong))
		return false;
	memset(label, 0, sizeof(*label));
	label->sector = sector;
	offset = le32toh(header.offset);
	if (offset < sizeof(header) || offset > VOLSCAN_SECTOR_SIZE)
		return wrong_offset(wrong, offset);
	return take_pv_header(data, offset, label, wrong);
}

const struct wrong *label_first_wrong(const struct label_wrongs *wrongs)
{
	uint32_t sector;

	for (sector = 0; sector < LABEL_SECTORS; sector++)
		if (wrongs->sectors[sector].id)
			return &wrongs->sectors[sector];
	return NULL;
}

/* Where LVM2 puts the pv_header, whatever the label says. */
static void guess_uuid(const unsigned char *sector, struct label_wrongs *wrongs)
{
	char uuid[VOLSCAN_UUID_LEN + 1];

	if (!wrongs->uuid[0] &&
	    !uuid_format((const char *)sector + sizeof(struct disk_label_header), uuid))
		memcpy(wrongs->uuid, uuid, sizeof(uuid));
}

int label_decode(const void *data, size_t length, struct label *label,
		 struct label_wrongs *wrongs)
{
	const size_t sectors = length / VOLSCAN_SECTOR_SIZE;
	const unsigned char *at = data;
	struct label found;
	unsigned count = 0;
	uint32_t sector;

	memset(wrongs, 0, sizeof(*wrongs));
	for (sector = 0; sector < LABEL_SECTORS && sector < sectors; sector++) {
		struct wrong *wrong = &wrongs->sectors[sector];

		if (decode_sector(at, sector, &found, wrong) && !count++)
			*label = found;
		if (wrong->id)
			guess_uuid(at, wrongs);
		wrong->offset += sector * VOLSCAN_SECTOR_SIZE;
		at += VOLSCAN_SECTOR_SIZE;
	}
	if (!count)
		return label_first_wrong(wrongs) ? -EBADMSG : -ENODATA;
	label->more_labels = count - 1;
	return 0;
}
