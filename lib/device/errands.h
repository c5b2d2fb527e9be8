/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the path and the walks look up or note while disks are being parsed, in files
 * that are no device's: here, or where that is not allowed any more, by the helper
 * (io/helper.h).
 */
#ifndef DEVICE_ERRANDS_H
#define DEVICE_ERRANDS_H

#include "device/hung_private.h"
#include "io/helper.h"

/* What sysfs says of a block device. Numbers; 1 and 0 for yes and no. */
enum block_fact {
	BLOCK_IS_PARTITION,
	BLOCK_HAS_PARTITIONS,
	BLOCK_HAS_HOLDERS,	/* something that uses it */
	BLOCK_IS_DM,
	BLOCK_IS_MD,
	BLOCK_SIZE_IN_BYTES,	/* exact */
	BLOCK_OF_BYTES,		/* the size of its blocks */
	BLOCK_DISKSEQ,		/* a partition's is its disk's */
	BLOCK_FACTS
};

/* `helper` NULL: look here, below `root` (device/sysfs.h); the helper has no such
 * trees. 0 or -errno; `value` is untouched on failure. */
int block_fact(struct helper *helper, const char *root, unsigned major, unsigned minor,
	       enum block_fact fact, uint64_t *value);

/* The same for questions, to which the answer is "no" if there is none to be had. */
bool block_is(struct helper *helper, const char *root, unsigned major, unsigned minor,
	      enum block_fact fact);

/* hung_file_write(), by the helper, into the directory that it was taught. */
int note_hung(struct helper *helper, const struct dm_list *own);

/* Before it is started. `dir` lives as long as it. */
void errands_teach(struct helper *helper, char *dir);

#endif
