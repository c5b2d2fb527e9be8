/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * scan: an overview for people of everything that was found, whatever host it
 * belongs to, and of what could not be read.
 */
#include <stdio.h>
#include <string.h>

#include "draw/picture.h"
#include "drawn.h"
#include "log.h"
#include "overview.h"
#include "page/page.h"
#include "report/lv_view.h"
#include "report/names.h"
#include "text.h"
#include "tool.h"

static const char *safe(struct overview *o, const char *text)
{
	const char *escaped = text_escape(o->pool, text, TEXT_TERMINAL);

	if (escaped)
		return escaped;
	o->no_memory = true;
	return "";
}

static int wider(int width, const char *text)
{
	int length = (int)strlen(text);

	return length > width ? length : width;
}

/* ------------------------------------------------------------------------
 * VGs
 */

/* One width for the names of LVs and PVs of a VG, so that sizes are in line. */
static int name_width(struct overview *o, const struct volscan_vg *vg)
{
	size_t i;
	int width = 0;

	for (i = 0; i < vg->lv_count; i++)
		if (lv_is_visible(vg->lvs[i]))
			width = wider(width, safe(o, vg->lvs[i]->name));
	for (i = 0; i < vg->pv_count; i++)
		width = wider(width, safe(o, pv_shown_name(vg->pvs[i])));
	return width;
}

static void print_lv(struct overview *o, const struct volscan_lv *lv, int width)
{
	printf("  LV  %-*s  %9s", width, safe(o, lv->name), overview_size(o, lv->size));
	printf("  %s%s\n", overview_layout(o, lv), safe(o, overview_lv_notes(o, lv)));
}

static void print_pv(struct overview *o, const struct volscan_pv *pv, int width)
{
	printf("  PV  %-*s  %9s", width, safe(o, pv_shown_name(pv)),
	       overview_size(o, overview_pv_size(pv)));
	if (pv->vg)
		printf("  %s free", overview_size(o, overview_pv_free(pv)));
	puts(safe(o, overview_pv_notes(o, pv)));
}

static void print_vg(struct overview *o, const struct volscan_vg *vg)
{
	int width = name_width(o, vg);
	size_t i;

	printf("VG %s: %s%s\n", safe(o, vg->name), overview_vg_sizes(o, vg),
	       safe(o, overview_vg_notes(o, vg)));
	for (i = 0; i < vg->lv_count; i++)
		if (lv_is_visible(vg->lvs[i]))
			print_lv(o, vg->lvs[i], width);
	for (i = 0; i < vg->pv_count; i++)
		print_pv(o, vg->pvs[i], width);
	putchar('\n');
}

/* ------------------------------------------------------------------------
 * Devices that are in no VG
 */

static void print_section(struct overview *o, const struct overview_section *section)
{
	const struct volscan_device *const *devices;
	size_t i, count;
	int width = 0;

	devices = volscan_devices(o->vs, &count);
	for (i = 0; i < count; i++)
		if (section->has(devices[i]))
			width = wider(width, safe(o, devices[i]->name));
	if (!width)
		return;
	puts(section->heading);
	for (i = 0; i < count; i++)
		if (section->has(devices[i]))
			printf("      %-*s  %s\n", width, safe(o, devices[i]->name),
			       safe(o, section->describe(o, devices[i])));
	putchar('\n');
}

/* ------------------------------------------------------------------------
 * The command
 */

static void print_all(struct overview *o)
{
	const struct overview_section *section;
	const struct volscan_vg *const *vgs;
	size_t i, count;

	vgs = volscan_vgs(o->vs, &count);
	for (i = 0; i < count; i++)
		print_vg(o, vgs[i]);
	for (section = overview_sections; section->heading; section++)
		print_section(o, section);
	puts(overview_summary(o));
}

static bool write_all(struct overview *o, struct drawn *svg, struct drawn *html)
{
	bool ok = drawn_write(svg, o, picture_print) && drawn_write(html, o, page_print);

	if (!svg->is_stdout && !html->is_stdout)
		print_all(o);
	return ok;
}

static bool scan_and_write(struct tool *tool, struct drawn *svg, struct drawn *html)
{
	struct overview o;
	bool ok;

	if (volscan_config_string(tool->vs, "metadata/search_lost=1") ||
	    !tool_scan(tool, tool->options.names, tool->options.name_count))
		return false;
	if (!overview_init(&o, tool->vs)) {
		log_error("Out of memory.");
		return false;
	}
	ok = write_all(&o, svg, html);
	if (ok && o.no_memory)
		log_error("Out of memory.");
	ok = ok && !o.no_memory;
	overview_free(&o);
	return ok;
}

int scan_command(struct tool *tool)
{
	struct drawn svg, html = { .fd = -1 };
	bool ok = drawn_open(&svg, "--svg", tool->options.svg) &&
		  drawn_open(&html, "--html", tool->options.html);
	int status = ok ? STATUS_OK : STATUS_FAILED;

	if (ok && svg.is_stdout && html.is_stdout) {
		log_error("--svg - and --html -: standard output can be one of them.");
		status = STATUS_USAGE;
	}
	if (!status && !scan_and_write(tool, &svg, &html))
		status = STATUS_FAILED;
	drawn_close(&svg, !status);
	drawn_close(&html, !status);
	return status;
}
