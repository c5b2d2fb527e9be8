/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Several disks in one input: how they are read, and then records.
 *
 *	u8 order of the answers, 0 to 2 (io/fault.h) | u8 seed | u8 flags
 *	{ u8 disk | u8 kind | u16 sector | u16 length | bytes }...
 *
 *	RECORD_BYTES	`length` bytes follow, which begin that sector
 *	RECORD_SIZE	the disk has `sector` sectors and length % 512 bytes more
 *	RECORD_FAULT	its read number `sector` fails; `length` says how
 *
 * Of disks there are as many as the records name, and no more than DISKS_MAX; one
 * without a size has DISK_SIZE. Numbers are little-endian. What is cut off or out of
 * bounds counts as not there.
 */
#ifndef DISKS_H
#define DISKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISKS_MAX 4
#define DISK_SIZE_MAX (UINT64_C(2) << 20)
#define DISK_SIZE (UINT64_C(1) << 20)
#define SECTOR 512u

#define DISKS_HEADER 3
#define RECORD_HEADER 6

enum record_kind { RECORD_BYTES, RECORD_SIZE, RECORD_FAULT, RECORD_KINDS };

enum { DISKS_ONE_AT_A_TIME = 1, DISKS_NO_MD = 2, DISKS_LITTLE_MEMORY = 4, DISKS_CHECK_ALL = 8 };

struct disks_fault {
	unsigned disk, read;	/* which of its reads; 0 = the first */
	unsigned how;
};

struct disks {
	unsigned order, seed, flags;
	unsigned count;
	struct {
		uint8_t *data;	/* DISK_SIZE_MAX bytes */
		uint64_t size;
	} disk[DISKS_MAX];
	struct disks_fault faults[8];
	unsigned fault_count;
};

/* The disks of an input, until the next call. */
struct disks *disks_read(const uint8_t *data, size_t size);

/* Write what the disks have by now into the records of the input they came from. */
void disks_write(const struct disks *disks, uint8_t *data, size_t size);

/* Where the bytes of a record begin, one of those that have some, counted round and
 * round; 0 if none has. */
size_t disks_find_bytes(const uint8_t *data, size_t size, unsigned which, size_t *length);

#endif
