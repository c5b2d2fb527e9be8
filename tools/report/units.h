/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes as LVM2 writes them: the option --units and its settings. */
#ifndef REPORT_UNITS_H
#define REPORT_UNITS_H

#include <libdevmapper.h>
#include <stdbool.h>
#include <stdint.h>

#include "buffer.h"

struct units {
	char letter;		/* r, h, b, s, k, m, ...; U for a size of one's own */
	uint64_t factor;	/* bytes */
	bool suffix;
	bool si_consistency;
};

/* "m", "4m"; false if that is no unit. Only letter and factor are set. */
bool units_parse(struct units *units, const char *text);

/* The size in units, from `pool`; NULL if there is no memory. */
const char *units_format(const struct units *units, struct dm_pool *pool, uint64_t sectors);

/* The same, added to `buffer`: false if it is none of the usual units, or there is no
 * memory, and units_format() has to be asked. */
bool units_add(const struct units *units, struct buffer *buffer, uint64_t sectors);

/* The same for people: "4.00 MiB" rather than "4.00m". */
const char *units_format_long(const struct units *units, struct dm_pool *pool, uint64_t sectors);

#endif
