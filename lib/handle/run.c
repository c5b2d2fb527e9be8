/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A scan. The I/O is kept from one to the next, until a setting changes: to begin and
 * to end it takes longer than many a scan.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "device/filter.h"
#include "device/kept.h"
#include "handle/handle.h"
#include "kernel/kernel.h"

/* Devices that libblkid or device-mapper are asked about at a time: libblkid takes much
 * more memory than a read does, and those that do not answer are known by then. */
#define QUESTIONS_MAX 64u

/* Names that progress is told with, at most. */
#define AWAITED_MAX 256

static struct dev_io_options io_options(const struct volscan *vs)
{
	const struct config *config = vs->config;

	return (struct dev_io_options) {
		.use_aio = config_bool(config, SETTING_devices_use_aio),
		.engine = config_string(config, SETTING_devices_io_engine),
		.aio_max = (unsigned)config_number(config, SETTING_devices_aio_max),
		.aio_memory = (uint64_t)config_number(config, SETTING_devices_aio_memory) * 1024,
		.batch = (unsigned)config_number(config, SETTING_devices_aio_batch),
		.timeout_ms = (unsigned)config_number(config, SETTING_devices_device_timeout),
		.isolate = config_bool(config, SETTING_devices_io_isolation),
		.confine = vs->confine,
		.run_dir = config_string(config, SETTING_global_run_dir),
		.retry_hung = config_bool(config, SETTING_devices_retry_hung),
		.disable_after_error_count = (unsigned)
			config_number(config, SETTING_devices_disable_after_error_count),
		.direct = config_bool(config, SETTING_devices_use_o_direct),
	};
}

/* A path for questions, which are asked in threads: libblkid reads as it likes, and not
 * into our buffers, and device-mapper is asked by system calls that wait. */
static int questions_new(const struct volscan *vs, struct dev_io **io)
{
	struct dev_io_options options = io_options(vs);

	options.engine = "threads";
	options.direct = false;
	if (options.aio_max > QUESTIONS_MAX)
		options.aio_max = QUESTIONS_MAX;
	return dev_io_new(&options, &vs->log, io);
}

/* It is done with after one scan. */
static int prepare_probe(struct volscan *vs)
{
	int r;

	if (!config_bool(vs->config, SETTING_devices_signatures))
		return 0;
	r = questions_new(vs, &vs->probe);
	return r ? handle_failf(vs, r, "devices/signatures: no threads to ask libblkid in: %s",
			 strerror(-r)) : 0;
}

static int prepare_io(struct volscan *vs)
{
	struct dev_io_options options = io_options(vs);
	int r;

	if (vs->io && !vs->io_stale)
		return 0;
	handle_drop_io(vs);
	r = dev_io_new(&options, &vs->log, &vs->io);
	if (r)
		return handle_failf(vs, r, "devices/io_engine \"%s\" does not work here: %s. \"auto\" takes what "
			     "does.",
			     options.engine, strerror(-r));
	vs->io_stale = false;
	return 0;
}

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

	vs->progress(vs->progress_context, &progress);
}

static void progress_begin(struct volscan *vs)
{
	if (!vs->progress)
		return;
	vs->scan_began_us = now_us();
	dev_io_set_tick(vs->io, tell_progress, vs, vs->progress_interval_ms);
	if (vs->probe)
		dev_io_set_tick(vs->probe, tell_progress, vs, vs->progress_interval_ms);
}

static void progress_end(struct volscan *vs)
{
	dev_io_set_tick(vs->io, NULL, NULL, 0);
}

static void tell_findings(struct volscan *vs)
{
	size_t i;

	for (i = 0; vs->finding && i < vs->results.finding_count; i++)
		vs->finding(vs->finding_context, vs->results.findings[i]);
}

static void confine(void *context)
{
	struct volscan *vs = context;

	dev_io_confine(vs->io);
	if (vs->probe)
		dev_io_confine(vs->probe);
	vs->list->helper = dev_io_helper(vs->io);
	vs->confine(vs->confine_context, true);
}

/* The kernel is asked what it has of the LVs that were found: by a path of its own. */
static bool can_be_confined(const struct volscan *vs)
{
	return dev_io_can_be_confined(vs->io) &&
	       (!vs->probe || dev_io_can_be_confined(vs->probe)) &&
	       !config_bool(vs->config, SETTING_global_kernel);
}

/* The C library reads what the time zone is when it is first asked. */
static void prepare_to_confine(struct volscan *vs)
{
	if (!vs->confine)
		return;
	tzset();
	if (can_be_confined(vs))
		dev_io_at_start(vs->io, confine, vs);
	else
		vs->confine(vs->confine_context, false);
}

static int scan_list(struct volscan *vs)
{
	struct scan_input input = {
		.list = vs->list, .io = vs->io, .probe = vs->probe, .config = vs->config,
		.log = &vs->log, .quiet_findings = vs->finding,
	};
	char *error = NULL;
	int r = filter_new(vs->config, &vs->log, &input.filter, &error);

	if (r)
		return handle_fail(vs, r, error);
	progress_begin(vs);
	prepare_to_confine(vs);
	dev_io_keep(vs->io, vs->kept);
	r = scan_run(&input, &vs->results);
	dev_io_keep(vs->io, NULL);
	progress_end(vs);
	if (vs->kept)
		kept_settle(vs->kept, vs->list);
	if (!r)
		filter_tell(input.filter);
	filter_free(input.filter);
	if (!r)
		r = sort_devices(vs);
	if (r)
		return handle_failf(vs, r, "the scan broke off: %s", strerror(-r));
	tell_findings(vs);
	return 0;
}

static int ask_kernel(struct volscan *vs)
{
	struct dev_io *io;
	int r;

	if (!config_bool(vs->config, SETTING_global_kernel))
		return 0;
	r = questions_new(vs, &io);
	if (!r) {
		r = kernel_ask("", io, &vs->log, vs->results.pool, vs->results.vgs,
			       vs->results.vg_count);
		dev_io_free(io);
	}
	return r ? handle_failf(vs, r, "global/kernel: device-mapper cannot be asked: %s",
				strerror(-r)) : 0;
}

int volscan_scan(struct volscan *vs)
{
	int r;

	if (vs->reads)
		handle_drop_io(vs);
	r = prepare_io(vs);
	handle_drop_results(vs);
	if (!r)
		r = prepare_probe(vs);
	if (!r)
		r = handle_list_devices(vs);
	if (!r)
		r = scan_list(vs);
	if (!r)
		r = ask_kernel(vs);
	dev_io_free(vs->probe);
	vs->probe = NULL;
	if (r) {
		handle_drop_io(vs);
		handle_drop_results(vs);
	}
	return r;
}

int volscan_raise_open_files(void)
{
	return dev_io_raise_nofile();
}

int volscan_reset(struct volscan *vs)
{
	int r = vs->io ? dev_io_reset(vs->io) : 0;

	return r ? handle_failf(vs, r, "cannot set up I/O anew: %s", strerror(-r)) : 0;
}
