/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How pictures look, in light and in dark. The classes are those of their elements. */
#ifndef DRAW_STYLE_H
#define DRAW_STYLE_H

#include <stdio.h>

#define STYLE_COLOURS 24	/* classes c0 to c23: for LVs */

/* Rules of CSS; and <defs> for what they refer to, once in each document. */
void style_print(FILE *out);
void style_print_defs(FILE *out);

#endif
