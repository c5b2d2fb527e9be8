/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of a report in lines: in columns or with columns as rows, aligned or with
 * separators alone, with or without the names of fields. */
#ifndef REPORT_PRINT_H
#define REPORT_PRINT_H

#include "report/output.h"

/* All that it has; headings once until report->has_headings is reset. False when there
 * was no memory. */
bool print_rows(struct report *report, struct output *output);

#endif
