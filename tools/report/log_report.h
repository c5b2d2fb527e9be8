/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2's report of a command's log, for programs that read JSON and no messages:
 * one entry for each device of which it is not known whether it is a PV.
 */
#ifndef REPORT_LOG_REPORT_H
#define REPORT_LOG_REPORT_H

#include "report/report.h"

/* Print it behind the main reports, which have the form of `report`, if that is JSON
 * and there is such a device, or if nothing else is wanted. False when that failed. */
bool log_report_print(const struct report *report, struct dm_report_group *group);

#endif
