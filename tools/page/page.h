/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A page for browsers about all that a scan found: one file that loads nothing and runs
 * nothing, for paper too. It is well-formed XML. What disks say is text in it and nothing
 * else: all of it goes through html_text().
 */
#ifndef PAGE_PAGE_H
#define PAGE_PAGE_H

#include <stdio.h>

#include "overview.h"

/* False when there was no memory. */
bool page_print(FILE *out, struct overview *o);

/* ------------------------------------------------------------------------
 * Its parts
 */

void page_style(FILE *out);
void page_findings(FILE *out, struct overview *o);
void page_vgs(FILE *out, struct overview *o);
void page_devices(FILE *out, struct overview *o);

/* ------------------------------------------------------------------------
 * Elements
 */

/* Text, escaped. */
void html_text(FILE *out, const char *text);

/* <name class="class">text</name>, with "" without a class. */
void html_element(FILE *out, const char *name, const char *class, const char *text);

/* The beginning of a table, with these headings up to NULL, a > before those of numbers;
 * its end. */
void html_table(FILE *out, const char *const *headings);
void html_table_end(FILE *out);

#endif
