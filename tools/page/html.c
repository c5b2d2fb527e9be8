/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "page/page.h"
#include "text.h"

void html_text(FILE *out, const char *text)
{
	text_print_xml(out, text);
}

void html_element(FILE *out, const char *name, const char *class, const char *text)
{
	if (*class)
		fprintf(out, "<%s class=\"%s\">", name, class);
	else
		fprintf(out, "<%s>", name);
	html_text(out, text);
	fprintf(out, "</%s>", name);
}

void html_table(FILE *out, const char *const *headings)
{
	fputs("<div class=\"wide-table\"><table>\n<thead><tr>", out);
	for (; *headings; headings++)
		html_element(out, "th", **headings == '>' ? "n" : "",
			     *headings + (**headings == '>'));
	fputs("</tr></thead>\n<tbody>\n", out);
}

void html_table_end(FILE *out)
{
	fputs("</tbody></table></div>\n", out);
}
