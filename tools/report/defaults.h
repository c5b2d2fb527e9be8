/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What each report is by default: its fields, its rows, its columns and their order. */
#ifndef REPORT_DEFAULTS_H
#define REPORT_DEFAULTS_H

#include "report/report.h"
#include "report/table.h"

/* Where fields and rows come from. */
struct report_subject {
	const struct report_table *table;
	int (*walk)(struct report *report);
	bool (*is_path)(const char *name);	/* of what follows the options: it is to
						   be scanned. NULL: none is, all are
						   report->args */
};

/* Names of settings. */
struct report_defaults {
	unsigned base;
	enum report_choices choice;	/* what --configreport calls it */
	const struct report_subject *subject;
	const char *columns, *verbose_columns, *sort;
};

/* Of report->base, as a command of its own or as a part of fullreport. */
const struct report_defaults *report_defaults(const struct report *report);

#endif
