/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * dm_report compares each name in its options with each of 300 fields, in four
 * ways. Names that are written in full, as they are by default, leave it few.
 */
#include "report/needed.h"

#include <stdlib.h>
#include <string.h>

#define ALL "all"

struct name {
	const char *text;
	size_t length;
};

static bool is_name(const struct name *name, const char *text)
{
	return strlen(text) == name->length && !memcmp(name->text, text, name->length);
}

/* "pv_all" for a type of which the fields begin with "pv_". */
static bool is_all_of(const struct name *name, const char *prefix)
{
	size_t length = strlen(prefix);

	return length && name->length == length + strlen(ALL) &&
	       !memcmp(name->text, prefix, length) && !memcmp(name->text + length, ALL, strlen(ALL));
}

static const char *prefix_of(const struct report_table *table, uint32_t type)
{
	const struct dm_report_object_type *t = table->types;

	while (t->id && t->id != type)
		t++;
	return t->prefix;
}

/* True if any field is meant. */
static bool mark(const struct report_table *table, const struct name *name, bool *needed)
{
	const struct dm_report_field_type *field = table->fields;
	bool any = false;
	size_t i;

	for (i = 0; field[i].report_fn; i++)
		if (is_name(name, field[i].id) || is_all_of(name, prefix_of(table, field[i].type)))
			any = needed[i] = true;
	return any;
}

bool needed_mark(const struct report_table *table, const char *names, bool *needed)
{
	struct name name = { .text = names };

	for (;;) {
		name.text += strspn(name.text, ", +-");
		name.length = strcspn(name.text, ", ");
		if (!name.length)
			return true;
		if (!mark(table, &name, needed))
			return false;
		name.text += name.length;
	}
}
