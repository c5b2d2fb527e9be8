/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values that disks say are escaped as they are written. They are sorted and selected by
 * the original; a list is sorted by what it shows.
 */
#include "report/cell.h"

#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "report/lineage.h"
#include "report/names.h"
#include "report/print_json.h"
#include "report/table.h"
#include "text.h"

/* What LVM2 has for a number that is not known or makes no sense. */
#define UNDEFINED UINT64_MAX

/* ------------------------------------------------------------------------
 * What it is sorted and selected by
 */

/* libdevmapper wants the number's address, and takes it for a text where the field is of
 * texts: hence the NUL behind it. */
static int select_by_number(const struct cell *c, uint64_t number)
{
	char *key = dm_pool_zalloc(c->pool, sizeof(number) + 1);

	if (!key)
		return 0;
	memcpy(key, &number, sizeof(number));
	dm_report_field_set_value(c->field, "", key);
	return 1;
}

static int key_number(const struct cell *c, uint64_t number)
{
	const struct column *column = c->column;

	if (!column)
		return select_by_number(c, number);
	if (column->key == NO_KEY)
		return 1;
	if (is_sorted_by_number(column->field->kind))
		rows_key_number(&c->report->rows, column->key, number);
	else
		rows_key_text(&c->report->rows, column->key, &number, sizeof(number));
	return 1;
}

/* Sizes are compared as numbers with a fraction, and sorted by what is in their bits. */
static uint64_t bits_of(double number)
{
	uint64_t bits;

	memcpy(&bits, &number, sizeof(bits));
	return bits;
}

static int key_text(const struct cell *c, const char *text)
{
	if (!c->column)
		dm_report_field_set_value(c->field, "", text);
	else if (c->column->key != NO_KEY)
		rows_key_text(&c->report->rows, c->column->key, text, strlen(text));
	return 1;
}

/* A constant, which needs no escape. */
static int put_word(const struct cell *c, const char *word, uint64_t key)
{
	buffer_add_text(c->text, word);
	return key_number(c, key);
}

/* ------------------------------------------------------------------------
 * Texts and numbers
 */

int put_name(const struct cell *c, const char *shown, const char *key)
{
	if (!shown || !key)
		return 0;
	text_add(c->text, shown, c->report->escapes);
	return key_text(c, key);
}

int put_string(const struct cell *c, const char *text)
{
	return put_name(c, text ? text : "", text ? text : "");
}

int put_lv_name(const struct cell *c, const struct volscan_lv *lv)
{
	if (!lv)
		return key_text(c, "");
	return put_name(c, lv_shown_name(c->pool, lv, c->report->mark_hidden), lv->name);
}

int put_lv_uuid(const struct cell *c, const struct volscan_lv *lv)
{
	return put_string(c, lv ? lv->uuid : "");
}

int put_number(const struct cell *c, uint64_t number)
{
	buffer_add_number(c->text, number);
	return key_number(c, number);
}

int put_signed(const struct cell *c, int32_t number)
{
	int64_t wide = number;

	if (wide < 0)
		buffer_add_char(c->text, '-');
	buffer_add_number(c->text, (uint64_t)(wide < 0 ? -wide : wide));
	return key_number(c, (uint64_t)wide);
}

int put_undefined(const struct cell *c)
{
	return key_number(c, UNDEFINED);
}

int put_blank_zero(const struct cell *c)
{
	return key_number(c, 0);
}

int put_number_if(const struct cell *c, bool defined, uint64_t number)
{
	return defined ? put_number(c, number) : put_undefined(c);
}

int put_minus_one_if_not(const struct cell *c, bool defined, uint64_t number)
{
	return defined ? put_number(c, number) : put_signed(c, -1);
}

int put_binary(const struct cell *c, bool value, const char *word)
{
	if (c->report->binary)
		return put_number(c, value);
	return put_word(c, value ? word : "", value);
}

int put_unknown(const struct cell *c)
{
	return put_word(c, c->report->binary ? "-1" : "unknown", UNDEFINED);
}

int put_binary_if(const struct cell *c, bool known, bool value, const char *word)
{
	return known ? put_binary(c, value, word) : put_undefined(c);
}

int put_percentage(const struct cell *c, dm_percent_t percent)
{
	char text[32] = "";

	if (percent != DM_PERCENT_INVALID)
		snprintf(text, sizeof(text), "%.2f",
			 (double)dm_percent_to_round_float(percent, 2));
	return put_word(c, text, (uint64_t)percent);
}

/* ------------------------------------------------------------------------
 * Sizes and times
 */

static int put_sectors(const struct cell *c, uint64_t sectors, uint64_t key)
{
	const struct units *units = &c->report->units;
	const char *text = "";

	if (c->column && !units_add(units, c->text, sectors))
		text = units_format(units, c->pool, sectors);
	return text ? put_word(c, text, key) : 0;
}

int put_size(const struct cell *c, uint64_t sectors)
{
	return put_sectors(c, sectors, bits_of((double)sectors));
}

int put_size_if(const struct cell *c, bool defined, uint64_t sectors)
{
	return defined ? put_size(c, sectors) : put_undefined(c);
}

int put_bytes(const struct cell *c, uint64_t bytes)
{
	return put_size(c, bytes / VOLSCAN_SECTOR_SIZE);
}

int put_size_number(const struct cell *c, uint64_t sectors)
{
	return put_sectors(c, sectors, sectors);
}

int put_read_ahead(const struct cell *c, uint32_t sectors)
{
	if (sectors == VOLSCAN_READ_AHEAD_AUTO)
		return put_word(c, "auto", bits_of(DBL_MAX));
	return put_size(c, sectors);
}

int put_time(const struct cell *c, int64_t seconds)
{
	time_t t = (time_t)seconds;
	struct tm tm;
	char text[256];

	if (seconds && c->column && localtime_r(&t, &tm) &&
	    strftime(text, sizeof(text), c->report->time_format, &tm))
		buffer_add_text(c->text, text);
	return key_number(c, (uint64_t)seconds);
}

/* In selections people write what they see, milliseconds with a fraction, which
 * libdevmapper takes for sizes only: a number without a unit is MiB there, and is
 * compared in sectors. */
int put_time_taken(const struct cell *c, bool known, uint64_t microseconds)
{
	const double sectors_of_mib = 2048;
	char text[64] = "";

	if (known)
		snprintf(text, sizeof(text), "%" PRIu64 ".%02" PRIu64 "%s", microseconds / 1000,
			 microseconds / 10 % 100, c->report->units.suffix ? "ms" : "");
	return put_word(c, text, bits_of((double)microseconds / 1000 * sectors_of_mib));
}

int put_copies(const struct cell *c, uint32_t copies)
{
	if (copies)
		return put_number(c, copies);
	return put_word(c, c->report->json_std ? "-1" : "unmanaged", UNDEFINED);
}

/* ------------------------------------------------------------------------
 * Lists
 */

struct dm_list *new_list(const struct cell *c)
{
	struct dm_list *list = dm_pool_alloc(c->pool, sizeof(*list));

	if (list)
		dm_list_init(list);
	return list;
}

/* libdevmapper puts them in order, and selects by one after the other. */
static int select_by_list(const struct cell *c, const struct dm_list *list)
{
	return dm_report_field_string_list(c->dm, c->field, list, ",");
}

static void add_item(const struct cell *c, const char *item, bool first, const char *separator)
{
	if (!first)
		buffer_add_text(c->text, c->report->json_std ? JSON_STD_SEPARATOR : separator);
	text_add(c->text, item, c->report->escapes);
}

/* It is sorted by all that it shows, which began at `start`. */
static int end_list(const struct cell *c, size_t start)
{
	if (c->column->key != NO_KEY && !c->text->failed)
		rows_key_text(&c->report->rows, c->column->key, c->text->start + start,
			      c->text->used - start);
	return 1;
}

int put_list(const struct cell *c, const struct dm_list *list, const char *separator)
{
	size_t start = c->text->used;
	const struct dm_str_list *item;
	bool first = true;

	if (!list)
		return 0;
	if (!c->column)
		return select_by_list(c, list);
	dm_list_iterate_items(item, list) {
		add_item(c, item->str, first, separator);
		first = false;
	}
	return end_list(c, start);
}

static int select_by_items(const struct cell *c, const char *const *items, size_t count)
{
	struct dm_list *list = new_list(c);
	size_t i;

	for (i = 0; list && i < count; i++)
		if (!list_add(c->pool, list, items[i]))
			return 0;
	return list ? select_by_list(c, list) : 0;
}

static int put_items(const struct cell *c, const char *const *items, size_t count)
{
	size_t start = c->text->used, i;

	if (!c->column)
		return select_by_items(c, items, count);
	for (i = 0; i < count; i++)
		add_item(c, items[i], !i, c->report->list_separator);
	return end_list(c, start);
}

static int compare_items(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

int put_sorted(const struct cell *c, const struct volscan_strings *strings)
{
	const char **items;

	if (strings->count < 2)
		return put_strings(c, strings);
	items = dm_pool_alloc(c->pool, strings->count * sizeof(*items));
	if (!items)
		return 0;
	memcpy(items, strings->items, strings->count * sizeof(*items));
	qsort(items, strings->count, sizeof(*items), compare_items);
	return put_items(c, items, strings->count);
}

int put_strings(const struct cell *c, const struct volscan_strings *strings)
{
	return put_items(c, strings->items, strings->count);
}

int put_words(const struct cell *c, const struct words *words)
{
	return put_items(c, words->items, words->count);
}
