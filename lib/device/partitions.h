/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The partitions of an image, or of a disk whose partitions the kernel has not
 * read. No I/O: whoever probes is told what to read next.
 *
 *	partition_probe_new(size, block_size, block, length, &probe);
 *	while (partition_probe_next(probe, &range)) {
 *		... read the range through the path ...
 *		partition_probe_feed(probe, data);
 *	}
 *	partitions = partition_probe_result(probe, &count);
 *	partition_probe_free(probe);
 *
 * Worth it only where signature_has_partitions() says so.
 */
#ifndef DEVICE_PARTITIONS_H
#define DEVICE_PARTITIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* More partitions than this are left out. */
#define PARTITIONS_MAX 256

struct partition {
	unsigned number;	/* as in sda1: counts from 1 */
	uint64_t start, size;	/* bytes; inside the device, neither is 0 */
};

struct partition_range {
	uint64_t offset;	/* bytes from the device's start */
	size_t length;		/* bytes */
};

struct partition_probe;

/*
 * Begin with the first `length` bytes of a device of `device_size` bytes; 8 KiB
 * save a read. `block_size` is its logical block size, which the tables count
 * in, a power of two; a GPT in an image tells it itself. -ENOMEM, or -errno where the system has
 * no memory files.
 */
int partition_probe_new(uint64_t device_size, uint32_t block_size, const void *block,
			size_t length, struct partition_probe **probe);

/*
 * What is to be read next: a range inside the device, of at most 128 KiB. False
 * when the partitions are known. For an MBR that is one range per logical
 * partition, for a GPT mostly a single one; never more than PARTITIONS_MAX.
 */
bool partition_probe_next(struct partition_probe *probe, struct partition_range *range);

/* The bytes of the range asked for, or NULL if they could not be read. */
void partition_probe_feed(struct partition_probe *probe, const void *data);

/* In the table's order. Lives as long as the probe; without any, or before all
 * was fed, *count is 0. */
const struct partition *partition_probe_result(const struct partition_probe *probe,
					       size_t *count);

void partition_probe_free(struct partition_probe *probe);

#endif
