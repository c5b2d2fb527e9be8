/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names are gone through twice, since "all" is all that the report's types have, and each
 * name and key can add to those.
 */
#include "report/layout.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "log.h"
#include "report/table.h"

#define ALL "all"
#define NAME_MAX_SIZE 64	/* more than the longest name of a field */

struct name {
	const char *text;
	size_t length;
};

typedef bool name_fn(struct layout *layout, const struct name *name);

/* ------------------------------------------------------------------------
 * From a name to a field
 */

/* Two fields are in every report: whether the row is selected, and no field at all. */
static int value_selected(const struct cell *c, const void *object)
{
	(void)object;
	return put_number(c, c->report->selected);
}

static const struct report_field selected = {
	.kind = FIELD_NUMBER, .width = 8, .id = "selected", .heading = "Selected",
	.value = value_selected,
};
static const struct report_field help = { .id = "help" };

/* An id has no capitals. */
static bool is_same(const char *id, const struct name *name)
{
	const char *at = name->text, *end = at + name->length;

	for (;; id++, at++) {
		while (*id == '_')
			id++;
		while (at < end && *at == '_')
			at++;
		if (!*id || at == end)
			return !*id && at == end;
		if (*id != tolower((unsigned char)*at))
			return false;
	}
}

/* Of "pv_": its underscore may be left out, too. */
static size_t prefix_length(const char *prefix)
{
	size_t length = strlen(prefix);

	return length ? length - 1 : 0;
}

static bool is_meant(const char *prefix, size_t length, const char *id, const struct name *name)
{
	return is_same(id, name) ||
	       (length && !strncmp(id, prefix, length) && is_same(id + length, name));
}

static const struct report_field *find(const struct layout *l, const struct name *name)
{
	size_t length = prefix_length(l->prefix);
	const struct report_field *field;

	if (is_same("selected", name))
		return &selected;
	if (is_same("help", name) || is_same("?", name))
		return &help;
	for (field = l->table->fields; field->value; field++)
		if (is_meant(l->prefix, length, field->id, name))
			return field;
	return NULL;
}

/* "pv_all" */
static bool is_all_of(const struct name *name, const char *prefix)
{
	char all[NAME_MAX_SIZE];

	snprintf(all, sizeof(all), "%s" ALL, prefix);
	return *prefix && is_same(all, name);
}

/* What "all" or "pv_all" stands for; 0 if it is neither. Types that share the report's
 * prefix are among its own. */
static unsigned all_types(const struct layout *l, const struct name *name)
{
	bool plain = name->length == strlen(ALL) && !strncasecmp(name->text, ALL, strlen(ALL));
	unsigned types = plain ? l->types : 0;
	const struct report_type *type;

	for (type = l->table->types; type->id; type++)
		if (plain ? *type->prefix && !strcmp(type->prefix, l->prefix)
			  : is_all_of(name, type->prefix))
			types |= type->id;
	return types;
}

/* ------------------------------------------------------------------------
 * Columns
 */

static struct column *add_column(struct layout *l, const struct report_field *field)
{
	struct column *columns = reallocarray(l->columns, l->count + 1, sizeof(*columns));

	if (!columns) {
		log_error("Out of memory.");
		return NULL;
	}
	l->columns = columns;
	columns[l->count] = (struct column){ .field = field, .key = NO_KEY };
	l->shows_selected |= field == &selected;
	return &columns[l->count++];
}

static bool add_all(struct layout *l, unsigned types)
{
	const struct report_field *field;

	for (field = l->table->fields; field->value; field++)
		if ((field->type & types) && !add_column(l, field))
			return false;
	return true;
}

static bool add_name(struct layout *l, const struct name *name)
{
	const struct report_field *field = find(l, name);

	return field ? add_column(l, field) != NULL : add_all(l, all_types(l, name));
}

static bool count_name(struct layout *l, const struct name *name)
{
	const struct report_field *field = find(l, name);
	unsigned types = field ? field->type : all_types(l, name);

	l->help |= field == &help;
	l->types |= types;
	if (field || types)
		return true;
	log_error("Unrecognised field: %.*s", (int)name->length, name->text);
	return false;
}

/* ------------------------------------------------------------------------
 * Keys
 */

static struct name without_sign(const struct name *key)
{
	bool sign = key->length && (*key->text == '+' || *key->text == '-');

	return (struct name){ key->text + sign, key->length - sign };
}

static struct column *column_of(struct layout *l, const struct report_field *field)
{
	size_t i;

	for (i = 0; i < l->count; i++)
		if (l->columns[i].field == field)
			return &l->columns[i];
	return NULL;
}

/* The same key again orders nothing. */
static bool add_key(struct layout *l, const struct name *key)
{
	const struct name name = without_sign(key);
	const struct report_field *field = find(l, &name);
	struct column *column = column_of(l, field);
	bool was_shown = l->shows_selected;

	if (!column)
		column = add_column(l, field);
	l->shows_selected = was_shown;
	if (!column || column->key != NO_KEY)
		return column;
	column->key = (int)l->key_count++;
	column->descending = *key->text == '-';
	return true;
}

static bool count_key(struct layout *l, const struct name *key)
{
	const struct name name = without_sign(key);
	const struct report_field *field = find(l, &name);

	if (key->length && !name.length)
		log_error("dm_report: Missing sort field name");
	if (!field)
		log_error("dm_report: Unrecognised field: %.*s", (int)key->length, key->text);
	l->help |= field == &help;
	l->types |= field ? field->type : 0;
	return field;
}

/* ------------------------------------------------------------------------
 * Lists of names
 */

/* A comma more in front of a name is none too many, but one at the end is. */
static bool each(struct layout *l, const char *names, name_fn *take)
{
	struct name name = { .text = names };

	while (*name.text) {
		name.text += strspn(name.text, ",");
		name.length = strcspn(name.text, ",");
		if (!take(l, &name))
			return false;
		name.text += name.length;
	}
	return true;
}

bool layout_make(struct layout *layout, const struct report_table *table, unsigned base,
		 const char *names, const char *keys)
{
	bool ok;

	*layout = (struct layout){
		.table = table, .types = base, .prefix = report_type_of(table, base)->prefix,
	};
	if (!each(layout, names, count_name) || !each(layout, keys, count_key))
		return false;
	if (layout->help)
		return true;
	ok = each(layout, names, add_name);
	layout->shown = layout->count;
	return ok && each(layout, keys, add_key);
}

void layout_free(struct layout *layout)
{
	free(layout->columns);
	layout->columns = NULL;
}

static bool compact_name(struct layout *l, const struct name *name)
{
	const struct report_field *field = find(l, name);
	struct column *column = field ? column_of(l, field) : NULL;

	if (!field)
		log_error("dm_report: Unrecognized field: %.*s", (int)name->length, name->text);
	if (column)
		column->is_compact = true;
	return field;
}

bool layout_compact(struct layout *layout, const char *names)
{
	return each(layout, names, compact_name);
}
