/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The disks are as large as can be and stay where they are. What a record wrote is
 * wiped out before the next input, and no more: an input is a few kilobytes.
 */
#include "disks.h"

#include <stdlib.h>
#include <string.h>

#include "base/le.h"
#include "fuzz.h"

struct record {
	unsigned disk, kind;
	uint64_t at;		/* of the disk */
	size_t length, bytes;	/* where they are in the input */
	unsigned sector, number;	/* the fields as they are */
};

static uint16_t get_le16(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

/* The record at *at, which is moved behind it. False at the end. */
static bool next_record(const uint8_t *data, size_t size, size_t *at, struct record *record)
{
	const uint8_t *p = data + *at;

	if (*at < DISKS_HEADER || size - *at < RECORD_HEADER)
		return false;
	record->disk = p[0] % DISKS_MAX;
	record->kind = p[1] % RECORD_KINDS;
	record->sector = get_le16(p + 2);
	record->number = get_le16(p + 4);
	record->at = record->sector * (uint64_t)SECTOR % DISK_SIZE_MAX;
	record->bytes = *at + RECORD_HEADER;
	record->length = 0;
	if (record->kind == RECORD_BYTES)
		record->length = record->number;
	if (record->length > size - record->bytes)
		record->length = size - record->bytes;
	*at = record->bytes + record->length;
	if (record->length > DISK_SIZE_MAX - record->at)
		record->length = DISK_SIZE_MAX - record->at;
	return true;
}

/* ------------------------------------------------------------------------
 * Reading
 */

static struct disks *get_disks(void)
{
	static struct disks disks;

	for (unsigned i = 0; i < DISKS_MAX && !disks.disk[i].data; i++) {
		disks.disk[i].data = calloc(1, DISK_SIZE_MAX);
		CHECK(disks.disk[i].data);
	}
	return &disks;
}

/* What the input before has written. */
static void wipe(struct disks *disks, const struct record *written, size_t count)
{
	while (count--) {
		memset(disks->disk[written->disk].data + written->at, 0, written->length);
		written++;
	}
	for (unsigned i = 0; i < DISKS_MAX; i++)
		disks->disk[i].size = DISK_SIZE;
	disks->count = disks->fault_count = 0;
}

static void take_size(struct disks *disks, const struct record *record)
{
	uint64_t size = record->sector * (uint64_t)SECTOR + record->number % SECTOR;

	disks->disk[record->disk].size = size < DISK_SIZE_MAX ? size : DISK_SIZE_MAX;
}

static void take_fault(struct disks *disks, const struct record *record)
{
	if (disks->fault_count < sizeof(disks->faults) / sizeof(disks->faults[0]))
		disks->faults[disks->fault_count++] = (struct disks_fault) {
			record->disk, record->sector, record->number
		};
}

static void take(struct disks *disks, const uint8_t *data, const struct record *record)
{
	if (disks->count <= record->disk)
		disks->count = record->disk + 1;
	if (record->kind == RECORD_SIZE)
		take_size(disks, record);
	else if (record->kind == RECORD_FAULT)
		take_fault(disks, record);
	else
		memcpy(disks->disk[record->disk].data + record->at, data + record->bytes,
		       record->length);
}

#define RECORDS_MAX 1024

struct disks *disks_read(const uint8_t *data, size_t size)
{
	static struct record records[RECORDS_MAX];
	static size_t count;
	struct disks *disks = get_disks();
	size_t at = DISKS_HEADER;

	wipe(disks, records, count);
	count = 0;
	if (size < DISKS_HEADER)
		return disks;
	disks->order = data[0] % 3;
	disks->seed = data[1];
	disks->flags = data[2];
	while (count < RECORDS_MAX && next_record(data, size, &at, &records[count]))
		take(disks, data, &records[count++]);
	return disks;
}

/* ------------------------------------------------------------------------
 * Mutating
 */

void disks_write(const struct disks *disks, uint8_t *data, size_t size)
{
	struct record record;
	size_t at = DISKS_HEADER;

	for (unsigned i = 0; i < RECORDS_MAX && size >= DISKS_HEADER &&
	     next_record(data, size, &at, &record); i++)
		if (record.kind == RECORD_BYTES)
			memcpy(data + record.bytes, disks->disk[record.disk].data + record.at,
			       record.length);
}

static bool next_bytes(const uint8_t *data, size_t size, size_t *at, struct record *record)
{
	while (next_record(data, size, at, record))
		if (record->kind == RECORD_BYTES && record->length)
			return true;
	return false;
}

size_t disks_find_bytes(const uint8_t *data, size_t size, unsigned which, size_t *length)
{
	struct record record;
	size_t at = DISKS_HEADER;
	unsigned count = 0;

	while (size > DISKS_HEADER && next_bytes(data, size, &at, &record))
		count++;
	if (!count)
		return 0;
	at = DISKS_HEADER;
	for (which %= count; next_bytes(data, size, &at, &record) && which; which--)
		;
	*length = record.length;
	return record.bytes;
}
