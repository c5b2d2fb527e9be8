/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dump: what is on PVs, for people: each part in a form of its own.
 *
 *	dump.c		the command: which part, of which devices
 *	structures.c	labels and mda_headers, where they are
 *	fields.c	how their fields look
 *	areas.c		what is where on a device
 *	metadata.c	a text, in the form that vgcfgrestore takes
 */
#ifndef DUMP_DUMP_H
#define DUMP_DUMP_H

#include "tool.h"

struct dump {
	struct tool *tool;
	struct volscan *vs;
	const struct options *options;
	uint32_t copy;		/* --copy; 0 = any */
	uint32_t seqno;		/* --seqno, if it was given */
	bool failed;		/* something is damaged, or was not there */
};

/* Each prints its part: of all that was scanned, or of one device. */
void dump_metadata(struct dump *dump);
void dump_label(struct dump *dump, const struct volscan_device *device);
void dump_mda(struct dump *dump, const struct volscan_device *device);
void dump_areas(struct dump *dump, const struct volscan_device *device);
void dump_hex(struct dump *dump, const struct volscan_device *device);

/* `length` bytes at `offset` of the device, to be freed; NULL after a message. */
unsigned char *dump_read(struct dump *dump, const struct volscan_device *device, uint64_t offset,
			 size_t length);

/* ------------------------------------------------------------------------
 * fields.c
 */

/* Where fields are printed from; the context of print_field() and print_hex_field(). */
struct dump_fields {
	const unsigned char *data;	/* of the structure */
	uint64_t at;		/* byte of the device that it begins at */
	bool wrong;		/* one of them was */
};

/* A line with place, name, value and meaning; or the bytes, with the name beside. */
void print_field(void *context, const struct volscan_field *field);
void print_hex_field(void *context, const struct volscan_field *field);

/* Lines of 16 bytes. `name` stands beside the first; may be "". */
void print_hex(uint64_t at, const unsigned char *data, size_t length, const char *name);

#endif
