/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draw/drawing.h"
#include "draw/runs.h"
#include "draw/style.h"
#include "report/lv_view.h"
#include "report/names.h"
#include "text.h"

#define NARROW 4.0	/* a run without an edge of its own */
#define PADDING 6.0
#define NAME_PADDING 4.0
#define NAME_SIZE 11.0	/* of letters in a bar */
#define BAR_LEAST 2.0
#define RUN_LEAST 1.0	/* what an LV has is seen, however little it is */

/* Where a row is, and the bar in it. */
struct row {
	const struct volscan_pv *pv;
	const struct owners *owners;
	double x, y;		/* y: of the line that letters stand on */
	struct box bar;
};

/* ------------------------------------------------------------------------
 * The extents
 */

static const char *run_text(struct drawing *d, const struct row *row, const struct run *run)
{
	uint64_t size = run->count * row->pv->vg->extent_size;
	const char *what = "free", *of = "";

	if (run->lv) {
		const struct volscan_lv *owner = owner_of(row->owners, run->lv)->lv;

		what = run->lv->name;
		if (owner != run->lv)
			of = overview_text(d->o, " of %s", owner->name);
	}
	return overview_text(d->o, "%s%s: extents %u to %u, %s", what, of, run->start,
			     run->start + run->count - 1, overview_size(d->o, size));
}

static const char *class_of(struct drawing *d, const struct row *row, const struct run *run,
			    double width)
{
	if (!run->lv)
		return "free";
	return overview_text(d->o, "c%zu%s",
			     owner_of(row->owners, run->lv)->number % STYLE_COLOURS,
			     width > NARROW ? " wide" : "");
}

static bool fits(const char *name, struct box box)
{
	return svg_width(text_columns(name), NAME_SIZE) + 2 * NAME_PADDING <= box.width;
}

/* The name, if it fits: of the part, or else of whose it is. */
static void write_name(struct drawing *d, const struct row *row, const struct run *run,
		       struct box box)
{
	const char *name = run->lv->name;

	if (!fits(name, box))
		name = owner_of(row->owners, run->lv)->lv->name;
	if (fits(name, box))
		svg_text(d->out, row->pv->device ? "in" : "in halo", box.x + NAME_PADDING, row->y,
			 name);
}

static struct box box_of(const struct row *row, const struct run *run)
{
	double scale = row->bar.width / row->pv->pe_count;
	double width = run->count * scale;

	if (run->lv && width < RUN_LEAST)
		width = RUN_LEAST;
	return (struct box){ row->bar.x + run->start * scale, row->bar.y, width, row->bar.height };
}

static void draw_run(struct drawing *d, const struct row *row, const struct run *run)
{
	struct box box = box_of(row, run);

	if (d->density->explains_runs) {
		fputs("<g>", d->out);
		svg_title(d->out, run_text(d, row, run));
	}
	svg_box(d->out, class_of(d, row, run, box.width), box);
	if (d->density->explains_runs)
		fputs("</g>\n", d->out);
}

/* Names come last, to be read also on what is missing. */
static void draw_runs(struct drawing *d, const struct row *row)
{
	struct run *runs = dm_pool_alloc(d->o->pool, d->max_runs * sizeof(*runs));
	size_t i, count;

	if (!runs) {
		d->o->no_memory = true;
		return;
	}
	count = runs_of(row->pv, runs, d->max_runs);
	for (i = 0; i < count; i++)
		if (runs[i].lv || d->density->explains_runs)
			draw_run(d, row, &runs[i]);
	svg_box(d->out, row->pv->device ? "edge" : "lost", row->bar);
	for (i = 0; i < count && d->density->explains_runs; i++)
		if (runs[i].lv)
			write_name(d, row, &runs[i], box_of(row, &runs[i]));
	dm_pool_free(d->o->pool, runs);
}

/* ------------------------------------------------------------------------
 * A row
 */

static const char *pv_text(struct drawing *d, const struct volscan_pv *pv)
{
	return overview_text(d->o, "%s, %s free",
			     overview_size(d->o, overview_pv_size(pv)),
			     overview_size(d->o, overview_pv_free(pv)));
}

static const char *pv_name(const struct volscan_pv *pv)
{
	if (pv->device || !pv->device_hint || !*pv->device_hint)
		return pv_shown_name(pv);
	return pv->device_hint;
}

static void write_sizes(struct drawing *d, const struct row *row)
{
	const char *missing = row->pv->device ? "" : "missing ";
	int columns = svg_columns(d->density->size_width - PADDING, d->density->text_size) -
		      text_columns(missing);

	if (d->density->size_width <= 0)
		return;
	fprintf(d->out, "<text x=\"%.1f\" y=\"%.1f\">",
		row->x + d->density->name_width + d->density->bar_width + PADDING, row->y);
	if (*missing)
		svg_span(d->out, "bad", missing);
	text_print_xml(d->out, svg_head(d->o, pv_text(d, row->pv), columns));
	fputs("</text>\n", d->out);
}

static void draw_row(struct drawing *d, const struct row *row)
{
	const char *name = pv_name(row->pv);
	int columns = svg_columns(d->density->name_width - PADDING, d->density->text_size);

	fputs("<g>", d->out);
	svg_title(d->out, overview_text(d->o, "%s: %s%s", name, pv_text(d, row->pv),
					overview_pv_notes(d->o, row->pv)));
	svg_text(d->out, row->pv->device ? "name" : "bad", row->x, row->y,
		 svg_tail(d->o, name, columns));
	svg_box(d->out, "free", row->bar);
	draw_runs(d, row);
	write_sizes(d, row);
	fputs("</g>\n", d->out);
}

/* ------------------------------------------------------------------------
 * All of them
 */

static uint32_t largest(const struct volscan_vg *vg)
{
	uint32_t most = 1;
	size_t i;

	for (i = 0; i < vg->pv_count; i++)
		if (vg->pvs[i]->pe_count > most)
			most = vg->pvs[i]->pe_count;
	return most;
}

static void place(struct row *row, const struct drawing *d, size_t number, double width)
{
	const struct density *density = d->density;
	double column = (DRAW_WIDTH - 2 * DRAW_MARGIN) / density->columns;
	size_t line = number / density->columns;

	row->x = DRAW_MARGIN + (double)(number % density->columns) * column;
	row->bar = (struct box){
		row->x + density->name_width,
		d->y + (double)line * density->pitch,
		width < BAR_LEAST ? BAR_LEAST : width, density->bar_height,
	};
	row->y = row->bar.y + (density->bar_height + 0.7 * density->text_size) / 2;
}

static size_t missing_from(const struct volscan_vg *vg, size_t first)
{
	size_t missing = 0;

	for (; first < vg->pv_count; first++)
		missing += !vg->pvs[first]->device;
	return missing;
}

static void write_rest(struct drawing *d, const struct volscan_vg *vg, size_t count)
{
	d->y += 14;
	svg_text(d->out, "dim", DRAW_MARGIN, d->y,
		 overview_text(d->o, "and %zu more PVs, %zu of them missing",
			       vg->pv_count - count, missing_from(vg, count)));
}

void draw_pvs(struct drawing *d, const struct volscan_vg *vg, const struct owners *owners)
{
	size_t i, count = vg->pv_count < d->pvs_left ? vg->pv_count : d->pvs_left;
	double scale = d->density->bar_width / largest(vg);
	size_t lines = (count + d->density->columns - 1) / d->density->columns;

	d->y += 12;
	fprintf(d->out, "<g class=\"%s\">\n", d->density->class);
	for (i = 0; i < count; i++) {
		struct row row = { .pv = vg->pvs[i], .owners = owners };

		place(&row, d, i, row.pv->pe_count * scale);
		draw_row(d, &row);
	}
	fputs("</g>\n", d->out);
	d->y += (double)lines * d->density->pitch;
	d->pvs_left -= count;
	if (count < vg->pv_count)
		write_rest(d, vg, count);
}
