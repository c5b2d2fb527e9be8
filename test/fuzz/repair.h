/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Checksums made right, so that what they guard is reached. */
#ifndef REPAIR_H
#define REPAIR_H

#include <stddef.h>
#include <stdint.h>

void put_le32(uint8_t *at, uint32_t value);
void put_le64(uint8_t *at, uint64_t value);

/* Of whatever looks like a label in the first four sectors of a device. */
void repair_labels(uint8_t *device, size_t size);

/* The 512 bytes of an mda_header. */
void repair_mda_header(uint8_t *header);

/* Of each metadata area that the labels of a device name: its texts, then its header. */
void repair_mdas(uint8_t *device, size_t size);

#endif
