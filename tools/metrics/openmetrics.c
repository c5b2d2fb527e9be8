/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "metrics/openmetrics.h"

#include <inttypes.h>

#include "text.h"

void openmetrics_family(struct openmetrics *o, const struct openmetrics_family *family)
{
	o->family = family;
	fprintf(o->out, "# TYPE %s gauge\n", family->name);
	if (family->unit)
		fprintf(o->out, "# UNIT %s %s\n", family->name, family->unit);
	fprintf(o->out, "# HELP %s %s\n", family->name, family->help);
}

void openmetrics_begin(struct openmetrics *o)
{
	fputs(o->family->name, o->out);
	o->labels = 0;
}

/* A line end is among what text_escape() has made visible. */
static void print_quoted(FILE *out, const char *text)
{
	putc('"', out);
	for (; *text; text++) {
		if (*text == '"' || *text == '\\')
			putc('\\', out);
		putc(*text, out);
	}
	putc('"', out);
}

void openmetrics_label(struct openmetrics *o, const char *name, const char *value)
{
	const char *safe = text_escape(o->pool, value, TEXT_TERMINAL);

	if (!safe) {
		o->no_memory = true;
		return;
	}
	fprintf(o->out, "%c%s=", o->labels++ ? ',' : '{', name);
	print_quoted(o->out, safe);
	dm_pool_empty(o->pool);
}

/* After the point. */
static int digits(uint64_t parts)
{
	int n = 0;

	for (; parts > 1; parts /= 10)
		n++;
	return n;
}

void openmetrics_value(struct openmetrics *o, uint64_t value)
{
	uint64_t parts = o->family->parts;

	fprintf(o->out, "%s %" PRIu64, o->labels ? "}" : "", value / parts);
	if (parts > 1)
		fprintf(o->out, ".%0*" PRIu64, digits(parts), value % parts);
	putc('\n', o->out);
}

void openmetrics_end(struct openmetrics *o)
{
	fputs("# EOF\n", o->out);
}
