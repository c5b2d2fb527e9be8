/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the scan found wrong, the worst first. A scan does not look for all there may be:
 * so what it has not found is not called right.
 */
#include <inttypes.h>

#include "check.h"
#include "page/page.h"

static const char *const headings[] = {
	"What", "Code", "Where", "What it means, and what to do", NULL
};

static const char *class_of(enum volscan_severity severity)
{
	static const char *const classes[] = {
		[VOLSCAN_NOTE] = "dim", [VOLSCAN_WARNING] = "warn", [VOLSCAN_ERROR] = "bad",
	};

	return classes[severity];
}

static void print_place(FILE *out, struct overview *o, const struct volscan_finding *finding)
{
	fputs("<td>", out);
	if (finding->device)
		html_text(out, finding->device->name);
	else if (*finding->vg)
		html_text(out, overview_text(o, "VG %s", finding->vg));
	if (finding->length)
		html_element(out, "div", "dim",
			     overview_text(o, "byte %" PRIu64 " to %" PRIu64, finding->offset,
					   finding->offset + (finding->length - 1)));
	fputs("</td>", out);
}

static void print_message(FILE *out, struct overview *o, const struct volscan_finding *finding)
{
	fputs("<td>", out);
	html_text(out, finding->message);
	if (*finding->field && *finding->found)
		html_element(out, "div", "dim",
			     overview_text(o, "%s: %s%s%s%s", finding->field,
					   *finding->expected ? "expected " : "", finding->expected,
					   *finding->expected ? ", found " : "", finding->found));
	fputs("</td>", out);
}

static void print_finding(FILE *out, struct overview *o, const struct volscan_finding *finding)
{
	fputs("<tr>", out);
	html_element(out, "td", class_of(finding->severity),
		     finding_severity_name(finding->severity));
	html_element(out, "td", "code", finding->code);
	print_place(out, o, finding);
	print_message(out, o, finding);
	fputs("</tr>\n", out);
}

static void print_all(FILE *out, struct overview *o, const struct volscan_finding *const *findings,
		      size_t count)
{
	int severity;
	size_t i;

	html_table(out, headings);
	for (severity = VOLSCAN_ERROR; severity >= VOLSCAN_NOTE; severity--)
		for (i = 0; i < count; i++)
			if ((int)findings[i]->severity == severity)
				print_finding(out, o, findings[i]);
	html_table_end(out);
}

void page_findings(FILE *out, struct overview *o)
{
	size_t count;
	const struct volscan_finding *const *findings = volscan_findings(o->vs, &count);

	fputs("<h2>Findings</h2>\n", out);
	if (count)
		print_all(out, o, findings, count);
	else
		fputs("<p>The scan has come across nothing wrong.</p>\n", out);
	fputs("<p class=\"dim\">A scan reads what it needs; <code>volscan check</code> reads every "
	      "copy of everything.</p>\n", out);
}
