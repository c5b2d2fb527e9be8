/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A scan goes on and ends:
 *
 *	vs->scan	devices are read, step by step
 *	   v
 *	results		PVs are put into VGs; the rest is told
 *	   v
 *	vs->kernel	with global/kernel: device-mapper is asked about the LVs
 *
 * One that fails, is stopped or given up takes the path with it: what it has asked for
 * would still be answered, and there is nobody any more to hear it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "device/filter.h"
#include "device/kept.h"
#include "handle/handle.h"

/* Names that progress is told with, at most. */
#define AWAITED_MAX 256

/* ------------------------------------------------------------------------
 * Progress
 */

static uint64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000000 + (uint64_t)t.tv_nsec / 1000;
}

static size_t count_done(const struct dev_list *list)
{
	size_t i, done = 0;

	for (i = 0; i < list->count; i++)
		done += list->devs[i]->info.state != VOLSCAN_DEVICE_NOT_TRIED ||
			list->devs[i]->info.error;
	return done;
}

/* While libblkid is asked nothing else is. */
static size_t names_awaited(const struct volscan *vs, const char **names)
{
	size_t n = dev_io_awaited(vs->io, names, AWAITED_MAX);

	return n || !vs->probe ? n : dev_io_awaited(vs->probe, names, AWAITED_MAX);
}

static void tell_progress(void *context)
{
	const char *awaited[AWAITED_MAX];
	struct volscan *vs = context;
	struct volscan_progress progress = {
		.devices = vs->list->count,
		.done = count_done(vs->list),
		.time_us = now_us() - vs->scan_began_us,
		.awaited = awaited,
		.awaited_count = names_awaited(vs, awaited),
	};

	if (vs->callbacks.on_progress(vs->callback_context, &progress))
		scan_stop(vs->scan);
}

void handle_watch_progress(struct volscan *vs)
{
	if (!vs->callbacks.on_progress)
		return;
	vs->scan_began_us = now_us();
	dev_io_set_tick(vs->io, tell_progress, vs, vs->callbacks.progress_ms);
	if (vs->probe)
		dev_io_set_tick(vs->probe, tell_progress, vs, vs->callbacks.progress_ms);
}

/* ------------------------------------------------------------------------
 * The end
 */

/* No more of it is looked at. */
static void settle_kept(struct volscan *vs)
{
	if (vs->io)
		dev_io_keep(vs->io, NULL);
	if (vs->kept && vs->list)
		kept_settle(vs->kept, vs->list);
}

/* What was needed for it; the path stays for the next one, and for reads. */
static void drop_scan(struct volscan *vs)
{
	dev_io_free(vs->probe);
	vs->probe = NULL;
	scan_free(vs->scan);
	vs->scan = NULL;
	filter_free(vs->filter);
	vs->filter = NULL;
	dev_io_free(vs->kernel_io);
	vs->kernel_io = NULL;
	kernel_free(vs->kernel);
	vs->kernel = NULL;
}

bool handle_is_scanning(const struct volscan *vs)
{
	return vs->scan || vs->kernel;
}

void handle_give_up(struct volscan *vs)
{
	if (vs->scan)
		scan_stop(vs->scan);
	handle_drop_io(vs);
	settle_kept(vs);
	drop_scan(vs);
	handle_drop_results(vs);
}

/* ------------------------------------------------------------------------
 * The kernel
 */

static int fail_to_ask(struct volscan *vs, int r)
{
	handle_give_up(vs);
	return handle_failf(vs, r, "global/kernel: device-mapper cannot be asked: %s",
			    strerror(-r));
}

static int begin_to_ask(struct volscan *vs)
{
	int r = handle_questions_new(vs, &vs->kernel_io);

	if (!r)
		r = kernel_ask("", vs->kernel_io, &vs->log, vs->results.pool,
			       vs->results.vgs, vs->results.vg_count, &vs->kernel);
	return r ? fail_to_ask(vs, r) : 1;
}

static int step_kernel(struct volscan *vs, bool wait)
{
	int r = dev_io_step(vs->kernel_io, wait);

	if (r > 0)
		return r;
	if (!r)
		r = kernel_settle(vs->kernel);
	if (r)
		return fail_to_ask(vs, r);
	drop_scan(vs);
	return 0;
}

/* ------------------------------------------------------------------------
 * The scan
 */

static int compare_devices(const void *a, const void *b)
{
	const struct volscan_device *const *x = a, *const *y = b;

	return strcmp((*x)->name, (*y)->name);
}

static int sort_devices(struct volscan *vs)
{
	size_t i, count = vs->list->count;

	vs->devices = calloc(count + 1, sizeof(*vs->devices));
	if (!vs->devices)
		return -ENOMEM;
	for (i = 0; i < count; i++)
		vs->devices[i] = &vs->list->devs[i]->info;
	qsort(vs->devices, count, sizeof(*vs->devices), compare_devices);
	vs->device_count = count;
	return 0;
}

static int break_off(struct volscan *vs, int r)
{
	handle_give_up(vs);
	if (r == -ECANCELED)
		return handle_failf(vs, r, "the scan was stopped by the program");
	return handle_failf(vs, r, "the scan broke off: %s", strerror(-r));
}

static int finish_scan(struct volscan *vs)
{
	int r;

	dev_io_set_tick(vs->io, NULL, NULL, 0);
	settle_kept(vs);
	r = scan_end(vs->scan, &vs->results);
	if (!r)
		filter_tell(vs->filter);
	if (!r)
		r = sort_devices(vs);
	if (r)
		return break_off(vs, r);
	drop_scan(vs);
	return config_bool(vs->config, SETTING_global_kernel) ? begin_to_ask(vs) : 0;
}

void volscan_stop(struct volscan *vs)
{
	if (handle_is_scanning(vs))
		handle_give_up(vs);
	handle_poll_after(vs);
}

int handle_step(struct volscan *vs, bool wait)
{
	int r;

	if (vs->kernel)
		return step_kernel(vs, wait);
	if (!vs->scan)
		return 0;
	r = scan_step(vs->scan, wait);
	if (r < 0)
		return break_off(vs, r);
	return r ? r : finish_scan(vs);
}

int volscan_step(struct volscan *vs)
{
	int r;

	handle_poll_before(vs);
	vs->stepping = true;
	r = handle_is_scanning(vs) ? handle_step(vs, false) : handle_step_reads(vs);
	vs->stepping = false;
	handle_free_closed(vs);
	handle_poll_after(vs);
	return r;
}
