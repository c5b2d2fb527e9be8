/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "partitions_rig.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "unit.h"

unsigned char pt_disk[PT_DISK_SIZE];
uint64_t pt_size;
uint32_t pt_block_size;
size_t pt_first;
uint64_t pt_unreadable;
unsigned pt_reads;
const struct partition *pt_found;
size_t pt_count;
struct partition_probe *pt_probe;

void pt_put32(uint64_t at, uint32_t value)
{
	value = htole32(value);
	memcpy(pt_disk + at, &value, sizeof(value));
}

void pt_put64(uint64_t at, uint64_t value)
{
	value = htole64(value);
	memcpy(pt_disk + at, &value, sizeof(value));
}

void pt_setup(void)
{
	memset(pt_disk, 0, sizeof(pt_disk));
	pt_size = PT_DISK_SIZE;
	pt_block_size = 512;
	pt_first = 8192;
	pt_unreadable = UINT64_MAX;
}

void pt_teardown(void)
{
	partition_probe_free(pt_probe);
	pt_probe = NULL;
}

void pt_put_entry(uint64_t at, unsigned index, unsigned char type, uint32_t start,
		  uint32_t size)
{
	uint64_t entry = at * pt_block_size + 446 + 16 * index;

	pt_disk[entry + 4] = type;
	pt_put32(entry + 8, start);
	pt_put32(entry + 12, size);
	pt_disk[at * pt_block_size + 510] = 0x55;
	pt_disk[at * pt_block_size + 511] = 0xaa;
}

uint32_t pt_crc32(const void *data, size_t length)
{
	return ~lvm_crc(0xffffffff, data, length);
}

void pt_seal(uint64_t header)
{
	pt_put32(header + 16, 0);
	pt_put32(header + 16, pt_crc32(pt_disk + header, 92));
}

void pt_put_header(uint64_t at, uint64_t other, uint64_t list, uint32_t entries)
{
	uint64_t header = at * pt_block_size, blocks = pt_size / pt_block_size;

	memcpy(pt_disk + header, "EFI PART", 8);
	pt_put32(header + 8, 0x10000);
	pt_put32(header + 12, 92);
	pt_put64(header + 24, at);
	pt_put64(header + 32, other);
	pt_put64(header + 40, 34);
	pt_put64(header + 48, blocks - 34);
	memset(pt_disk + header + 56, 0x11, 16);
	pt_put64(header + 72, list);
	pt_put32(header + 80, entries);
	pt_put32(header + 84, 128);
	pt_put32(header + 88, pt_crc32(pt_disk + list * pt_block_size, entries * 128));
	pt_seal(header);
}

void pt_put_gpt_entry(uint64_t list, unsigned index, uint64_t begin, uint64_t end)
{
	uint64_t entry = list * pt_block_size + index * 128;

	memset(pt_disk + entry, 0x22, 16);
	memset(pt_disk + entry + 16, 0x33 + (int)index, 16);
	pt_put64(entry + 32, begin);
	pt_put64(entry + 40, end);
}

void pt_make_gpt(void)
{
	uint64_t blocks = pt_size / pt_block_size;
	uint64_t list = PT_GPT_ENTRIES * 128 / pt_block_size, backup = blocks - 1 - list;

	pt_put_entry(0, 0, 0xee, 1, (uint32_t)blocks - 1);
	for (uint64_t at = 2; at; at = at == 2 ? backup : 0) {
		pt_put_gpt_entry(at, 0, 100, 299);
		pt_put_gpt_entry(at, 2, 300, 300);
		pt_put_gpt_entry(at, 99, 400, 499);
	}
	pt_put_header(1, blocks - 1, 2, PT_GPT_ENTRIES);
	pt_put_header(blocks - 1, 1, backup, PT_GPT_ENTRIES);
}

static void feed_all(void)
{
	struct partition_range range;

	for (pt_reads = 0; partition_probe_next(pt_probe, &range); pt_reads++) {
		bool lost = range.offset <= pt_unreadable && pt_unreadable < range.offset + range.length;
		unsigned char *data = malloc(range.length);

		ck_assert_uint_gt(range.length, 0);
		ck_assert_uint_le(range.length, 128 * 1024);
		ck_assert_uint_le(range.offset, pt_size);
		ck_assert_uint_le(range.length, pt_size - range.offset);
		memset(data, 0, range.length);
		if (range.offset < PT_DISK_SIZE)
			memcpy(data, pt_disk + range.offset, range.length);
		partition_probe_feed(pt_probe, lost ? NULL : data);
		free(data);
		ck_assert_uint_le(pt_reads, PARTITIONS_MAX);
	}
}

/* Everything that must hold whatever the disk says. */
static void assert_bounds(void)
{
	ck_assert_uint_le(pt_count, PARTITIONS_MAX);
	for (size_t i = 0; i < pt_count; i++) {
		ck_assert_uint_gt(pt_found[i].number, i ? pt_found[i - 1].number : 0);
		ck_assert_uint_gt(pt_found[i].start, 0);
		ck_assert_uint_lt(pt_found[i].start, pt_size);
		ck_assert_uint_gt(pt_found[i].size, 0);
		ck_assert_uint_le(pt_found[i].size, pt_size - pt_found[i].start);
	}
}

void pt_run(void)
{
	unsigned char *block = malloc(pt_first ? pt_first : 1);

	memcpy(block, pt_disk, pt_first);
	partition_probe_free(pt_probe);
	ck_assert_int_eq(partition_probe_new(pt_size, pt_block_size, block, pt_first, &pt_probe), 0);
	free(block);
	feed_all();
	pt_found = partition_probe_result(pt_probe, &pt_count);
	assert_bounds();
}

void pt_assert(size_t index, unsigned number, uint64_t start, uint64_t size)
{
	ck_assert_uint_gt(pt_count, index);
	ck_assert_uint_eq(pt_found[index].number, number);
	ck_assert_uint_eq(pt_found[index].start, start * pt_block_size);
	ck_assert_uint_eq(pt_found[index].size, size * pt_block_size);
}
