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
#include <string.h>

#include "log.h"
#include "report/columns.h"
#include "report/fields.h"
#include "report/form.h"
#include "report/log_report.h"
#include "report/table.h"

/* Where fields and rows come from. */
struct report_subject {
	const struct report_table *table;
	int (*walk)(struct report *report);
	bool names_are_paths;	/* what follows the options is to be scanned */
};

static const struct report_subject lvm = { &report_lvm_table, report_walk, false };
static const struct report_subject devices = { &report_device_table, report_walk_devices, true };

/* Columns and order of each report; `setting` names what can change them. With
 * -v there are more columns. */
struct report_defaults {
	unsigned base;
	const struct report_subject *subject;
	const char *columns_setting, *columns, *verbose_columns;
	const char *sort_setting, *sort;
};

#define PV_COLUMNS "pv_name,vg_name,pv_fmt,pv_attr,pv_size,pv_free"
#define LV_COLUMNS "lv_name,vg_name,lv_attr"
#define DEVICE_COLUMNS "name,state,size,time,reads,bytes"

static const struct report_defaults defaults[] = {
	{ REPORT_LABEL, &lvm, "report/pvs_cols", PV_COLUMNS, PV_COLUMNS ",dev_size,pv_uuid",
	  "report/pvs_sort", "pv_name" },
	{ REPORT_PVSEG, &lvm, "report/pvsegs_cols", PV_COLUMNS ",pvseg_start,pvseg_size",
	  PV_COLUMNS ",pvseg_start,pvseg_size,lv_name,seg_start_pe,segtype,seg_pe_ranges",
	  "report/pvsegs_sort", "pv_name,pvseg_start" },
	{ REPORT_VG, &lvm, "report/vgs_cols",
	  "vg_name,pv_count,lv_count,snap_count,vg_attr,vg_size,vg_free",
	  "vg_name,vg_attr,vg_extent_size,pv_count,lv_count,snap_count,vg_size,vg_free,"
	  "vg_uuid,vg_profile",
	  "report/vgs_sort", "vg_name" },
	{ REPORT_LV, &lvm, "report/lvs_cols",
	  LV_COLUMNS ",lv_size,pool_lv,origin,data_percent,metadata_percent,move_pv,"
	  "mirror_log,copy_percent,convert_lv",
	  "lv_name,vg_name,seg_count,lv_attr,lv_size,lv_major,lv_minor,lv_kernel_major,"
	  "lv_kernel_minor,pool_lv,origin,data_percent,metadata_percent,move_pv,"
	  "copy_percent,mirror_log,convert_lv,lv_uuid,lv_profile",
	  "report/lvs_sort", "vg_name,lv_name" },
	{ REPORT_SEG, &lvm, "report/segs_cols", LV_COLUMNS ",stripes,segtype,seg_size",
	  LV_COLUMNS ",seg_start,seg_size,stripes,segtype,stripe_size,chunk_size",
	  "report/segs_sort", "vg_name,lv_name,seg_start" },
	{ REPORT_DEVICE, &devices, "report/devices_cols", DEVICE_COLUMNS ",reason",
	  DEVICE_COLUMNS ",major,minor,error,hanging_since,reason",
	  "report/devices_sort", "name" },
};

static const struct report_defaults *defaults_of(unsigned base)
{
	const struct report_defaults *d = defaults;

	while (d->base != base)
		d++;
	return d;
}

static bool is_help(const char *text)
{
	return text && (!strcmp(text, "help") || !strcmp(text, "?"));
}

static bool help_wanted(const struct options *o)
{
	const char *last = o->columns.count ? o->columns.items[o->columns.count - 1] : NULL;

	return is_help(last) || is_help(o->select) || is_help(o->sort);
}

static const char *sort_keys(const struct report *r, const struct report_defaults *d)
{
	const struct options *o = &r->tool->options;

	return o->sort ? o->sort : form_setting(r, d->sort_setting, d->sort);
}

/* From `pool` if need be; NULL when there is no memory. */
static const char *default_columns(const struct report *r, struct dm_pool *pool)
{
	const struct report_defaults *d = defaults_of(r->base);
	const struct options *o = &r->tool->options;
	const char *columns = o->verbose ? d->verbose_columns
					 : form_setting(r, d->columns_setting, d->columns);
	char *more;

	if (!o->signatures)
		return columns;
	more = dm_pool_alloc(pool, strlen(columns) + sizeof(",signatures"));
	return more ? strcat(strcpy(more, columns), ",signatures") : NULL;
}

/* Returns the types of all fields that are shown, sorted by and selected by; 0
 * after an error, which libdevmapper has told. */
static unsigned make_dm_report(struct report *r, const char *columns)
{
	const struct options *o = &r->tool->options;
	const struct report_defaults *d = defaults_of(r->base);
	const struct report_table *table = d->subject->table;
	uint32_t types = r->base;

	log_devmapper_help(help_wanted(o));
	r->dm = dm_report_init_with_selection(&types, table->types, table->fields, columns,
					      form_separator(r), form_output_flags(r),
					      sort_keys(r, d), o->select, table->reserved, r);
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

	if (base == REPORT_DEVICE)
		return REPORT_DEVICE;
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

static int choose_row_type(struct report *r, unsigned types)
{
	r->type = row_type(r->base, types);
	if (r->type)
		return STATUS_OK;
	log_error("Can't report LV and PV fields at the same time in report type \"%s\".",
		  report_prefix(r->base));
	return STATUS_FAILED;
}

static bool make_group(struct report *r)
{
	r->group = dm_report_group_create(r->json ? DM_REPORT_GROUP_JSON : DM_REPORT_GROUP_SINGLE,
					  NULL);
	return r->group && dm_report_group_push(r->group, NULL, (void *)"report") &&
	       dm_report_group_push(r->group, r->dm, (void *)report_prefix(r->base));
}

static int make_columns(const struct report *r, struct dm_pool *pool, const char **columns)
{
	const char *by_default = default_columns(r, pool);

	if (!by_default)
		return -ENOMEM;
	return columns_make(columns, pool, by_default, &r->tool->options.columns,
			    report_prefix(r->base));
}

/* They cost reads, and are probed for if asked for: by the option, or by a field
 * in a column, in the order or in the selection. */
static bool ask_for_signatures(const struct report *r, unsigned types)
{
	if (!r->tool->options.signatures && !(types & REPORT_SIGNATURE))
		return true;
	return !volscan_config_string(r->tool->vs, "devices/signatures=1");
}

static int open_with_columns(struct report *r, struct dm_pool *pool, bool *done)
{
	const struct options *o = &r->tool->options;
	const char *columns;
	unsigned types;
	int e = make_columns(r, pool, &columns);

	if (e) {
		log_error(e == -EINVAL ? "Invalid options string: -o takes names of fields."
				       : "Out of memory.");
		return STATUS_FAILED;
	}
	types = make_dm_report(r, columns);
	*done = help_wanted(o);
	if (!types) {
		log_error("Run `volscan %s -o help' for the fields.", r->tool->command->name);
		return STATUS_FAILED;
	}
	if (*done)
		return STATUS_OK;
	return ask_for_signatures(r, types) ? choose_row_type(r, types) : STATUS_FAILED;
}

int report_open(struct report *report, const struct tool *tool, unsigned base, bool *done)
{
	struct dm_pool *pool;
	int status;

	*report = (struct report){ .tool = tool, .base = base };
	*done = false;
	status = form_take(report);
	if (status)
		return status;
	pool = dm_pool_create("columns", 1024);
	status = pool ? open_with_columns(report, pool, done) : STATUS_FAILED;
	if (pool)
		dm_pool_destroy(pool);
	return status;
}

bool report_row(struct report *report, const struct report_object *object)
{
	struct report_object copy = *object;

	return dm_report_object(report->dm, &copy);
}

/* Leave out columns that are empty, all or those that -o# names. */
static bool compact(struct report *r)
{
	const struct arguments *columns = &r->tool->options.columns;
	size_t i;

	if (form_setting_is_on(r, "report/compact_output", false))
		return dm_report_compact_fields(r->dm);
	for (i = columns->count; i-- > 0; )
		if (*columns->items[i] == '#')
			return dm_report_compact_given_fields(r->dm, columns->items[i] + 1);
	return true;
}

bool report_print(struct report *report)
{
	if (!compact(report))
		log_error("Failed to compact given columns in report output.");
	return dm_report_output(report->dm) &&
	       dm_report_group_pop(report->group) && dm_report_group_pop(report->group);
}

void report_close(struct report *report)
{
	if (report->group)
		dm_report_group_destroy(report->group);
	if (report->dm)
		dm_report_free(report->dm);
}

static int scan_and_print(struct tool *tool, struct report *r)
{
	const struct report_subject *subject = defaults_of(r->base)->subject;
	size_t paths = subject->names_are_paths ? tool->options.name_count : 0;
	int status;

	if (!tool_scan(tool, tool->options.names, paths) || !make_group(r))
		return STATUS_FAILED;
	status = subject->walk(r);
	return report_print(r) && log_report_print(r) ? status : STATUS_FAILED;
}

int report_command(struct tool *tool, unsigned base)
{
	struct report report;
	bool done;
	int status = report_open(&report, tool, base, &done);

	if (!status && !done)
		status = scan_and_print(tool, &report);
	report_close(&report);
	return status;
}
