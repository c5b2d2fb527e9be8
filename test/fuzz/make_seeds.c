/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inputs to begin with, from disk images: what each parser gets of them.
 *
 *	make_seeds CORPUS CASE IMAGE...
 *
 * Writes CORPUS/label/CASE-N for image N, CORPUS/mda/CASE-N-M and CORPUS/text/CASE-N-M for
 * its metadata area M, likewise CORPUS/ring, and CORPUS/scan/CASE for all images together.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "disks.h"
#include "format_text/mda.h"
#include "label/label.h"
#include "repair.h"

struct image {
	uint8_t *data;
	uint64_t size;
};

/* Texts longer than this would slow a fuzzer down. */
#define TEXT_MAX 16384
#define RING_MAX 8192
#define NAME_BYTES 160	/* of a text, for its VG's name */

static const char *corpus, *name;

static void die(const char *what)
{
	perror(what);
	exit(1);
}

static FILE *create(const char *target, int image, int mda)
{
	char path[4096];
	FILE *out;

	snprintf(path, sizeof(path), "%s/%s", corpus, target);
	mkdir(path, 0777);
	snprintf(path, sizeof(path), "%s/%s/%s-%d-%d", corpus, target, name, image, mda);
	out = fopen(path, "we");
	if (!out)
		die(path);
	return out;
}

static void finish(FILE *out)
{
	if (ferror(out) | fclose(out))
		die("write");
}

static void put64(FILE *out, uint64_t value)
{
	uint8_t bytes[sizeof(value)];

	put_le64(bytes, value);
	fwrite(bytes, 1, sizeof(bytes), out);
}

/* A text may be in two parts. */
static void put_text(FILE *out, const struct image *image, const struct mda_header *header,
		     size_t most)
{
	struct mda_range ranges[2];
	unsigned i, n = mda_text_ranges(header, &header->committed, ranges);
	size_t part;

	for (i = 0; i < n; i++, most -= part) {
		part = ranges[i].length < most ? ranges[i].length : most;
		fwrite(image->data + ranges[i].offset, 1, part, out);
	}
}

static void write_ring(const struct image *image, uint64_t start, int number, int mda)
{
	uint64_t length = image->size - start < RING_MAX ? image->size - start : RING_MAX;
	FILE *out = create("ring", number, mda);

	while (length > MDA_HEADER_SIZE && !image->data[start + length - 1])
		length--;
	fputc(1, out);
	fwrite(image->data + start, 1, length, out);
	finish(out);
}

static void write_mda(const struct image *image, const struct label_area *area, int number, int mda)
{
	struct mda_header header;
	struct wrong wrong;
	FILE *out;

	if (mda_header_decode(image->data + area->offset, area->offset, area->size, image->size,
			      &header, &wrong))
		return;
	out = create("mda", number, mda);
	put64(out, area->offset);
	put64(out, area->size);
	put64(out, image->size);
	fwrite(image->data + area->offset, 1, MDA_HEADER_SIZE, out);
	put_text(out, image, &header, NAME_BYTES);
	finish(out);
	write_ring(image, area->offset, number, mda);

	if (!header.committed.offset || header.committed.size > TEXT_MAX)
		return;
	out = create("text", number, mda);
	put_text(out, image, &header, TEXT_MAX);
	finish(out);
}

/* ------------------------------------------------------------------------
 * For the scan: what is read of each disk
 */

#define RECORD_MAX 0xffff
#define UNLABELLED_MAX 24576	/* bytes of a disk without a label: partitions */

static void put_record(FILE *out, int disk, enum record_kind kind, uint64_t sector, uint64_t number)
{
	const uint8_t header[RECORD_HEADER] = {
		(uint8_t)disk, (uint8_t)kind, (uint8_t)sector, (uint8_t)(sector >> 8),
		(uint8_t)number, (uint8_t)(number >> 8),
	};

	fwrite(header, 1, sizeof(header), out);
}

/* Zeros at their end are there anyway. */
static void put_bytes(FILE *out, int disk, const struct image *image, uint64_t at, uint64_t length)
{
	if (at % SECTOR || at + length > DISK_SIZE_MAX || length > RECORD_MAX)
		return;
	while (length && !image->data[at + length - 1])
		length--;
	put_record(out, disk, RECORD_BYTES, at / SECTOR, length);
	fwrite(image->data + at, 1, length, out);
}

static bool is_empty(const uint8_t *sector)
{
	static const uint8_t zeros[SECTOR];

	return !memcmp(sector, zeros, SECTOR);
}

/* Sectors with something in them, but no more than `most` bytes. */
static void put_sectors(FILE *out, int disk, const struct image *image, uint64_t end, size_t most)
{
	size_t done = 0;

	for (uint64_t at = 0; at + SECTOR <= end && done < most; at += SECTOR)
		if (!is_empty(image->data + at)) {
			put_bytes(out, disk, image, at, SECTOR);
			done += SECTOR;
		}
}

static void put_area(FILE *out, int disk, const struct image *image, const struct label_area *area)
{
	struct mda_range ranges[2];
	struct mda_header header;
	struct wrong wrong;
	unsigned i, n;

	if (mda_header_decode(image->data + area->offset, area->offset, area->size, image->size,
			      &header, &wrong))
		return;
	put_bytes(out, disk, image, area->offset, MDA_HEADER_SIZE);
	n = mda_text_ranges(&header, &header.committed, ranges);
	for (i = 0; i < n && header.committed.size <= TEXT_MAX; i++)
		put_bytes(out, disk, image, ranges[i].offset, ranges[i].length);
}

static void put_disk(FILE *out, int disk, const struct image *image)
{
	uint64_t size = image->size < DISK_SIZE_MAX ? image->size : DISK_SIZE_MAX;
	struct label label;
	struct label_wrongs wrongs;

	put_record(out, disk, RECORD_SIZE, size / SECTOR, size % SECTOR);
	if (label_decode(image->data, image->size, &label, &wrongs)) {
		put_sectors(out, disk, image, size, UNLABELLED_MAX);
		return;
	}
	put_sectors(out, disk, image, LABEL_SCAN_BYTES, LABEL_SCAN_BYTES);
	for (unsigned i = 0; i < label.mda_count; i++)
		put_area(out, disk, image, &label.mdas[i]);
}

/* ------------------------------------------------------------------------
 * Images
 */

static void write_image(const struct image *image, int number)
{
	struct label label;
	struct label_wrongs wrongs;
	FILE *out = create("label", number, 0);

	fwrite(image->data, 1, LABEL_SCAN_BYTES, out);
	finish(out);
	if (label_decode(image->data, image->size, &label, &wrongs))
		return;
	for (unsigned i = 0; i < label.mda_count; i++)
		write_mda(image, &label.mdas[i], number, (int)i);
}

static void map_image(const char *path, struct image *image)
{
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 || fstat(fd, &st) || st.st_size < (off_t)LABEL_SCAN_BYTES)
		die(path);
	image->size = (uint64_t)st.st_size;
	image->data = mmap(NULL, image->size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (image->data == MAP_FAILED)
		die(path);
	close(fd);
}

int main(int argc, char **argv)
{
	static const uint8_t header[DISKS_HEADER] = { 0, 0, DISKS_CHECK_ALL };
	struct image image;
	FILE *scan;

	if (argc < 4)
		return 2;
	corpus = argv[1];
	name = argv[2];
	scan = create("scan", 0, 0);
	fwrite(header, 1, sizeof(header), scan);
	for (int i = 0; i + 3 < argc; i++) {
		map_image(argv[i + 3], &image);
		write_image(&image, i);
		if (i < DISKS_MAX)
			put_disk(scan, i, &image);
		munmap(image.data, image.size);
	}
	finish(scan);
	return 0;
}
