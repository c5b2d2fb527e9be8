/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* history: the texts that are still to be found in the metadata areas, or what has
 * changed between two of them. */
#include "history/generations.h"
#include "report/report.h"

static bool are_seqnos(const struct arguments *arguments)
{
	uint32_t seqno;
	size_t i;

	for (i = 0; i < arguments->count; i++)
		if (!seqno_parse(arguments->items[i], &seqno))
			return false;
	return true;
}

int history_command(struct tool *tool)
{
	const struct arguments *diff = &tool->options.diff;

	if (!are_seqnos(diff))
		return STATUS_USAGE;
	return report_command(tool, diff->count ? REPORT_CHANGE : REPORT_GENERATION);
}
