/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Included with
 *
 *	COLUMNS		a file of fields: "report/columns_log.def"
 *	COLUMN_LETS	declarations that give names to the row's `object`
 *
 * it makes a function of each field, and `static const struct report_field fields[]`.
 */
#include "report/table.h"

#define COLUMN(type, sort, heading, width, id, help, value) FIELD_FUNCTION(id, value, COLUMN_LETS)
#include COLUMNS
#undef COLUMN

#define COLUMN(type, sort, heading, width, id, help, value) \
	FIELD_ROW(type, sort, heading, width, id, help)
static const struct report_field fields[] = {
#include COLUMNS
	{ .value = NULL },
};
#undef COLUMN

#undef COLUMNS
#undef COLUMN_LETS
