/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "make_disk.h"

#include <endian.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crc.h"

#define SECTOR 512u
#define MDA_HEADER 512u
#define PV_EXTENTS 7u

static void die(const char *what)
{
	perror(what);
	abort();
}

static void need(int condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "wrong use of make_disk: %s\n", what);
	abort();
}

static void *get_memory(size_t size)
{
	void *p = calloc(1, size ? size : 1);

	if (!p)
		die("calloc");
	return p;
}

struct disk *disk_new(uint64_t size)
{
	struct disk *disk = get_memory(sizeof(*disk));

	disk->data = get_memory(size);
	disk->size = size;
	return disk;
}

void disk_free(struct disk *disk)
{
	if (!disk)
		return;
	free(disk->data);
	free(disk);
}

struct disk *disk_copy(const struct disk *disk)
{
	struct disk *copy = disk_new(disk->size);

	memcpy(copy->data, disk->data, disk->size);
	return copy;
}

static int is_empty(const uint8_t *data, size_t length)
{
	while (length && !*data) {
		data++;
		length--;
	}
	return !length;
}

void disk_save(const struct disk *disk, const char *path)
{
	const size_t block = 4096;
	uint64_t at;
	size_t n;
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);

	if (fd < 0 || ftruncate(fd, (off_t)disk->size))
		die(path);
	for (at = 0; at < disk->size; at += n) {
		n = disk->size - at < block ? disk->size - at : block;
		if (!is_empty(disk->data + at, n) &&
		    pwrite(fd, disk->data + at, n, (off_t)at) != (ssize_t)n)
			die(path);
	}
	if (close(fd))
		die(path);
}

const char *disk_uuid(char id)
{
	static char table[128][39];
	char *uuid = table[id & 127];
	unsigned i;

	for (i = 0; i < 38; i++)
		uuid[i] = i == 6 || i == 11 || i == 16 || i == 21 || i == 26 || i == 31 ? '-' : id;
	return uuid;
}

/* ------------------------------------------------------------------------
 * The layers of a PV
 */

static uint8_t *at(struct disk *disk, uint64_t offset, size_t length)
{
	need(offset <= disk->size && length <= disk->size - offset, "past the disk's end");
	return disk->data + offset;
}

static uint8_t *put32(uint8_t *p, uint32_t v)
{
	v = htole32(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

static uint8_t *put64(uint8_t *p, uint64_t v)
{
	v = htole64(v);
	memcpy(p, &v, sizeof(v));
	return p + sizeof(v);
}

static uint8_t *put_areas(uint8_t *p, const struct disk_area *areas, unsigned max)
{
	for (; max && areas->offset; max--, areas++) {
		p = put64(p, areas->offset);
		p = put64(p, areas->size);
	}
	return put64(put64(p, 0), 0);
}

void disk_fix_label(struct disk *disk, unsigned sector)
{
	uint8_t *label = at(disk, sector * SECTOR, SECTOR);

	put32(label + 16, lvm_crc(LVM_CRC_SEED, label + 20, SECTOR - 20));
}

void disk_label(struct disk *disk, const struct label_spec *spec)
{
	uint8_t *p = at(disk, spec->sector * SECTOR, SECTOR);

	memset(p, 0, SECTOR);
	memcpy(p, "LABELONE", 8);
	put64(p + 8, spec->sector);
	put32(p + 20, 32);
	memcpy(p + 24, "LVM2 001", 8);
	memset(p + 32, spec->id, 32);
	p = put64(p + 64, spec->device_size ? spec->device_size : disk->size);
	p = put_areas(p, spec->data, 4);
	p = put_areas(p, spec->mdas, 4);
	if (spec->ext_version) {
		p = put32(p, spec->ext_version);
		p = put32(p, spec->ext_flags);
		put_areas(p, spec->bas, 2);
	}
	disk_fix_label(disk, spec->sector);
}

void disk_fix_mda(struct disk *disk, uint64_t start)
{
	uint8_t *header = at(disk, start, MDA_HEADER);

	put32(header, lvm_crc(LVM_CRC_SEED, header + 4, MDA_HEADER - 4));
}

static void put_text(struct disk *disk, const struct mda_spec *spec)
{
	uint64_t size = strlen(spec->text), part = spec->size - spec->text_at;

	need(size <= spec->size - MDA_HEADER && spec->text_at < spec->size, "text too long");
	if (part > size)
		part = size;
	memcpy(at(disk, spec->start + spec->text_at, part), spec->text, part);
	memcpy(at(disk, spec->start + MDA_HEADER, size - part), spec->text + part, size - part);
}

void disk_mda(struct disk *disk, const struct mda_spec *spec)
{
	uint8_t *p = at(disk, spec->start, MDA_HEADER);

	memset(p, 0, MDA_HEADER);
	memcpy(p + 4, " LVM2 x[5A%r0N*>", 16);
	put32(p + 20, 1);
	put64(p + 24, spec->start);
	p = put64(p + 32, spec->size);
	if (spec->text_at) {
		p = put64(p, spec->text_at);
		p = put64(p, strlen(spec->text));
		p = put32(p, lvm_crc(LVM_CRC_SEED, spec->text, strlen(spec->text)));
		put32(p, spec->flags);
		put_text(disk, spec);
	}
	disk_fix_mda(disk, spec->start);
}

void disk_pv(struct disk *disk, char id, const char *text)
{
	disk_label(disk, &(struct label_spec) {
		.id = id, .sector = 1,
		.data = { { DISK_PE_START, 0 } },
		.mdas = { { DISK_MDA_START, DISK_MDA_SIZE } },
		.ext_version = 2, .ext_flags = text ? 1 : 0,
	});
	disk_mda(disk, &(struct mda_spec) {
		.start = DISK_MDA_START, .size = DISK_MDA_SIZE,
		.text_at = text ? DISK_TEXT_AT : 0, .text = text,
	});
}

void disk_mbr(struct disk *disk, unsigned number, uint8_t type, uint64_t start, uint64_t size)
{
	uint8_t *mbr = at(disk, 0, SECTOR), *entry = mbr + 446 + 16 * (number - 1);

	need(number >= 1 && number <= 4 && start / SECTOR <= UINT32_MAX &&
	     size / SECTOR <= UINT32_MAX, "no such MBR entry");
	mbr[510] = 0x55;
	mbr[511] = 0xaa;
	entry[4] = type;
	put32(put32(entry + 8, (uint32_t)(start / SECTOR)), (uint32_t)(size / SECTOR));
}

void disk_insert(struct disk *disk, uint64_t offset, struct disk *part)
{
	memcpy(at(disk, offset, part->size), part->data, part->size);
	disk_free(part);
}

/* ------------------------------------------------------------------------
 * Metadata texts
 */

static void print_pvs(FILE *out, const struct vg_spec *spec)
{
	size_t i;

	fprintf(out, "physical_volumes {\n");
	for (i = 0; spec->pvs[i]; i++)
		fprintf(out, "\npv%zu {\nid = \"%s\"\ndevice = \"/dev/%c\"\n\n"
			"status = [\"ALLOCATABLE\"]\nflags = [%s]\ndev_size = %u\n"
			"pe_start = 2048\npe_count = %u\n}\n",
			i, disk_uuid(spec->pvs[i]), spec->pvs[i],
			spec->missing && strchr(spec->missing, spec->pvs[i]) ? "\"MISSING\"" : "",
			spec->pv_sectors ? spec->pv_sectors : 16384, PV_EXTENTS);
	fprintf(out, "}\n");
}

static void print_lv(FILE *out, const struct vg_spec *spec, unsigned i)
{
	unsigned pvs = (unsigned)strlen(spec->pvs);
	char id[39];

	memcpy(id, disk_uuid('L'), sizeof(id));
	snprintf(id + 32, 7, "%06u", i % 1000000);
	fprintf(out, "\nlv%u {\nid = \"%s\"\nstatus = [\"READ\", \"WRITE\", \"VISIBLE\"]\n"
		"flags = []\ncreation_time = 1500000000\ncreation_host = \"test\"\n"
		"segment_count = 1\n\nsegment1 {\nstart_extent = 0\nextent_count = 1\n\n"
		"type = \"striped\"\nstripe_count = 1\n\nstripes = [\n\"pv%u\", %u\n]\n}\n}\n",
		i, id, i % pvs, i / pvs);
}

static void print_vg(FILE *out, const struct vg_spec *spec)
{
	unsigned i;

	fprintf(out, "%s {\nid = \"%s\"\nseqno = %u\nformat = \"lvm2\"\n"
		"status = [\"RESIZEABLE\", \"READ\", \"%s\"]\n", spec->name,
		disk_uuid(spec->id), spec->seqno ? spec->seqno : 1,
		spec->system_id ? "WRITE_LOCKED" : "WRITE");
	fprintf(out, spec->flag ? "flags = [\"%s\"]\n" : "flags = []\n", spec->flag);
	if (spec->system_id)
		fprintf(out, "system_id = \"%s\"\n", spec->system_id);
	fprintf(out, "extent_size = 2048\nmax_lv = 0\nmax_pv = 0\nmetadata_copies = 0\n\n");
	print_pvs(out, spec);
	if (spec->lvs)
		fprintf(out, "\nlogical_volumes {\n");
	for (i = 0; i < spec->lvs; i++)
		print_lv(out, spec, i);
	fprintf(out, "%s}\n", spec->lvs ? "}\n" : "");
}

char *vg_text(const struct vg_spec *spec)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		die("open_memstream");
	need(spec->lvs <= 6 * strlen(spec->pvs), "too many LVs");
	print_vg(out, spec);
	for (i = 0; i < spec->padding; i++)
		fputc(!i ? '#' : i + 1 < spec->padding ? 'x' : '\n', out);
	fprintf(out, "# Generated by a test: Thu Jan  1 00:00:00 1970\n\n"
		"contents = \"Text Format Volume Group\"\nversion = 1\n\ndescription = \"\"\n\n"
		"creation_host = \"test\"\t# Linux\ncreation_time = %ld\n\n",
		spec->creation_time ? spec->creation_time : 1500000000);
	if (fclose(out))
		die("fclose");
	return text;
}
