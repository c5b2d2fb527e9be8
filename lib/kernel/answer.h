/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Parsers of the kernel's answers. No I/O; any bytes may be given. */
#ifndef KERNEL_ANSWER_H
#define KERNEL_ANSWER_H

#include <libdevmapper.h>

#include "volscan.h"

/* "LVM-" and the UUIDs of VG and LV. */
#define KERNEL_PREFIX "LVM-"
#define KERNEL_ID_LEN 64
#define KERNEL_UUID_LEN (4 + KERNEL_ID_LEN)

/*
 * The answer to an IO_DM, of which `id`, KERNEL_ID_LEN characters, is the LV: all of
 * `dm` but its read_ahead, in `pool`. -ENXIO if it is of another device, -EBADMSG if it
 * is no answer, -ENOMEM.
 */
int kernel_answer(struct dm_pool *pool, const void *data, size_t length, const char *id,
		  struct volscan_dm *dm);

/* What `target`, which has its type and its status, says with that, in `pool`. False
 * when there was no memory. */
bool kernel_status(struct dm_pool *pool, struct volscan_dm_target *target);

#endif
