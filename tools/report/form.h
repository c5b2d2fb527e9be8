/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a report looks: the options say it, else the settings. */
#ifndef REPORT_FORM_H
#define REPORT_FORM_H

#include "report/report.h"
#include "report/table.h"

const char *form_setting(const struct report *report, const char *name);
bool form_setting_is_on(const struct report *report, const char *name);

/* Set what cells are written by: units, separators, JSON. STATUS_OK, or another
 * exit status after a message. */
int form_take(struct report *report);

/* For dm_report_init(). Fields are those of `table`, or a copy that is the report's of
 * those that are needed for `columns` (NULL: all) and `keys`; NULL = no memory. */
const struct dm_report_field_type *form_fields(struct report *report,
					       const struct report_table *table,
					       const char *columns, const char *keys);
uint32_t form_output_flags(const struct report *report);
const char *form_separator(const struct report *report);

/* Rows wait for the last, and are sorted. */
bool form_is_buffered(const struct report *report);

/* -o, -O or -S asks for help. */
bool form_wants_help(const struct report *report);

/* Each value has its field's name in front. */
bool form_has_prefixes(const struct report *report);

#endif
