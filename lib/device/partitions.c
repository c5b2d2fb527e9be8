/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libblkid knows partition tables, but it reads its device itself, and every
 * byte that volscan reads has to go through the path. So it gets a memory file
 * as long as the device and empty but for what was fed: it never waits.
 *
 * What to feed is found out here, from the tables' own links:
 *
 *	MBR	its extended partitions, each the head of a chain of EBRs with
 *		one logical partition each
 *	GPT	the list of entries behind its header; if no table comes of that,
 *		the backup header in the last block, and its list
 *
 * A link is followed, and a header given to libblkid, only if it keeps within
 * bounds: libblkid would read 4 GiB of entries if a header said so.
 */
#include "device/partitions.h"

#include <assert.h>
#include <blkid/blkid.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/le.h"
#include "volscan.h"

#define SECTOR		VOLSCAN_SECTOR_SIZE
#define ENTRIES_MAX	(UINT64_C(128) * 1024)	/* bytes of GPT entries; 16 KiB is usual */

/* MBR and EBR: four entries, and a mark at the end. */
#define MBR_ENTRIES	0x1be
#define MBR_ENTRY_SIZE	16
#define MBR_ENTRY_TYPE	4
#define MBR_ENTRY_START	8	/* in blocks */
#define MBR_ENTRY_COUNT	12
#define MBR_TYPE_GPT	0xee

#define GPT_MAGIC	"EFI PART"
#define GPT_ENTRIES_LBA	72
#define GPT_ENTRY_COUNT	80
#define GPT_ENTRY_SIZE	84

enum stage {
	STAGE_TABLES,	/* following the links of the MBR and of the first GPT */
	STAGE_BACKUP,	/* those of the GPT at the end */
	STAGE_DONE,
};

enum wanted { WANT_EBR, WANT_HEADER, WANT_ENTRIES };

/* Something to read. Those that have been read stay in the list. */
struct want {
	enum wanted what;
	struct partition_range range;
	uint64_t chain;		/* EBR: where its extended partition begins */
};

struct partition_probe {
	int fd;			/* the memory file */
	uint64_t size;
	uint32_t block_size;
	enum stage stage;
	bool has_gpt;		/* the MBR says so */
	bool has_table;		/* libblkid found one, if only an empty one */
	size_t have;		/* bytes from the start that were fed at first */
	struct want wants[PARTITIONS_MAX];
	unsigned want_count, fed_count;
	struct partition partitions[PARTITIONS_MAX];
	size_t count;
};

/* ------------------------------------------------------------------------
 * What to read
 */

/* A failed write leaves a hole, which is like a range that cannot be read. */
static void keep(struct partition_probe *p, uint64_t offset, const void *data, size_t length)
{
	const char *at = data;
	ssize_t n;

	while (length) {
		n = pwrite(p->fd, at, length, (off_t)offset);
		if (n <= 0)
			return;
		at += n;
		offset += (uint64_t)n;
		length -= (size_t)n;
	}
}

static bool is_wanted(const struct partition_probe *p, uint64_t offset)
{
	for (unsigned i = 0; i < p->want_count; i++)
		if (p->wants[i].range.offset == offset)
			return true;
	return false;
}

/* An EBR that has been asked for closes a loop. */
static void want(struct partition_probe *p, enum wanted what, uint64_t offset, size_t length,
		 uint64_t chain)
{
	if (p->want_count == PARTITIONS_MAX || is_wanted(p, offset) || offset >= p->size ||
	    length > p->size - offset)
		return;
	p->wants[p->want_count++] = (struct want) { what, { offset, length }, chain };
}

static bool has_mark(const unsigned char *sector)
{
	return sector[SECTOR - 2] == 0x55 && sector[SECTOR - 1] == 0xaa;
}

static bool is_extended(const unsigned char *entry)
{
	const unsigned char type = entry[MBR_ENTRY_TYPE];

	return (type == 0x05 || type == 0x0f || type == 0x85) &&
	       get_le32(entry + MBR_ENTRY_COUNT);
}

static uint64_t entry_start(const struct partition_probe *p, const unsigned char *entry)
{
	return (uint64_t)get_le32(entry + MBR_ENTRY_START) * p->block_size;
}

static void follow_mbr(struct partition_probe *p, const unsigned char *sector)
{
	const unsigned char *entry = sector + MBR_ENTRIES;

	for (unsigned i = 0; i < 4; i++, entry += MBR_ENTRY_SIZE) {
		if (entry[MBR_ENTRY_TYPE] == MBR_TYPE_GPT)
			p->has_gpt = true;
		if (is_extended(entry))
			want(p, WANT_EBR, entry_start(p, entry), SECTOR, entry_start(p, entry));
	}
}

/* The first link counts; it is relative to the extended partition. */
static void follow_ebr(struct partition_probe *p, const unsigned char *sector, uint64_t chain)
{
	const unsigned char *entry = sector + MBR_ENTRIES;

	if (!has_mark(sector))
		return;
	for (unsigned i = 0; i < 4; i++, entry += MBR_ENTRY_SIZE)
		if (is_extended(entry) && entry_start(p, entry)) {
			want(p, WANT_EBR, chain + entry_start(p, entry), SECTOR, chain);
			return;
		}
}

/* The size of a GPT's list of entries; 0 if it is not to be believed. */
static size_t entries_size(const unsigned char *header)
{
	uint64_t size = (uint64_t)get_le32(header + GPT_ENTRY_COUNT) *
			get_le32(header + GPT_ENTRY_SIZE);

	return size <= ENTRIES_MAX ? (size_t)size : 0;
}

static bool is_header(const unsigned char *header)
{
	return !memcmp(header, GPT_MAGIC, strlen(GPT_MAGIC));
}

static void follow_header(struct partition_probe *p, const unsigned char *header)
{
	uint64_t lba = get_le64(header + GPT_ENTRIES_LBA);

	uint64_t start, end;

	if (!is_header(header) || !entries_size(header) || lba >= p->size / p->block_size)
		return;
	start = lba * p->block_size;
	end = start + entries_size(header);
	if (start < p->have)
		start = p->have;
	if (start < end)
		want(p, WANT_ENTRIES, start, (size_t)(end - start), 0);
}

/* ------------------------------------------------------------------------
 * libblkid
 */

/* What begins past the end is left out, and what ends past it is cut short:
 * the kernel does the same. */
static void add(struct partition_probe *p, blkid_partition found)
{
	uint64_t start = (uint64_t)blkid_partition_get_start(found);
	uint64_t size = (uint64_t)blkid_partition_get_size(found);
	int number = blkid_partition_get_partno(found);

	if (blkid_partition_is_extended(found) || number < 1 || p->count == PARTITIONS_MAX ||
	    !start || !size || start >= p->size / SECTOR)
		return;
	start *= SECTOR;
	size = size < UINT64_MAX / SECTOR ? size * SECTOR : UINT64_MAX;
	if (size > p->size - start)
		size = p->size - start;
	p->partitions[p->count++] = (struct partition) { (unsigned)number, start, size };
}

static void take_partitions(struct partition_probe *p, blkid_probe probe)
{
	char dos[] = "dos", gpt[] = "gpt", *names[] = { dos, gpt, NULL };
	blkid_partlist list;

	blkid_probe_enable_superblocks(probe, 0);
	blkid_probe_enable_partitions(probe, 1);
	blkid_probe_filter_partitions_type(probe, BLKID_FLTR_ONLYIN, names);
	if (blkid_probe_set_sectorsize(probe, p->block_size))
		return;
	list = blkid_probe_get_partitions(probe);
	p->has_table = list && blkid_partlist_get_table(list);
	for (int i = 0; list && i < blkid_partlist_numof_partitions(list); i++)
		add(p, blkid_partlist_get_partition(list, i));
}

/* Without memory there are no partitions. */
static void ask_libblkid(struct partition_probe *p)
{
	blkid_probe probe = blkid_new_probe();

	if (probe && !blkid_probe_set_device(probe, p->fd, 0, 0))
		take_partitions(p, probe);
	blkid_free_probe(probe);
}

/* ------------------------------------------------------------------------
 * The probe
 */

static void take(struct partition_probe *p, const struct want *w, const unsigned char *data)
{
	if (w->what == WANT_HEADER && !entries_size(data))
		return;
	keep(p, w->range.offset, data, w->range.length);
	if (w->what == WANT_EBR)
		follow_ebr(p, data, w->chain);
	else if (w->what == WANT_HEADER)
		follow_header(p, data);
}

/* A 4 KiB disk's image is a file like others, but its GPT lies elsewhere. */
static void find_block_size(struct partition_probe *p, const unsigned char *block, size_t length)
{
	static const uint32_t sizes[] = { 512, 4096 };

	for (unsigned i = 0; i < 2; i++)
		if (p->has_gpt && length >= sizes[i] + SECTOR && is_header(block + sizes[i])) {
			p->block_size = sizes[i];
			return;
		}
}

/* The first block may hold a GPT header that is not to be believed. */
static void take_block(struct partition_probe *p, const unsigned char *block, size_t length)
{
	static const char zeros[SECTOR];

	if (length < SECTOR || !has_mark(block))
		return;
	p->have = length;
	keep(p, 0, block, length);
	follow_mbr(p, block);
	find_block_size(p, block, length);
	if (!p->has_gpt)
		return;
	if (length < p->block_size + SECTOR) {
		want(p, WANT_HEADER, p->block_size, SECTOR, 0);
		return;
	}
	if (!entries_size(block + p->block_size))
		keep(p, p->block_size, zeros, sizeof(zeros));
	follow_header(p, block + p->block_size);
}

static void want_backup(struct partition_probe *p)
{
	uint64_t blocks = p->size / p->block_size;

	if (p->has_gpt && !p->has_table && blocks > 2)
		want(p, WANT_HEADER, (blocks - 1) * p->block_size, SECTOR, 0);
}

/* All that was wanted has been fed: see what came of it. */
static void advance(struct partition_probe *p)
{
	ask_libblkid(p);
	if (p->stage == STAGE_TABLES)
		want_backup(p);
	p->stage = p->stage == STAGE_TABLES && p->fed_count < p->want_count ? STAGE_BACKUP :
									       STAGE_DONE;
}

int partition_probe_new(uint64_t device_size, uint32_t block_size, const void *block,
			size_t length, struct partition_probe **probe)
{
	struct partition_probe *p = calloc(1, sizeof(*p));
	int r = 0;

	assert(length <= device_size);
	if (!p)
		return -ENOMEM;
	p->size = device_size;
	p->block_size = block_size;
	p->fd = memfd_create("volscan partitions", MFD_CLOEXEC);
	if (p->fd < 0 || ftruncate(p->fd, (off_t)device_size))
		r = -errno;
	if (r) {
		partition_probe_free(p);
		return r;
	}
	take_block(p, block, length);
	*probe = p;
	return 0;
}

bool partition_probe_next(struct partition_probe *probe, struct partition_range *range)
{
	while (probe->stage != STAGE_DONE && probe->fed_count == probe->want_count)
		advance(probe);
	if (probe->stage == STAGE_DONE)
		return false;
	*range = probe->wants[probe->fed_count].range;
	return true;
}

void partition_probe_feed(struct partition_probe *probe, const void *data)
{
	const struct want *w = &probe->wants[probe->fed_count];

	assert(probe->stage != STAGE_DONE && probe->fed_count < probe->want_count);
	probe->fed_count++;
	if (data)
		take(probe, w, data);
}

const struct partition *partition_probe_result(const struct partition_probe *probe,
					       size_t *count)
{
	*count = probe->count;
	return probe->partitions;
}

void partition_probe_free(struct partition_probe *probe)
{
	if (!probe)
		return;
	if (probe->fd >= 0)
		close(probe->fd);
	free(probe);
}
