/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The commands with one report. */
#include <string.h>

#include "report/defaults.h"
#include "report/log_report.h"
#include "report/output.h"

static bool print(struct report *report)
{
	struct output *output = report->output;
	bool ok = true;

	if (!report->tool->options.log_only) {
		output_begin(output, "report");
		ok = report_print(report, output);
		output_end(output);
	}
	return ok && log_report_print(report->log, output);
}

static int walk_and_print(struct report *report, int status)
{
	if (!status)
		status = report_defaults(report)->subject->walk(report);
	return print(report) ? status : STATUS_FAILED;
}

int report_print_alone(struct report *report, int status)
{
	report->output = output_open(report);
	if (log_report_open(report) && report->output)
		status = walk_and_print(report, status);
	else
		status = STATUS_FAILED;
	log_report_close(report->log);
	return output_close(report->output) ? status : STATUS_FAILED;
}

static int scan_and_print(struct tool *tool, struct report *report)
{
	if (!tool_scan_paths(tool, report_defaults(report)->subject->is_path))
		return STATUS_FAILED;
	return report_print_alone(report, STATUS_OK);
}

bool report_is_asked_for(const struct tool *tool)
{
	const struct options *o = &tool->options;
	const struct report_choice *choice = &o->choices[REPORT_CHOICE_MAIN];

	return choice->columns.count || choice->select || choice->sort || o->format ||
	       o->headings || o->no_headings || o->name_prefixes || o->rows || o->separator ||
	       o->aligned || o->unbuffered ||
	       strcmp(volscan_setting_string(tool->vs, "report/output_format"), "basic");
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
