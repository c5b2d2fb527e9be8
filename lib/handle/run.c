/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A scan begins. The I/O is kept from one to the next, until a setting changes: to begin and
 * to end it takes longer than many a scan.
 */
#include <errno.h>
#include <string.h>
#include <time.h>

#include "device/filter.h"
#include "device/kept.h"
#include "handle/handle.h"

/* Devices that libblkid or device-mapper are asked about at a time: libblkid takes much
 * more memory than a read does, and those that do not answer are known by then. */
#define QUESTIONS_MAX 64u

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
		.event = vs->poller.event,
		.run_dir = config_string(config, SETTING_global_run_dir),
		.retry_hung = config_bool(config, SETTING_devices_retry_hung),
		.disable_after_error_count = (unsigned)
			config_number(config, SETTING_devices_disable_after_error_count),
		.direct = config_bool(config, SETTING_devices_use_o_direct),
	};
}

int handle_questions_new(const struct volscan *vs, struct dev_io **io)
{
	struct dev_io_options options = io_options(vs);

	options.engine = "threads";
	options.direct = false;
	if (options.aio_max > QUESTIONS_MAX)
		options.aio_max = QUESTIONS_MAX;
	return dev_io_new(&options, &vs->log, io);
}

static int prepare_probe(struct volscan *vs)
{
	int r;

	if (!config_bool(vs->config, SETTING_devices_signatures))
		return 0;
	r = handle_questions_new(vs, &vs->probe);
	return r ? handle_failf(vs, r, "devices/signatures: no threads to ask libblkid in: %s",
			 strerror(-r)) : 0;
}

int handle_prepare_io(struct volscan *vs)
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
	vs->io_signals = vs->poller.event;
	return 0;
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

static int prepare_filter(struct volscan *vs)
{
	char *error = NULL;
	int r = filter_new(vs->config, &vs->log, &vs->filter, &error);

	return r ? handle_fail(vs, r, error) : 0;
}

static int begin_scan(struct volscan *vs)
{
	const struct scan_input input = {
		.list = vs->list, .io = vs->io, .probe = vs->probe, .filter = vs->filter,
		.config = vs->config, .log = &vs->log, .callbacks = &vs->callbacks,
		.callback_context = vs->callback_context,
	};
	int r = scan_begin(&input, &vs->scan);

	if (r)
		return handle_failf(vs, r, "cannot begin a scan: %s", strerror(-r));
	prepare_to_confine(vs);
	dev_io_keep(vs->io, vs->kept);
	return 0;
}

static void keep_callbacks(struct volscan *vs, const struct volscan_callbacks *callbacks,
			   void *context)
{
	vs->callbacks = callbacks ? *callbacks : (struct volscan_callbacks) { .progress_ms = 0 };
	vs->callback_context = context;
}

static int begin(struct volscan *vs)
{
	int r = handle_prepare_io(vs);

	handle_drop_results(vs);
	if (!r)
		r = prepare_probe(vs);
	if (!r)
		r = handle_list_devices(vs);
	if (!r)
		r = prepare_filter(vs);
	return r ? r : begin_scan(vs);
}

int volscan_start(struct volscan *vs, const struct volscan_callbacks *callbacks, void *context)
{
	int r;

	if (handle_is_scanning(vs))
		handle_give_up(vs);
	if (vs->reads)
		handle_drop_io(vs);
	keep_callbacks(vs, callbacks, context);
	r = begin(vs);
	if (r)
		handle_give_up(vs);
	else
		handle_watch_progress(vs);
	handle_poll_after(vs);
	return r;
}

int volscan_scan(struct volscan *vs, const struct volscan_callbacks *callbacks, void *context)
{
	int r = volscan_start(vs, callbacks, context);

	if (r)
		return r;
	vs->stepping = true;
	do
		r = handle_step(vs, true);
	while (r > 0);
	vs->stepping = false;
	handle_poll_after(vs);
	return r;
}

int volscan_raise_open_files(void)
{
	return dev_io_raise_nofile();
}

static int reset(struct dev_io *io)
{
	return io ? dev_io_reset(io) : 0;
}

int volscan_reset(struct volscan *vs)
{
	int r = poller_reset(&vs->poller);

	if (!r)
		r = reset(vs->io);
	if (!r)
		r = reset(vs->probe);
	if (!r)
		r = reset(vs->kernel_io);
	handle_poll_after(vs);

	return r ? handle_failf(vs, r, "cannot set up I/O anew: %s", strerror(-r)) : 0;
}
