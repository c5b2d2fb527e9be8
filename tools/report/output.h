/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a command prints is a group of libdevmapper's: in JSON a tree, else one report
 * after the other.
 *
 *	"report"	a list; fullreport has an element for each VG in it
 *	"log"		beside that
 */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include <libdevmapper.h>

#include "report/report.h"

/* Of the form that `report` has, to be destroyed; NULL = no memory. */
struct dm_report_group *output_group(const struct report *report);

#endif
