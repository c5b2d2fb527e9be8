/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which bytes of the opened file answer a range of a device.
 *
 * Blocks are those of the device, not of the file: a partition inside an image
 * begins where it likes, and its label, pv_header and mda_header should be one
 * block all the same. Only then is the read widened, at both ends, to what
 * O_DIRECT asks for. It may then go beyond the end of a file, or of a
 * partition, by less than one logical block; what is needed for certain is
 * skip + block_length.
 *
 * Sizes may come from disks (a partition table), so no sum is trusted.
 */
#include <errno.h>

#include "device/dev_io_private.h"

/* Larger logical blocks are not known to exist. */
#define ALIGNMENT_MAX 65536u

static bool is_power_of_two(uint32_t n)
{
	return n && !(n & (n - 1));
}

uint32_t dev_io_alignment(const struct dev *dev)
{
	uint32_t size = dev->block_size;

	if (!is_power_of_two(size) || size < VOLSCAN_SECTOR_SIZE || size > ALIGNMENT_MAX)
		return VOLSCAN_SECTOR_SIZE;
	return size;
}

static uint64_t round_down(uint64_t n, uint64_t unit)
{
	return n & ~(unit - 1);
}

/* False if the result is too large a number. */
static bool round_up(uint64_t n, uint64_t unit, uint64_t *result)
{
	if (__builtin_add_overflow(n, unit - 1, result))
		return false;
	*result = round_down(*result, unit);
	return true;
}

static bool widen_to_blocks(const struct dev *dev, uint64_t offset, uint64_t length,
			    struct dev_range *r)
{
	uint64_t end, block_end;

	if (!length || __builtin_add_overflow(offset, length, &end) || end > dev->info.size)
		return false;
	if (!round_up(end, DEV_BLOCK_SIZE, &block_end) || block_end > dev->info.size)
		block_end = dev->info.size;
	r->block_offset = round_down(offset, DEV_BLOCK_SIZE);
	return !__builtin_sub_overflow(block_end, r->block_offset, &r->block_length);
}

static bool widen_to_alignment(const struct dev *dev, struct dev_range *r)
{
	uint32_t unit = dev_io_alignment(dev);
	uint64_t begin, end;

	if (__builtin_add_overflow(dev->start, r->block_offset, &begin) ||
	    __builtin_add_overflow(begin, r->block_length, &end) ||
	    !round_up(end, unit, &end) || end > INT64_MAX)
		return false;
	r->file_offset = round_down(begin, unit);
	r->skip = (size_t) (begin - r->file_offset);
	return !__builtin_sub_overflow(end, r->file_offset, &r->file_length);
}

int dev_io_range(const struct dev *dev, uint64_t offset, size_t length,
		 struct dev_range *range)
{
	struct dev_range r = { .offset = offset, .length = length };

	if (!widen_to_blocks(dev, offset, length, &r) || !widen_to_alignment(dev, &r))
		return -EINVAL;
	*range = r;
	return 0;
}
