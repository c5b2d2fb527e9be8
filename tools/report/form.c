/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/form.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "report/needed.h"

enum { HEADINGS_NONE, HEADINGS_ABBREVIATED, HEADINGS_FULL };

const char *form_setting(const struct report *r, const char *name)
{
	return volscan_setting_string(r->tool->vs, name);
}

bool form_setting_is_on(const struct report *r, const char *name)
{
	return volscan_setting_number(r->tool->vs, name);
}

static int bad_option(const char *option, const char *value, const char *expected)
{
	log_error("Invalid argument for %s: %s", option, value);
	log_error("Expected: %s", expected);
	return STATUS_USAGE;
}

static int take_units(struct report *r)
{
	const struct options *o = &r->tool->options;
	const char *text = o->units ? o->units : form_setting(r, "global/units");

	r->units.suffix = !o->no_suffix && form_setting_is_on(r, "global/suffix");
	r->units.si_consistency = form_setting_is_on(r, "global/si_unit_consistency");
	if (units_parse(&r->units, text))
		return STATUS_OK;
	return bad_option("--units", text, "one of hHrRbBsSkKmMgGtTpPeE, a number before it for "
			  "units of one's own");
}

static int take_format(struct report *r)
{
	const struct options *o = &r->tool->options;
	const char *format = o->format ? o->format
				       : form_setting(r, "report/output_format");

	r->json_std = !strcmp(format, "json_std");
	r->json = r->json_std || !strcmp(format, "json");
	r->binary |= r->json_std;
	if (r->json || !strcmp(format, "basic"))
		return STATUS_OK;
	return bad_option("--reportformat", format, "basic, json or json_std");
}

static int take_headings(struct report *r)
{
	static const char *const words[] = { "none", "abbrev", "full" };
	static const char *const numbers[] = { "0", "1", "2" };
	const struct options *o = &r->tool->options;
	int i;

	r->headings = (int)volscan_setting_number(r->tool->vs, "report/headings");
	if (o->no_headings)
		r->headings = HEADINGS_NONE;
	if (!o->headings || o->no_headings)
		return STATUS_OK;
	for (i = HEADINGS_NONE; i <= HEADINGS_FULL; i++)
		if (!strcmp(o->headings, words[i]) || !strcmp(o->headings, numbers[i])) {
			r->headings = i;
			return STATUS_OK;
		}
	return bad_option("--headings", o->headings, "none, abbrev or full; or 0, 1 or 2");
}

bool form_has_prefixes(const struct report *r)
{
	if (r->json)
		return false;
	return r->tool->options.name_prefixes || form_setting_is_on(r, "report/prefixes");
}

static bool is_quoted(const struct report *r)
{
	return !r->tool->options.unquoted && form_setting_is_on(r, "report/quoted");
}

/* FIELD='VALUE' is for shells. */
static bool has_quotes(const struct report *r)
{
	return form_has_prefixes(r) && is_quoted(r);
}

int form_take(struct report *r)
{
	int status = take_units(r);

	if (!status)
		status = take_headings(r);
	r->binary = r->tool->options.binary ||
		    form_setting_is_on(r, "report/binary_values_as_numeric");
	r->mark_hidden = form_setting_is_on(r, "report/mark_hidden_devices");
	r->list_separator = form_setting(r, "report/list_item_separator");
	r->time_format = form_setting(r, "report/time_format");
	if (!status)
		status = take_format(r);
	r->escapes = r->json ? TEXT_JSON : has_quotes(r) ? TEXT_SHELL : TEXT_TERMINAL;
	return status;
}

static bool is_aligned(const struct report *r)
{
	const struct options *o = &r->tool->options;

	if (o->name_prefixes)
		return false;
	if (o->separator)
		return o->aligned;
	return o->aligned || form_setting_is_on(r, "report/aligned");
}

static void copy_field(const struct report *r, struct dm_report_field_type *copy,
		       const struct dm_report_field_type *field)
{
	int width;

	memcpy(copy, field, sizeof(*copy));
	if (r->headings != HEADINGS_FULL)
		return;
	width = snprintf((char *)copy->heading, sizeof(copy->heading), "%s", field->id);
	if (copy->width < width)
		copy->width = width;
}

static size_t count_fields(const struct report_table *table)
{
	size_t count = 0;

	while (table->fields[count].report_fn)
		count++;
	return count;
}

static bool is_help(const char *text)
{
	return text && (!strcmp(text, "help") || !strcmp(text, "?"));
}

bool form_wants_help(const struct report *r)
{
	const struct report_choice *choice = r->choice;
	const struct arguments *columns = &choice->columns;
	const char *last = columns->count ? columns->items[columns->count - 1] : NULL;

	return is_help(last) || is_help(choice->select) || is_help(choice->sort);
}

/* Help is LVM2 2.03.16's, which does not know the later ones. */
static bool mark_all_but_later(const struct report_table *table, bool *needed)
{
	size_t i;

	for (i = 0; table->fields[i].report_fn; i++)
		needed[i] = table->fields[i].type != REPORT_LV_LATER;
	return true;
}

/* What is selected by can be any field. */
static bool find_needed(const struct report *r, const struct report_table *table,
			const char *columns, const char *keys, bool *needed)
{
	if (form_wants_help(r))
		return mark_all_but_later(table, needed);
	return columns && !r->choice->select && needed_mark(table, columns, needed) &&
	       needed_mark(table, keys, needed);
}

static const struct dm_report_field_type *choose_fields(struct report *r,
							const struct report_table *table,
							size_t count, const bool *needed)
{
	size_t i, n = 0;

	if (!needed && r->headings != HEADINGS_FULL)
		return table->fields;
	for (i = 0; i < count; i++)
		n += !needed || needed[i];
	r->fields = calloc(n + 1, sizeof(*r->fields));
	for (i = n = 0; r->fields && i < count; i++)
		if (!needed || needed[i])
			copy_field(r, &r->fields[n++], &table->fields[i]);
	return r->fields;
}

const struct dm_report_field_type *form_fields(struct report *r, const struct report_table *table,
					       const char *columns, const char *keys)
{
	size_t count = count_fields(table);
	bool *needed = calloc(count + 1, sizeof(*needed));
	const struct dm_report_field_type *fields = NULL;

	if (needed)
		fields = choose_fields(r, table, count,
				       find_needed(r, table, columns, keys, needed) ? needed : NULL);
	free(needed);
	return fields;
}

/* To sort is to buffer. */
bool form_is_buffered(const struct report *r)
{
	if (r->choice->sort)
		return true;
	return !r->tool->options.unbuffered && form_setting_is_on(r, "report/buffered");
}

/* Prefixes and unbuffered rows end in what is no JSON, in LVM2 too; of the other flags it
 * takes no notice. */
uint32_t form_output_flags(const struct report *r)
{
	const uint32_t json_flags = DM_REPORT_OUTPUT_BUFFERED | DM_REPORT_OUTPUT_HEADINGS;
	const struct options *o = &r->tool->options;
	bool rows = o->rows || form_setting_is_on(r, "report/columns_as_rows");

	if (r->json)
		return json_flags;
	return (is_aligned(r) ? DM_REPORT_OUTPUT_ALIGNED : 0) |
	       (form_is_buffered(r) ? DM_REPORT_OUTPUT_BUFFERED : 0) |
	       (r->headings ? DM_REPORT_OUTPUT_HEADINGS : 0) |
	       (form_has_prefixes(r) ? DM_REPORT_OUTPUT_FIELD_NAME_PREFIX : 0) |
	       (is_quoted(r) ? 0 : DM_REPORT_OUTPUT_FIELD_UNQUOTED) |
	       (rows ? DM_REPORT_OUTPUT_COLUMNS_AS_ROWS : 0);
}

const char *form_separator(const struct report *r)
{
	const char *separator = r->tool->options.separator;

	return separator ? separator : form_setting(r, "report/separator");
}
