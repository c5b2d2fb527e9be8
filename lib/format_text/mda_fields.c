/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each field of an mda_header, also of a damaged one. */
#include <inttypes.h>
#include <string.h>

#include "base/crc.h"
#include "base/field.h"
#include "base/le.h"
#include "format_text/mda_disk.h"

#define AT(member) offsetof(struct disk_mda_header, member)

static void tell_crc(const struct field_teller *t)
{
	uint32_t crc = lvm_crc(LVM_CRC_SEED, t->data + CRC_FROM, MDA_HEADER_SIZE - CRC_FROM);

	if (get_le32(t->data + AT(crc)) == crc)
		field_tell(t, FIELD(HEX, "mda_header.crc", AT(crc), sizeof(crc)), "right");
	else
		field_tell(t, FIELD(HEX, "mda_header.crc", AT(crc), sizeof(crc), .wrong = true),
			   "should be 0x%08" PRIx32, crc);
}

static void tell_identity(const struct field_teller *t)
{
	bool magic = !memcmp(t->data + AT(magic), MDA_MAGIC, sizeof(MDA_MAGIC) - 1);
	bool version = get_le32(t->data + AT(version)) == MDA_VERSION;

	field_tell(t, FIELD(TEXT, "mda_header.magic", AT(magic), sizeof(MDA_MAGIC) - 1,
			    .wrong = !magic), "%s", magic ? "" : "should be \"" MDA_MAGIC "\"");
	field_tell(t, FIELD(NUMBER, "mda_header.version", AT(version), sizeof(uint32_t),
			    .wrong = !version), "%s", version ? "" : "should be 1");
}

static void tell_place(const struct field_teller *t, uint64_t start, uint64_t size)
{
	if (get_le64(t->data + AT(start)) == start)
		field_tell(t, FIELD(NUMBER, "mda_header.start", AT(start), sizeof(start)),
			   "where it is");
	else
		field_tell(t, FIELD(NUMBER, "mda_header.start", AT(start), sizeof(start),
				    .wrong = true), "it is at byte %" PRIu64, start);
	field_tell(t, FIELD(NUMBER, "mda_header.size", AT(size), sizeof(size),
			    .wrong = size <= MDA_HEADER_SIZE), "%s",
		   size <= MDA_HEADER_SIZE ? "leaves no room for a text"
					   : "bytes, this header included");
}

static const char *const locn_names[2][4] = {
	{ "raw_locn[0].offset", "raw_locn[0].size", "raw_locn[0].crc", "raw_locn[0].flags" },
	{ "raw_locn[1].offset", "raw_locn[1].size", "raw_locn[1].crc", "raw_locn[1].flags" },
};
static const char *const slots[2] = { "committed", "precommitted" };

static void tell_locn_offset(const struct field_teller *t, unsigned slot, size_t at,
			     uint64_t offset, uint64_t mda_size)
{
	bool wrong = offset && (offset < MDA_HEADER_SIZE || offset >= mda_size);

	if (wrong)
		field_tell(t, FIELD(NUMBER, locn_names[slot][0], at, sizeof(offset), .wrong = true),
			   "is not inside the metadata area");
	else
		field_tell(t, FIELD(NUMBER, locn_names[slot][0], at, sizeof(offset)), "%s%s text%s",
			   offset ? "" : "no ", slots[slot],
			   offset ? ", from the beginning of the area" : "");
}

static void tell_locn_size(const struct field_teller *t, unsigned slot, size_t at,
			   uint64_t offset, uint64_t size, uint64_t mda_size)
{
	bool wrong = offset && (!size || mda_size <= MDA_HEADER_SIZE ||
				size > mda_size - MDA_HEADER_SIZE);
	bool wraps = offset && !wrong && offset < mda_size && size > mda_size - offset;

	if (wraps)
		field_tell(t, FIELD(NUMBER, locn_names[slot][1], at, sizeof(size)),
			   "bytes; %" PRIu64 " up to the end of the area, the rest from byte 512 on",
			   mda_size - offset);
	else
		field_tell(t, FIELD(NUMBER, locn_names[slot][1], at, sizeof(size), .wrong = wrong),
			   "%s", wrong ? "no text of the area can have this size"
				       : offset ? "bytes" : "");
}

static void tell_locn(const struct field_teller *t, unsigned slot, uint64_t mda_size)
{
	size_t at = AT(locns) + slot * sizeof(struct disk_raw_locn);
	size_t flags_at = at + offsetof(struct disk_raw_locn, flags);
	uint64_t offset = get_le64(t->data + at);
	uint64_t size = get_le64(t->data + at + offsetof(struct disk_raw_locn, size));
	uint32_t flags = get_le32(t->data + flags_at);

	tell_locn_offset(t, slot, at, offset, mda_size);
	tell_locn_size(t, slot, at + offsetof(struct disk_raw_locn, size), offset, size, mda_size);
	field_tell(t, FIELD(HEX, locn_names[slot][2], at + offsetof(struct disk_raw_locn, crc),
			    sizeof(uint32_t)), "%s", offset ? "of the text" : "");
	field_tell(t, FIELD(HEX, locn_names[slot][3], flags_at, sizeof(flags),
			    .wrong = flags & ~RAW_LOCN_IGNORED), "%s",
		   flags & ~RAW_LOCN_IGNORED ? "has bits that are not known"
		   : flags ? "the area is ignored" : "");
}

void volscan_mda_fields(const void *header, uint64_t start, volscan_field_fn tell, void *context)
{
	const struct field_teller t = { header, tell, context };
	uint64_t size = get_le64(t.data + AT(size));

	tell_crc(&t);
	tell_identity(&t);
	tell_place(&t, start, size);
	tell_locn(&t, 0, size);
	tell_locn(&t, 1, size);
}
