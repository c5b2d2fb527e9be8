/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Each VG, to be folded: its picture, LVs, PVs, and what else its metadata say. */
#include <inttypes.h>
#include <string.h>

#include "draw/picture.h"
#include "page/page.h"
#include "report/lv_view.h"
#include "report/names.h"

#define OPEN_MAX 10	/* with more VGs, those that are sound are folded at first */

static const char *const lv_headings[] = { "LV", ">Size", "Layout", "Tags", "Notes", "UUID", NULL };
static const char *const pv_headings[] = { "PV", ">Size", ">Free", "Tags", "Notes", "UUID", NULL };

/* Notes begin with ", ". */
static const char *without_comma(const char *notes)
{
	return *notes ? notes + strlen(", ") : notes;
}

static void print_tags(FILE *out, const struct volscan_strings *tags)
{
	size_t i;

	fputs("<td>", out);
	for (i = 0; i < tags->count; i++) {
		fputs(i ? ", " : "", out);
		html_text(out, tags->items[i]);
	}
	fputs("</td>", out);
}

/* ------------------------------------------------------------------------
 * LVs
 */

static void print_lv(FILE *out, struct overview *o, const struct volscan_lv *lv)
{
	bool partial = lv->status & VOLSCAN_LV_PARTIAL, visible = lv_is_visible(lv);

	fputs(visible ? "<tr>" : "<tr class=\"hidden\">", out);
	html_element(out, "td", "", visible ? lv->name : overview_text(o, "[%s]", lv->name));
	html_element(out, "td", "n", overview_size(o, lv->size));
	html_element(out, "td", "", overview_layout(o, lv));
	print_tags(out, &lv->tags);
	html_element(out, "td", partial ? "bad" : "", without_comma(overview_lv_notes(o, lv)));
	html_element(out, "td", "code dim", lv->uuid);
	fputs("</tr>\n", out);
}

static void print_lvs(FILE *out, struct overview *o, const struct volscan_vg *vg)
{
	size_t i;

	fputs("<h3>LVs</h3>\n", out);
	html_table(out, lv_headings);
	for (i = 0; i < vg->lv_count; i++)
		if (!lv_is_snapshot_store(vg->lvs[i]))
			print_lv(out, o, vg->lvs[i]);
	html_table_end(out);
}

/* ------------------------------------------------------------------------
 * PVs
 */

static void print_pv(FILE *out, struct overview *o, const struct volscan_pv *pv)
{
	fputs("<tr>", out);
	html_element(out, "td", pv->device ? "" : "bad", pv_shown_name(pv));
	html_element(out, "td", "n", overview_size(o, overview_pv_size(pv)));
	html_element(out, "td", "n", overview_size(o, overview_pv_free(pv)));
	print_tags(out, &pv->tags);
	html_element(out, "td", pv->device ? "" : "bad", without_comma(overview_pv_notes(o, pv)));
	html_element(out, "td", "code dim", pv->uuid);
	fputs("</tr>\n", out);
}

static void print_pvs(FILE *out, struct overview *o, const struct volscan_vg *vg)
{
	size_t i;

	fputs("<h3>PVs</h3>\n", out);
	html_table(out, pv_headings);
	for (i = 0; i < vg->pv_count; i++)
		print_pv(out, o, vg->pvs[i]);
	html_table_end(out);
}

/* ------------------------------------------------------------------------
 * The VG
 */

static void print_fact(FILE *out, const char *what, const char *text)
{
	if (!text || !*text)
		return;
	html_element(out, "dt", "", what);
	html_element(out, "dd", "", text);
	fputs("\n", out);
}

static void print_facts(FILE *out, struct overview *o, const struct volscan_vg *vg)
{
	fputs("<dl>\n", out);
	print_fact(out, "UUID", vg->uuid);
	print_fact(out, "Extents",
		   overview_text(o, "%" PRIu64 " of %s, %" PRIu64 " of them free", vg->extent_count,
				 overview_size(o, vg->extent_size), vg->free_count));
	print_fact(out, "Seqno", overview_text(o, "%u", vg->seqno));
	print_fact(out, "Written by", vg->description);
	print_fact(out, "on host", vg->creation_host);
	print_fact(out, "System ID", vg->system_id);
	print_fact(out, "Lock type", vg->lock_type);
	fputs("</dl>\n", out);
}

static bool is_sound(const struct volscan_vg *vg)
{
	return !vg->missing_pv_count && !vg->uncertain && !vg->name_clash;
}

static void print_summary(FILE *out, struct overview *o, const struct volscan_vg *vg)
{
	fputs("<summary>", out);
	html_element(out, "b", "", vg->name);
	fprintf(out, "<meter min=\"0\" max=\"%" PRIu64 "\" value=\"%" PRIu64 "\"></meter> ",
		vg->extent_count ? vg->extent_count : 1, vg->extent_count - vg->free_count);
	html_text(out, overview_text(o, "%s, %zu PV%s", overview_vg_sizes(o, vg), vg->pv_count,
				     vg->pv_count == 1 ? "" : "s"));
	html_element(out, "span", is_sound(vg) ? "dim" : "bad",
		     overview_vg_notes(o, vg));
	fputs("</summary>\n", out);
}

static void print_vg(FILE *out, struct overview *o, const struct volscan_vg *vg, bool open)
{
	fputs(open ? "<details open=\"open\">\n" : "<details>\n", out);
	print_summary(out, o, vg);
	fputs("<div class=\"inside\">\n", out);
	if (!picture_print_vg(out, o, vg))
		o->no_memory = true;
	print_lvs(out, o, vg);
	print_pvs(out, o, vg);
	print_facts(out, o, vg);
	fputs("</div></details>\n", out);
}

void page_vgs(FILE *out, struct overview *o)
{
	size_t i, count;
	const struct volscan_vg *const *vgs = volscan_vgs(o->vs, &count);

	fputs("<h2>Volume groups</h2>\n", out);
	for (i = 0; i < count; i++)
		print_vg(out, o, vgs[i], count <= OPEN_MAX || !is_sound(vgs[i]));
	if (!count)
		fputs("<p>None was found.</p>\n", out);
}
