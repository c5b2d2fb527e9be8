/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The engine's life: set up, left to the parent after a fork, broken.
 *
 * Either way of losing it ends the same: io->engine is NULL, nothing is in
 * flight, and the next use sets up another one. Buffers that were in flight
 * are abandoned in both, unless the engine writes into others: the device that still
 * writes into the parent's pages may, on older kernels, be writing into the child's.
 *
 * What the parent had open stays open in the child. Reads say their offset, so
 * that sharing the open file does no harm, and opening again might.
 */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/dev_io_private.h"
#include "device/hung.h"

/* Requests past their deadline that an engine has room for; when there are more,
 * what is not asked yet is not tried. */
#define PARKED_MAX 1024u

static bool wants_sync(const struct dev_io_options *options)
{
	return !options->use_aio || !options->aio_max || !options->aio_memory;
}

/* Besides those in flight, there are those past their deadline. */
static unsigned engine_depth(const struct dev_io_options *options, unsigned in_flight)
{
	return in_flight + (options->timeout_ms ? PARKED_MAX : 0);
}

/* In a process of its own, one after another means threads, one at a time: a
 * dead device then costs its deadline and not the process. */
static const char *engine_name(const struct dev_io *io)
{
	if (!wants_sync(&io->options))
		return io->engine_name;
	return io->options.isolate ? "threads" : "sync";
}

static int set_up(struct dev_io *io, unsigned *depth)
{
	const struct dev_io_options *options = &io->options;
	struct io_settings settings = {
		.log = io->log,
		.isolate = options->isolate,
		.helper = io->helper,
		.event = options->event,
		.context = options->engine_context,
	};
	int r;

	io->depth = wants_sync(options) ? 1 : options->aio_max;
	settings.depth = *depth = engine_depth(options, io->depth);
	if (options->ops) {
		io->ops = options->ops;
		return io->ops->setup(&io->engine, &settings, depth);
	}
	r = io_engine_choose(engine_name(io), &settings, &io->ops, &io->engine, depth);
	if (r && wants_sync(options) && options->isolate)
		r = io_engine_choose("sync", &settings, &io->ops, &io->engine, depth);
	return r;
}

static unsigned max_open(const struct dev_io *io)
{
	if (io->ops->opens_itself)
		return UINT_MAX;
	return io->options.max_open ? io->options.max_open : dev_io_nofile_leaves();
}

int dev_engine_start(struct dev_io *io)
{
	unsigned depth;
	int r = set_up(io, &depth);

	if (r) {
		io->engine = NULL;
		return r;
	}
	process_end(&io->process);
	process_begin(&io->process);
	io->synchronous = io->ops->synchronous || wants_sync(&io->options);
	if (depth < io->depth)
		io->depth = depth;
	io->max_open = max_open(io);
	return 0;
}

void dev_engine_check(struct dev_io *io)
{
	int r;

	if (io->engine && !process_is_ours(&io->process))
		dev_engine_leave_to_parent(io);
	if (io->engine || io->broken)
		return;
	r = io->confined ? -EPERM : dev_engine_start(io);
	if (r)
		dev_engine_break(io, r);
}

/* What a handle has of the kernel ends with it: its program may live on, and use
 * another. A command that leaves pays for that either way. */
static void drop_engine(struct dev_io *io, bool abandon)
{
	if (io->engine)
		io->ops->teardown(io->engine, abandon);
	io->engine = NULL;
	io->full = false;
}

/* Of a request that the engine had: if its device may still write into it, it stays. */
static void leave_buffer(struct dev_io *io, struct dev_request *request)
{
	if (io->ops->copies)
		dev_buffer_put(&io->buffers, request->buffer);
	else
		dev_buffer_abandon(request->buffer);
	request->buffer = NULL;
}

/* Of those in flight that one, if any, landed and without its buffer. */
static struct dev_request *recover(struct dev_io *io, struct dm_list *at)
{
	struct dev_request *request;

	if (!at)
		return NULL;
	request = dm_list_item(at, struct dev_request);
	dev_io_land(io, request);
	io->buffer_bytes -= request->buffer->size;
	leave_buffer(io, request);
	return request;
}

/* Nobody will hear of them any more. */
static void drop_parked(struct dev_io *io)
{
	struct dev_request *request;

	while ((request = dev_request_first(&io->parked))) {
		dm_list_del(&request->list);
		dev_file_put(io, request);
		leave_buffer(io, request);
		request->parked = false;
		if (request->answered)
			dm_list_add_h(&io->spare, &request->list);
	}
}

/* Their closes are the engine's secret; the descriptor tells. */
static void recover_closing(struct dev_io *io)
{
	struct dev_file *file;

	while ((file = dev_file_first(&io->closing))) {
		io->in_flight--;
		dev_clock_stop(&file->clock);
		if (file->file.fd >= 0)
			dm_list_move(&io->to_close, &file->list);
		else
			dev_file_free(io, file);
	}
}

/* Files of an engine of its own are gone with it. */
static void lose_files(struct dev_io *io)
{
	struct dev_file *file, *next;

	dm_list_iterate_items_safe(file, next, &io->open) {
		file->file.fd = -1;
		if (file->dev)
			dev_want_close(io, file->dev);
	}
	while ((file = dev_file_first(&io->to_close)))
		dev_file_free(io, file);
}

void dev_engine_leave_to_parent(struct dev_io *io)
{
	bool own_files = io->ops->own_files;
	struct dev_request *request;

	drop_engine(io, true);
	while ((request = recover(io, dm_list_last(&io->flying)))) {
		if (request->dev->io.state == DEV_OPENING && !own_files &&
		    request->dev->io.file->file.fd >= 0)
			dev_opened(io, request->dev);
		dev_io_put_back(io, request);
	}
	drop_parked(io);
	hung_forget_own(io->hung);
	recover_closing(io);
	if (own_files)
		lose_files(io);
}

static void close_all_now(struct dev_io *io, struct dm_list *files)
{
	struct dev_file *file, *next;
	struct dev *dev;

	dm_list_iterate_items_safe(file, next, files) {
		dev = file->dev;
		if (dev)
			dev->io.file = NULL;
		dev_file_close_now(io, file);
		if (dev)
			dev_closed(io, dev);
	}
}

/* With the engine gone there is nobody else to close what it opened. */
void dev_engine_break(struct dev_io *io, int error)
{
	struct dev_request *request;

	if (!io->broken) {
		io->broken = error;
		log_print(io->log, VOLSCAN_LOG_ERROR, VOLSCAN_LOG_IO,
			  "I/O engine %s failed: %s; no reads until it works again.",
			  io->ops ? io->ops->name : io->engine_name, strerror(-error));
	}
	drop_engine(io, !io->leaving);
	while ((request = recover(io, dm_list_first(&io->flying))))
		dev_io_done(io, request, io->broken);
	dev_queue_cancel(io, io->broken);
	drop_parked(io);
	recover_closing(io);
	close_all_now(io, &io->open);
	close_all_now(io, &io->to_close);
	close_all_now(io, &io->stuck);
}
