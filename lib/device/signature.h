/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a device's first block says about who else uses it. No I/O.
 *
 * LVM2 asks this before it looks for a label, and so must the walk: what has a
 * partition table or is a part of an md array is no PV, even if an old label
 * is still there. Verified with LVM2 2.03.16: file systems, swap and LUKS are
 * not looked for, these four are.
 *
 * Not in the first block, and not looked for, as by LVM2 unless it is going to
 * write: md superblocks 0.90 and 1.0, IMSM and DDF, all at the device's end.
 */
#ifndef DEVICE_SIGNATURE_H
#define DEVICE_SIGNATURE_H

#include <stdbool.h>
#include <stddef.h>

/* What the signatures need of a device; more does no harm. */
#define SIGNATURE_BYTES (4096u + 4u)

/* An MBR (a GPT has one as well) as LVM2 judges it: the mark, only boot
 * indicators 0 and 0x80, and at least one partition with a size. Some boot
 * sectors of file systems look so too. */
bool signature_has_partitions(const void *block, size_t length);

/*
 * Why the device is left out, as a static text that names the filter, or NULL.
 * `block` is its first `length` bytes. `is_whole`: it may have partitions; see
 * dev_list_is_whole(). `find_md`: components of md arrays are to be left out.
 */
const char *signature_rejects(const void *block, size_t length, bool is_whole, bool find_md);

#endif
