/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdevmapper prints a value as it is but for quotes in JSON, so that values
 * are escaped here. They are sorted and selected by the original, but for the
 * items of lists: libdevmapper has but one string of those.
 */
#include "report/cell.h"

#include <float.h>
#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "report/json_std.h"
#include "report/lineage.h"
#include "report/names.h"
#include "text.h"

/* What LVM2 has for a number that is not known or makes no sense. */
static const uint64_t undefined = UINT64_MAX;
static const uint64_t zero = 0, one = 1;
static const double auto_read_ahead = DBL_MAX;

static int put(const struct cell *c, const char *shown, const void *key)
{
	if (!shown)
		return 0;
	dm_report_field_set_value(c->field, shown, key);
	return 1;
}

static const char *escape(const struct cell *c, const char *text)
{
	return text_escape(c->pool, text, c->report->escapes);
}

int put_name(const struct cell *c, const char *shown, const char *key)
{
	return shown && key ? put(c, escape(c, shown), key) : 0;
}

int put_string(const struct cell *c, const char *text)
{
	return put_name(c, text ? text : "", text ? text : "");
}

int put_lv_name(const struct cell *c, const struct volscan_lv *lv)
{
	if (!lv)
		return put(c, "", NULL);
	return put_name(c, lv_shown_name(c->pool, lv, c->report->mark_hidden), lv->name);
}

int put_lv_uuid(const struct cell *c, const struct volscan_lv *lv)
{
	return put_string(c, lv ? lv->uuid : "");
}

int put_number(const struct cell *c, uint64_t number)
{
	return dm_report_field_uint64(c->dm, c->field, &number);
}

int put_signed(const struct cell *c, int32_t number)
{
	return dm_report_field_int32(c->dm, c->field, &number);
}

int put_undefined(const struct cell *c)
{
	return put(c, "", &undefined);
}

int put_blank_zero(const struct cell *c)
{
	return put(c, "", &zero);
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
		return put(c, value ? "1" : "0", value ? &one : &zero);
	return put(c, value ? word : "", value ? &one : &zero);
}

int put_unknown(const struct cell *c)
{
	return put(c, c->report->binary ? "-1" : "unknown", &undefined);
}

int put_binary_if(const struct cell *c, bool known, bool value, const char *word)
{
	return known ? put_binary(c, value, word) : put_undefined(c);
}

static const char *size_text(const struct cell *c, uint64_t sectors)
{
	return units_format(&c->report->units, c->pool, sectors);
}

int put_size(const struct cell *c, uint64_t sectors)
{
	double *key = dm_pool_alloc(c->pool, sizeof(*key));

	if (!key)
		return 0;
	*key = (double)sectors;
	return put(c, size_text(c, sectors), key);
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
	uint64_t *key = dm_pool_alloc(c->pool, sizeof(*key));

	if (!key)
		return 0;
	*key = sectors;
	return put(c, size_text(c, sectors), key);
}

int put_read_ahead(const struct cell *c, uint32_t sectors)
{
	if (sectors == VOLSCAN_READ_AHEAD_AUTO)
		return put(c, "auto", &auto_read_ahead);
	return put_size(c, sectors);
}

int put_time(const struct cell *c, int64_t seconds)
{
	uint64_t *key = dm_pool_alloc(c->pool, sizeof(*key));
	time_t t = (time_t)seconds;
	struct tm tm;
	char text[256];

	if (!key)
		return 0;
	*key = (uint64_t)seconds;
	if (!seconds || !localtime_r(&t, &tm) ||
	    !strftime(text, sizeof(text), c->report->time_format, &tm))
		text[0] = '\0';
	return put(c, dm_pool_strdup(c->pool, text), key);
}

/* In selections people write what they see, milliseconds with a fraction, which
 * dm_report takes for sizes only: a number without a unit is MiB there, and is
 * compared in sectors. */
int put_time_taken(const struct cell *c, bool known, uint64_t microseconds)
{
	const double sectors_of_mib = 2048;
	double *key = dm_pool_alloc(c->pool, sizeof(*key));
	char text[64];

	if (!key)
		return 0;
	*key = (double)microseconds / 1000 * sectors_of_mib;
	snprintf(text, sizeof(text), "%" PRIu64 ".%02" PRIu64 "%s", microseconds / 1000,
		 microseconds / 10 % 100, c->report->units.suffix ? "ms" : "");
	return put(c, known ? dm_pool_strdup(c->pool, text) : "", key);
}

int put_copies(const struct cell *c, uint32_t copies)
{
	if (!copies && c->report->json_std)
		return put(c, "-1", &undefined);
	return copies ? put_number(c, copies) : put(c, "unmanaged", &undefined);
}

struct dm_list *new_list(const struct cell *c)
{
	struct dm_list *list = dm_pool_alloc(c->pool, sizeof(*list));

	if (list)
		dm_list_init(list);
	return list;
}

static bool escape_items(const struct cell *c, struct dm_list *list)
{
	struct dm_str_list *item;

	dm_list_iterate_items(item, list) {
		item->str = escape(c, item->str);
		if (!item->str)
			return false;
	}
	return true;
}

static const char *separator_of(const struct cell *c, const char *separator)
{
	return c->report->json_std ? JSON_STD_SEPARATOR : separator;
}

int put_list(const struct cell *c, struct dm_list *list, const char *separator)
{
	if (!list || !escape_items(c, list))
		return 0;
	return dm_report_field_string_list_unsorted(c->dm, c->field, list,
						    separator_of(c, separator));
}

int put_sorted_list(const struct cell *c, struct dm_list *list)
{
	if (!list || !escape_items(c, list))
		return 0;
	return dm_report_field_string_list(c->dm, c->field, list,
					   separator_of(c, c->report->list_separator));
}

static struct dm_list *list_of(const struct cell *c, const char *const *items, size_t count)
{
	struct dm_list *list = new_list(c);
	size_t i;

	for (i = 0; list && i < count; i++)
		if (!list_add(c->pool, list, items[i]))
			return NULL;
	return list;
}

int put_sorted(const struct cell *c, const struct volscan_strings *strings)
{
	return put_sorted_list(c, list_of(c, strings->items, strings->count));
}

int put_strings(const struct cell *c, const struct volscan_strings *strings)
{
	return put_list(c, list_of(c, strings->items, strings->count), c->report->list_separator);
}

int put_words(const struct cell *c, const struct words *words)
{
	return put_list(c, list_of(c, words->items, words->count), c->report->list_separator);
}
