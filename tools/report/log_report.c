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

#define COLUMNS "report/columns_log.def"
#define COLUMN_LETS \
	const struct log_row *row = object; \
	(void)row;
#include "report/fields_of.h"

static const struct report_type types[] = {
	{ REPORT_LOG, "Command Log", "log_" },
	{ 0, "", "" },
};

const struct report_table report_log_table = { types, fields, report_undefined };

static bool add_device(struct report *log, uint32_t number, const struct volscan_device *device)
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

	return report_add(log, &row);
}

static bool add_command(struct report *log, uint32_t number, const char *name, int status)
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

	return report_add(log, &row);
}

static bool add_rows(struct report *log, int status)
{
	const struct volscan_device *const *devices;
	uint32_t number = 1;
	size_t i, count;

	devices = volscan_devices(log->tool->vs, &count);
	for (i = 0; i < count; i++)
		if (device_is_unread(devices[i]) && !add_device(log, number++, devices[i]))
			return false;
	return add_command(log, number, log->tool->command->name, status);
}

static bool make(struct report *log)
{
	const struct report_choice *choice = log->choice;
	const char *columns;

	if (columns_make(&columns, log->pool, form_setting(log, "log/command_log_cols"),
			 &choice->columns, "log"))
		return false;
	return report_make(log, &report_log_table, columns,
			   choice->sort ? choice->sort : form_setting(log, "log/command_log_sort"),
			   choice->select ? choice->select
					  : form_setting(log, "log/command_log_selection"));
}

static bool print(struct report *log, struct output *output, int status)
{
	return add_rows(log, status) &&
	       report_print_titled(log, output, log->json ? "log" : types[0].title);
}

bool log_report_is_wanted(const struct report *report)
{
	return report->tool->options.log_only ||
	       form_setting_is_on(report, "log/report_command_log") ||
	       (report->json && devices_unread(report->tool->vs));
}

/* It has title and headings even if none of its rows is selected. */
bool log_report_print(const struct report *report, struct output *output, int status)
{
	struct report log = {
		.tool = report->tool, .json = report->json, .json_std = report->json_std,
		.escapes = report->escapes, .headings = report->headings,
		.aligned = report->aligned, .as_rows = report->as_rows,
		.prefixes = report->prefixes, .quoted = report->quoted,
		.separator = report->separator, .buffered = true,
		.base = REPORT_LOG, .shows_titles = true,
		.choice = &report->tool->options.choices[REPORT_CHOICE_LOG],
	};
	bool ok;

	if (!log_report_is_wanted(report))
		return true;
	log.pool = dm_pool_create("log report", 1024);
	ok = log.pool && make(&log) && print(&log, output, status);
	report_close(&log);
	return ok;
}
