/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A disk in memory, and a probe that is fed from it. All of it asserts. */
#ifndef PARTITIONS_RIG_H
#define PARTITIONS_RIG_H

#include "device/partitions.h"

#define PT_DISK_SIZE	(UINT64_C(8) << 20)
#define PT_TYPE_LINUX	0x83
#define PT_TYPE_EXTENDED	0x05
#define PT_GPT_ENTRIES	128u

extern unsigned char pt_disk[PT_DISK_SIZE];
extern uint64_t pt_size;	/* what the probe is told */
extern uint32_t pt_block_size;
extern size_t pt_first;		/* bytes in hand at the beginning */
extern uint64_t pt_unreadable;	/* a range with this byte cannot be read */

/* What pt_run() found. */
extern unsigned pt_reads;
extern const struct partition *pt_found;
extern size_t pt_count;
extern struct partition_probe *pt_probe;

/* Fixture: an empty disk of 512-byte blocks, 8 KiB in hand. */
void pt_setup(void);
void pt_teardown(void);

void pt_put32(uint64_t at, uint32_t value);
void pt_put64(uint64_t at, uint64_t value);

/* An entry of the MBR or EBR in block `at`. */
void pt_put_entry(uint64_t at, unsigned index, unsigned char type, uint32_t start,
		  uint32_t size);

/* A GPT header in block `at` for `entries` entries of 128 bytes in block `list`. */
void pt_put_header(uint64_t at, uint64_t other, uint64_t list, uint32_t entries);
void pt_put_gpt_entry(uint64_t list, unsigned index, uint64_t begin, uint64_t end);
/* Make the checksum of the header at that byte right. */
void pt_seal(uint64_t header);
/* Both tables, with partitions 1 and 3, and 100 beyond the first 8 KiB. */
void pt_make_gpt(void);
uint32_t pt_crc32(const void *data, size_t length);

/* Probe, and check what must hold whatever the disk says. */
void pt_run(void);

/* `start` and `size` in blocks. */
void pt_assert(size_t index, unsigned number, uint64_t start, uint64_t size);

#endif
