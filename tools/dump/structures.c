/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Labels are read and decoded here anew, not taken from the scan: which of them the
 * scan has used, and whether it could use one at all, does not matter to who wants to
 * see them. Where mdas are, they say; without a label, there is one place to try.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/dump.h"
#include "log.h"
#include "text.h"

#define SECTOR ((size_t)VOLSCAN_SECTOR_SIZE)
#define LABEL_SECTORS 4u
#define MDAS_MAX 128u		/* of four labels */
#define USUAL_MDA 4096u		/* where LVM2 puts the first one */
#define TEXT_MAX (32u << 20)

/* ------------------------------------------------------------------------
 * Reading
 */

struct answer {
	unsigned char *bytes;
	int error;
};

static void on_read(void *context, const struct volscan_device *device, int error, const void *data,
		    size_t length)
{
	struct answer *answer = context;

	(void)device;
	answer->error = error;
	if (error)
		return;
	answer->bytes = malloc(length);
	if (answer->bytes)
		memcpy(answer->bytes, data, length);
	else
		answer->error = -ENOMEM;
}

unsigned char *dump_read(struct dump *d, const struct volscan_device *device, uint64_t offset,
			 size_t length)
{
	struct answer answer = { NULL, 0 };

	volscan_read(d->vs, device, offset, length, on_read, &answer);
	if (volscan_run(d->vs))
		log_error("%s", volscan_error(d->vs));
	if (answer.error == -EINVAL)
		log_error("%s: bytes %" PRIu64 " to %" PRIu64 " are not inside the device, which has %"
			  PRIu64 ".", device->name, offset, offset + length, device->size);
	else if (answer.error)
		log_error("%s: cannot read %zu bytes at byte %" PRIu64 ": %s", device->name, length,
			  offset, strerror(-answer.error));
	d->failed |= answer.error;
	return answer.bytes;
}

/* ------------------------------------------------------------------------
 * Headings
 */

__attribute__((format(printf, 2, 3)))
static void print_heading(const struct volscan_device *device, const char *format, ...)
{
	va_list args;

	text_print(stdout, device->name);
	fputs(": ", stdout);
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	putchar('\n');
}

static void print_columns(void)
{
	printf("  %10s %4s  %-36s %s\n", "Byte", "Size", "Field", "Value");
}

/* ------------------------------------------------------------------------
 * Labels
 */

typedef void label_fn(struct dump *d, const struct volscan_device *device,
		      const unsigned char *sector, uint32_t number, void *context);

static void ignore_field(void *context, const struct volscan_field *field)
{
	(void)context;
	(void)field;
}

/* Returns how many there are; -1 if they could not be read. */
static int each_label(struct dump *d, const struct volscan_device *device, label_fn *each,
		      void *context)
{
	size_t size = LABEL_SECTORS * SECTOR;
	unsigned char *sectors;
	int count = 0;
	uint32_t i;

	if (device->size < size)
		size = (size_t)device->size / SECTOR * SECTOR;
	sectors = size ? dump_read(d, device, 0, size) : NULL;
	if (!sectors)
		return size ? -1 : 0;
	for (i = 0; i < size / SECTOR; i++)
		if (volscan_label_fields(sectors + i * SECTOR, i, ignore_field, NULL)) {
			each(d, device, sectors + i * SECTOR, i, context);
			count++;
		}
	free(sectors);
	return count;
}

static void say_no_label(struct dump *d, const struct volscan_device *device, int count)
{
	if (count)
		return;
	print_heading(device, "no label in sectors 0 to %u", LABEL_SECTORS - 1);
	d->failed = true;
}

static void print_label(struct dump *d, const struct volscan_device *device,
			const unsigned char *sector, uint32_t number, void *context)
{
	struct dump_fields fields = { .data = sector, .at = number * SECTOR };

	(void)context;
	print_heading(device, "label in sector %" PRIu32, number);
	print_columns();
	volscan_label_fields(sector, number, print_field, &fields);
	d->failed |= fields.wrong;
}

void dump_label(struct dump *d, const struct volscan_device *device)
{
	say_no_label(d, device, each_label(d, device, print_label, NULL));
}

/* ------------------------------------------------------------------------
 * mdas
 */

struct mdas {
	uint64_t at[MDAS_MAX];	/* bytes of the device */
	unsigned count;
};

static void add_mda(struct mdas *mdas, uint64_t at)
{
	unsigned i;

	for (i = 0; i < mdas->count; i++)
		if (mdas->at[i] == at)
			return;
	if (mdas->count < MDAS_MAX)
		mdas->at[mdas->count++] = at;
}

static bool ends_in(const char *text, const char *end)
{
	size_t length = strlen(text), n = strlen(end);

	return length >= n && !strcmp(text + length - n, end);
}

static void find_mda(void *context, const struct volscan_field *field)
{
	const char list[] = "pv_header.metadata_areas[";

	if (!strncmp(field->name, list, sizeof(list) - 1) && ends_in(field->name, "].offset"))
		add_mda(context, field->number);
}

static void find_mdas(struct dump *d, const struct volscan_device *device,
		      const unsigned char *sector, uint32_t number, void *context)
{
	(void)d;
	(void)device;
	volscan_label_fields(sector, number, find_mda, context);
}

typedef void mda_fn(struct dump *d, const struct volscan_device *device,
		    const unsigned char *header, uint64_t at, unsigned number);

static void each_mda(struct dump *d, const struct volscan_device *device, mda_fn *each)
{
	struct mdas mdas = { .count = 0 };
	int labels = each_label(d, device, find_mdas, &mdas);
	unsigned char *header;
	unsigned i;

	if (labels < 0)
		return;
	say_no_label(d, device, labels);
	if (!labels && device->size >= USUAL_MDA + SECTOR)
		add_mda(&mdas, USUAL_MDA);
	for (i = 0; i < mdas.count; i++) {
		if (d->copy && d->copy != i + 1)
			continue;
		header = dump_read(d, device, mdas.at[i], SECTOR);
		if (header)
			each(d, device, header, mdas.at[i], i + 1);
		free(header);
	}
}

static const struct volscan_mda *scanned_mda(const struct volscan_device *device, uint64_t at)
{
	size_t i;

	for (i = 0; device->pv && i < device->pv->mda_count; i++)
		if (device->pv->mdas[i].offset == at)
			return &device->pv->mdas[i];
	return NULL;
}

static void print_mda(struct dump *d, const struct volscan_device *device,
		      const unsigned char *header, uint64_t at, unsigned number)
{
	struct dump_fields fields = { .data = header, .at = at };
	const struct volscan_mda *mda = scanned_mda(device, at);

	print_heading(device, "metadata area %u at byte %" PRIu64, number, at);
	print_columns();
	volscan_mda_fields(header, at, print_field, &fields);
	if (mda && mda->valid && mda->text_offset)
		printf("  The checksum of the text is %s; %" PRIu64 " bytes are free.\n",
		       mda->text_valid ? "right" : mda->ignored ? "not looked at" : "WRONG",
		       mda->free);
	else if (mda && mda->valid)
		printf("  There is no text; %" PRIu64 " bytes are free.\n", mda->free);
	d->failed |= fields.wrong ||
		     (mda && mda->valid && mda->text_offset && !mda->text_valid && !mda->ignored);
}

void dump_mda(struct dump *d, const struct volscan_device *device)
{
	each_mda(d, device, print_mda);
}

/* ------------------------------------------------------------------------
 * Bytes
 */

static void print_label_hex(struct dump *d, const struct volscan_device *device,
			    const unsigned char *sector, uint32_t number, void *context)
{
	struct dump_fields fields = { .data = sector, .at = number * SECTOR };

	(void)d;
	(void)context;
	print_heading(device, "label in sector %" PRIu32, number);
	volscan_label_fields(sector, number, print_hex_field, &fields);
}

/* A part of a text; the path's memory is not to be filled with one. */
static void print_text_hex(struct dump *d, const struct volscan_device *device, uint64_t at,
			   uint64_t length)
{
	const size_t piece = 1u << 20;
	unsigned char *data;
	size_t n;

	for (; length; at += n, length -= n) {
		n = length < piece ? (size_t)length : piece;
		data = dump_read(d, device, at, n);
		if (!data)
			return;
		print_hex(at, data, n, "");
		free(data);
	}
}

static void print_mda_hex(struct dump *d, const struct volscan_device *device,
			  const unsigned char *header, uint64_t at, unsigned number)
{
	struct dump_fields fields = { .data = header, .at = at };
	const struct volscan_mda *mda = scanned_mda(device, at);
	uint64_t first;

	print_heading(device, "metadata area %u at byte %" PRIu64, number, at);
	volscan_mda_fields(header, at, print_hex_field, &fields);
	if (!mda || !mda->valid || !mda->text_offset || mda->text_size > TEXT_MAX)
		return;
	print_heading(device, "text of metadata area %u", number);
	first = mda->size - mda->text_offset;
	if (first > mda->text_size)
		first = mda->text_size;
	print_text_hex(d, device, at + mda->text_offset, first);
	print_text_hex(d, device, at + SECTOR, mda->text_size - first);
}

void dump_hex(struct dump *d, const struct volscan_device *device)
{
	each_label(d, device, print_label_hex, NULL);
	each_mda(d, device, print_mda_hex);
}
