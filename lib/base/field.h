/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Telling the fields of a structure of 512 bytes one by one: see volscan_label_fields(). */
#ifndef BASE_FIELD_H
#define BASE_FIELD_H

#include "volscan.h"

struct field_teller {
	const unsigned char *data;	/* VOLSCAN_SECTOR_SIZE bytes */
	volscan_field_fn tell;
	void *context;
};

/* A `const struct volscan_field *` made in place. */
#define FIELD(kind_, name_, offset_, length_, ...) \
	(&(const struct volscan_field) { .name = (name_), .offset = (uint32_t)(offset_), \
		.length = (uint32_t)(length_), .kind = VOLSCAN_FIELD_##kind_, ##__VA_ARGS__ })

/* `field` with its number, if it is one of 4 or 8 bytes, read from the data; `format`
 * gives what it means. */
void field_tell(const struct field_teller *teller, const struct volscan_field *field,
		const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
