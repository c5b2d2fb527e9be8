/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The public handle: it owns what the layers below need, in the order in
 * which they need it, and turns their errors into sentences.
 *
 * Devices are listed anew at each scan, since they come and go; only the first
 * scan after an added path takes the list that adding it has made, so that a
 * command looks at each path once. The I/O is kept from scan to scan, until a
 * setting changes: to end a kernel AIO context takes longer than many a scan.
 */
#include "volscan.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "device/filter.h"
#include "scan/scan.h"

/* Devices that libblkid is asked about at a time: it takes much more memory than a
 * read does, and those that do not answer are known by then. */
#define PROBES_MAX 64u

/* Names that progress is told with, at most. */
#define AWAITED_MAX 256

struct volscan {
	struct log log;
	struct config *config;
	char **paths;		/* as added */
	size_t path_count;
	struct dev_list *added;	/* of `paths`, until a scan takes it; or NULL */
	char *error;

	volscan_progress_fn progress;
	void *progress_context;
	unsigned progress_interval_ms;
	uint64_t scan_began_us;	/* CLOCK_MONOTONIC */

	struct dev_io *io;	/* NULL until the first scan */
	bool io_stale;		/* settings have changed since it was made */

	struct dev_list *list;	/* of the last scan */
	struct scan_results results;
	struct volscan_device **devices;
	size_t device_count;
};

/* ------------------------------------------------------------------------
 * Handle
 */

int volscan_new(struct volscan **vs)
{
	struct volscan *v = calloc(1, sizeof(*v));
	int r;

	if (!v)
		return -ENOMEM;
	r = config_new(&v->config);
	if (!r)
		r = config_read_string(v->config, "devices/io_isolation=0", &v->error);
	if (r) {
		volscan_free(v);
		return r;
	}
	*vs = v;
	return 0;
}

/* Before the devices: it may have some of them open still. */
static void drop_io(struct volscan *vs)
{
	if (vs->io)
		dev_io_free(vs->io);
	vs->io = NULL;
}

static void drop_results(struct volscan *vs)
{
	scan_results_free(&vs->results);
	free(vs->devices);
	vs->devices = NULL;
	vs->device_count = 0;
	if (vs->list)
		dev_list_free(vs->list);
	vs->list = NULL;
}

void volscan_free(struct volscan *vs)
{
	size_t i;

	if (!vs)
		return;
	drop_io(vs);
	drop_results(vs);
	if (vs->added)
		dev_list_free(vs->added);
	for (i = 0; i < vs->path_count; i++)
		free(vs->paths[i]);
	free(vs->paths);
	config_free(vs->config);
	free(vs->error);
	free(vs);
}

void volscan_set_log(struct volscan *vs, volscan_log_fn log, void *context,
		     enum volscan_log_level level)
{
	vs->log = (struct log) { .fn = log, .context = context, .level = level };
}

void volscan_set_progress(struct volscan *vs, volscan_progress_fn progress, void *context,
			  unsigned interval_ms)
{
	vs->progress = progress;
	vs->progress_context = context;
	vs->progress_interval_ms = interval_ms;
}

const char *volscan_version(void)
{
	return PACKAGE_VERSION;
}

/* ------------------------------------------------------------------------
 * Errors
 */

const char *volscan_error(const struct volscan *vs)
{
	return vs->error ? vs->error : "";
}

/* Takes over `sentence`, which may be NULL. */
static int fail(struct volscan *vs, int error, char *sentence)
{
	free(vs->error);
	vs->error = sentence;
	return error;
}

static int failf(struct volscan *vs, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

static int failf(struct volscan *vs, int error, const char *format, ...)
{
	va_list args;
	char *sentence;

	va_start(args, format);
	if (vasprintf(&sentence, format, args) < 0)
		sentence = NULL;
	va_end(args);
	return fail(vs, error, sentence);
}

/* ------------------------------------------------------------------------
 * Settings
 */

static int config_done(struct volscan *vs, int r, char *error)
{
	if (r)
		return fail(vs, r, error);
	vs->io_stale = true;
	return 0;
}

int volscan_config_file(struct volscan *vs, const char *path)
{
	char *error = NULL;
	int r = config_read_file(vs->config, path, &error);

	return config_done(vs, r, error);
}

int volscan_config_string(struct volscan *vs, const char *text)
{
	char *error = NULL;
	int r = config_read_string(vs->config, text, &error);

	return config_done(vs, r, error);
}

const char *volscan_setting_string(const struct volscan *vs, const char *path)
{
	int id = config_find(path);

	if (id < 0 || config_settings[id].type != SETTING_STRING)
		return NULL;
	return config_string(vs->config, (enum setting_id)id);
}

int64_t volscan_setting_number(const struct volscan *vs, const char *path)
{
	int id = config_find(path);

	if (id >= 0 && config_settings[id].type == SETTING_BOOL)
		return config_bool(vs->config, (enum setting_id)id);
	if (id >= 0 && config_settings[id].type == SETTING_NUMBER)
		return config_number(vs->config, (enum setting_id)id);
	return -1;
}

/* ------------------------------------------------------------------------
 * What to scan
 */

static int path_failed(struct volscan *vs, int r, const char *path)
{
	if (r == -ENOTBLK)
		return failf(vs, r, "%s is not a block device, a file or a directory", path);
	return failf(vs, r, "cannot look at %s: %s", path, strerror(-r));
}

static int new_list(struct volscan *vs, struct dev_list **list)
{
	int r = dev_list_new(&vs->log, list);

	return r ? failf(vs, r, "cannot list devices: %s", strerror(-r)) : 0;
}

/* Lists `paths`, all of them. They were there when they were added; what has
 * gone since then is a device that cannot be read. */
static int list_paths(struct volscan *vs, struct dev_list **list)
{
	struct dev_list *made;
	size_t i;
	int r = new_list(vs, &made);

	for (i = 0; !r && i < vs->path_count; i++) {
		r = dev_list_add_path(made, vs->paths[i]);
		if (r && r != -ENOMEM)
			r = dev_list_add_unreadable(made, vs->paths[i], r);
		if (r) {
			dev_list_free(made);
			return failf(vs, r, "out of memory");
		}
	}
	if (!r)
		*list = made;
	return r;
}

static int remember_path(struct volscan *vs, const char *path)
{
	char **paths = realloc(vs->paths, (vs->path_count + 1) * sizeof(*paths));

	if (!paths)
		return -ENOMEM;
	vs->paths = paths;
	paths[vs->path_count] = strdup(path);
	if (!paths[vs->path_count])
		return -ENOMEM;
	vs->path_count++;
	return 0;
}

int volscan_add(struct volscan *vs, const char *path)
{
	int r = vs->added ? 0 : list_paths(vs, &vs->added);

	if (r)
		return r;
	r = dev_list_add_path(vs->added, path);
	if (r)
		return path_failed(vs, r, path);
	r = remember_path(vs, path);
	return r ? failf(vs, r, "out of memory") : 0;
}

static int list_machine(struct volscan *vs)
{
	const char *dir = config_string(vs->config, SETTING_devices_dir);
	int r = dev_list_add_machine(vs->list, dir);

	return r ? failf(vs, r, "cannot list the block devices of this machine: %s",
			 strerror(-r)) : 0;
}

static int list_devices(struct volscan *vs)
{
	int r;

	if (vs->added) {
		vs->list = vs->added;
		vs->added = NULL;
		return 0;
	}
	if (vs->path_count)
		return list_paths(vs, &vs->list);
	r = new_list(vs, &vs->list);
	return r ? r : list_machine(vs);
}

/* ------------------------------------------------------------------------
 * Scan
 */

static struct dev_io_options io_options(const struct config *config)
{
	return (struct dev_io_options) {
		.use_aio = config_bool(config, SETTING_devices_use_aio),
		.engine = config_string(config, SETTING_devices_io_engine),
		.aio_max = (unsigned)config_number(config, SETTING_devices_aio_max),
		.aio_memory = (uint64_t)config_number(config, SETTING_devices_aio_memory) * 1024,
		.batch = (unsigned)config_number(config, SETTING_devices_aio_batch),
		.timeout_ms = (unsigned)config_number(config, SETTING_devices_device_timeout),
		.isolate = config_bool(config, SETTING_devices_io_isolation),
		.run_dir = config_string(config, SETTING_global_run_dir),
		.retry_hung = config_bool(config, SETTING_devices_retry_hung),
		.disable_after_error_count = (unsigned)
			config_number(config, SETTING_devices_disable_after_error_count),
		.direct = config_bool(config, SETTING_devices_use_o_direct),
	};
}

/* libblkid reads as it likes, in threads, and not into our buffers. It is done with
 * after one scan. */
static int new_probe(struct volscan *vs, struct dev_io **probe)
{
	struct dev_io_options options = io_options(vs->config);
	int r;

	*probe = NULL;
	if (!config_bool(vs->config, SETTING_devices_signatures))
		return 0;
	options.engine = "threads";
	options.direct = false;
	if (options.aio_max > PROBES_MAX)
		options.aio_max = PROBES_MAX;
	r = dev_io_new(&options, &vs->log, probe);
	return r ? failf(vs, r, "devices/signatures: no threads to ask libblkid in: %s",
			 strerror(-r)) : 0;
}

static int prepare_io(struct volscan *vs)
{
	struct dev_io_options options = io_options(vs->config);
	int r;

	if (vs->io && !vs->io_stale)
		return 0;
	drop_io(vs);
	r = dev_io_new(&options, &vs->log, &vs->io);
	if (r)
		return failf(vs, r, "devices/io_engine \"%s\" does not work here: %s. \"auto\" takes what "
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

static void tell_progress(void *context)
{
	const char *awaited[AWAITED_MAX];
	struct volscan *vs = context;
	struct volscan_progress progress = {
		.devices = vs->list->count,
		.done = count_done(vs->list),
		.time_us = now_us() - vs->scan_began_us,
		.awaited = awaited,
		.awaited_count = dev_io_awaited(vs->io, awaited, AWAITED_MAX),
	};

	vs->progress(vs->progress_context, &progress);
}

static void progress_begin(struct volscan *vs)
{
	if (!vs->progress)
		return;
	vs->scan_began_us = now_us();
	dev_io_set_tick(vs->io, tell_progress, vs, vs->progress_interval_ms);
}

static void progress_end(struct volscan *vs)
{
	dev_io_set_tick(vs->io, NULL, NULL, 0);
}

static int scan_list(struct volscan *vs)
{
	struct dev_io *probe;
	struct filter *filter;
	char *error = NULL;
	int r = filter_new(vs->config, &vs->log, &filter, &error);

	if (r)
		return fail(vs, r, error);
	r = new_probe(vs, &probe);
	if (r) {
		filter_free(filter);
		return r;
	}
	progress_begin(vs);
	r = scan_run(vs->list, vs->io, probe, filter, vs->config, &vs->log, &vs->results);
	progress_end(vs);
	dev_io_free(probe);
	filter_free(filter);
	if (!r)
		r = sort_devices(vs);
	return r ? failf(vs, r, "the scan broke off: %s", strerror(-r)) : 0;
}

int volscan_scan(struct volscan *vs)
{
	int r = prepare_io(vs);

	drop_results(vs);
	if (!r)
		r = list_devices(vs);
	if (!r)
		r = scan_list(vs);
	if (r) {
		drop_io(vs);
		drop_results(vs);
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

	return r ? failf(vs, r, "cannot set up I/O anew: %s", strerror(-r)) : 0;
}

/* ------------------------------------------------------------------------
 * Results
 */

struct volscan_device *const *volscan_devices(const struct volscan *vs, size_t *count)
{
	*count = vs->device_count;
	return vs->devices;
}

struct volscan_pv *const *volscan_pvs(const struct volscan *vs, size_t *count)
{
	*count = vs->results.pv_count;
	return vs->results.pvs;
}

struct volscan_vg *const *volscan_vgs(const struct volscan *vs, size_t *count)
{
	*count = vs->results.vg_count;
	return vs->results.vgs;
}

void volscan_stats(const struct volscan *vs, struct volscan_stats *stats)
{
	*stats = (struct volscan_stats) { .engine = "none" };
	if (vs->io)
		dev_io_stats(vs->io, stats);
}
