/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of fields of changes between generations of metadata. */
#include "history/changes.h"
#include "report/cell.h"
#include "report/table.h"

#define COLUMN(type, sort, heading, width, id, help, value)				\
	FIELD_FUNCTION(id, value,							\
		const struct change *change =						\
			((const struct report_object *)object)->change;)
#include "report/columns_changes.def"
#undef COLUMN

#define COLUMN(type, sort, heading, width, id, help, value) \
	FIELD_ROW(type, sort, heading, width, id, help)
static const struct report_field fields[] = {
#include "report/columns_changes.def"
	{ .value = NULL },
};
#undef COLUMN

static const struct report_type types[] = {
	{ REPORT_CHANGE, "Change of Metadata", "change_" },
	{ 0, "", "" },
};

const struct report_table report_changes_table = { types, fields, report_undefined };
