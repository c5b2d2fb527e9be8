/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/scan.h"

#include <errno.h>
#include <stdlib.h>

#include "scan/assemble.h"
#include "scan/copies.h"
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
	if (dev->info.state == VOLSCAN_DEVICE_NOT_TRIED)
		walk_start(scan, dev, NULL);
	else if (!walk_is_left_out(scan, dev))
		found_add(scan, dev, NULL);
}

/* All of the list as it was given: partitions found by the walks join it, and
 * are walked by whoever found them. */
static int walk_all(struct scan *scan)
{
	size_t i, count = scan->list->count;
	int r;

	for (i = 0; i < count; i++)
		start(scan, scan->list->devs[i]);
	r = dev_io_run(scan->io);
	if (r)
		return r;
	found_sort(scan);
	if (!scan->error && scan->check_all)
		r = copies_check(scan);
	if (r || scan->error)
		return r ? r : scan->error;
	return fetch_long_texts(scan);
}

static int run(struct scan *scan, struct dev_io *probe, struct scan_results *results)
{
	int r = texts_new(results->pool, &scan->texts);

	if (r)
		return r;
	r = walk_all(scan);
	if (!r && probe)
		r = signatures_probe(scan, probe);
	scan_settle(scan);
	if (!r)
		r = scan->error ? scan->error : assemble(scan, results);
	if (!r)
		r = scan_take_findings(scan, results);
	texts_free(scan->texts);
	free(scan->found);
	free(scan->findings);
	return r ? r : scan->error;
}

int scan_run(const struct scan_input *input, struct scan_results *results)
{
	struct scan_results new = { .pool = dm_pool_create("volscan results", POOL_CHUNK) };
	struct scan scan = {
		.list = input->list, .io = input->io, .filter = input->filter,
		.config = input->config, .log = input->log,
		.quiet_findings = input->quiet_findings,
		.search_lost = config_bool(input->config, SETTING_metadata_search_lost),
		.max_size = (uint64_t)config_number(input->config, SETTING_metadata_max_size) * 1024,
		.check_all = config_bool(input->config, SETTING_metadata_check_all),
		.pool = new.pool,
	};
	int r;

	if (!new.pool)
		return -ENOMEM;
	system_id_local(input->config, input->log, scan.local_id);
	r = run(&scan, input->probe, &new);
	if (r)
		scan_results_free(&new);
	else
		*results = new;
	return r;
}

void scan_results_free(struct scan_results *results)
{
	if (results->pool)
		dm_pool_destroy(results->pool);
	*results = (struct scan_results) { 0 };
}
