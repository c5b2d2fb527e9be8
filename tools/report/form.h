/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a report looks: the options say it, else the settings. */
#ifndef REPORT_FORM_H
#define REPORT_FORM_H

#include "report/report.h"
#include "report/table.h"

const char *form_setting(const struct report *report, const char *name);
bool form_setting_is_on(const struct report *report, const char *name);

/* Set how the report looks. STATUS_OK, or another exit status after a message. */
int form_take(struct report *report);

/* Rows wait for the last, and are sorted by default. */
bool form_is_sorted(const struct report *report);

/* -o, -O or -S asks for help. */
bool form_wants_help(const struct report *report);

#endif
