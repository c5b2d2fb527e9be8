/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/output.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "report/log_report.h"

#define JSON_INDENT 4
#define PIECE 65536u	/* as much as a pipe takes at once */

void output_flush(struct output *output)
{
	if (output->text.used)
		fwrite(output->text.start, 1, output->text.used, stdout);
	output->text.used = 0;
}

/* The last byte waits, in the end in stdout's own buffer, until that is closed: what went
 * wrong for those before goes wrong again for it, and then it is known why. */
static void flush_but_one(struct output *output)
{
	struct buffer *text = &output->text;

	if (text->used < 2)
		return;
	fwrite(text->start, 1, text->used - 1, stdout);
	text->start[0] = text->start[text->used - 1];
	text->used = 1;
}

void output_line_is_done(struct output *output)
{
	if (output->text.used >= PIECE)
		flush_but_one(output);
}

static void print_line(struct output *output, const char *before, const char *name,
		       const char *after)
{
	buffer_add_text(&output->text, LINE_START);
	buffer_fill(&output->text, ' ', output->indent);
	buffer_add_text(&output->text, before);
	buffer_add_text(&output->text, name);
	buffer_add_text(&output->text, after);
	buffer_add_char(&output->text, '\n');
	output_line_is_done(output);
}

/* Each report has a title if there is a log among them. */
static enum output_form form_of(const struct report *report)
{
	if (report->json)
		return OUTPUT_JSON;
	if (log_report_is_wanted(report) && !report->tool->options.log_only)
		return OUTPUT_TITLES;
	return OUTPUT_SINGLE;
}

struct output *output_open(const struct report *report)
{
	struct output *output = calloc(1, sizeof(*output));

	if (!output)
		return NULL;
	output->form = form_of(report);
	if (output->form == OUTPUT_JSON) {
		print_line(output, "{", "", "");
		output->indent = JSON_INDENT;
	}
	return output;
}

bool output_close(struct output *output)
{
	bool ok;

	if (!output)
		return false;
	assert(!output->depth);
	output->indent = 0;
	if (output->form == OUTPUT_JSON)
		print_line(output, "}", "", "");
	flush_but_one(output);
	output_flush(output);
	ok = !output->text.failed;
	buffer_free(&output->text);
	free(output);
	return ok;
}

/* ------------------------------------------------------------------------
 * JSON. What has a name is a list; in a list what has none is an object, and so each
 * report, which is one, is put into an object of its own where it stands in a list.
 */

static void begin_object(struct output *output)
{
	print_line(output, "{", "", "");
	output->indent += JSON_INDENT;
}

static void end_object(struct output *output)
{
	output->indent -= JSON_INDENT;
	print_line(output, "}", "", "");
}

static void begin_json(struct output *output, const struct output_level *in, const char *name)
{
	if (in->finished)
		print_line(output, ",", "", "");
	if (in->named)
		begin_object(output);
	if (!name)
		return;
	print_line(output, "\"", name, "\": [");
	output->indent += JSON_INDENT;
}

static void end_json(struct output *output, const struct output_level *in, bool named)
{
	if (named) {
		output->indent -= JSON_INDENT;
		print_line(output, "]", "", "");
	}
	if (in->named)
		end_object(output);
}

/* ------------------------------------------------------------------------
 * Levels
 */

static struct output_level *push(struct output *output, bool named)
{
	struct output_level *in = &output->levels[output->depth++];

	assert(output->depth < OUTPUT_DEPTH);
	output->levels[output->depth] = (struct output_level){ .named = named };
	return in;
}

void output_begin(struct output *output, const char *name)
{
	const struct output_level *in = push(output, name);

	if (output->form == OUTPUT_JSON)
		begin_json(output, in, name);
	else if (output->form == OUTPUT_TITLES && !name && in->finished)
		print_line(output, "", "", "");
}

static void print_title(struct output *output, const char *title)
{
	print_line(output, title, "", "");
	buffer_add_text(&output->text, LINE_START);
	buffer_fill(&output->text, '=', strlen(title));
	buffer_add_char(&output->text, '\n');
}

void output_begin_report(struct output *output, const char *title, bool shows_any)
{
	const struct output_level *in = push(output, true);

	if (output->form == OUTPUT_JSON)
		begin_json(output, in, title);
	if (output->form != OUTPUT_TITLES || !shows_any)
		return;
	if (in->finished)
		print_line(output, "", "", "");
	print_title(output, title);
}

void output_end(struct output *output)
{
	bool named = output->levels[output->depth].named;
	struct output_level *in = &output->levels[--output->depth];

	if (output->form == OUTPUT_JSON)
		end_json(output, in, named);
	in->finished++;
}
