/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/signature.h"

#include <assert.h>
#include <endian.h>
#include <stdint.h>
#include <string.h>

#include "base/le.h"

#define MBR_SIZE	512u
#define MBR_MARK	0x1fe	/* offset of 55 aa */
#define MBR_ENTRIES	0x1be	/* offset of four entries of 16 bytes */
#define MBR_ENTRY_SIZE	16u
#define MBR_SECTORS	12u	/* offset of the size in an entry */

/* md superblock 1.1 is at the device's start, 1.2 in 4 KiB. */
#define MD_MAGIC	UINT32_C(0xa92b4efc)
#define MD_1_2_OFFSET	4096u

/* GFS pool label, big-endian; the lowest byte of the version is not compared. */
#define POOL_MAGIC	UINT64_C(0x011670)
#define POOL_VERSION	UINT32_C(0x0401)
#define POOL_VERSION_OFFSET 272u

static_assert(SIGNATURE_BYTES == MD_1_2_OFFSET + 4, "the last of them");

bool signature_has_partitions(const void *block, size_t length)
{
	const unsigned char *bytes = block, *entry;
	bool found = false;

	if (length < MBR_SIZE || bytes[MBR_MARK] != 0x55 || bytes[MBR_MARK + 1] != 0xaa)
		return false;
	for (entry = bytes + MBR_ENTRIES; entry < bytes + MBR_MARK; entry += MBR_ENTRY_SIZE) {
		if (entry[0] & 0x7f)
			return false;
		found = found || get_le32(entry + MBR_SECTORS);
	}
	return found;
}

static bool is_md(const unsigned char *bytes, size_t length, size_t offset)
{
	return length >= offset + 4 && get_le32(bytes + offset) == MD_MAGIC;
}

static bool is_lvm1(const unsigned char *bytes, size_t length)
{
	return length >= 4 && bytes[0] == 'H' && bytes[1] == 'M' &&
	       (bytes[2] == 1 || bytes[2] == 2) && !bytes[3];
}

static bool is_pool(const unsigned char *bytes, size_t length)
{
	uint64_t magic;
	uint32_t version;

	if (length < POOL_VERSION_OFFSET + sizeof(version))
		return false;
	memcpy(&magic, bytes, sizeof(magic));
	memcpy(&version, bytes + POOL_VERSION_OFFSET, sizeof(version));
	return be64toh(magic) == POOL_MAGIC && be32toh(version) >> 8 == POOL_VERSION;
}

const char *signature_rejects(const void *block, size_t length, bool is_whole, bool find_md)
{
	if (is_whole && signature_has_partitions(block, length))
		return "it has a partition table";
	if (find_md && (is_md(block, length, 0) || is_md(block, length, MD_1_2_OFFSET)))
		return "it is a component of an md array (devices/md_component_detection)";
	if (is_lvm1(block, length))
		return "it is a PV of LVM1, which is no longer supported";
	if (is_pool(block, length))
		return "it belongs to a GFS pool";
	return NULL;
}
