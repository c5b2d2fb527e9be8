/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What turns a file of fields (columns*.def) into a table for dm_report: it is
 * included twice, with COLUMN as FIELD_FUNCTION for each field's function, and
 * as FIELD_ROW for the rows.
 */
#ifndef REPORT_TABLE_H
#define REPORT_TABLE_H

#include "report/cell.h"

struct report_table {
	const struct dm_report_object_type *types;
	const struct dm_report_field_type *fields;
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

static inline void *same_object(void *object)
{
	return object;
}

/* `value` sees the cell as `c`, the row's object as `object`, and what the
 * declarations that follow make of that. */
#define FIELD_FUNCTION(id, value, ...)							\
	static int field_##id(struct dm_report *dm, struct dm_pool *pool,		\
			      struct dm_report_field *field, const void *object,	\
			      void *private)						\
	{										\
		const struct cell cell = { dm, pool, field, private }, *c = &cell;	\
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
	{ REPORT_##type, FIELD_##sort, 0, (width) ? (width) : (int)sizeof(heading) - 1,	\
	  #id, heading, field_##id, help },

#endif
