/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rows of a report in JSON: each an object in a line. All values are strings, but in
 * json_std, LVM2's JSON since 2.03.17: there numbers and percentages are JSON's numbers,
 * one that is not known is null, and lists are lists. Sizes, which may have a unit, stay
 * strings.
 */
#ifndef REPORT_PRINT_JSON_H
#define REPORT_PRINT_JSON_H

#include "report/output.h"

/* Stands between the items of a list in a cell of json_std: no value has a control
 * character in JSON, they are escaped. */
#define JSON_STD_SEPARATOR "\x1f"

void print_json(const struct report *report, struct output *output);

#endif
