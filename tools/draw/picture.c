/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How high a picture is is known when all of it has been drawn: so what is in it goes to
 * memory first.
 */
#include "draw/picture.h"

#include <stdlib.h>
#include <string.h>

#include "draw/drawing.h"
#include "draw/style.h"
#include "text.h"

#define VGS_MAX 200
#define PVS_MAX 2000
#define ROWS_MAX 100		/* of a section */
#define RUNS_MAX 30000		/* of all PVs */
#define PV_RUNS_MAX 300
#define PV_RUNS_LEAST 20
#define TITLE_COLUMNS 90
#define LINE_COLUMNS 120

static const struct density densities[] = {
	{ "large", 40, 1, 32, 24, 12, 196, 506, 210, true },
	{ "medium", 200, 2, 20, 14, 10, 112, 204, 134, false },
	{ "small", PVS_MAX, 4, 13, 9, 8, 70, 146, 0, false },
};

static const struct density *density_for(size_t pvs)
{
	const struct density *density = densities;

	while (pvs > density->pvs && density->pvs < PVS_MAX)
		density++;
	return density;
}

static size_t runs_for(size_t pvs)
{
	size_t runs = pvs ? RUNS_MAX / pvs : PV_RUNS_MAX;

	if (runs > PV_RUNS_MAX)
		return PV_RUNS_MAX;
	return runs < PV_RUNS_LEAST ? PV_RUNS_LEAST : runs;
}

/* ------------------------------------------------------------------------
 * VGs
 */

/* Notes begin with ", ". */
static void write_heading(struct drawing *d, const struct volscan_vg *vg)
{
	const char *notes = overview_vg_notes(d->o, vg);

	d->y += 34;
	fprintf(d->out, "<text class=\"vg\" x=\"%.1f\" y=\"%.1f\">", DRAW_MARGIN, d->y);
	text_print_xml(d->out, svg_head(d->o, vg->name, LINE_COLUMNS / 2));
	svg_span(d->out, "dim", overview_text(d->o, "  %s", overview_vg_sizes(d->o, vg)));
	fputs("</text>\n", d->out);
	if (!*notes)
		return;
	d->y += 18;
	svg_text(d->out, vg->missing_pv_count || vg->uncertain ? "large bad" : "dim", DRAW_MARGIN,
		 d->y, svg_head(d->o, notes + strlen(", "), LINE_COLUMNS));
}

static void draw_vg(struct drawing *d, const struct volscan_vg *vg)
{
	struct owners owners;

	if (!owners_init(&owners, vg, d->o->pool)) {
		d->o->no_memory = true;
		return;
	}
	draw_legend(d, vg, &owners);
	draw_pvs(d, vg, &owners);
}

static void draw_vgs(struct drawing *d)
{
	size_t i, count;
	const struct volscan_vg *const *vgs = volscan_vgs(d->o->vs, &count);

	for (i = 0; i < count && i < VGS_MAX; i++) {
		write_heading(d, vgs[i]);
		draw_vg(d, vgs[i]);
	}
	if (i == count)
		return;
	d->y += 34;
	svg_text(d->out, "vg", DRAW_MARGIN, d->y,
		 overview_text(d->o, "and %zu more VGs", count - i));
}

/* ------------------------------------------------------------------------
 * Devices in no VG: a bar each, with what there is to say in it
 */

static void draw_device(struct drawing *d, const struct overview_section *section,
			const struct volscan_device *device)
{
	const struct density *size = &densities[0];
	struct box bar = { DRAW_MARGIN + size->name_width, d->y, 716, size->bar_height };
	const char *text = section->describe(d->o, device);
	bool is_pv = device->pv;

	text += strspn(text, " ");
	svg_box(d->out, is_pv ? "apart" : "unread", bar);
	svg_text(d->out, "large", DRAW_MARGIN, d->y + 16,
		 svg_tail(d->o, device->name, svg_columns(size->name_width, size->text_size)));
	svg_text(d->out, is_pv ? "large" : "large bad", bar.x + 8, d->y + 16,
		 svg_head(d->o, text, svg_columns(bar.width - 16, size->text_size)));
	d->y += size->pitch;
}

static void write_section_heading(struct drawing *d, const struct overview_section *section)
{
	d->y += 34;
	svg_text(d->out, "vg", DRAW_MARGIN, d->y, section->heading);
	d->y += 12;
}

static void draw_section(struct drawing *d, const struct overview_section *section)
{
	const struct volscan_device *const *devices;
	size_t i, count, shown = 0;

	devices = volscan_devices(d->o->vs, &count);
	for (i = 0; i < count; i++) {
		if (!section->has(devices[i]))
			continue;
		if (!shown)
			write_section_heading(d, section);
		if (++shown <= ROWS_MAX)
			draw_device(d, section, devices[i]);
	}
	if (shown <= ROWS_MAX)
		return;
	d->y += 14;
	svg_text(d->out, "dim", DRAW_MARGIN, d->y,
		 overview_text(d->o, "and %zu more", shown - ROWS_MAX));
}

static void draw_sections(struct drawing *d)
{
	const struct overview_section *section;

	for (section = overview_sections; section->heading; section++)
		draw_section(d, section);
}

/* ------------------------------------------------------------------------
 * The whole
 */

static size_t count_pvs(const struct overview *o)
{
	size_t i, count, pvs = 0;
	const struct volscan_vg *const *vgs = volscan_vgs(o->vs, &count);

	for (i = 0; i < count; i++)
		pvs += vgs[i]->pv_count;
	return pvs;
}

/* What the colours do not say by themselves. */
static void write_key(struct drawing *d)
{
	d->y += 30;
	svg_box(d->out, "free", (struct box){ DRAW_MARGIN, d->y - 10, 22, 11 });
	svg_text(d->out, "dim", DRAW_MARGIN + 28, d->y, "free");
	svg_box(d->out, "lost", (struct box){ DRAW_MARGIN + 70, d->y - 10, 22, 11 });
	svg_text(d->out, "dim", DRAW_MARGIN + 98, d->y, "missing");
	svg_text(d->out, "dim", DRAW_MARGIN + 170, d->y,
		 overview_text(d->o, "The PVs of a VG are to scale with each other. volscan %s",
			       volscan_version()));
}

static void draw_all(struct drawing *d)
{
	d->y = 38;
	svg_text(d->out, "title", DRAW_MARGIN, d->y,
		 svg_head(d->o, overview_summary(d->o), TITLE_COLUMNS));
	draw_vgs(d);
	draw_sections(d);
	if (count_pvs(d->o))
		write_key(d);
}

static void print_begin(FILE *out, double margin, double height)
{
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"%.0f 0 %.0f %.0f\"",
		DRAW_MARGIN - margin, DRAW_WIDTH - 2 * (DRAW_MARGIN - margin), height);
}

static bool draw(struct drawing *d, char **drawn, void (*fn)(struct drawing *d, const void *what),
		 const void *what)
{
	size_t size;
	bool failed;

	*drawn = NULL;
	d->out = open_memstream(drawn, &size);
	if (!d->out)
		return false;
	fn(d, what);
	failed = ferror(d->out);
	return !fclose(d->out) && !failed && !d->o->no_memory;
}

static struct drawing drawing_for(struct overview *o, size_t pvs)
{
	return (struct drawing){ .o = o, .density = density_for(pvs), .max_runs = runs_for(pvs),
				 .pvs_left = PVS_MAX };
}

static void draw_document(struct drawing *d, const void *what)
{
	(void)what;
	draw_all(d);
}

static void draw_one_vg(struct drawing *d, const void *vg)
{
	draw_vg(d, vg);
}

bool picture_print(FILE *out, struct overview *o)
{
	struct drawing d = drawing_for(o, count_pvs(o));
	char *drawn;
	bool ok = draw(&d, &drawn, draw_document, NULL);

	if (ok) {
		double height = d.y + DRAW_MARGIN;

		print_begin(out, DRAW_MARGIN, height);
		fprintf(out, " width=\"%.0f\" height=\"%.0f\" role=\"img\">\n", DRAW_WIDTH, height);
		svg_title(out, overview_summary(o));
		fputs("<style>\n", out);
		style_print(out);
		fputs("</style>\n", out);
		style_print_defs(out);
		svg_box(out, "paper", (struct box){ 0, 0, DRAW_WIDTH, height });
		fprintf(out, "%s</svg>\n", drawn);
	}
	free(drawn);
	return ok && !o->no_memory;
}

bool picture_print_vg(FILE *out, struct overview *o, const struct volscan_vg *vg)
{
	struct drawing d = drawing_for(o, vg->pv_count);
	char *drawn;
	bool ok = draw(&d, &drawn, draw_one_vg, vg);

	if (ok) {
		print_begin(out, 0, d.y + 8);
		fprintf(out, " class=\"pvs\" role=\"img\">\n%s</svg>\n", drawn);
	}
	free(drawn);
	return ok;
}
