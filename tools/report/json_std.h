/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * json_std, LVM2's JSON since 2.03.17: numbers and percentages are JSON's numbers, one
 * that is not known is null, and lists are lists. Sizes, which may have a unit, stay
 * strings.
 */
#ifndef REPORT_JSON_STD_H
#define REPORT_JSON_STD_H

#include <stdio.h>

/* Stands between the items of a list until a row is rewritten: no value has a control
 * character in JSON, they are escaped. */
#define JSON_STD_SEPARATOR "\x1f"

struct json_std;

struct report_table;

/* For lines of reports of `table`, and of the log. NULL = no memory. */
struct json_std *json_std_new(const struct report_table *table);
void json_std_free(struct json_std *json);

/* Print one line of libdevmapper's JSON, a row as json_std. */
void json_std_print(const struct json_std *json, FILE *out, const char *line);

#endif
