/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What turns a file of fields (columns*.def) into a table: fields_of.h includes it twice, with
 * COLUMN as FIELD_FUNCTION for each field's function, and as FIELD_ROW for the rows.
 * Kinds of values and reserved values are libdevmapper's, for selections.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/cell.h"

/* What fields are about: REPORT_*. */
struct report_type {
	unsigned id;
	const char *title;
	const char *prefix;		/* of fields' names, which may leave it out: "pv_" */
};

struct report_field {
	unsigned type;
	uint32_t kind;			/* DM_REPORT_FIELD_TYPE_* */
	int width;			/* the least */
	const char *id, *heading, *help;
	int (*value)(const struct cell *cell, const void *object);	/* fills the cell */
};

struct report_table {
	const struct report_type *types;	/* up to one with the id 0 */
	const struct report_field *fields;	/* up to one without `value` */
	const struct dm_report_reserved_value *reserved;
};

extern const struct report_table report_lvm_table;	/* fields.c: PVs, VGs, LVs */
extern const struct report_table report_device_table;	/* fields_device.c */
extern const struct report_table report_finding_table;	/* fields_finding.c */
extern const struct report_table report_history_table;	/* fields_history.c */
extern const struct report_table report_changes_table;	/* fields_changes.c */
extern const struct report_table report_log_table;	/* log_report.c */

/* The reserved values of tables that have none of their own: a number that is
 * not known. */
extern const struct dm_report_reserved_value report_undefined[];

/* Values of this kind are sorted by numbers; others, percentages too, by the bytes of a
 * text, as libdevmapper does. */
static inline bool is_sorted_by_number(uint32_t kind)
{
	return kind & (DM_REPORT_FIELD_TYPE_NUMBER | DM_REPORT_FIELD_TYPE_SIZE |
		       DM_REPORT_FIELD_TYPE_TIME);
}

static inline const struct report_type *report_type_of(const struct report_table *table,
						       unsigned id)
{
	const struct report_type *type = table->types;

	while (type->id && type->id != id)
		type++;
	return type;
}

/* `value` sees the cell as `c`, the row's object as `object`, and what the
 * declarations that follow make of that. */
#define FIELD_FUNCTION(id, value, ...)							\
	static int field_##id(const struct cell *c, const void *object)			\
	{										\
		__VA_ARGS__								\
		return value;								\
	}

#define FIELD_STRING DM_REPORT_FIELD_TYPE_STRING
#define FIELD_NUMBER DM_REPORT_FIELD_TYPE_NUMBER
#define FIELD_SIZE DM_REPORT_FIELD_TYPE_SIZE
#define FIELD_PERCENT DM_REPORT_FIELD_TYPE_PERCENT
#define FIELD_LIST DM_REPORT_FIELD_TYPE_STRING_LIST
#define FIELD_TIME DM_REPORT_FIELD_TYPE_TIME

#define FIELD_ROW(type, sort, heading, width, id, help)					\
	{ REPORT_##type, FIELD_##sort, (width) ? (width) : (int)sizeof(heading) - 1,	\
	  #id, heading, help, field_##id },

#endif
