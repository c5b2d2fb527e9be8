/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Disks for tests, composed in memory: labels, mdas and metadata texts with
 * checksums that are right, to be damaged by the test afterwards.
 *
 *	struct disk *d = disk_new(8 << 20);
 *	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 1,
 *						 .pvs = "ab" });
 *
 *	disk_pv(d, 'a', text);
 *	...
 *	free(text);
 *	disk_free(d);
 *
 * UUIDs are named by one character, which is repeated: see disk_uuid().
 * Without memory, and on wrong use, these end the process.
 */
#ifndef MAKE_DISK_H
#define MAKE_DISK_H

#include <stddef.h>
#include <stdint.h>

struct disk {
	uint8_t *data;
	uint64_t size;		/* bytes */
};

/* An empty disk of `size` bytes. */
struct disk *disk_new(uint64_t size);
void disk_free(struct disk *disk);
struct disk *disk_copy(const struct disk *disk);

/* Write it to a file: created or replaced, and sparse. */
void disk_save(const struct disk *disk, const char *path);

/* "aaaaaa-aaaa-...": 38 characters and a NUL, in a static table. */
const char *disk_uuid(char id);

/* ------------------------------------------------------------------------
 * The layers of a PV. Numbers are bytes but for the label's sector.
 */

struct disk_area {
	uint64_t offset, size;
};

struct label_spec {
	char id;		/* the PV's UUID */
	unsigned sector;	/* 0 to 3 */
	uint64_t device_size;	/* 0 = the disk's */
	struct disk_area data[4], mdas[4], bas[2];	/* up to one with offset 0 */
	uint32_t ext_version;	/* 0 = no extension */
	uint32_t ext_flags;
};

void disk_label(struct disk *disk, const struct label_spec *spec);

/* Make the checksum of the label in this sector right again. */
void disk_fix_label(struct disk *disk, unsigned sector);

struct mda_spec {
	uint64_t start, size;	/* of the mda; size includes the header */
	uint64_t text_at;	/* where the text begins, from `start`; 0 = no text */
	const char *text;	/* wraps at the mda's end */
	uint32_t flags;		/* of raw_locn 0; 1 = ignored */
};

/* Header and text. */
void disk_mda(struct disk *disk, const struct mda_spec *spec);

/* Make the checksum of the mda_header at `start` right again. */
void disk_fix_mda(struct disk *disk, uint64_t start);

/* What pvcreate and vgcreate make: label in sector 1, one mda from 4096 up to
 * DISK_PE_START, `text` (NULL = an orphan) at the beginning of it. */
#define DISK_MDA_START	UINT64_C(4096)
#define DISK_MDA_SIZE	(DISK_PE_START - DISK_MDA_START)
#define DISK_PE_START	(UINT64_C(1) << 20)
#define DISK_TEXT_AT	512u
void disk_pv(struct disk *disk, char id, const char *text);

/* Entry `number` (1 to 4) of an MBR, which is begun if there is none: `start`
 * and `size` in bytes, whole sectors; `type` as the MBR has it, 0x8e for LVM. */
void disk_mbr(struct disk *disk, unsigned number, uint8_t type, uint64_t start, uint64_t size);

/* Copy `part` into the disk, and free it. */
void disk_insert(struct disk *disk, uint64_t offset, struct disk *part);

/* ------------------------------------------------------------------------
 * Metadata texts
 */

struct vg_spec {
	const char *name;
	char id;		/* the VG's UUID */
	unsigned seqno;		/* 0 stands for 1 */
	const char *pvs;	/* the UUID of each PV, one character each */
	const char *missing;	/* those of them that have the MISSING flag; or NULL */
	unsigned lvs;		/* linear LVs lv0, lv1, ... of one extent each, in turn
				   on each of the PVs; at most 6 per PV */
	const char *system_id;	/* or NULL */
	const char *flag;	/* of the VG, or NULL */
	long creation_time;	/* 0 stands for 1500000000 */
	size_t padding;		/* the text is longer by a comment of so many bytes, not 1 */
	unsigned pv_sectors;	/* size of the PVs; 0 stands for 8 MiB */
};

/* The text; to be freed. PVs have extents of 1 MiB. */
char *vg_text(const struct vg_spec *spec);

#endif
