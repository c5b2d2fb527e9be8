/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What -S selects by, and the help of -o, -O and -S: both are libdevmapper's, whose
 * dm_report is asked about each object and prints no row. No report without them has one.
 */
#ifndef REPORT_CRITERIA_H
#define REPORT_CRITERIA_H

#include "report/report.h"

struct criteria;
struct report_table;

/* The types of the fields that it names are added to *types. NULL after a message. */
struct criteria *criteria_new(struct report *report, const struct report_table *table,
			      const char *selection, unsigned *types);
void criteria_free(struct criteria *criteria);

/* False when there was no memory. */
bool criteria_select(struct criteria *criteria, const void *object, bool *selected);

/* Print the help that these ask for; false after a message. */
bool criteria_help(struct report *report, const struct report_table *table, const char *names,
		   const char *keys, const char *selection);

#endif
