/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdevmapper knows json_std since 1.02.187 and prints all values as strings before,
 * so that each line which is a row, {"field":"value", ...}, is written anew. What a
 * value is, the tables of fields say.
 */
#include "report/json_std.h"

#include <ctype.h>
#include <libdevmapper.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "report/table.h"

#define MEAN_FIELDS 512

struct json_std {
	struct dm_hash_table *fields;	/* by name */
};

static bool add_fields(struct json_std *json, const struct dm_report_field_type *fields)
{
	for (; fields->report_fn; fields++)
		if (!dm_hash_insert_binary(json->fields, fields->id,
					   (uint32_t)strlen(fields->id), (void *)fields))
			return false;
	return true;
}

struct json_std *json_std_new(const struct report_table *table)
{
	struct json_std *json = calloc(1, sizeof(*json));

	if (json && (json->fields = dm_hash_create(MEAN_FIELDS)) &&
	    add_fields(json, table->fields) &&
	    add_fields(json, report_log_table.fields))
		return json;
	json_std_free(json);
	return NULL;
}

void json_std_free(struct json_std *json)
{
	if (!json)
		return;
	if (json->fields)
		dm_hash_destroy(json->fields);
	free(json);
}

/* libdevmapper has one field of its own, which is no table's: whether the row was
 * selected, a number. */
static uint32_t type_of(const struct json_std *json, const char *name, size_t length)
{
	const struct dm_report_field_type *field;

	field = dm_hash_lookup_binary(json->fields, name, (uint32_t)length);
	return field ? field->flags : DM_REPORT_FIELD_TYPE_NUMBER;
}

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

static void print_text(FILE *out, const char *text, size_t length)
{
	putc('"', out);
	fwrite(text, 1, length, out);
	putc('"', out);
}

static void print_number(FILE *out, const char *text, size_t length)
{
	if (!length)
		fputs("null", out);
	else if (is_number(text, length))
		fwrite(text, 1, length, out);
	else
		print_text(out, text, length);
}

static void print_list(FILE *out, const char *text, size_t length)
{
	const char *end = text + length, *next;

	putc('[', out);
	while (length) {
		next = memchr(text, *JSON_STD_SEPARATOR, (size_t)(end - text));
		print_text(out, text, (size_t)((next ? next : end) - text));
		if (!next)
			break;
		putc(',', out);
		text = next + 1;
	}
	putc(']', out);
}

/* Up to the quote that ends the string. */
static size_t string_length(const char *text)
{
	size_t i = 0;

	while (text[i] && text[i] != '"')
		i += text[i] == '\\' && text[i + 1] ? 2 : 1;
	return i;
}

/* "name":"value" at `text`; returns what is behind it. */
static const char *print_cell(const struct json_std *json, FILE *out, const char *text)
{
	const char *name = text + 1, *value = name + string_length(name) + strlen("\":\"");
	size_t name_length = string_length(name), length = string_length(value);
	uint32_t type = type_of(json, name, name_length);

	fwrite(text, 1, (size_t)(value - 1 - text), out);
	if (type & DM_REPORT_FIELD_TYPE_STRING_LIST)
		print_list(out, value, length);
	else if (type & (DM_REPORT_FIELD_TYPE_NUMBER | DM_REPORT_FIELD_TYPE_PERCENT))
		print_number(out, value, length);
	else
		print_text(out, value, length);
	return value + length + 1;
}

void json_std_print(const struct json_std *json, FILE *out, const char *line)
{
	bool is_row = !strncmp(line + strspn(line, " "), "{\"", 2);
	const char *text = line;

	while (is_row && *text)
		if (*text == '"')
			text = print_cell(json, out, text);
		else
			putc(*text++, out);
	fputs(text, out);
	putc('\n', out);
}
