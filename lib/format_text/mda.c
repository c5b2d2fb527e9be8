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

#define MDA_MAGIC	" LVM2 x[5A%r0N*>"
#define MDA_VERSION	1
#define SECTOR_SIZE	UINT64_C(512)

#define RAW_LOCN_IGNORED 0x1u

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

static const char *check_identity(const void *data, const struct disk_mda_header *disk)
{
	const unsigned char *bytes = data;

	if (lvm_crc(LVM_CRC_SEED, bytes + CRC_FROM, MDA_HEADER_SIZE - CRC_FROM) !=
	    le32toh(disk->crc))
		return "its checksum is wrong";
	if (memcmp(disk->magic, MDA_MAGIC, sizeof(disk->magic)))
		return "its magic is not that of a metadata area";
	if (le32toh(disk->version) != MDA_VERSION)
		return "its version is not 1";
	return NULL;
}

/* `allowed` is what the pv_header gives the mda; 0 = up to the device's end. LVM2
 * does not compare the two sizes; one that is smaller does no harm. */
static const char *check_place(const struct mda_header *header, uint64_t start,
			       uint64_t allowed, uint64_t device_size)
{
	if (header->start != start)
		return "it says that it belongs to another place";
	if (start >= device_size)
		return "it lies past the end of the device";
	if (header->size <= MDA_HEADER_SIZE)
		return "its size leaves no room for a text";
	if (allowed && header->size > allowed)
		return "its size is larger than the PV header says";
	if (header->size > (allowed ? UINT64_MAX : device_size) - start)
		return "its size goes past the end of the device";
	return NULL;
}

static const char *check_text(const struct mda_header *header, const struct raw_locn *locn,
			      uint64_t device_size)
{
	struct mda_range ranges[2];
	unsigned i;

	if (!locn->offset)
		return NULL;
	if (locn->offset < MDA_HEADER_SIZE || locn->offset >= header->size)
		return "its text begins outside of it";
	if (!locn->size || locn->size > header->size - MDA_HEADER_SIZE)
		return "the size of its text cannot be";
	for (i = mda_text_ranges(header, locn, ranges); i--;)
		if (ranges[i].offset + ranges[i].length > device_size)
			return "its text goes past the end of the device";
	return NULL;
}

static struct raw_locn decode_locn(const struct disk_raw_locn *disk)
{
	return (struct raw_locn) {
		.offset = le64toh(disk->offset),
		.size = disk->offset ? le64toh(disk->size) : 0,
		.crc = disk->offset ? le32toh(disk->crc) : 0,
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
		      uint64_t device_size, struct mda_header *header, const char **why)
{
	struct disk_mda_header disk;
	struct mda_header decoded;
	const char *wrong;

	memcpy(&disk, data, sizeof(disk));
	decode(&disk, &decoded);

	wrong = check_identity(data, &disk);
	if (!wrong)
		wrong = check_place(&decoded, start, size, device_size);
	if (!wrong)
		wrong = check_text(&decoded, &decoded.committed, device_size);
	if (wrong) {
		*why = wrong;
		return -EBADMSG;
	}

	*why = NULL;
	if (check_text(&decoded, &decoded.precommitted, device_size))
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

static size_t name_length(const char *text, size_t length)
{
	size_t n = 0;

	while (n < length && is_name_char(text[n]))
		n++;
	return n;
}

int mda_vg_name(const char *text, size_t length, char name[MDA_VG_NAME_MAX + 1])
{
	size_t n = name_length(text, length);
	bool ended = n < length && (text[n] == ' ' || text[n] == '{');
	bool is_dots = (n == 1 || n == 2) && !memcmp(text, "..", n);

	if (!n || n > MDA_VG_NAME_MAX || !ended || text[0] == '-' || is_dots)
		return -EBADMSG;
	memcpy(name, text, n);
	name[n] = '\0';
	return 0;
}
