/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of fields of findings, and their rows. */
#include "check.h"
#include "log.h"
#include "report/cell.h"
#include "report/table.h"

#define COLUMNS "report/columns_finding.def"
#define COLUMN_LETS \
	const struct volscan_finding *finding = \
		((const struct report_object *)object)->finding;
#include "report/fields_of.h"

static const struct report_type types[] = {
	{ REPORT_FINDING, "Finding", "" },
	{ 0, "", "" },
};

const struct report_table report_finding_table = { types, fields, report_undefined };

int report_walk_findings(struct report *report)
{
	const struct check *check = report->tool->check;
	struct report_object object = report_object(NULL);
	size_t i;

	for (i = 0; i < check->count; i++) {
		object.finding = check->findings[i];
		if (!report_row(report, &object)) {
			log_error("Out of memory.");
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}
