/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the queue to the engine.
 *
 * dev_read() only queues; what the limits allow is put into batches and
 * submitted before every wait, so that one submit carries many. A request takes
 * its slot, its buffer and, as a chain OPEN -> READ, its descriptor when it
 * joins the batch. What the engine then refuses gives all three back and
 * returns to the head of its queue, as if its turn had not come; statistics
 * count only what was accepted.
 *
 * Closes go before reads: they make room.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <sys/sysmacros.h>

#include "device/dev_io_private.h"

static bool has_slot(const struct dev_io *io)
{
	return !io->full && io->in_flight < io->depth;
}

/* Synchronous reads are one at a time by nature; but a callback that reads
 * still has its own buffer, so that waiting for memory would be for ever. */
static bool has_memory(const struct dev_io *io, const struct dev_request *request)
{
	uint64_t limit = io->options.aio_memory, used = io->buffer_bytes;

	if (request->buffer || io->synchronous || !used)
		return true;
	return used <= limit && dev_buffer_size(request->range.file_length) <= limit - used;
}

static bool take_buffer(struct dev_io *io, struct dev_request *request)
{
	if (!request->buffer) {
		request->buffer = dev_buffer_get(&io->buffers, request->range.file_length);
		if (!request->buffer)
			return false;
		io->buffer_bytes += request->buffer->size;
	}
	return true;
}

void dev_io_drop_buffer(struct dev_io *io, struct dev_request *request)
{
	request->have = request->from = 0;
	if (!request->buffer)
		return;
	io->buffer_bytes -= request->buffer->size;
	dev_buffer_put(&io->buffers, request->buffer);
	request->buffer = NULL;
}

/* ------------------------------------------------------------------------
 * Into the batch
 */

static void join_batch(struct dev_io *io, struct io_request *chain)
{
	io->batch[io->batched++] = chain;
	io->in_flight++;
}

static void add_close(struct dev_io *io, struct dev_file *file)
{
	dm_list_move(&io->closing, &file->list);
	file->close = (struct io_request) {
		.op = IO_CLOSE,
		.file = &file->file,
		.owner = file,
	};
	dev_clock_start(io, &file->clock, &file->close);
	join_batch(io, &file->close);
}

/* With a deadline to keep nobody is left to himself in the kernel. */
static bool may_be_waited_for(const struct dev_io *io, const struct dev *dev)
{
	return !io->timeout || !dev->info.is_block;
}

/*
 * A disk says -EAGAIN when its queue is full. That passes, and blocking the
 * submit is worth it only where there is nobody to hold up. A file says so too
 * when the file system has to look up where its bytes are, and goes on saying
 * it until somebody waits for that.
 */
static bool may_block(const struct dev_io *io, const struct dev_request *request)
{
	return request->was_busy && may_be_waited_for(io, request->dev) &&
	       (io->alone || !request->dev->info.is_block);
}

/* What a question has to know of its device. */
static uint64_t extent_of(const struct dev_request *request)
{
	const struct volscan_device *info = &request->dev->info;

	switch (request->op) {
	case IO_PROBE:
		return info->size;
	case IO_DM:
		return makedev(info->major, info->minor);
	default:
		return 0;
	}
}

static void prepare_read(struct dev_io *io, struct dev_request *request)
{
	request->read = (struct io_request) {
		.op = request->op,
		.extent = extent_of(request),
		.file = &request->file->file,
		.offset = request->range.file_offset + request->from,
		.buffer = request->buffer->data + request->from,
		.length = request->range.file_length - request->from,
		.may_block = may_block(io, request),
		.owner = request,
	};
}

static void prepare_open(struct dev_request *request)
{
	request->open = (struct io_request) {
		.op = IO_OPEN,
		.file = &request->file->file,
		.link = &request->read,
		.owner = request,
	};
}

/* Its device gets a file. An engine that opens it by itself needs no more. */
static bool begin_to_open(struct dev_io *io, struct dev *dev)
{
	bool direct = io->options.direct && !dev->io.buffered;

	if (!dev_file_new(io, dev, O_RDONLY | O_CLOEXEC | (direct ? O_DIRECT : 0)))
		return false;
	if (io->ops->opens_itself)
		dev_opened(io, dev);
	else
		dev_set_state(io, dev, DEV_OPENING);
	return true;
}

static void start_clocks(struct dev_io *io, struct dev_request *request,
			 struct io_request *chain)
{
	dev_clock_start(io, &request->clock, chain);
	if (!request->dev->io.began)
		request->dev->io.began = request->clock.since;
}

static void add_read(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;

	request->opens = dev->io.state == DEV_OPENING;
	request->direct = dev->io.file->file.open_flags & O_DIRECT;
	dev_file_take(dev->io.file, request);
	prepare_read(io, request);
	if (request->opens)
		prepare_open(request);
	dm_list_add(&io->flying, &request->list);
	dev->io.in_flight++;
	start_clocks(io, request, request->opens ? &request->open : &request->read);
	join_batch(io, request->clock.chain);
}

/* Its turn has come. It may be no read at all, and its device may have begun to
 * close while it was in the line. */
static void go(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;
	bool opens = dev->io.state == DEV_WAITING;

	dev_unqueue(io, request);
	if (dev->io.timed_out)
		dev_io_done(io, request, -ETIMEDOUT);
	else if (dev->io.disabled)
		dev_io_done(io, request, -EIO);
	else if (!opens && dev->io.state != DEV_OPEN)
		dev_queue(io, request);
	else if (!take_buffer(io, request) || (opens && !begin_to_open(io, dev)))
		dev_io_done(io, request, -ENOMEM);
	else
		add_read(io, request);
}

/* ------------------------------------------------------------------------
 * Out of the batch
 */

void dev_io_land(struct dev_io *io, struct dev_request *request)
{
	dm_list_del(&request->list);
	request->clock.chain = NULL;
	request->dev->io.in_flight--;
	io->in_flight--;
	dev_file_put(io, request);
}

void dev_io_put_back(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;

	dev_clock_stop(&request->clock);
	dev_io_drop_buffer(io, request);
	if (request->opens && dev->io.state == DEV_OPENING) {
		dev_file_leave(io, dev);
		dev_set_state_first(io, dev, DEV_WAITING);
	}
	dev_queue(io, request);
}

static void put_back_close(struct dev_io *io, struct dev_file *file)
{
	io->in_flight--;
	dev_clock_stop(&file->clock);
	dm_list_del(&file->list);
	dm_list_add_h(&io->to_close, &file->list);
}

static void put_back(struct dev_io *io, struct io_request *chain)
{
	struct dev_request *request = chain->owner;

	if (chain->op == IO_CLOSE) {
		put_back_close(io, chain->owner);
		return;
	}
	dev_io_land(io, request);
	dev_io_put_back(io, request);
}

/* It must not be submitted again. */
static void refused(struct dev_io *io, struct io_request *chain, int error)
{
	struct dev_request *request = chain->owner;

	if (chain->op == IO_CLOSE) {
		io->in_flight--;
		dev_file_close_now(io, chain->owner);
		return;
	}
	dev_io_land(io, request);
	if (request->opens) {
		dev_file_leave(io, request->dev);
		dev_closed(io, request->dev);
	}
	dev_io_failed(io, request, error);
}

static void log_read(const struct dev_io *io, const struct dev_request *request)
{
	const struct dev_range *range = &request->range;
	size_t before = request->from > range->skip ? request->from - range->skip : 0;

	log_print(io->log, VOLSCAN_LOG_TRACE, VOLSCAN_LOG_IO,
		  "device %s: read %zu at %" PRIu64 " for %s by %s",
		  request->dev->info.name, range->block_length - before,
		  range->block_offset + before, dev_reason_name(request->reason),
		  io->ops->name);
}

/* What came back as busy has not reached its device, and counts once. */
static void accepted(struct dev_io *io, const struct io_request *chain)
{
	struct dev_request *request = chain->owner;

	if (chain->op == IO_CLOSE || request->was_busy || io_op_asks(request->op))
		return;
	io->stats.reads++;
	request->dev->info.reads++;
	request->dev->io.reads[request->reason]++;
	if (request->age <= io->limited && !request->waited) {
		request->waited = true;
		io->stats.queued++;
	}
	log_read(io, request);
}

static void note_peaks(struct dev_io *io, unsigned in_flight)
{
	if (io->stats.peak_in_flight < in_flight)
		io->stats.peak_in_flight = in_flight;
	if (io->stats.peak_buffer_bytes < io->buffer_bytes)
		io->stats.peak_buffer_bytes = io->buffer_bytes;
}

/* False if it may block already, or must not. */
static bool let_block(const struct dev_io *io, struct io_request *chain)
{
	struct io_request *request = chain->link ? chain->link : chain;
	const struct dev_request *owner = chain->owner;

	if (request->may_block ||
	    (chain->op != IO_CLOSE && !may_be_waited_for(io, owner->dev)))
		return false;
	request->may_block = true;
	return true;
}

/*
 * An engine that is full takes more when something has ended. If it says so and
 * has nothing that could end, waiting is no use: its first request may block,
 * and if that does not help, it has failed.
 */
static void send_batch(struct dev_io *io)
{
	unsigned sent = 0, i;
	int r;

	while (sent < io->batched && !io->full) {
		r = io->ops->submit(io->engine, io->batch + sent, io->batched - sent);
		for (i = 0; r > 0 && i < (unsigned) r; i++)
			accepted(io, io->batch[sent + i]);
		if (r > 0)
			sent += (unsigned) r;
		else if (r && r != -EAGAIN)
			refused(io, io->batch[sent++], r);
		else if (io->in_flight > io->batched - sent)
			io->full = true;
		else if (!let_block(io, io->batch[sent]))
			refused(io, io->batch[sent++], -EAGAIN);
	}
	note_peaks(io, io->in_flight - (io->batched - sent));
	if (sent < io->batched)
		io->limited = io->last_age;
	while (io->batched > sent)
		put_back(io, io->batch[--io->batched]);
	io->batched = 0;
}

/* ------------------------------------------------------------------------
 * What goes
 */

/*
 * Synchronous, a callback may read a device while its own one is open and can
 * close only after it: with max_open = 1 nobody else could make room. What is
 * open has no read in flight then, and is opened again if it is asked again.
 */
static void evict(struct dev_io *io)
{
	struct dm_list *open = io->devs + DEV_OPEN;

	if (io->synchronous && io->dev_count[DEV_WAITING] &&
	    io->dev_count[DEV_OPEN] >= io->max_open)
		dev_want_close(io, dm_list_struct_base(dm_list_first(open), struct dev, io.list));
}

static void add_closes(struct dev_io *io)
{
	struct dev_file *file;

	while ((file = dev_file_first(&io->to_close)) && has_slot(io)) {
		add_close(io, file);
		if (io->batched == io->batch_max)
			send_batch(io);
	}
}

/* True if not all may go. */
static bool add_reads(struct dev_io *io)
{
	struct dev_request *request;

	while ((request = dev_queue_next(io)) && has_slot(io) && has_memory(io, request)) {
		go(io, request);
		if (io->batched == io->batch_max)
			send_batch(io);
	}
	return request || io->dev_count[DEV_WAITING];
}

void dev_io_issue(struct dev_io *io)
{
	bool limited;

	io->fresh = 0;
	if (io->broken)
		dev_queue_cancel(io, io->broken);
	if (!io->engine)
		return;
	io->alone = !io->in_flight;
	if (io->alone)
		dev_queue_wake_busy(io);
	evict(io);
	add_closes(io);
	limited = add_reads(io);
	send_batch(io);
	if (limited)
		io->limited = io->last_age;
}
