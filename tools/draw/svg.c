/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draw/svg.h"

#include "text.h"

#define COLUMN 0.6	/* of the size: a wide letter */
#define ELLIPSIS "\xe2\x80\xa6"

void svg_box(FILE *out, const char *class, struct box box)
{
	fprintf(out, "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>\n",
		class, box.x, box.y, box.width, box.height);
}

void svg_text(FILE *out, const char *class, double x, double y, const char *text)
{
	fprintf(out, "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\">", class, x, y);
	text_print_xml(out, text);
	fputs("</text>\n", out);
}

void svg_span(FILE *out, const char *class, const char *text)
{
	fprintf(out, "<tspan class=\"%s\">", class);
	text_print_xml(out, text);
	fputs("</tspan>", out);
}

void svg_title(FILE *out, const char *text)
{
	fputs("<title>", out);
	text_print_xml(out, text);
	fputs("</title>", out);
}

double svg_width(int columns, double size)
{
	return columns * size * COLUMN;
}

int svg_columns(double width, double size)
{
	return (int)(width / (size * COLUMN));
}

/* What it will look like: that is what is measured. */
static const char *shown(struct overview *o, const char *text)
{
	const char *escaped = text_escape(o->pool, text, TEXT_TERMINAL);

	if (escaped)
		return escaped;
	o->no_memory = true;
	return "";
}

const char *svg_head(struct overview *o, const char *text, int columns)
{
	const char *all = shown(o, text);

	if (text_columns(all) <= columns)
		return all;
	return overview_text(o, "%.*s" ELLIPSIS, (int)(text_head(all, columns - 1) - all), all);
}

const char *svg_tail(struct overview *o, const char *text, int columns)
{
	const char *all = shown(o, text);

	if (text_columns(all) <= columns)
		return all;
	return overview_text(o, ELLIPSIS "%s", text_tail(all, columns - 1));
}
