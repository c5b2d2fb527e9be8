/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a command prints: in JSON a tree, else one report after the other.
 *
 *	"report"	a list; fullreport has an element for each VG in it
 *	"log"		beside that
 *
 * Lines are collected, and go to stdout in large pieces. Whether they arrive is seen when
 * stdout is closed.
 */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include "report/report.h"

#define OUTPUT_DEPTH 4
#define LINE_START "  "		/* of all that LVM2 prints */

enum output_form { OUTPUT_SINGLE, OUTPUT_TITLES, OUTPUT_JSON };

struct output {
	enum output_form form;
	struct buffer text;	/* not yet on stdout */
	size_t indent;		/* of JSON's lines */
	unsigned depth;
	struct output_level {
		bool named;
		unsigned finished;	/* in it */
	} levels[OUTPUT_DEPTH];
};

/* Of the form that `report` has; NULL = no memory. Its end is printed by output_close(),
 * which returns false when there was no memory, or nothing was opened. */
struct output *output_open(const struct report *report);
bool output_close(struct output *output);

/* A list of reports, or of what is in a list, which has no name. */
void output_begin(struct output *output, const char *name);

/* A report: its title, if there are titles and it shows anything. */
void output_begin_report(struct output *output, const char *title, bool shows_any);

void output_end(struct output *output);

/* After a line: if there are enough of them they go to stdout; or at once. */
void output_line_is_done(struct output *output);
void output_flush(struct output *output);

#endif
