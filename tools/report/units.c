/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A report has sizes in many columns, and libdevmapper takes 3000 instructions to write
 * one. What is written here is the same to the digit: the size is a double divided by a
 * power of two, and so has an end in binary, from which two decimals are rounded as
 * printf does, halves to the even one.
 */
#include "report/units.h"

#include <string.h>

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

/* ------------------------------------------------------------------------
 * Sizes in powers of 1024, with the suffixes of --units h, r, k, m, ...
 */

static const char letters[] = "kmgtpe";

/* Of 1024 to the power of 1, 2, ...; bytes have no decimals. Sectors are less than 2^54,
 * so that their hundredths fit. */
static void add_decimals(struct buffer *buffer, uint64_t sectors, unsigned power)
{
	/* As a double has it: of more than 53 bits the last are lost. */
	const uint64_t hundredths = (uint64_t)(double)sectors * 100;
	const unsigned shift = 10 * power - 9;
	const uint64_t one = UINT64_C(1) << shift;
	uint64_t shown = hundredths >> shift;
	uint64_t rest = hundredths & (one - 1);

	if (rest * 2 > one || (rest * 2 == one && (shown & 1)))
		shown++;
	buffer_add_number(buffer, shown / 100);
	buffer_add_char(buffer, '.');
	buffer_add_char(buffer, (char)('0' + shown / 10 % 10));
	buffer_add_char(buffer, (char)('0' + shown % 10));
}

/* It was rounded up, and so is less than what is shown. */
static bool is_less(uint64_t bytes, unsigned power)
{
	double hundredths = 100. * (double)bytes / (double)(UINT64_C(1) << 10 * power);
	uint64_t whole = (uint64_t)hundredths;
	double rest = hundredths - (double)whole;

	return rest > 0.5 || (rest >= 0.5 && (whole & 1));
}

static void add_human(const struct units *units, struct buffer *buffer, uint64_t bytes)
{
	unsigned power = 0;

	while (power < 6 && bytes >> 10 * (power + 1))
		power++;
	if (!power) {
		buffer_add_number(buffer, bytes);
		buffer_add_char(buffer, 'b');
		return;
	}
	if (units->letter == 'r' && is_less(bytes, power))
		buffer_add_char(buffer, '<');
	add_decimals(buffer, bytes / 512, power);
	buffer_add_char(buffer, letters[power - 1]);
}

/* The power of 1024 that the letter stands for; 0 if it is another unit. */
static unsigned power_of(const struct units *units)
{
	const char *letter = units->letter ? strchr(letters, units->letter) : NULL;
	unsigned power = letter ? (unsigned)(letter - letters) + 1 : 0;

	return power && units->factor == UINT64_C(1) << 10 * power ? power : 0;
}

bool units_add(const struct units *units, struct buffer *buffer, uint64_t sectors)
{
	bool human = units->letter == 'h' || units->letter == 'r';
	unsigned power = human ? 0 : power_of(units);

	if (!units->si_consistency || !(human || power) || sectors >> 54)
		return false;
	if (!sectors) {
		buffer_add_char(buffer, '0');
		if (units->suffix)
			buffer_add_char(buffer, human ? ' ' : units->letter);
	} else if (human) {
		add_human(units, buffer, sectors * 512);
	} else {
		add_decimals(buffer, sectors, power);
		if (units->suffix)
			buffer_add_char(buffer, units->letter);
	}
	return !buffer->failed;
}
