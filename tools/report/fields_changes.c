/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of fields of changes between generations of metadata. */
#include "history/changes.h"
#include "report/cell.h"
#include "report/table.h"

#define COLUMNS "report/columns_changes.def"
#define COLUMN_LETS \
	const struct change *change = \
		((const struct report_object *)object)->change;
#include "report/fields_of.h"

static const struct report_type types[] = {
	{ REPORT_CHANGE, "Change of Metadata", "change_" },
	{ 0, "", "" },
};

const struct report_table report_changes_table = { types, fields, report_undefined };
