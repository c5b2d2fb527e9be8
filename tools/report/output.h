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

struct output {
	struct dm_report_group *group;
	struct json_std *json_std;	/* NULL = another form */
};

/* Of the form that `report` has. False when there is no memory; else its end is printed
 * by output_close(). One can be open at a time. */
bool output_open(struct output *output, const struct report *report);
void output_close(struct output *output);

#endif
