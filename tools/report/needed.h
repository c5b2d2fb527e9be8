/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef REPORT_NEEDED_H
#define REPORT_NEEDED_H

#include "report/table.h"

/*
 * Mark the fields of `table` that `names` can mean: columns or sort keys, as they are
 * given to dm_report. False if that is not plain: a name is not written in full, or
 * there is none of it, and dm_report has to look through all fields.
 */
bool needed_mark(const struct report_table *table, const char *names, bool *needed);

#endif
