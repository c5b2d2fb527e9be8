/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each field of a label, also of a damaged one: unlike label_decode(), this goes on
 * behind what is wrong, as far as the sector goes.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/crc.h"
#include "base/field.h"
#include "base/le.h"
#include "label/label_disk.h"

#define NAME_ROOM 64
#define SECTOR VOLSCAN_SECTOR_SIZE

#define HEADER_FIELD(kind_, member, ...) \
	FIELD(kind_, "label_header." #member, offsetof(struct disk_label_header, member), \
	      sizeof(((struct disk_label_header *)0)->member), ##__VA_ARGS__)

/* ------------------------------------------------------------------------
 * label_header
 */

static void tell_id(const struct field_teller *t, const struct disk_label_header *header)
{
	bool wrong = memcmp(header->id, LABEL_ID, sizeof(header->id));

	field_tell(t, HEADER_FIELD(TEXT, id, .wrong = wrong), "%s",
		   wrong ? "should be " LABEL_ID : "");
}

static void tell_sector(const struct field_teller *t, uint64_t found, uint32_t sector)
{
	if (found == sector)
		field_tell(t, HEADER_FIELD(NUMBER, sector), "where it is");
	else
		field_tell(t, HEADER_FIELD(NUMBER, sector, .wrong = true),
			   "it is in sector %" PRIu32, sector);
}

static void tell_crc(const struct field_teller *t, uint32_t found)
{
	uint32_t crc = lvm_crc(LVM_CRC_SEED, t->data + CRC_FROM, SECTOR - CRC_FROM);

	if (found == crc)
		field_tell(t, HEADER_FIELD(HEX, crc), "right");
	else
		field_tell(t, HEADER_FIELD(HEX, crc, .wrong = true), "should be 0x%08" PRIx32, crc);
}

static bool tell_offset(const struct field_teller *t, uint32_t offset)
{
	bool fits = offset >= sizeof(struct disk_label_header) &&
		    offset <= SECTOR - sizeof(struct disk_pv_header);

	field_tell(t, HEADER_FIELD(NUMBER, offset, .wrong = !fits), "%s",
		   fits ? "of the pv_header, from the beginning of the sector"
			: "the pv_header would not be inside the sector");
	return fits;
}

static void tell_type(const struct field_teller *t, const struct disk_label_header *header)
{
	bool wrong = memcmp(header->type, LABEL_TYPE, sizeof(header->type));

	field_tell(t, HEADER_FIELD(TEXT, type, .wrong = wrong), "%s",
		   wrong ? "should be " LABEL_TYPE : "");
}

/* ------------------------------------------------------------------------
 * pv_header
 */

static void tell_uuid(const struct field_teller *t, uint32_t at)
{
	char uuid[VOLSCAN_UUID_LEN + 1];
	bool wrong = uuid_format((const char *)t->data + at, uuid);

	field_tell(t, FIELD(TEXT, "pv_header.pv_uuid", at, UUID_RAW_LEN, .wrong = wrong), "%s",
		   wrong ? "has characters that no UUID has" : uuid);
}

static void tell_area(const struct field_teller *t, uint32_t at, const char *list, unsigned index)
{
	uint64_t size = get_le64(t->data + at + offsetof(struct disk_area, size));
	char name[NAME_ROOM];

	snprintf(name, sizeof(name), "%s[%u].offset", list, index);
	field_tell(t, FIELD(NUMBER, name, at, sizeof(uint64_t)), "byte of the device");
	snprintf(name, sizeof(name), "%s[%u].size", list, index);
	field_tell(t, FIELD(NUMBER, name, at + offsetof(struct disk_area, size), sizeof(uint64_t)),
		   "%s", size ? "bytes" : "up to the end of the device");
}

/* Returns where the list ends; 0 if it does not. */
static uint32_t tell_areas(const struct field_teller *t, uint32_t at, const char *list)
{
	unsigned index;

	for (index = 0; at + sizeof(struct disk_area) <= SECTOR; at += sizeof(struct disk_area)) {
		if (!get_le64(t->data + at)) {
			field_tell(t, FIELD(NUMBER, list, at, sizeof(uint64_t)), "end of the list");
			return at + (uint32_t)sizeof(struct disk_area);
		}
		tell_area(t, at, list, index++);
	}
	field_tell(t, FIELD(BYTES, list, at, SECTOR - at, .wrong = true),
		   "the list has no end in this sector");
	return 0;
}

static void tell_extension(const struct field_teller *t, uint32_t at)
{
	uint32_t version, flags;

	if (at + sizeof(struct disk_extension) > SECTOR)
		return;
	version = get_le32(t->data + at);
	flags = get_le32(t->data + at + offsetof(struct disk_extension, flags));
	field_tell(t, FIELD(NUMBER, "pv_header.ext_version", at, sizeof(version)), "%s",
		   version ? "" : "no extension");
	if (!version)
		return;
	field_tell(t, FIELD(HEX, "pv_header.ext_flags",
			    at + offsetof(struct disk_extension, flags), sizeof(flags)), "%s",
		   version >= 2 && (flags & 1) ? "a VG uses this PV" : "");
	tell_areas(t, at + (uint32_t)sizeof(struct disk_extension), "pv_header.bootloader_areas");
}

static void tell_pv_header(const struct field_teller *t, uint32_t at)
{
	tell_uuid(t, at);
	field_tell(t, FIELD(NUMBER, "pv_header.device_size",
			    at + offsetof(struct disk_pv_header, device_size), sizeof(uint64_t)),
		   "bytes");
	at = tell_areas(t, at + (uint32_t)sizeof(struct disk_pv_header), "pv_header.data_areas");
	if (at)
		at = tell_areas(t, at, "pv_header.metadata_areas");
	if (at)
		tell_extension(t, at);
}

bool volscan_label_fields(const void *sector, uint32_t number, volscan_field_fn tell,
			  void *context)
{
	const struct field_teller t = { sector, tell, context };
	struct disk_label_header header;
	bool fits;

	memcpy(&header, sector, sizeof(header));
	if (memcmp(header.id, LABEL_ID, sizeof(header.id)) &&
	    memcmp(header.type, LABEL_TYPE, sizeof(header.type)))
		return false;
	tell_id(&t, &header);
	tell_sector(&t, le64toh(header.sector), number);
	tell_crc(&t, le32toh(header.crc));
	fits = tell_offset(&t, le32toh(header.offset));
	tell_type(&t, &header);
	if (fits)
		tell_pv_header(&t, le32toh(header.offset));
	return true;
}
