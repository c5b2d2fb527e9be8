/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The elements of which a picture is made. What disks say is escaped here. */
#ifndef DRAW_SVG_H
#define DRAW_SVG_H

#include <stdio.h>

#include "overview.h"

struct box {
	double x, y, width, height;
};

/* `class` is of style.c. */
void svg_box(FILE *out, const char *class, struct box box);
void svg_text(FILE *out, const char *class, double x, double y, const char *text);
/* More of the same line: within <text>. */
void svg_span(FILE *out, const char *class, const char *text);
/* What a browser shows where one points. */
void svg_title(FILE *out, const char *text);

/* So wide are that many columns of text of this size, at most: nobody knows which font
 * it will be. */
double svg_width(int columns, double size);
int svg_columns(double width, double size);

/* At most `columns` of a text, its end, or its beginning, being left out. */
const char *svg_head(struct overview *o, const char *text, int columns);
const char *svg_tail(struct overview *o, const char *text, int columns);

#endif
