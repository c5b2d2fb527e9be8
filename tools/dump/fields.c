/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How fields look. All that comes from a disk is a number or made of printable ASCII. */
#include <inttypes.h>
#include <stdio.h>

#include "dump/dump.h"

#define LINE 16u
#define VALUE_ROOM 128

static char printable(unsigned char c)
{
	return c >= ' ' && c < 0x7f ? (char)c : '.';
}

static void value_text(const struct dump_fields *fields, const struct volscan_field *field,
		       char room[VALUE_ROOM])
{
	uint32_t i;

	switch (field->kind) {
	case VOLSCAN_FIELD_NUMBER:
		snprintf(room, VALUE_ROOM, "%" PRIu64, field->number);
		break;
	case VOLSCAN_FIELD_HEX:
		snprintf(room, VALUE_ROOM, "0x%08" PRIx64, field->number);
		break;
	case VOLSCAN_FIELD_TEXT:
		room[0] = '"';
		for (i = 0; i < field->length && i + 3 < VALUE_ROOM; i++)
			room[i + 1] = printable(fields->data[field->offset + i]);
		room[i + 1] = '"';
		room[i + 2] = '\0';
		break;
	case VOLSCAN_FIELD_BYTES:
		snprintf(room, VALUE_ROOM, "%" PRIu32 " bytes", field->length);
		break;
	}
}

void print_field(void *context, const struct volscan_field *field)
{
	struct dump_fields *fields = context;
	char value[VALUE_ROOM];

	value_text(fields, field, value);
	printf("  %10" PRIu64 " %4" PRIu32 "  %-36s %s%s%s%s\n", fields->at + field->offset,
	       field->length, field->name, value, *field->meaning || field->wrong ? "  " : "",
	       field->wrong ? "WRONG: " : "", field->meaning);
	fields->wrong |= field->wrong;
}

void print_hex_field(void *context, const struct volscan_field *field)
{
	struct dump_fields *fields = context;

	print_hex(fields->at + field->offset, fields->data + field->offset, field->length,
		  field->name);
	fields->wrong |= field->wrong;
}

static void print_hex_line(uint64_t at, const unsigned char *data, size_t length, const char *name)
{
	size_t i;

	printf("  %08" PRIx64 " ", at);
	for (i = 0; i < LINE; i++)
		if (i < length)
			printf(" %02x", data[i]);
		else
			fputs("   ", stdout);
	fputs("  |", stdout);
	for (i = 0; i < length; i++)
		putchar(printable(data[i]));
	if (*name)
		printf("|%*s  %s\n", (int)(LINE - length), "", name);
	else
		puts("|");
}

void print_hex(uint64_t at, const unsigned char *data, size_t length, const char *name)
{
	size_t done, n;

	for (done = 0; done < length; done += n) {
		n = length - done < LINE ? length - done : LINE;
		print_hex_line(at + done, data + done, n, done ? "" : name);
	}
}
