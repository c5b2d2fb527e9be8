/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A scan goes on when a step's requests have all been answered. Who waits for them does
 * not matter: scan_run() does, a program with an event loop of its own does not.
 */
#include "scan/scan.h"

#include <errno.h>
#include <stdlib.h>

#include "scan/assemble.h"
#include "scan/copies.h"
#include "scan/early.h"
#include "scan/fetch.h"
#include "scan/not_read.h"
#include "scan/signatures.h"
#include "scan/system_id.h"
#include "scan/tell.h"
#include "scan/walk.h"

#define POOL_CHUNK 65536

/* One that could not even be looked at is to be told, unless nobody wants it. */
static void start(struct scan *scan, struct dev *dev)
{
	if (dev->info.state == VOLSCAN_DEVICE_NOT_TRIED) {
		walk_start(scan, dev, NULL);
		return;
	}
	if (!walk_is_left_out(scan, dev))
		found_add(scan, dev, NULL);
	early_device(scan, &dev->info);
}

/* ------------------------------------------------------------------------
 * Steps: each begins with what the one before it has found, when that has been answered
 */

/* All of the list as it was given: partitions found by the walks join it, and
 * are walked by whoever found them. */
static int begin_walks(struct scan *scan)
{
	size_t i, count = scan->list->count;

	for (i = 0; i < count && !scan->stopped; i++)
		start(scan, scan->list->devs[i]);
	return 0;
}

static int begin_copies(struct scan *scan)
{
	found_sort(scan);
	return scan->check_all ? copies_check(scan) : 0;
}

static int begin_signatures(struct scan *scan)
{
	return scan->probe ? signatures_probe(scan) : 0;
}

static int (*const steps[])(struct scan *scan) = {
	begin_walks, begin_copies, fetch_long_texts, begin_signatures,
};

#define STEPS (sizeof(steps) / sizeof(steps[0]))

/* One of them is idle. */
static int step_paths(struct scan *scan, bool wait)
{
	int r = dev_io_step(scan->io, wait);

	return r || !scan->probe ? r : dev_io_step(scan->probe, wait);
}

/* What a step has asked for before it ran out of memory is still to be answered. */
int scan_step(struct scan *scan, bool wait)
{
	int r = scan->step ? step_paths(scan, wait) : 0;

	if (scan->stopped)
		return -ECANCELED;
	if (r)
		return r;
	if (scan->error)
		return scan->error;
	if (scan->step == STEPS)
		return 0;
	r = steps[scan->step++](scan);
	if (r)
		scan->error = r;
	return 1;
}

/* ------------------------------------------------------------------------
 * Beginning and end
 */

void scan_free(struct scan *scan)
{
	if (!scan)
		return;
	early_free(scan);
	texts_free(scan->texts);
	free(scan->found);
	free(scan->findings);
	free(scan->probing);
	if (scan->pool)
		dm_pool_destroy(scan->pool);
	free(scan);
}

int scan_begin(const struct scan_input *input, struct scan **scan)
{
	struct scan *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	*s = (struct scan) {
		.list = input->list, .io = input->io, .probe = input->probe,
		.filter = input->filter, .config = input->config, .log = input->log,
		.callbacks = input->callbacks, .callback_context = input->callback_context,
		.quiet_findings = input->callbacks && input->callbacks->on_finding,
		.search_lost = config_bool(input->config, SETTING_metadata_search_lost),
		.max_size = (uint64_t)config_number(input->config, SETTING_metadata_max_size) * 1024,
		.check_all = config_bool(input->config, SETTING_metadata_check_all),
		.pool = dm_pool_create("volscan results", POOL_CHUNK),
	};
	if (!s->pool || texts_new(s->pool, &s->texts)) {
		scan_free(s);
		return -ENOMEM;
	}
	system_id_local(input->config, input->log, s->local_id);
	*scan = s;
	return 0;
}

void scan_stop(struct scan *scan)
{
	scan->stopped = true;
}

static int tell_findings(struct scan *scan, const struct scan_results *results)
{
	size_t i;

	for (i = 0; scan->quiet_findings && i < results->finding_count && !scan->stopped; i++)
		scan->stopped = scan->callbacks->on_finding(scan->callback_context,
							    results->findings[i]);
	return scan->stopped ? -ECANCELED : 0;
}

/* The pool goes with the results. */
int scan_end(struct scan *scan, struct scan_results *results)
{
	struct scan_results new = { .pool = scan->pool };
	int r;

	scan_settle(scan);
	r = assemble(scan, &new);
	if (!r)
		r = scan_take_findings(scan, &new);
	if (!r)
		r = scan->error;
	if (!r)
		r = tell_findings(scan, &new);
	if (r)
		return r;
	scan->pool = NULL;
	*results = new;
	return 0;
}

int scan_run(const struct scan_input *input, struct scan_results *results)
{
	struct scan *scan;
	int r = scan_begin(input, &scan);

	if (r)
		return r;
	do
		r = scan_step(scan, true);
	while (r > 0);
	if (!r)
		r = scan_end(scan, results);
	scan_free(scan);
	return r;
}

void scan_results_free(struct scan_results *results)
{
	if (results->pool)
		dm_pool_destroy(results->pool);
	*results = (struct scan_results) { 0 };
}
