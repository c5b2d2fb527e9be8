/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The rows of history: generations, or with --diff what has changed between two. */
#include <stdlib.h>

#include "history/changes.h"
#include "history/generations.h"
#include "log.h"
#include "report/report.h"

static int no_memory(void)
{
	log_error("Out of memory.");
	return STATUS_FAILED;
}

typedef int rows_fn(struct report *report, const struct volscan_generation *const *chosen,
		    size_t count);

static int with_chosen(struct report *report, rows_fn *add_rows)
{
	const struct options *options = &report->tool->options;
	const struct volscan_generation **chosen;
	size_t count;
	int status;

	chosen = generations_choose(report->tool->vs, options->names, options->name_count, &count);
	if (!chosen)
		return STATUS_FAILED;
	status = add_rows(report, chosen, count);
	free(chosen);
	return status;
}

/* ------------------------------------------------------------------------
 * Generations
 */

static int add_generations(struct report *report, const struct volscan_generation *const *chosen,
			   size_t count)
{
	struct report_object object = report_object(NULL);
	size_t i;

	for (i = 0; i < count; i++) {
		object.generation = chosen[i];
		if (!report_row(report, &object))
			return no_memory();
	}
	return STATUS_OK;
}

int report_walk_history(struct report *report)
{
	return with_chosen(report, add_generations);
}

/* ------------------------------------------------------------------------
 * Changes
 */

static bool add_change(void *context, const struct change *change)
{
	struct report_object object = report_object(NULL);

	object.change = change;
	return report_row(context, &object);
}

static int compare(struct report *report, const struct volscan_vg *from,
		   const struct volscan_vg *to)
{
	struct changes changes = {
		.from = from, .to = to, .units = report->units,
		.tell = add_change, .context = report,
	};

	changes.pool = report->pool;
	return changes_tell(&changes) ? STATUS_OK : no_memory();
}

static const struct volscan_vg *find_vg(struct report *report,
					const struct volscan_generation *const *chosen,
					size_t count, const char *seqno)
{
	const struct volscan_generation *g;
	const struct volscan_vg *vg;
	uint32_t number;

	if (!seqno_parse(seqno, &number) || !(g = generation_find(chosen, count, number)))
		return NULL;
	if (!volscan_generation_vg(report->tool->vs, g, &vg))
		return vg;
	log_error("%s", volscan_error(report->tool->vs));
	return NULL;
}

static int add_changes(struct report *report, const struct volscan_generation *const *chosen,
		       size_t count)
{
	const char *const *seqnos = report->tool->options.diff.items;
	const struct volscan_vg *from = find_vg(report, chosen, count, seqnos[0]);
	const struct volscan_vg *to = from ? find_vg(report, chosen, count, seqnos[1]) : NULL;

	return to ? compare(report, from, to) : STATUS_FAILED;
}

int report_walk_changes(struct report *report)
{
	return with_chosen(report, add_changes);
}
