/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of fields of generations of metadata, and their values. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "report/cell.h"
#include "report/lineage.h"
#include "report/table.h"

static const char *generation_state_name(enum volscan_text_state state)
{
	static const char *const names[] = {
		[VOLSCAN_TEXT_INCOMPLETE] = "incomplete",
		[VOLSCAN_TEXT_CRC_WRONG] = "crc wrong",
		[VOLSCAN_TEXT_WHOLE] = "whole",
		[VOLSCAN_TEXT_PRECOMMITTED] = "precommitted",
		[VOLSCAN_TEXT_COMMITTED] = "committed",
	};

	return names[state];
}

/* Each once; copies of one device follow each other. */
static int value_devices(const struct cell *c, const struct volscan_generation *g)
{
	struct dm_list *list = new_list(c);
	size_t i;

	for (i = 0; list && i < g->copy_count; i++)
		if (!i || g->copies[i].device != g->copies[i - 1].device)
			if (!list_add(c->pool, list, g->copies[i].device->name))
				return 0;
	return put_list(c, list, c->report->list_separator);
}

/* "/dev/sda:1@512 committed" */
static const char *place_text(struct dm_pool *pool, const struct volscan_text_copy *copy)
{
	const char *form = "%s:%" PRIu32 "@%" PRIu64 " %s", *state = generation_state_name(copy->state);
	int length = snprintf(NULL, 0, form, copy->device->name, copy->mda + 1, copy->offset, state);
	char *text = length < 0 ? NULL : dm_pool_alloc(pool, (size_t)length + 1);

	if (text)
		sprintf(text, form, copy->device->name, copy->mda + 1, copy->offset, state);
	return text;
}

static int value_places(const struct cell *c, const struct volscan_generation *g)
{
	struct dm_list *list = new_list(c);
	size_t i;

	for (i = 0; list && i < g->copy_count; i++)
		if (!list_add(c->pool, list, place_text(c->pool, &g->copies[i])))
			return 0;
	return put_list(c, list, c->report->list_separator);
}

#define COLUMNS "report/columns_history.def"
#define COLUMN_LETS \
	const struct volscan_generation *g = \
		((const struct report_object *)object)->generation;
#include "report/fields_of.h"

static const struct report_type types[] = {
	{ REPORT_GENERATION, "Generation of Metadata", "generation_" },
	{ 0, "", "" },
};

const struct report_table report_history_table = { types, fields, report_undefined };
