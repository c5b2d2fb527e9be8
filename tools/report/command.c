/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands with one report. */
#include "report/defaults.h"
#include "report/log_report.h"
#include "report/output.h"

static bool print(struct report *report, struct dm_report_group *group, int status)
{
	if (!report->tool->options.log_only &&
	    !(dm_report_group_push(group, NULL, (void *)"report") &&
	      report_print(report, group) && dm_report_group_pop(group)))
		return false;
	return log_report_print(report, group, status);
}

static int scan_and_print(struct tool *tool, struct report *report)
{
	const struct report_subject *subject = report_defaults(report)->subject;
	size_t paths = subject->names_are_paths ? tool->options.name_count : 0;
	struct output output;
	int status;

	if (!tool_scan(tool, tool->options.names, paths) || !output_open(&output, report))
		return STATUS_FAILED;
	status = subject->walk(report);
	if (!print(report, output.group, status))
		status = STATUS_FAILED;
	output_close(&output);
	return status;
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
