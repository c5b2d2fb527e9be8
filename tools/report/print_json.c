/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/print_json.h"

#include <ctype.h>

#include "report/table.h"

static bool is_number(const char *text, size_t length)
{
	size_t i = 0, digits;

	if (i < length && text[i] == '-')
		i++;
	for (digits = i; i < length && isdigit((unsigned char)text[i]); i++)
		;
	if (i == digits || (text[digits] == '0' && i > digits + 1))
		return false;
	if (i == length)
		return true;
	if (text[i++] != '.' || i == length)
		return false;
	while (i < length && isdigit((unsigned char)text[i]))
		i++;
	return i == length;
}

static void add_string(struct buffer *out, const char *text, size_t length)
{
	buffer_add_char(out, '"');
	buffer_add(out, text, length);
	buffer_add_char(out, '"');
}

static void add_number(struct buffer *out, const char *text, size_t length)
{
	if (!length)
		buffer_add_text(out, "null");
	else if (is_number(text, length))
		buffer_add(out, text, length);
	else
		add_string(out, text, length);
}

static void add_list(struct buffer *out, const char *text, size_t length)
{
	const char *end = text + length, *next;

	buffer_add_char(out, '[');
	while (length) {
		next = memchr(text, *JSON_STD_SEPARATOR, (size_t)(end - text));
		add_string(out, text, (size_t)((next ? next : end) - text));
		if (!next)
			break;
		buffer_add_char(out, ',');
		text = next + 1;
	}
	buffer_add_char(out, ']');
}

static void add_value(const struct report *r, struct buffer *out, uint32_t kind,
		      const char *text, size_t length)
{
	if (r->json_std && (kind & DM_REPORT_FIELD_TYPE_STRING_LIST))
		add_list(out, text, length);
	else if (r->json_std && (kind & (DM_REPORT_FIELD_TYPE_NUMBER | DM_REPORT_FIELD_TYPE_PERCENT)))
		add_number(out, text, length);
	else
		add_string(out, text, length);
}

static void add_row(const struct report *r, struct buffer *out, size_t row)
{
	const struct column *column = r->layout.columns, *end = column + r->layout.shown;
	const char *at = rows_cells(&r->rows, row), *cell;
	bool first = true;
	size_t length;

	for (; column < end; column++) {
		cell = rows_next_cell(&at, &length);
		if (column->left_out)
			continue;
		if (!first)
			buffer_add_text(out, ", ");
		first = false;
		add_string(out, column->field->id, strlen(column->field->id));
		buffer_add_char(out, ':');
		add_value(r, out, column->field->kind, cell, length);
	}
}

void print_json(const struct report *r, struct output *output)
{
	struct buffer *out = &output->text;
	size_t row;

	for (row = 0; row < r->rows.count; row++) {
		buffer_add_text(out, LINE_START);
		buffer_fill(out, ' ', output->indent);
		buffer_add_char(out, '{');
		add_row(r, out, row);
		buffer_add_text(out, row + 1 < r->rows.count ? "},\n" : "}\n");
		output_line_is_done(output);
	}
}
