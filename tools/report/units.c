/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/units.h"

bool units_parse(struct units *units, const char *text)
{
	char letter;
	uint64_t factor = dm_units_to_factor(text, &letter, 1, NULL);

	if (!factor)
		return false;
	units->factor = factor;
	units->letter = letter;
	return true;
}

static const char *format(const struct units *units, struct dm_pool *pool, uint64_t sectors,
			  dm_size_suffix_t suffix)
{
	return dm_size_to_string(pool, sectors, units->letter, units->si_consistency,
				 units->factor, units->suffix, suffix);
}

const char *units_format(const struct units *units, struct dm_pool *pool, uint64_t sectors)
{
	return format(units, pool, sectors, DM_SIZE_UNIT);
}

const char *units_format_long(const struct units *units, struct dm_pool *pool, uint64_t sectors)
{
	return format(units, pool, sectors, DM_SIZE_SHORT);
}
