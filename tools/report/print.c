/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An aligned line is a copy of one with separators and nothing else, into which values
 * are put: most cells of a wide report are empty.
 */
#include "report/print.h"

#include <ctype.h>
#include <stdlib.h>

#include "report/form.h"
#include "report/table.h"

#define NAME_PREFIX "LVM2_"

static const char *heading_of(const struct report *r, const struct column *column)
{
	return r->headings == HEADINGS_FULL ? column->field->id : column->field->heading;
}

static bool is_right(const struct column *column)
{
	return column->field->kind & (DM_REPORT_FIELD_TYPE_NUMBER | DM_REPORT_FIELD_TYPE_SIZE);
}

static void begin_line(struct output *output)
{
	buffer_add_text(&output->text, LINE_START);
}

static void end_line(struct output *output)
{
	buffer_add_char(&output->text, '\n');
	output_line_is_done(output);
}

static void add_separator(const struct report *r, struct buffer *text)
{
	buffer_add(text, r->separator, r->separator_length);
}

/* LVM2_VG_NAME='vg' */
static void begin_value(const struct report *r, struct buffer *text, const struct column *column)
{
	const char *c;

	if (!r->prefixes)
		return;
	buffer_add_text(text, NAME_PREFIX);
	for (c = column->field->id; *c; c++)
		buffer_add_char(text, (char)toupper((unsigned char)*c));
	buffer_add_text(text, r->quoted ? "='" : "=");
}

static void end_value(const struct report *r, struct buffer *text)
{
	if (r->prefixes && r->quoted)
		buffer_add_char(text, '\'');
}

/* ------------------------------------------------------------------------
 * Aligned
 */

static size_t width_of(const struct report *r, const struct column *column)
{
	size_t width = (size_t)column->field->width;

	if (r->headings == HEADINGS_FULL && strlen(column->field->id) > width)
		width = strlen(column->field->id);
	return column->longest > width ? column->longest : width;
}

/* A line without values, and where those begin in it. */
static void make_blank_line(struct report *r, struct buffer *blank)
{
	struct column *column, *end = r->layout.columns + r->layout.shown;
	bool first = true;

	buffer_add_text(blank, LINE_START);
	for (column = r->layout.columns; column < end; column++) {
		column->width = width_of(r, column);
		if (column->left_out)
			continue;
		if (!first)
			add_separator(r, blank);
		first = false;
		begin_value(r, blank, column);
		column->start = blank->used;
		buffer_fill(blank, ' ', column->width);
		end_value(r, blank);
	}
	buffer_add_char(blank, '\n');
}

static void print_aligned(const struct report *r, struct output *output,
			  const struct buffer *blank, size_t row)
{
	const struct column *column = r->layout.columns, *end = column + r->layout.shown;
	const char *at = rows_cells(&r->rows, row), *cell;
	char *line;
	size_t length;

	buffer_add(&output->text, blank->start, blank->used);
	if (output->text.failed)
		return;
	line = output->text.start + output->text.used - blank->used;
	for (; column < end; column++) {
		cell = rows_next_cell(&at, &length);
		if (length && !column->left_out)
			memcpy(line + column->start +
			       (is_right(column) ? column->width - length : 0), cell, length);
	}
	output_line_is_done(output);
}

/* ------------------------------------------------------------------------
 * Not aligned
 */

static void add_value(const struct report *r, struct buffer *text, const struct column *column,
		      const char *cell, size_t length)
{
	begin_value(r, text, column);
	buffer_add(text, cell, length);
	end_value(r, text);
}

static void print_separated(const struct report *r, struct output *output, size_t row)
{
	const struct column *column = r->layout.columns, *end = column + r->layout.shown;
	const char *at = rows_cells(&r->rows, row), *cell;
	bool first = true;
	size_t length;

	begin_line(output);
	for (; column < end; column++) {
		cell = rows_next_cell(&at, &length);
		if (column->left_out)
			continue;
		if (!first)
			add_separator(r, &output->text);
		first = false;
		add_value(r, &output->text, column, cell, length);
	}
	end_line(output);
}

/* ------------------------------------------------------------------------
 * Columns
 */

/* A heading is cut where its column is narrower. Behind each but the last column there
 * is a separator, even if all that follow are left out: so it is in LVM2. */
static void add_heading(const struct report *r, struct buffer *text, const struct column *column)
{
	const char *heading = heading_of(r, column);
	size_t length = strlen(heading);

	if (r->aligned && length > column->width)
		length = column->width;
	buffer_add(text, heading, length);
	if (r->aligned)
		buffer_fill(text, ' ', column->width - length);
	if (column + 1 < r->layout.columns + r->layout.shown)
		add_separator(r, text);
}

static void print_headings(struct report *r, struct output *output)
{
	const struct column *column = r->layout.columns, *end = column + r->layout.shown;

	if (r->has_headings || r->headings == HEADINGS_NONE)
		return;
	r->has_headings = true;
	begin_line(output);
	for (; column < end; column++)
		if (!column->left_out)
			add_heading(r, &output->text, column);
	end_line(output);
}

static bool print_columns(struct report *r, struct output *output)
{
	struct buffer blank = { .start = NULL };
	size_t row;
	bool ok;

	if (r->aligned)
		make_blank_line(r, &blank);
	print_headings(r, output);
	for (row = 0; row < r->rows.count && !blank.failed; row++)
		if (r->aligned)
			print_aligned(r, output, &blank, row);
		else
			print_separated(r, output, row);
	ok = !blank.failed;
	buffer_free(&blank);
	return ok;
}

/* ------------------------------------------------------------------------
 * Columns as rows
 */

/* The next cell of each row. */
struct cells {
	const char **next;
	size_t count;
};

static void print_column(const struct report *r, struct output *output,
			 const struct column *column, const struct cells *cells)
{
	const char *cell;
	size_t row, length;

	begin_line(output);
	if (r->headings != HEADINGS_NONE) {
		buffer_add_text(&output->text, heading_of(r, column));
		add_separator(r, &output->text);
	}
	for (row = 0; row < cells->count; row++) {
		cell = rows_next_cell(&cells->next[row], &length);
		if (row)
			add_separator(r, &output->text);
		add_value(r, &output->text, column, cell, length);
	}
	end_line(output);
}

static void skip_column(const struct cells *cells)
{
	size_t row, length;

	for (row = 0; row < cells->count; row++)
		rows_next_cell(&cells->next[row], &length);
}

static bool print_columns_as_rows(const struct report *r, struct output *output)
{
	const struct column *column = r->layout.columns, *end = column + r->layout.shown;
	struct cells cells = { calloc(r->rows.count + 1, sizeof(*cells.next)), 0 };

	if (!cells.next)
		return false;
	for (; cells.count < r->rows.count; cells.count++)
		cells.next[cells.count] = rows_cells(&r->rows, cells.count);
	for (; column < end; column++)
		if (column->left_out)
			skip_column(&cells);
		else
			print_column(r, output, column, &cells);
	free(cells.next);
	return true;
}

bool print_rows(struct report *report, struct output *output)
{
	return report->as_rows ? print_columns_as_rows(report, output)
			       : print_columns(report, output);
}
