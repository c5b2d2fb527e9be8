/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "damage.h"

static void replace(struct bytes *text, size_t at, size_t length, const struct bytes *new)
{
	struct bytes made = { .length = text->length - length + new->length };

	made.data = malloc(made.length + 1);
	if (!made.data)
		die("no memory");
	memcpy(made.data, text->data, at);
	memcpy(made.data + at, new->data, new->length);
	memcpy(made.data + at + new->length, text->data + at + length,
	       text->length - at - length);
	made.data[made.length] = '\0';
	free(text->data);
	*text = made;
}

/* ------------------------------------------------------------------------
 * s/OLD/NEW/ for the first, g/OLD/NEW/ for all
 */

static char unescape_one(const char **at)
{
	char hex[3] = "", c = *(*at)++;

	if (c != '\\')
		return c;
	c = *(*at)++;
	if (c == 'n')
		return '\n';
	if (c != 'x')
		return c;
	memcpy(hex, *at, 2);
	*at += 2;
	return (char)strtoul(hex, NULL, 16);
}

/* Up to the delimiter, which is passed. */
static struct bytes take_part(const char **at, char delimiter)
{
	struct bytes part = { .data = malloc(strlen(*at) + 1) };

	if (!part.data)
		die("no memory");
	while (**at != delimiter) {
		if (!**at)
			die("an edit without end");
		part.data[part.length++] = unescape_one(at);
	}
	(*at)++;
	return part;
}

static void substitute(struct bytes *text, const char *edit)
{
	const char *at = edit + 2, *hit;
	struct bytes old = take_part(&at, edit[1]), new = take_part(&at, edit[1]);
	size_t from = 0, hits = 0;

	while ((hit = memmem(text->data + from, text->length - from, old.data, old.length))) {
		from = (size_t)(hit - text->data);
		replace(text, from, old.length, &new);
		from += new.length;
		if (!hits++ && *edit == 's')
			break;
	}
	if (!hits)
		die("nothing to replace: %s", edit);
	free(old.data);
	free(new.data);
}

/* ------------------------------------------------------------------------
 * More of it
 */

static void append(struct bytes *text, const char *data, size_t length)
{
	replace(text, text->length, 0, &(struct bytes) { (char *)data, length });
}

static void fill(FILE *out, const char *what, unsigned long count)
{
	while (count--)
		fputs(what, out);
}

static void print_lvs(FILE *out, unsigned long count)
{
	char id[39];
	unsigned long i;

	for (i = 0; i < count; i++) {
		memcpy(id, disk_uuid('M'), sizeof(id));
		snprintf(id + 32, 7, "%06lu", i % 1000000);
		fprintf(out, "z%lu {\nid = \"%s\"\nstatus = [\"READ\", \"WRITE\", \"VISIBLE\"]\n"
			"flags = []\nsegment_count = 1\nsegment1 {\nstart_extent = 0\n"
			"extent_count = 1\ntype = \"zero\"\n}\n}\n", i, id);
	}
}

static void print_items(FILE *out, unsigned long count)
{
	unsigned long i;

	for (i = 0; i < count; i++)
		fprintf(out, "x%lu=1\n", i);
}

static void print_nest(FILE *out, unsigned long count)
{
	fill(out, "n{", count);
	fill(out, "}", count);
	fputc('\n', out);
}

static void print_list(FILE *out, unsigned long count)
{
	fputs("l = [1", out);
	fill(out, ",1", count);
	fputs("]\n", out);
}

static void print_padding(FILE *out, unsigned long count)
{
	fputc('#', out);
	fill(out, "x", count);
	fputc('\n', out);
}

static const struct {
	const char *word;
	void (*print)(FILE *out, unsigned long count);
	const char *before;	/* where; NULL: at the end */
} additions[] = {
	{ "lvs ", print_lvs, "lv0 {" },
	{ "items ", print_items, NULL },
	{ "nest ", print_nest, NULL },
	{ "list ", print_list, NULL },
	{ "pad ", print_padding, NULL },
};

static size_t place(const struct bytes *text, const char *before)
{
	const char *hit = before ? memmem(text->data, text->length, before, strlen(before)) : NULL;

	return hit ? (size_t)(hit - text->data) : text->length;
}

static bool add(struct bytes *text, const char *edit)
{
	struct bytes more;
	size_t i, length;
	FILE *out;

	for (i = 0; i < sizeof(additions) / sizeof(additions[0]); i++) {
		length = strlen(additions[i].word);
		if (strncmp(edit, additions[i].word, length))
			continue;
		out = open_memstream(&more.data, &more.length);
		additions[i].print(out, strtoul(edit + length, NULL, 0));
		fclose(out);
		replace(text, place(text, additions[i].before), 0, &more);
		free(more.data);
		return true;
	}
	return false;
}

/* To so many bytes; by so many, if it is negative. */
static void cut(struct bytes *text, long length)
{
	text->length = length < 0 ? text->length - (size_t)-length : (size_t)length;
}

void text_edit(struct bytes *text, const char *edit)
{
	if ((*edit == 's' || *edit == 'g') && ispunct((unsigned char)edit[1]))
		substitute(text, edit);
	else if (!strncmp(edit, "cut ", 4))
		cut(text, strtol(edit + 4, NULL, 0));
	else if (!strcmp(edit, "double"))
		append(text, text->data, text->length);
	else if (!add(text, edit))
		die("unknown edit: %s", edit);
}
