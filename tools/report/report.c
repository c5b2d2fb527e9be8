/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From options and settings to a report. It is made before the scan, so that a wrong
 * field is told at once, and nothing is on stdout then.
 */
#include "report/report.h"

#include <errno.h>
#include <string.h>

#include "log.h"
#include "report/args.h"
#include "report/columns.h"
#include "report/criteria.h"
#include "report/defaults.h"
#include "report/fields.h"
#include "report/form.h"
#include "report/output.h"
#include "report/print.h"
#include "report/print_json.h"

/* What --configreport was given for this report, else what came before any. */
static const struct report_choice *choose(const struct report *r)
{
	const struct options *o = &r->tool->options;
	const struct report_choice *named = &o->choices[report_defaults(r)->choice];

	if (r->in_full || named->columns.count || named->select || named->sort)
		return named;
	return &o->choices[REPORT_CHOICE_MAIN];
}

/* What is not to be buffered is not sorted, even in JSON, whose rows are all kept. */
static const char *sort_keys(const struct report *r)
{
	if (r->choice->sort)
		return r->choice->sort;
	return form_is_sorted(r) ? form_setting(r, report_defaults(r)->sort) : "";
}

/* From `pool` if need be; NULL when there is no memory. */
static const char *default_columns(const struct report *r, struct dm_pool *pool)
{
	const struct report_defaults *d = report_defaults(r);
	const struct options *o = &r->tool->options;
	const char *columns = form_setting(r, o->verbose ? d->verbose_columns : d->columns);
	char *more;

	if (!o->signatures)
		return columns;
	more = dm_pool_alloc(pool, strlen(columns) + sizeof(",signatures"));
	return more ? strcat(strcpy(more, columns), ",signatures") : NULL;
}

/* The kind of rows that can show fields of all `types`; 0 if there is none. */
static unsigned row_type(unsigned base, unsigned types)
{
	bool of_pvs = base == REPORT_LABEL || base == REPORT_PVSEG;

	if (base & (REPORT_DEVICE | REPORT_FINDING | REPORT_GENERATION | REPORT_CHANGE))
		return base;
	if (types & REPORT_SEG)
		types |= REPORT_LV;
	if (types & REPORT_PVSEG)
		types |= REPORT_PV;
	if ((types & REPORT_LV_ANY) && (types & (REPORT_PV | REPORT_LABEL)))
		return of_pvs ? REPORT_PVSEG : 0;
	if (types & REPORT_PVSEG)
		return REPORT_PVSEG;
	if ((types & REPORT_PV) || ((types & REPORT_LABEL) && (types & REPORT_VG)))
		return REPORT_PV;
	if (types & REPORT_LABEL)
		return REPORT_LABEL;
	if (types & REPORT_SEG)
		return REPORT_SEG;
	return types & REPORT_LV_ANY ? REPORT_LV : REPORT_VG;
}

/* A part of fullreport stays what it is. */
static bool is_row_type(const struct report *r, unsigned type)
{
	return type && (!r->in_full || type == r->base ||
			(r->base == REPORT_PV && type == REPORT_LABEL));
}

static int choose_row_type(struct report *r, unsigned types)
{
	unsigned type = row_type(r->base, types);

	if (is_row_type(r, type)) {
		r->type = r->in_full ? r->base : type;
		return STATUS_OK;
	}
	if (type)
		log_error("Subreport of type \"%s\" contains columns which lead to change of report "
			  "type. Add these columns to proper subreport type.",
			  report_prefix(r->base));
	else
		log_error("Can't report LV and PV fields at the same time in %sreport type \"%s\".",
			  r->in_full ? "sub" : "", report_prefix(r->base));
	return STATUS_FAILED;
}

static int make_columns(struct report *r)
{
	const char *by_default = default_columns(r, r->pool);

	if (!by_default)
		return -ENOMEM;
	return columns_make(&r->columns, r->pool, by_default, &r->choice->columns,
			    report_prefix(r->base));
}

bool report_make(struct report *report, const struct report_table *table, const char *columns,
		 const char *keys, const char *selection)
{
	struct layout *layout = &report->layout;

	report->scratch = dm_pool_create("row", 1024);
	if (!report->scratch) {
		log_error("Out of memory.");
		return false;
	}
	if (!layout_make(layout, table, report->base, columns, keys))
		return false;
	if (!selection || layout->help)
		return true;
	report->criteria = criteria_new(report, table, selection, &layout->types);
	return report->criteria;
}

/* Columns and order, or the help that is asked for instead. */
static bool make_or_help(struct report *r, bool *done)
{
	const struct report_table *table = report_defaults(r)->subject->table;
	const char *keys = sort_keys(r), *selection = r->choice->select;

	*done = form_wants_help(r);
	if (!*done) {
		if (!report_make(r, table, r->columns, keys, selection))
			return false;
		*done = r->layout.help;
	}
	return !*done || criteria_help(r, table, r->columns, keys, selection);
}

/* They cost reads, and are probed for if asked for: by the option, or by a field
 * in a column, in the order or in the selection. */
static bool ask_for_signatures(const struct report *r, unsigned types)
{
	if (!r->tool->options.signatures && !(types & REPORT_SIGNATURE))
		return true;
	return !volscan_config_string(r->tool->vs, "devices/signatures=1");
}

static int open_with_columns(struct report *r, bool *done)
{
	int e = make_columns(r);

	if (e) {
		log_error(e == -EINVAL ? "Invalid options string: -o takes names of fields."
				       : "Out of memory.");
		return STATUS_FAILED;
	}
	if (!make_or_help(r, done)) {
		log_error("Run `volscan %s -%c help' for the fields.", r->tool->command->name,
			  r->choice->select ? 'S' : 'o');
		return STATUS_FAILED;
	}
	if (*done)
		return STATUS_OK;
	return ask_for_signatures(r, r->layout.types) ? choose_row_type(r, r->layout.types)
						      : STATUS_FAILED;
}

static int take_names(struct report *r)
{
	if (r->in_full || report_defaults(r)->subject->is_path)
		return STATUS_OK;
	return args_new(r->tool, args_kind_of(r->base), &r->args);
}

/* What -o# names comes before what the setting does. */
static void choose_compact(struct report *r)
{
	const struct arguments *columns = &r->choice->columns;
	size_t i;

	for (i = columns->count; i-- > 0; )
		if (*columns->items[i] == '#') {
			r->compact_columns = columns->items[i] + 1;
			return;
		}
}

/* What stands between values and in them is no exception where those are escaped. */
static bool escape_settings(struct report *r)
{
	if (r->escapes == TEXT_TERMINAL)
		return true;
	r->list_separator = text_escape(r->pool, r->list_separator, r->escapes);
	r->time_format = text_escape(r->pool, r->time_format, r->escapes);
	return r->list_separator && r->time_format;
}

static int open_report(struct report *report, bool *done)
{
	int status;

	*done = false;
	report->choice = choose(report);
	status = form_take(report);
	if (status)
		return status;
	choose_compact(report);
	report->buffered = report->json || report->as_rows || form_is_sorted(report) ||
			   report->tool->options.log_only;
	report->pool = dm_pool_create("columns", 1024);
	if (!report->pool || !escape_settings(report))
		return STATUS_FAILED;
	return open_with_columns(report, done);
}

int report_open(struct report *report, const struct tool *tool, unsigned base, bool *done)
{
	int status;

	*report = (struct report){ .tool = tool, .base = base };
	status = open_report(report, done);
	return status || *done ? status : take_names(report);
}

int report_open_part(struct report *report, const struct tool *tool, unsigned base, bool *done)
{
	*report = (struct report){ .tool = tool, .base = base, .in_full = true };
	return open_report(report, done);
}

/* ------------------------------------------------------------------------
 * Rows
 */

static bool fill_row(struct report *r, const void *object)
{
	struct column *column = r->layout.columns, *end = column + r->layout.count;
	struct cell cell = { .report = r, .pool = r->scratch, .text = &r->rows.cells };
	size_t length;

	rows_add(&r->rows, r->layout.key_count);
	for (; column < end; column++) {
		cell.column = column;
		rows_begin_cell(&r->rows);
		if (!column->field->value(&cell, object))
			return false;
		length = rows_end_cell(&r->rows);
		if (length > column->longest)
			column->longest = length;
	}
	return !rows_failed(&r->rows);
}

/* Of none any more. */
static void clear_rows(struct report *r)
{
	size_t i;

	rows_clear(&r->rows);
	for (i = 0; i < r->layout.count; i++)
		r->layout.columns[i].longest = 0;
}

static bool print_now(struct report *r)
{
	bool ok = print_rows(r, r->output);

	output_flush(r->output);
	clear_rows(r);
	return ok;
}

bool report_add(struct report *r, const void *object)
{
	void *mark;
	bool ok;

	r->selected = true;
	if (r->criteria && !criteria_select(r->criteria, object, &r->selected))
		return false;
	if (!r->selected && !r->layout.shows_selected)
		return true;
	mark = dm_pool_alloc(r->scratch, 1);
	ok = mark && fill_row(r, object);
	if (mark)
		dm_pool_free(r->scratch, mark);
	return ok && (r->buffered || print_now(r));
}

bool report_row(struct report *r, const struct report_object *object)
{
	bool selected = true;

	if (!r->keep)
		return report_add(r, object);
	if (r->criteria && !criteria_select(r->criteria, object, &selected))
		return false;
	return !selected || r->keep(r, object, r->keep_context);
}

/* ------------------------------------------------------------------------
 * Printing
 */

/* Leave out columns that are empty: all, or those that are named. */
static bool mark_compact(struct report *r)
{
	size_t i;

	for (i = 0; i < r->layout.shown; i++)
		r->layout.columns[i].is_compact = r->compact;
	return r->compact || !r->compact_columns || layout_compact(&r->layout, r->compact_columns);
}

static void compact(struct report *r)
{
	bool ok = mark_compact(r);
	size_t i;

	if (!ok)
		log_error("Failed to compact given columns in report output.");
	for (i = 0; i < r->layout.shown; i++) {
		struct column *column = &r->layout.columns[i];

		column->left_out = ok && r->rows.count && column->is_compact && !column->longest;
	}
}

static bool print_report(struct report *r, struct output *output)
{
	if (r->json) {
		print_json(r, output);
		return true;
	}
	return print_rows(r, output);
}

bool report_print_titled(struct report *r, struct output *output, const char *title)
{
	bool any = r->rows.count || r->shows_titles, ok;

	compact(r);
	rows_sort(&r->rows, &r->layout);
	ok = !rows_failed(&r->rows);
	output_begin_report(output, title, any);
	if (ok && any)
		ok = print_report(r, output);
	output_end(output);
	clear_rows(r);
	r->has_headings = false;
	return ok;
}

/* What the report is called where it is printed among others. */
bool report_print(struct report *r, struct output *output)
{
	const struct report_table *table = report_defaults(r)->subject->table;

	return report_print_titled(r, output, r->json ? report_prefix(r->base)
						      : report_type_of(table, r->base)->title);
}

void report_close(struct report *r)
{
	args_free(r->args);
	criteria_free(r->criteria);
	layout_free(&r->layout);
	rows_free(&r->rows);
	if (r->scratch)
		dm_pool_destroy(r->scratch);
	if (r->pool)
		dm_pool_destroy(r->pool);
}
