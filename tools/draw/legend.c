/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draw/drawing.h"
#include "draw/style.h"
#include "report/lv_view.h"
#include "text.h"

#define LVS_MAX 60
#define NAME_COLUMNS 40
#define TEXT_SIZE 12.0
#define SQUARE 11.0
#define GAP 16.0
#define LINE 20.0

/* An LV without extents of its own is shown if it is for people; one with extents always. */
static bool is_shown(const struct owners *owners, const struct volscan_lv *lv)
{
	return owner_of(owners, lv)->lv == lv &&
	       (owners->items[lv->index].extents || lv_is_visible(lv));
}

static const char *shown_name(struct overview *o, const struct volscan_lv *lv)
{
	return svg_head(o, lv_is_visible(lv) ? lv->name : overview_text(o, "[%s]", lv->name),
			NAME_COLUMNS);
}

/* What an LV without extents of its own is in: its pool, or what is being moved. */
static const struct volscan_lv *inside(const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);
	const struct volscan_lv *pool = view_pool(&view);

	if (pool || !view.seg->area_count || view.seg->areas[0].kind != VOLSCAN_AREA_LV)
		return pool;
	return view.seg->areas[0].lv;
}

static const char *about(struct overview *o, const struct owner *owner)
{
	const struct volscan_lv *in = owner->extents ? NULL : inside(owner->lv);
	const char *size = overview_text(o, " %s", overview_size(o, owner->lv->size));

	return in ? overview_text(o, "%s in %s", size, svg_head(o, in->name, NAME_COLUMNS)) : size;
}

static void draw_square(struct drawing *d, const struct owner *owner, double x)
{
	struct box square = { x, d->y - SQUARE + 1, SQUARE, SQUARE };
	char class[32];

	snprintf(class, sizeof(class), "c%zu", owner->number % STYLE_COLOURS);
	svg_box(d->out, owner->extents ? class : "within", square);
}

/* At x, or on the next line if there is no room for it; returns where the next one is. */
static double draw_lv(struct drawing *d, const struct owner *owner, double x)
{
	const struct volscan_lv *lv = owner->lv;
	const char *name = shown_name(d->o, lv), *text = about(d->o, owner);
	const char *partial = lv->status & VOLSCAN_LV_PARTIAL ? " partial" : "";
	double width = SQUARE + 5 + svg_width(text_columns(name) + text_columns(text) +
					      text_columns(partial), TEXT_SIZE);

	if (x > DRAW_MARGIN && x + width > DRAW_WIDTH - DRAW_MARGIN) {
		x = DRAW_MARGIN;
		d->y += LINE;
	}
	draw_square(d, owner, x);
	fprintf(d->out, "<text class=\"large\" x=\"%.1f\" y=\"%.1f\">", x + SQUARE + 5, d->y);
	text_print_xml(d->out, name);
	svg_span(d->out, "dim", text);
	if (*partial)
		svg_span(d->out, "bad", partial);
	fputs("</text>\n", d->out);
	return x + width + GAP;
}

static void write_line(struct drawing *d, const char *text)
{
	d->y += LINE;
	svg_text(d->out, "dim", DRAW_MARGIN, d->y, text);
}

void draw_legend(struct drawing *d, const struct volscan_vg *vg, const struct owners *owners)
{
	double x = DRAW_MARGIN;
	size_t i, count = 0;

	d->y += LINE;
	for (i = 0; i < vg->lv_count; i++)
		if (is_shown(owners, vg->lvs[i]) && ++count <= LVS_MAX)
			x = draw_lv(d, &owners->items[i], x);
	if (!count)
		svg_text(d->out, "dim", DRAW_MARGIN, d->y, "no LV");
	else if (count > LVS_MAX)
		write_line(d, overview_text(d->o, "and %zu more LVs; colours are used again",
					    count - LVS_MAX));
	else if (count > STYLE_COLOURS)
		write_line(d, "There are more LVs than colours, which are used again.");
}
