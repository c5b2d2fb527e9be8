/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>

#include "history/generations.h"
#include "log.h"
#include "report/report.h"

static int add_rows(struct report *report, const struct volscan_generation *const *chosen,
		    size_t count)
{
	struct report_object object = report_object(NULL);
	size_t i;

	for (i = 0; i < count; i++) {
		object.generation = chosen[i];
		if (!report_row(report, &object)) {
			log_error("Out of memory.");
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}

int report_walk_history(struct report *report)
{
	const struct options *options = &report->tool->options;
	const struct volscan_generation **chosen;
	size_t count;
	int status;

	chosen = generations_choose(report->tool->vs, options->names, options->name_count, &count);
	if (!chosen)
		return STATUS_FAILED;
	status = add_rows(report, chosen, count);
	free(chosen);
	return status;
}
