/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef BASE_CRC_H
#define BASE_CRC_H

#include <stddef.h>
#include <stdint.h>

/* First `crc` of every LVM2 checksum (LVM2 lib/misc/crc.h, INITIAL_CRC). */
#define LVM_CRC_SEED UINT32_C(0xf597a6cf)

/*
 * LVM2's checksum of `length` bytes: CRC-32, reflected polynomial 0xEDB88320,
 * started from `crc`, no final xor. Calls chain: crc(crc(s, a), b) is the
 * checksum of a followed by b, which is how a wrapped text is checked.
 */
uint32_t lvm_crc(uint32_t crc, const void *data, size_t length);

#endif
