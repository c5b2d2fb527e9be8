/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/output.h"

#include "log.h"
#include "report/defaults.h"
#include "report/json_std.h"
#include "report/log_report.h"

static void print_line(void *context, const char *line)
{
	json_std_print(context, stdout, line);
}

/* Each report has a title if there is a log among them. */
static dm_report_group_type_t form_of(const struct report *report)
{
	if (report->json)
		return DM_REPORT_GROUP_JSON;
	if (log_report_is_wanted(report) && !report->tool->options.log_only)
		return DM_REPORT_GROUP_BASIC;
	return DM_REPORT_GROUP_SINGLE;
}

bool output_open(struct output *output, const struct report *report)
{
	const struct report_table *table = report_defaults(report)->subject->table;

	*output = (struct output){ .group = NULL };
	if (report->json_std && !(output->json_std = json_std_new(table)))
		return false;
	if (output->json_std)
		log_devmapper_lines(print_line, output->json_std);
	output->group = dm_report_group_create(form_of(report), NULL);
	if (!output->group)
		output_close(output);
	return output->group;
}

void output_close(struct output *output)
{
	if (output->group)
		dm_report_group_destroy(output->group);
	if (output->json_std)
		log_devmapper_lines(NULL, NULL);
	json_std_free(output->json_std);
}
