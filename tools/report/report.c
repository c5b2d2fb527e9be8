/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From options and settings to a dm_report. It is made before the scan, so that
 * a wrong field is told at once, and nothing is on stdout then.
 *
 * dm_report has no user data per field, and one pointer per report: the struct
 * report, which cells get their units and their form from.
 */
#include "report/report.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "report/columns.h"
#include "report/defaults.h"
#include "report/fields.h"
#include "report/form.h"

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
	return form_is_buffered(r) ? form_setting(r, report_defaults(r)->sort) : "";
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

/* Returns the types of all fields that are shown, sorted by and selected by; 0
 * after an error, which libdevmapper has told. */
static unsigned make_dm_report(struct report *r, const struct dm_report_field_type *fields)
{
	const struct report_table *table = report_defaults(r)->subject->table;
	uint32_t types = r->base;

	log_devmapper_help(form_wants_help(r));
	r->dm = dm_report_init_with_selection(&types, table->types, fields, r->columns,
					      form_separator(r), form_output_flags(r),
					      sort_keys(r), r->choice->select, table->reserved, r);
	log_devmapper_help(false);
	if (!r->dm)
		return 0;
	if (form_has_prefixes(r))
		dm_report_set_output_field_name_prefix(r->dm, "lvm2_");
	return types;
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

static unsigned make_first(struct report *r)
{
	const struct report_table *table = report_defaults(r)->subject->table;
	const struct dm_report_field_type *fields = form_fields(r, table, r->columns, sort_keys(r));

	return fields ? make_dm_report(r, fields) : 0;
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
	unsigned types;
	int e = make_columns(r);

	if (e) {
		log_error(e == -EINVAL ? "Invalid options string: -o takes names of fields."
				       : "Out of memory.");
		return STATUS_FAILED;
	}
	types = make_first(r);
	*done = form_wants_help(r);
	if (!types) {
		log_error("Run `volscan %s -%c help' for the fields.", r->tool->command->name,
			  r->choice->select ? 'S' : 'o');
		return STATUS_FAILED;
	}
	if (*done)
		return STATUS_OK;
	return ask_for_signatures(r, types) ? choose_row_type(r, types) : STATUS_FAILED;
}

static int open_report(struct report *report, bool *done)
{
	int status;

	*done = false;
	report->choice = choose(report);
	status = form_take(report);
	if (status)
		return status;
	report->pool = dm_pool_create("columns", 1024);
	return report->pool ? open_with_columns(report, done) : STATUS_FAILED;
}

int report_open(struct report *report, const struct tool *tool, unsigned base, bool *done)
{
	*report = (struct report){ .tool = tool, .base = base };
	return open_report(report, done);
}

int report_open_part(struct report *report, const struct tool *tool, unsigned base, bool *done)
{
	*report = (struct report){ .tool = tool, .base = base, .in_full = true };
	return open_report(report, done);
}

int report_open_again(struct report *report, const struct report *first)
{
	const struct report_table *table = report_defaults(first)->subject->table;

	*report = *first;
	report->again = true;
	report->counts = (struct vg_counts){ .vg = NULL };
	return make_dm_report(report, first->fields ? first->fields : table->fields) ?
	       STATUS_OK : STATUS_FAILED;
}

bool report_row(struct report *report, const struct report_object *object)
{
	struct report_object copy = *object;
	int selected;

	if (!report->keep)
		return dm_report_object(report->dm, &copy);
	return dm_report_object_is_selected(report->dm, &copy, 0, &selected) &&
	       (!selected || report->keep(report, object, report->keep_context));
}

/* Leave out columns that are empty, all or those that -o# or the setting names. */
static bool compact(struct report *r)
{
	const struct arguments *columns = &r->choice->columns;
	const char *given = form_setting(r, "report/compact_output_cols");
	size_t i;

	if (form_setting_is_on(r, "report/compact_output"))
		return dm_report_compact_fields(r->dm);
	for (i = columns->count; i-- > 0; )
		if (*columns->items[i] == '#')
			return dm_report_compact_given_fields(r->dm, columns->items[i] + 1);
	return !*given || dm_report_compact_given_fields(r->dm, given);
}

/* What the report is called where it is printed among others. */
static const char *title(const struct report *r)
{
	const struct dm_report_object_type *type = report_defaults(r)->subject->table->types;

	if (r->json)
		return report_prefix(r->base);
	while (type->id != r->base)
		type++;
	return type->desc;
}

bool report_print(struct report *report, struct dm_report_group *group)
{
	if (!compact(report))
		log_error("Failed to compact given columns in report output.");
	return dm_report_group_push(group, report->dm, (void *)title(report)) &&
	       dm_report_output(report->dm) && dm_report_group_pop(group);
}

void report_close(struct report *report)
{
	if (report->dm)
		dm_report_free(report->dm);
	if (report->again)
		return;
	if (report->pool)
		dm_pool_destroy(report->pool);
	free(report->fields);
}
