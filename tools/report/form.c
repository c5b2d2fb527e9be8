/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/form.h"

#include <string.h>

#include "log.h"

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

static bool is_aligned(const struct report *r)
{
	const struct options *o = &r->tool->options;

	if (o->name_prefixes || r->as_rows)
		return false;
	if (o->separator)
		return o->aligned;
	return o->aligned || form_setting_is_on(r, "report/aligned");
}

/* JSON takes no notice of these. */
static void take_lines(struct report *r)
{
	const struct options *o = &r->tool->options;

	r->as_rows = o->rows || form_setting_is_on(r, "report/columns_as_rows");
	r->aligned = is_aligned(r);
	r->prefixes = o->name_prefixes || form_setting_is_on(r, "report/prefixes");
	r->quoted = !o->unquoted && form_setting_is_on(r, "report/quoted");
	r->separator = o->separator ? o->separator : form_setting(r, "report/separator");
	r->separator_length = strlen(r->separator);
}

/* FIELD='VALUE' is for shells. */
static enum text_form escapes_of(const struct report *r)
{
	if (r->json)
		return TEXT_JSON;
	return r->prefixes && r->quoted ? TEXT_SHELL : TEXT_TERMINAL;
}

int form_take(struct report *r)
{
	int status = take_units(r);

	if (!status)
		status = take_headings(r);
	take_lines(r);
	r->binary = r->tool->options.binary ||
		    form_setting_is_on(r, "report/binary_values_as_numeric");
	r->mark_hidden = form_setting_is_on(r, "report/mark_hidden_devices");
	r->compact = form_setting_is_on(r, "report/compact_output");
	r->compact_columns = form_setting(r, "report/compact_output_cols");
	r->list_separator = form_setting(r, "report/list_item_separator");
	r->time_format = form_setting(r, "report/time_format");
	if (!status)
		status = take_format(r);
	r->escapes = escapes_of(r);
	return status;
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

/* To sort is to buffer. */
bool form_is_sorted(const struct report *r)
{
	if (r->choice->sort)
		return true;
	return !r->tool->options.unbuffered && form_setting_is_on(r, "report/buffered");
}
