/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * All that an mda_header says about places is checked here, once, so that
 * whoever reads the text may trust it:
 *
 *	start                              start + size
 *	| header | rest of a     free     text |
 *	  512 B    wrapped text           ^ offset
 *
 * A text that begins inside and is not longer than size - 512 cannot run into
 * its own beginning after it wraps. The mda itself may go past the end of a
 * device that was cut short, as long as the text does not.
 */
#include "format_text/mda.h"

#include <assert.h>
#include <endian.h>
#include <errno.h>
#include <string.h>

#include "base/crc.h"
#include "format_text/mda_disk.h"

#define SECTOR_SIZE	UINT64_C(512)

static bool is_wrong_number(struct wrong *wrong, enum finding_id id, size_t offset,
			    const char *field, uint64_t found)
{
	finding_number(wrong->found, found);
	return is_wrong(wrong, id, offset, sizeof(found), field);
}

static bool wrong_crc(struct wrong *wrong, uint32_t expected, uint32_t found)
{
	finding_hex(wrong->expected, expected);
	finding_hex(wrong->found, found);
	return is_wrong(wrong, FINDING_MDA_CRC, 0, sizeof(found), "mda_header.crc");
}

static bool wrong_version(struct wrong *wrong, uint32_t found)
{
	finding_number(wrong->expected, MDA_VERSION);
	finding_number(wrong->found, found);
	return is_wrong(wrong, FINDING_MDA_VERSION, offsetof(struct disk_mda_header, version),
			sizeof(found), "mda_header.version");
}

static bool wrong_identity(const void *data, const struct disk_mda_header *disk,
			   struct wrong *wrong)
{
	const unsigned char *bytes = data;
	uint32_t crc = lvm_crc(LVM_CRC_SEED, bytes + CRC_FROM, MDA_HEADER_SIZE - CRC_FROM);

	if (crc != le32toh(disk->crc))
		return wrong_crc(wrong, crc, le32toh(disk->crc));
	if (memcmp(disk->magic, MDA_MAGIC, sizeof(disk->magic)))
		return is_wrong(wrong, FINDING_MDA_MAGIC, CRC_FROM, sizeof(disk->magic),
				"mda_header.magic");
	return le32toh(disk->version) != MDA_VERSION &&
	       wrong_version(wrong, le32toh(disk->version));
}

static bool wrong_size(const struct mda_header *header, struct wrong *wrong, enum finding_id id)
{
	return is_wrong_number(wrong, id, offsetof(struct disk_mda_header, size),
			       "mda_header.size", header->size);
}

static bool wrong_start(struct wrong *wrong, enum finding_id id, uint64_t expected,
			uint64_t found)
{
	finding_number(wrong->expected, expected);
	return is_wrong_number(wrong, id, offsetof(struct disk_mda_header, start),
			       "mda_header.start", found);
}

/* `allowed` is what the pv_header gives the mda; 0 = up to the device's end. LVM2
 * does not compare the two sizes; one that is smaller does no harm. */
static bool wrong_place(const struct mda_header *header, uint64_t start, uint64_t allowed,
			uint64_t device_size, struct wrong *wrong)
{
	if (header->start != start)
		return wrong_start(wrong, FINDING_MDA_START, start, header->start);
	if (start >= device_size)
		return wrong_start(wrong, FINDING_MDA_PAST_END, device_size, start);
	if (header->size <= MDA_HEADER_SIZE)
		return wrong_size(header, wrong, FINDING_MDA_ROOM);
	if (allowed && header->size > allowed) {
		finding_number(wrong->expected, allowed);
		return wrong_size(header, wrong, FINDING_MDA_SIZE);
	}
	return header->size > (allowed ? UINT64_MAX : device_size) - start &&
	       wrong_size(header, wrong, FINDING_MDA_TOO_LONG);
}

/* The place of a member of raw_locn `slot`. */
#define AT_LOCN(slot, member) \
	(offsetof(struct disk_mda_header, locns) + (slot) * sizeof(struct disk_raw_locn) + \
	 offsetof(struct disk_raw_locn, member))

static bool is_past_end(const struct mda_header *header, const struct raw_locn *locn,
			uint64_t device_size)
{
	struct mda_range ranges[2];
	unsigned i;

	for (i = mda_text_ranges(header, locn, ranges); i--;)
		if (ranges[i].offset + ranges[i].length > device_size)
			return true;
	return false;
}

static bool wrong_text(const struct mda_header *header, unsigned slot, uint64_t device_size,
		       struct wrong *wrong)
{
	const struct raw_locn *locn = slot ? &header->precommitted : &header->committed;

	if (!locn->offset)
		return false;
	if (locn->offset < MDA_HEADER_SIZE || locn->offset >= header->size)
		return is_wrong_number(wrong, FINDING_LOCN_OFFSET, AT_LOCN(slot, offset),
				       "raw_locn.offset", locn->offset);
	if (!locn->size || locn->size > header->size - MDA_HEADER_SIZE)
		return is_wrong_number(wrong, FINDING_LOCN_SIZE, AT_LOCN(slot, size),
				       "raw_locn.size", locn->size);
	return is_past_end(header, locn, device_size) &&
	       is_wrong_number(wrong, FINDING_LOCN_PAST_END, AT_LOCN(slot, size),
			       "raw_locn.size", locn->size);
}

static struct raw_locn decode_locn(const struct disk_raw_locn *disk)
{
	return (struct raw_locn) {
		.offset = le64toh(disk->offset),
		.size = disk->offset ? le64toh(disk->size) : 0,
		.crc = disk->offset ? le32toh(disk->crc) : 0,
		.flags = le32toh(disk->flags),
		.ignored = le32toh(disk->flags) & RAW_LOCN_IGNORED,
	};
}

static void decode(const struct disk_mda_header *disk, struct mda_header *header)
{
	header->start = le64toh(disk->start);
	header->size = le64toh(disk->size);
	header->committed = decode_locn(&disk->locns[0]);
	header->precommitted = decode_locn(&disk->locns[1]);
}

int mda_header_decode(const void *data, uint64_t start, uint64_t size,
		      uint64_t device_size, struct mda_header *header, struct wrong *wrong)
{
	struct disk_mda_header disk;
	struct mda_header decoded;

	memcpy(&disk, data, sizeof(disk));
	decode(&disk, &decoded);
	memset(wrong, 0, sizeof(*wrong));

	if (wrong_identity(data, &disk, wrong) ||
	    wrong_place(&decoded, start, size, device_size, wrong) ||
	    wrong_text(&decoded, 0, device_size, wrong))
		return -EBADMSG;
	if (wrong_text(&decoded, 1, device_size, wrong))
		memset(&decoded.precommitted, 0, sizeof(decoded.precommitted));
	*header = decoded;
	return 0;
}

unsigned mda_text_ranges(const struct mda_header *header, const struct raw_locn *locn,
			 struct mda_range ranges[2])
{
	uint64_t to_end = header->size - locn->offset;

	if (!locn->offset)
		return 0;

	ranges[0].offset = header->start + locn->offset;
	ranges[0].length = locn->size < to_end ? locn->size : to_end;
	if (locn->size <= to_end)
		return 1;

	ranges[1].offset = header->start + MDA_HEADER_SIZE;
	ranges[1].length = locn->size - to_end;
	return 2;
}

struct mda_range mda_text_piece(const struct mda_header *header, const struct raw_locn *locn,
				uint64_t skip)
{
	struct mda_range ranges[2], piece;
	unsigned n = mda_text_ranges(header, locn, ranges);

	assert(n);
	piece = ranges[0];
	if (n > 1 && skip >= piece.length) {
		skip -= piece.length;
		piece = ranges[1];
	}
	piece.offset += skip;
	piece.length -= skip;
	return piece;
}

/* The old and the new text must fit in side by side, each beginning at a whole
 * sector: that gives a text half the room less one sector. */
uint64_t mda_free_bytes(const struct mda_header *header)
{
	uint64_t half = (header->size - MDA_HEADER_SIZE) / 2;
	uint64_t used = header->committed.size + SECTOR_SIZE;

	if (header->committed.ignored || used >= half)
		return 0;
	return (half - used) / SECTOR_SIZE * SECTOR_SIZE;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '.' || c == '_' || c == '+' || c == '-';
}

size_t mda_name_length(const char *text, size_t length)
{
	size_t n = 0;

	while (n < length && is_name_char(text[n]))
		n++;
	return n;
}

bool mda_is_vg_name(const char *name, size_t length)
{
	bool is_dots = (length == 1 || length == 2) && !memcmp(name, "..", length);

	return length && length <= MDA_VG_NAME_MAX && name[0] != '-' && !is_dots &&
	       mda_name_length(name, length) == length;
}

int mda_vg_name(const char *text, size_t length, char name[MDA_VG_NAME_MAX + 1])
{
	size_t n = mda_name_length(text, length);
	bool ended = n < length && (text[n] == ' ' || text[n] == '{');

	if (!ended || !mda_is_vg_name(text, n))
		return -EBADMSG;
	memcpy(name, text, n);
	name[n] = '\0';
	return 0;
}
