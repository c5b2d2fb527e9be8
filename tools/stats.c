/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <inttypes.h>
#include <stdio.h>

#include "tool.h"

void stats_print(const struct volscan *vs)
{
	struct volscan_stats s;
	size_t i;

	volscan_stats(vs, &s);
	const struct {
		const char *name;
		uint64_t value;
	} lines[] = {
		{ "requests", s.requests },
		{ "cached", s.cached },
		{ "queued", s.queued },
		{ "reads", s.reads },
		{ "bytes read", s.bytes_read },
		{ "opens", s.opens },
		{ "errors", s.errors },
		{ "peak in flight", s.peak_in_flight },
		{ "peak buffer bytes", s.peak_buffer_bytes },
		{ "timed out", s.timed_out },
		{ "late", s.late },
		{ "isolated", s.isolated },
	};

	fprintf(stderr, "  engine: %s\n", s.engine ? s.engine : "none");
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		fprintf(stderr, "  %s: %" PRIu64 "\n", lines[i].name, lines[i].value);
}
