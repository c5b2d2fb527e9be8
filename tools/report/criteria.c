/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * libdevmapper gives a field's function the address of an object, and adds the field's
 * offset to it. Here that object is our table of fields, so that it leads to the field's
 * row in the table. The object that the report is about is kept beside it.
 */
#include "report/criteria.h"

#include <stdio.h>
#include <stdlib.h>

#include "log.h"
#include "report/table.h"

struct criteria {
	struct report *report;
	struct dm_report *dm;
	struct dm_pool *pool;
	const struct report_table *table;
	const struct dm_report_object_type *types;
	const struct dm_report_field_type *fields;
	const void *object;
	struct buffer shown;		/* by nobody */
};

static void *same_object(void *object)
{
	return object;
}

static int fill_field(struct dm_report *dm, struct dm_pool *pool, struct dm_report_field *field,
		      const void *object, void *private)
{
	struct criteria *criteria = private;
	const struct report_field *asked = object;
	const struct cell cell = {
		.report = criteria->report, .pool = pool, .text = &criteria->shown,
		.dm = dm, .field = field,
	};

	criteria->shown.used = 0;
	return asked->value(&cell, criteria->object);
}

static bool make_types(struct criteria *criteria)
{
	const struct report_type *types = criteria->table->types;
	struct dm_report_object_type *copy;
	size_t i, count = 0;

	while (types[count].id)
		count++;
	copy = dm_pool_zalloc(criteria->pool, (count + 1) * sizeof(*copy));
	for (i = 0; copy && i < count; i++)
		copy[i] = (struct dm_report_object_type){
			types[i].id, types[i].title, types[i].prefix, same_object
		};
	criteria->types = copy;
	return copy;
}

static void make_field(struct dm_report_field_type *copy, const struct report_field *field,
		       size_t number)
{
	copy->type = field->type;
	copy->flags = field->kind;
	copy->offset = (uint32_t)(number * sizeof(*field));
	copy->report_fn = fill_field;
	copy->desc = field->help;
	snprintf((char *)copy->id, sizeof(copy->id), "%s", field->id);
}

/* But those of one type, or 0. */
static bool make_fields(struct criteria *criteria, unsigned but)
{
	const struct report_field *fields = criteria->table->fields;
	struct dm_report_field_type *copy;
	size_t i, count = 0, n = 0;

	while (fields[count].value)
		count++;
	copy = dm_pool_zalloc(criteria->pool, (count + 1) * sizeof(*copy));
	for (i = 0; copy && i < count; i++)
		if (fields[i].type != but)
			make_field(&copy[n++], &fields[i], i);
	criteria->fields = copy;
	return copy;
}

static struct criteria *prepare(struct report *report, const struct report_table *table,
				unsigned but)
{
	struct criteria *criteria = calloc(1, sizeof(*criteria));

	if (criteria) {
		criteria->report = report;
		criteria->table = table;
		criteria->pool = dm_pool_create("criteria", 1024);
	}
	if (criteria && criteria->pool && make_types(criteria) && make_fields(criteria, but))
		return criteria;
	log_error("Out of memory.");
	criteria_free(criteria);
	return NULL;
}

/* It takes the prefix of names from the one type that it is told, and tells of more. */
static bool make_dm_report(struct criteria *criteria, const char *names, const char *keys,
			   const char *selection, unsigned *types)
{
	uint32_t all = criteria->report->base;

	criteria->dm = dm_report_init_with_selection(&all, criteria->types, criteria->fields, names,
						     "", 0, keys, selection,
						     criteria->table->reserved, criteria);
	*types |= all;
	return criteria->dm;
}

struct criteria *criteria_new(struct report *report, const struct report_table *table,
			      const char *selection, unsigned *types)
{
	struct criteria *criteria = prepare(report, table, 0);

	if (criteria && make_dm_report(criteria, "", "", selection, types))
		return criteria;
	criteria_free(criteria);
	return NULL;
}

void criteria_free(struct criteria *criteria)
{
	if (!criteria)
		return;
	if (criteria->dm)
		dm_report_free(criteria->dm);
	if (criteria->pool)
		dm_pool_destroy(criteria->pool);
	buffer_free(&criteria->shown);
	free(criteria);
}

bool criteria_select(struct criteria *criteria, const void *object, bool *selected)
{
	int is_selected = 0;

	criteria->object = object;
	if (!dm_report_object_is_selected(criteria->dm, (void *)criteria->table->fields, 0,
					  &is_selected))
		return false;
	*selected = is_selected;
	return true;
}

/* Help is LVM2 2.03.16's, which does not know the later fields. */
bool criteria_help(struct report *report, const struct report_table *table, const char *names,
		   const char *keys, const char *selection)
{
	struct criteria *criteria = prepare(report, table, REPORT_LV_LATER);
	unsigned types = report->base;
	bool ok;

	log_devmapper_help(true);
	ok = criteria && make_dm_report(criteria, names, keys, selection, &types);
	log_devmapper_help(false);
	criteria_free(criteria);
	return ok;
}
