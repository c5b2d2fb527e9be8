/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The engine's life: set up, left to the parent after a fork, broken.
 *
 * Either way of losing it ends the same: io->engine is NULL, nothing is in
 * flight, and the next use sets up another one. Buffers that were in flight
 * are abandoned in both: the device that still writes into the parent's pages
 * may, on older kernels, be writing into the child's.
 *
 * What the parent had open stays open in the child. Reads say their offset, so
 * that sharing the open file does no harm, and opening again might.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/dev_io_private.h"

static bool wants_sync(const struct dev_io_options *options)
{
	return !options->use_aio || !options->aio_max || !options->aio_memory;
}

static int set_up(struct dev_io *io, unsigned *depth)
{
	const struct dev_io_options *options = &io->options;
	struct io_settings settings = {
		.depth = wants_sync(options) ? 1 : options->aio_max,
		.log = io->log,
		.context = options->engine_context,
	};

	*depth = settings.depth;
	if (options->ops) {
		io->ops = options->ops;
		return io->ops->setup(&io->engine, &settings, depth);
	}
	return io_engine_choose(wants_sync(options) ? "sync" : io->engine_name, &settings,
				&io->ops, &io->engine, depth);
}

int dev_engine_start(struct dev_io *io)
{
	unsigned depth;
	int r = set_up(io, &depth);

	if (r) {
		io->engine = NULL;
		return r;
	}
	io->pid = getpid();
	io->synchronous = io->ops->synchronous || wants_sync(&io->options);
	io->depth = depth;
	return 0;
}

void dev_engine_check(struct dev_io *io)
{
	int r;

	if (io->engine && io->pid != getpid())
		dev_engine_leave_to_parent(io);
	if (io->engine || io->broken)
		return;
	r = dev_engine_start(io);
	if (r)
		dev_engine_break(io, r);
}

static void drop_engine(struct dev_io *io)
{
	if (io->engine)
		io->ops->teardown(io->engine, true);
	io->engine = NULL;
	io->full = false;
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
	dev_buffer_abandon(request->buffer);
	request->buffer = NULL;
	return request;
}

/* Their closes are the engine's secret; the descriptor tells. */
static void recover_closing(struct dev_io *io)
{
	struct dm_list *devs = io->devs + DEV_CLOSING;
	struct dev *dev;

	while (!dm_list_empty(devs)) {
		dev = dm_list_struct_base(dm_list_first(devs), struct dev, io.list);
		io->in_flight--;
		if (dev->io.file.fd < 0)
			dev_closed(io, dev);
		else
			dev_set_state(io, dev, DEV_TO_CLOSE);
	}
}

void dev_engine_leave_to_parent(struct dev_io *io)
{
	struct dev_request *request;

	drop_engine(io);
	while ((request = recover(io, dm_list_last(&io->flying)))) {
		if (request->dev->io.state == DEV_OPENING && request->dev->io.file.fd >= 0)
			dev_opened(io, request->dev);
		dev_io_put_back(io, request);
	}
	recover_closing(io);
}

void dev_close_now(struct dev *dev)
{
	if (dev->io.file.fd >= 0)
		close(dev->io.file.fd);
	dev->io.file.fd = -1;
}

static void close_all_now(struct dev_io *io, struct dm_list *devs)
{
	struct dev *dev, *next;

	dm_list_iterate_items_gen_safe(dev, next, devs, io.list) {
		dev_close_now(dev);
		dev_closed(io, dev);
	}
}

/* With the engine gone there is nobody else to close what it opened. */
void dev_engine_break(struct dev_io *io, int error)
{
	struct dev_request *request;
	enum dev_state state;

	if (!io->broken) {
		io->broken = error;
		log_print(io->log, VOLSCAN_LOG_ERROR, VOLSCAN_LOG_IO,
			  "I/O engine %s failed: %s; no reads until it works again.",
			  io->ops ? io->ops->name : io->engine_name, strerror(-error));
	}
	drop_engine(io);
	while ((request = recover(io, dm_list_first(&io->flying))))
		dev_io_done(io, request, io->broken);
	dev_queue_cancel(io, io->broken);
	recover_closing(io);
	for (state = DEV_OPENING; state < DEV_STATE_COUNT; state++)
		close_all_now(io, io->devs + state);
}
