/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pictures in SVG of what a scan found: each VG with its PVs as bars, to scale with each
 * other, the extents of each in the colours of the LVs that have them; what is free, and
 * what is missing. The picture of everything has devices that are in no VG, too.
 *
 * However much there is, a picture is bounded: with many PVs the bars are smaller and
 * side by side, and past a limit it says how many more there are.
 */
#ifndef DRAW_PICTURE_H
#define DRAW_PICTURE_H

#include <stdio.h>

#include "overview.h"

/* A document. False when there was no memory. */
bool picture_print(FILE *out, struct overview *o);

/* A part of a page that has the rules and the defs of style.h: the PVs and LVs of a VG,
 * without a heading. The same. */
bool picture_print_vg(FILE *out, struct overview *o, const struct volscan_vg *vg);

#endif
