/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2's report of a command's log, for programs that read JSON and no messages:
 * one entry for each device of which it is not known whether it is a PV, and one for
 * the command, which is selected only when it failed.
 */
#ifndef REPORT_LOG_REPORT_H
#define REPORT_LOG_REPORT_H

#include "report/report.h"

/* It is to be printed: if options or settings say so, and in JSON if there is such a
 * device. */
bool log_report_is_wanted(const struct report *report);

/* Print it, if it is wanted, behind the main reports, which have the form of `report`.
 * `status` is what the command will exit with. False when that failed. */
bool log_report_print(const struct report *report, struct output *output, int status);

#endif
