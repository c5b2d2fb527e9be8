/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Partition tables: how large the disk is, and its beginning; behind that are zeros.
 *
 *	u32 size in sectors | u8 flags | bytes
 */
#include <string.h>

#include "base/crc.h"
#include "base/le.h"
#include "device/partitions.h"
#include "fuzz.h"
#include "repair.h"

#define HEADER 5
#define SECTOR 512u
#define FIRST_BLOCK 8192u
#define RANGE_MAX (128u * 1024)

enum { LARGE_BLOCKS = 1, LARGE_DISK = 2, SOME_UNREADABLE = 4, SHORT_BLOCK = 8 };

struct disk {
	uint64_t size;
	uint8_t flags;
	const uint8_t *bytes;
	size_t length;
};

static void copy(const struct disk *disk, uint64_t offset, uint8_t *to, size_t length)
{
	memset(to, 0, length);
	if (offset < disk->length)
		memcpy(to, disk->bytes + offset,
		       length < disk->length - offset ? length : disk->length - offset);
}

static void feed(struct partition_probe *probe, const struct disk *disk)
{
	static uint8_t data[RANGE_MAX];
	struct partition_range range, again;
	unsigned reads = 0;

	while (partition_probe_next(probe, &range)) {
		CHECK(range.length && range.length <= RANGE_MAX && range.length <= disk->size);
		CHECK(range.offset <= disk->size - range.length);
		CHECK(partition_probe_next(probe, &again) && again.offset == range.offset);
		CHECK(++reads <= PARTITIONS_MAX);
		copy(disk, range.offset, data, range.length);
		partition_probe_feed(probe, disk->flags & SOME_UNREADABLE && reads % 2 ?
				     NULL : data);
	}
}

static void check(const struct partition_probe *probe, const struct disk *disk)
{
	size_t count;
	const struct partition *found = partition_probe_result(probe, &count);

	CHECK(count <= PARTITIONS_MAX);
	for (size_t i = 0; i < count; i++) {
		CHECK(found[i].number && found[i].start && found[i].size);
		CHECK(found[i].start < disk->size);
		CHECK(found[i].size <= disk->size - found[i].start);
	}
}

static void run_disk(const struct disk *disk)
{
	static uint8_t block[FIRST_BLOCK];
	size_t length = disk->flags & SHORT_BLOCK ? SECTOR : FIRST_BLOCK;
	struct partition_probe *probe;

	if (length > disk->size)
		length = disk->size;
	copy(disk, 0, block, length);
	CHECK(!partition_probe_new(disk->size, disk->flags & LARGE_BLOCKS ? 4096 : SECTOR, block,
				   length, &probe));
	feed(probe, disk);
	check(probe, disk);
	partition_probe_free(probe);
}

static void run(const uint8_t *data, size_t size)
{
	struct disk disk;

	if (size < HEADER)
		return;
	disk.flags = data[4];
	disk.size = get_le32(data) * (uint64_t)SECTOR;
	if (!(disk.flags & LARGE_DISK))
		disk.size %= 1 << 24;
	disk.bytes = data + HEADER;
	disk.length = size - HEADER;
	run_disk(&disk);
}

/* ------------------------------------------------------------------------
 * GPT: a CRC-32 as everywhere, of the entries and then of the header
 */

#define GPT_HEADER 92u
#define GPT_CRC 16
#define GPT_ENTRIES_CRC 88

static uint32_t crc32(const uint8_t *data, size_t length)
{
	return ~lvm_crc(UINT32_MAX, data, length);
}

static void repair_gpt(uint8_t *disk, size_t size, size_t block)
{
	uint8_t *header = disk + block;
	uint64_t list, length;

	if (size < block + GPT_HEADER || memcmp(header, "EFI PART", 8))
		return;
	list = get_le64(header + 72) * block;
	length = (uint64_t)get_le32(header + 80) * get_le32(header + 84);
	if (list < size && length <= size - list)
		put_le32(header + GPT_ENTRIES_CRC, crc32(disk + list, length));
	put_le32(header + 12, GPT_HEADER);
	put_le32(header + GPT_CRC, 0);
	put_le32(header + GPT_CRC, crc32(header, GPT_HEADER));
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned seed,
		     fuzz_change_fn change)
{
	size = change(data, size, room);
	if (seed % 8 == 0 || size < HEADER + SECTOR)
		return size;
	data[HEADER + SECTOR - 2] = 0x55;
	data[HEADER + SECTOR - 1] = 0xaa;
	repair_gpt(data + HEADER, size - HEADER, 512);
	repair_gpt(data + HEADER, size - HEADER, 4096);
	return size;
}

const struct fuzz_target fuzz_partitions = { "partitions", run, mutate };
