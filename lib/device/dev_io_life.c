/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A path begins and ends. */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "device/dev_io_private.h"
#include "device/hung.h"
#include "io/helper.h"
#include "io/worker.h"

/* The largest number of descriptors worth having, and those left to others:
 * standard streams, a log, the engine, what callbacks open. */
#define NOFILE_MAX 65536u
#define NOFILE_RESERVE 8u

/* Half of a small limit, and nearly all of a large one. That others may have
 * taken more than their part is found out by the first -EMFILE. */
unsigned dev_io_nofile_leaves(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0 || limit.rlim_cur > NOFILE_MAX)
		limit.rlim_cur = NOFILE_MAX;
	if (limit.rlim_cur > (rlim_t)2 * NOFILE_RESERVE)
		return (unsigned) limit.rlim_cur - NOFILE_RESERVE;
	return limit.rlim_cur > 1 ? (unsigned) limit.rlim_cur / 2 : 1;
}

int dev_io_raise_nofile(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return -errno;
	if (limit.rlim_cur >= limit.rlim_max || limit.rlim_cur >= NOFILE_MAX)
		return 0;
	limit.rlim_cur = limit.rlim_max < NOFILE_MAX ? limit.rlim_max : NOFILE_MAX;
	return setrlimit(RLIMIT_NOFILE, &limit) < 0 ? -errno : 0;
}

static void init_lists(struct dev_io *io)
{
	enum dev_state state;

	dm_list_init(&io->line);
	dm_list_init(&io->busy);
	dm_list_init(&io->flying);
	dm_list_init(&io->parked);
	dm_list_init(&io->done);
	dm_list_init(&io->spare);
	for (state = 0; state < DEV_STATE_COUNT; state++)
		dm_list_init(io->devs + state);
	dm_list_init(&io->open);
	dm_list_init(&io->to_close);
	dm_list_init(&io->closing);
	dm_list_init(&io->stuck);
	dm_list_init(&io->clocks);
	dm_list_init(&io->recalled);
}

static unsigned batch_max(const struct dev_io_options *options)
{
	if (!options->batch)
		return DEV_IO_REAP;
	return options->batch < DEV_IO_BATCH_MAX ? options->batch : DEV_IO_BATCH_MAX;
}

static void free_path(struct dev_io *io)
{
	struct dev_request *request;

	while ((request = dev_request_first(&io->spare))) {
		dm_list_del(&request->list);
		free(request);
	}
	dev_buffers_free(&io->buffers);
	helper_free(io->helper);
	hung_free(io->hung);
	process_end(&io->process);
	free(io->engine_name);
	free(io);
}

static int make_helper(struct dev_io *io)
{
	int r;

	if (!io->options.confine || !io->options.isolate)
		return 0;
	r = helper_new(&io->helper);
	if (!r)
		hung_teach(io->hung, io->helper);
	return r;
}

static struct dev_io *alloc_path(const struct dev_io_options *options, const struct log *log)
{
	struct dev_io *io = calloc(1, sizeof(*io));

	if (!io)
		return NULL;
	io->options = *options;
	io->log = log;
	io->batch_max = batch_max(options);
	io->timeout = options->timeout_ms * INT64_C(1000000);
	init_lists(io);
	io->engine_name = strdup(options->engine ? options->engine : "auto");
	if (!io->engine_name || hung_new(options->run_dir, options->retry_hung, log, &io->hung) ||
	    make_helper(io)) {
		free_path(io);
		return NULL;
	}
	return io;
}

int dev_io_new(const struct dev_io_options *options, const struct log *log,
	       struct dev_io **io)
{
	struct dev_io *made = alloc_path(options, log);
	int r;

	if (!made)
		return -ENOMEM;
	r = dev_engine_start(made);
	if (r) {
		free_path(made);
		return r;
	}
	*io = made;
	return 0;
}

/* Also what callbacks ask for. */
static void answer_all(struct dev_io *io)
{
	while (!dm_list_empty(&io->done)) {
		dev_io_deliver(io);
		dev_queue_cancel(io, io->broken);
	}
}

static void forget_all(struct dev_io *io)
{
	struct dm_list *devs = io->devs + DEV_CLOSED;

	while (!dm_list_empty(devs))
		dev_forget(io, dm_list_struct_base(dm_list_first(devs), struct dev, io.list));
}

void dev_io_free(struct dev_io *io)
{
	if (!io)
		return;
	assert(!io->running);
	if (io->engine && !process_is_ours(&io->process))
		dev_engine_leave_to_parent(io);
	io->leaving = true;
	io->broken = -ECANCELED;
	dev_engine_break(io, -ECANCELED);
	answer_all(io);
	forget_all(io);
	free_path(io);
}

/* ---- doing without rights ---- */

bool dev_io_can_be_confined(const struct dev_io *io)
{
	return io->ops == &io_engine_worker && !io->synchronous && helper_has_started(io->helper);
}

void dev_io_at_start(struct dev_io *io, dev_start_fn fn, void *context)
{
	io->at_start = fn;
	io->start_context = context;
}

void dev_io_confine(struct dev_io *io)
{
	io->confined = true;
	hung_use(io->hung, io->helper);
}

struct helper *dev_io_helper(const struct dev_io *io)
{
	return io->confined ? io->helper : NULL;
}
