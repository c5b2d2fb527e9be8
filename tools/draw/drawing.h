/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the parts of a picture share. Lengths are pixels of a picture that is not scaled. */
#ifndef DRAW_DRAWING_H
#define DRAW_DRAWING_H

#include "draw/owners.h"
#include "draw/svg.h"

#define DRAW_WIDTH 960.0
#define DRAW_MARGIN 24.0

/* How PVs are laid out: the more there are, the denser. */
struct density {
	const char *class;
	size_t pvs;		/* in the picture, at most */
	unsigned columns;
	double pitch, bar_height, text_size;
	double name_width, bar_width, size_width;	/* of a column; 0: without */
	bool explains_runs;	/* what each is, where one points */
};

struct drawing {
	FILE *out;
	struct overview *o;
	double y;		/* where the next part begins */
	const struct density *density;
	size_t max_runs;	/* of each PV */
	size_t pvs_left;	/* that may still be drawn */
};

/* legend.c: which colour is which LV of the VG. */
void draw_legend(struct drawing *d, const struct volscan_vg *vg, const struct owners *owners);

/* bars.c: the PVs of the VG. */
void draw_pvs(struct drawing *d, const struct volscan_vg *vg, const struct owners *owners);

#endif
