/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "handle/handle.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "device/kept.h"

int volscan_new(struct volscan **vs)
{
	struct volscan *v = calloc(1, sizeof(*v));
	int r;

	if (!v)
		return -ENOMEM;
	dm_list_init(&v->opened);
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

void handle_drop_io(struct volscan *vs)
{
	struct dev_io *io = vs->io;

	vs->io = NULL;
	if (io)
		dev_io_free(io);
}

void handle_drop_results(struct volscan *vs)
{
	generations_free(&vs->history);
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
	handle_give_up(vs);
	handle_close_all(vs);
	poller_end(&vs->poller);
	kept_free(vs->kept);
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

void volscan_set_confine(struct volscan *vs, volscan_confine_fn fn, void *context)
{
	vs->confine = fn;
	vs->confine_context = context;
	vs->io_stale = true;
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

int handle_fail(struct volscan *vs, int error, char *sentence)
{
	free(vs->error);
	vs->error = sentence;
	return error;
}

int handle_failf(struct volscan *vs, int error, const char *format, ...)
{
	va_list args;
	char *sentence;

	va_start(args, format);
	if (vasprintf(&sentence, format, args) < 0)
		sentence = NULL;
	va_end(args);
	return handle_fail(vs, error, sentence);
}

/* ------------------------------------------------------------------------
 * Settings
 */

static int config_done(struct volscan *vs, int r, char *error)
{
	if (r)
		return handle_fail(vs, r, error);
	vs->io_stale = true;
	return 0;
}

int volscan_config_file(struct volscan *vs, const char *path)
{
	char *error = NULL;
	int r = config_read_file(vs->config, path, &error);

	return config_done(vs, r, error);
}

int volscan_config_lvm_file(struct volscan *vs, const char *path)
{
	char *error = NULL;
	int r = config_read_lvm_file(vs->config, path, &vs->log, &error);

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
 * Results
 */

const struct volscan_device *const *volscan_devices(const struct volscan *vs, size_t *count)
{
	*count = vs->device_count;
	return (const struct volscan_device *const *)vs->devices;
}

const struct volscan_pv *const *volscan_pvs(const struct volscan *vs, size_t *count)
{
	*count = vs->results.pv_count;
	return (const struct volscan_pv *const *)vs->results.pvs;
}

const struct volscan_vg *const *volscan_vgs(const struct volscan *vs, size_t *count)
{
	*count = vs->results.vg_count;
	return (const struct volscan_vg *const *)vs->results.vgs;
}

const struct volscan_finding *const *volscan_findings(const struct volscan *vs, size_t *count)
{
	*count = vs->results.finding_count;
	return (const struct volscan_finding *const *)vs->results.findings;
}

void volscan_stats(const struct volscan *vs, struct volscan_stats *stats)
{
	*stats = (struct volscan_stats) { .engine = "none" };
	if (vs->io)
		dev_io_stats(vs->io, stats);
}
