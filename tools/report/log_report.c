/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An entry is what LVM2 logs when it cannot read a device: an error, while a PV is
 * processed, which has neither UUID nor VG since nothing was read of it. The last one
 * is how the command ended, in the form of LVM2's shell.
 */
#include "report/log_report.h"

#include "device.h"
#include "report/columns.h"
#include "report/form.h"
#include "report/table.h"

#define REPORT_LOG 0x1u		/* the only type of its own table */

struct log_row {
	uint32_t number;	/* from 1 */
	const char *type, *context, *object_type, *object_name, *message;
	int error;
	bool success;
};

#define COLUMN(type, sort, heading, width, id, help, value)				\
	FIELD_FUNCTION(id, value,							\
		const struct log_row *row = object;					\
											\
		(void)row;)
#include "report/columns_log.def"
#undef COLUMN

#define COLUMN(type, sort, heading, width, id, help, value) \
	FIELD_ROW(type, sort, heading, width, id, help)
static const struct dm_report_field_type fields[] = {
#include "report/columns_log.def"
	{ .report_fn = NULL },
};
#undef COLUMN

static const struct dm_report_object_type object_types[] = {
	{ REPORT_LOG, "Command Log", "log_", same_object },
	{ 0, "", "", NULL },
};

const struct report_table report_log_table = { object_types, fields, report_undefined };

static bool add_device(struct dm_report *dm, uint32_t number, const struct volscan_device *device)
{
	struct log_row row = {
		.number = number,
		.type = "error",
		.context = "processing",
		.object_type = "pv",
		.object_name = device->name,
		.message = device_reason(device),
		.error = device->error,
	};

	return dm_report_object(dm, &row);
}

static bool add_command(struct dm_report *dm, uint32_t number, const char *name, int status)
{
	struct log_row row = {
		.number = number,
		.type = "status",
		.context = "processing",
		.object_type = "cmd",
		.object_name = name,
		.message = status == STATUS_OK ? "success" : "failure",
		.success = status == STATUS_OK,
	};

	return dm_report_object(dm, &row);
}

static bool add_rows(const struct report *log, int status)
{
	struct volscan_device *const *devices;
	uint32_t number = 1;
	size_t i, count;

	devices = volscan_devices(log->tool->vs, &count);
	for (i = 0; i < count; i++)
		if (device_is_unread(devices[i]) && !add_device(log->dm, number++, devices[i]))
			return false;
	return add_command(log->dm, number, log->tool->command->name, status);
}

static const char *join_columns(const struct report *log, struct dm_pool *pool)
{
	const char *columns;
	int r = columns_make(&columns, pool, form_setting(log, "log/command_log_cols"),
			     &log->choice->columns, "log");

	return r ? NULL : columns;
}

/* With rows that were not selected kept too, libdevmapper prints title and headings when
 * there are no others; in JSON that would leave a comma behind the last one that was. */
static uint32_t output_flags(const struct report *log)
{
	return form_output_flags(log) | (log->json ? 0 : DM_REPORT_OUTPUT_MULTIPLE_TIMES);
}

static bool make(struct report *log, struct dm_pool *pool)
{
	const struct report_choice *choice = log->choice;
	const char *columns = join_columns(log, pool);
	const struct dm_report_field_type *shown = form_fields(log, &report_log_table,
									 NULL, NULL);
	uint32_t types = REPORT_LOG;

	if (!columns || !shown)
		return false;
	log->dm = dm_report_init_with_selection(
		&types, object_types, shown, columns, form_separator(log), output_flags(log),
		choice->sort ? choice->sort : form_setting(log, "log/command_log_sort"),
		choice->select ? choice->select : form_setting(log, "log/command_log_selection"),
		report_undefined, log);
	return log->dm;
}

static bool print(struct report *log, struct dm_report_group *group, int status)
{
	const char *title = log->json ? "log" : object_types[0].desc;

	return add_rows(log, status) && dm_report_group_push(group, log->dm, (void *)title) &&
	       dm_report_output(log->dm) && dm_report_group_pop(group);
}

bool log_report_is_wanted(const struct report *report)
{
	return report->tool->options.log_only ||
	       form_setting_is_on(report, "log/report_command_log") ||
	       (report->json && devices_unread(report->tool->vs));
}

bool log_report_print(const struct report *report, struct dm_report_group *group, int status)
{
	const struct options *o = &report->tool->options;
	struct report log = {
		.tool = report->tool, .json = report->json, .escapes = report->escapes,
		.headings = report->headings,
		.choice = &o->choices[REPORT_CHOICE_LOG],
	};
	struct dm_pool *pool;
	bool ok;

	if (!log_report_is_wanted(report))
		return true;
	pool = dm_pool_create("log report", 1024);
	ok = pool && make(&log, pool) && print(&log, group, status);
	report_close(&log);
	if (pool)
		dm_pool_destroy(pool);
	return ok;
}
