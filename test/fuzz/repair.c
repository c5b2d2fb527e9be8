/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "repair.h"

#include <endian.h>
#include <string.h>

#include "base/crc.h"
#include "base/le.h"
#include "format_text/mda.h"
#include "label/label.h"

#define LABEL_CRC	16
#define LABEL_COVERED	20	/* and all behind it */
#define LABEL_SECTOR	8

#define MDA_COVERED	4
#define MDA_SIZE	32
#define MDA_LOCNS	40
#define LOCN_SIZE	24
#define LOCN_CRC	16

void put_le32(uint8_t *at, uint32_t value)
{
	value = htole32(value);
	memcpy(at, &value, sizeof(value));
}

void put_le64(uint8_t *at, uint64_t value)
{
	value = htole64(value);
	memcpy(at, &value, sizeof(value));
}

void repair_labels(uint8_t *device, size_t size)
{
	uint8_t *label = device;

	for (unsigned i = 0; i < LABEL_SECTORS && size >= VOLSCAN_SECTOR_SIZE; i++) {
		if (!memcmp(label, "LABEL", strlen("LABEL"))) {
			memcpy(label, "LABELONE", strlen("LABELONE"));
			put_le64(label + LABEL_SECTOR, i);
			put_le32(label + LABEL_CRC,
				 lvm_crc(LVM_CRC_SEED, label + LABEL_COVERED,
					 VOLSCAN_SECTOR_SIZE - LABEL_COVERED));
		}
		label += VOLSCAN_SECTOR_SIZE;
		size -= VOLSCAN_SECTOR_SIZE;
	}
}

void repair_mda_header(uint8_t *header)
{
	put_le32(header, lvm_crc(LVM_CRC_SEED, header + MDA_COVERED,
				 MDA_HEADER_SIZE - MDA_COVERED));
}

/* The text of one raw_locn, if all of it is on the device: it may wrap. */
static void repair_text(uint8_t *device, size_t size, uint64_t start, uint8_t *locn,
			uint64_t mda_size)
{
	uint64_t offset = get_le64(locn), length = get_le64(locn + 8), part;
	uint32_t crc;

	if (mda_size > size - start || offset < MDA_HEADER_SIZE || offset >= mda_size ||
	    length > mda_size - MDA_HEADER_SIZE)
		return;
	part = length < mda_size - offset ? length : mda_size - offset;
	crc = lvm_crc(LVM_CRC_SEED, device + start + offset, part);
	crc = lvm_crc(crc, device + start + MDA_HEADER_SIZE, length - part);
	put_le32(locn + LOCN_CRC, crc);
}

static void repair_mda(uint8_t *device, size_t size, uint64_t start)
{
	uint8_t *header;

	if (size < MDA_HEADER_SIZE || start > size - MDA_HEADER_SIZE)
		return;
	header = device + start;
	for (unsigned i = 0; i < 2; i++)
		repair_text(device, size, start, header + MDA_LOCNS + i * LOCN_SIZE,
			    get_le64(header + MDA_SIZE));
	repair_mda_header(header);
}

void repair_mdas(uint8_t *device, size_t size)
{
	struct label label;
	struct label_wrongs wrongs;

	if (label_decode(device, size, &label, &wrongs))
		return;
	for (unsigned i = 0; i < label.mda_count; i++)
		repair_mda(device, size, label.mdas[i].offset);
}
