/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The text format of metrics: OpenMetrics, in what the older Prometheus text format
 * reads as well, as node_exporter's textfile collector does. So all are gauges.
 *
 *	openmetrics_family(&o, &family);
 *	openmetrics_begin(&o);
 *	openmetrics_label(&o, "vg", vg->name);
 *	openmetrics_value(&o, 1048576);
 *	...
 *	openmetrics_end(&o);
 */
#ifndef METRICS_OPENMETRICS_H
#define METRICS_OPENMETRICS_H

#include <libdevmapper.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct openmetrics_family {
	const char *name;	/* if it has a unit, its end is that unit */
	const char *unit;	/* "bytes", "seconds", "ratio"; or NULL */
	uint64_t parts;		/* of the unit, which values are in: 1000000 for
				   microseconds; else 1 */
	const char *help;	/* a line, without quotes and backslashes */
};

struct openmetrics {
	FILE *out;
	struct dm_pool *pool;	/* for labels, emptied again and again */
	const struct openmetrics_family *family;
	unsigned labels;	/* of the sample at hand */
	bool no_memory;
};

/* What the samples after it are of. */
void openmetrics_family(struct openmetrics *o, const struct openmetrics_family *family);

/* A sample: begin, any number of labels, value. What disks say is made safe. */
void openmetrics_begin(struct openmetrics *o);
void openmetrics_label(struct openmetrics *o, const char *name, const char *value);
void openmetrics_value(struct openmetrics *o, uint64_t value);

void openmetrics_end(struct openmetrics *o);

#endif
