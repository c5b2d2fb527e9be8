/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From the engine to the callback.
 *
 * All that has ended is taken from the engine first and looked at one by one:
 * an error is that request's alone. What can still become an answer goes back
 * to the queue: the rest of a short read, a read whose device was busy, one
 * that did not get on with O_DIRECT, an open for which there was no descriptor.
 * Everything else is done. Callbacks come last, when nothing here is half
 * finished, and may do what they like.
 */
#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <string.h>

#include "device/dev_io_private.h"
#include "device/kept.h"
#include "io/request.h"

/* ------------------------------------------------------------------------
 * Done, well or not
 */

/* What to do about it, where the errno alone does not say. */
static const char *advice(int error)
{
	switch (-error) {
	case EACCES:
	case EPERM:
		return " (try as root)";
	case EMFILE:
		return " (raise the limit of open files, ulimit -n)";
	case ENFILE:
		return " (raise the sysctl fs.file-max)";
	case EIO:
		return " (the kernel log may say more)";
	default:
		return "";
	}
}

/* A broken engine, teardown and a disabled device were said once for all. No
 * warning, since answers come in any order: that is for the caller, who knows
 * what the read was for. */
static void log_error(const struct dev_io *io, const struct dev_request *request, int error)
{
	bool said = io->broken || request->dev->io.disabled || request->dev->io.timed_out;

	log_print(io->log, said ? VOLSCAN_LOG_DEBUG : VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
		  "device %s: cannot %s %zu bytes at %" PRIu64 " for %s: %s%s.",
		  request->dev->info.name,
		  request->opens && request->open.result < 0 ? "open it to read" : "read",
		  request->range.length, request->range.offset,
		  dev_reason_name(request->reason), strerror(-error), advice(error));
}

void dev_io_done(struct dev_io *io, struct dev_request *request, int error)
{
	if (io->broken)
		error = io->broken;
	dev_clock_stop(&request->clock);
	if (error) {
		log_error(io, request, error);
		io->stats.errors++;
		if (!request->parked)
			dev_io_drop_buffer(io, request);
	}
	request->error = error;
	dm_list_add(&io->done, &request->answer);
}

static void count_against(struct dev_io *io, struct dev *dev)
{
	unsigned limit = io->options.disable_after_error_count;

	if (++dev->io.errors != limit || dev->io.disabled)
		return;
	dev->io.disabled = true;
	log_print(io->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_IO,
		  "device %s: not read any more after %u errors in a row "
		  "(disable_after_error_count).", dev->info.name, limit);
}

void dev_io_failed(struct dev_io *io, struct dev_request *request, int error)
{
	dev_io_done(io, request, error);
	if (!io->broken)
		count_against(io, request->dev);
}

/* ------------------------------------------------------------------------
 * Opens
 */

/* One open stood for all that wait at the device. */
static void fail_all(struct dev_io *io, struct dev_request *request, int error)
{
	struct dev *dev = request->dev;

	dev_io_failed(io, request, error);
	dev_queue_cancel_device(io, dev, error);
	dev_want_close(io, dev);
}

/* There are no more descriptors than are open now. False if that is none, so
 * that waiting would not help. */
static bool lower_max_open(struct dev_io *io)
{
	unsigned open = dev_open_count(io);

	if (!open && io->dev_count[DEV_OPENING] <= 1)
		return false;
	io->max_open = open ? open : 1;
	log_print(io->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
		  "No more descriptors: going on with %u open devices at a time.",
		  io->max_open);
	return true;
}

/*
 * What a recalled request, or one that found no thread to do it, comes back with:
 * nobody has begun it. One that was interrupted had been, and had not answered.
 */
static int untried(struct dev_io *io, struct dev_request *request, int error)
{
	if (error == -ECANCELED)
		return -EAGAIN;
	if (error == -EINTR) {
		io->stats.timed_out++;
		dev_time_out(io, request->dev, request->clock.since);
		return -ETIMEDOUT;
	}
	return error;
}

static void open_failed(struct dev_io *io, struct dev_request *request, int error)
{
	struct dev *dev = request->dev;

	if (error == -EINVAL && request->direct)
		dev->io.buffered = true;
	else if ((error != -EMFILE && error != -ENFILE) || !lower_max_open(io)) {
		fail_all(io, request, error);
		return;
	}
	dev_io_put_back(io, request);
}

static void open_ended(struct dev_io *io, struct dev_request *request)
{
	if (request->open.result < 0 || request->parked)
		return;		/* the read comes next */
	io->stats.opens++;
	dev_opened(io, request->dev);
}

/* One without a clock is past its deadline, and counted as ended already. */
static void close_ended(struct dev_io *io, struct dev_file *file)
{
	if (file->clock.since)
		io->in_flight--;
	if (file->close.result < 0)
		log_print(io->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_IO, "device %s: close: %s.",
			  file->path, strerror((int) -file->close.result));
	dev_file_free(io, file);
}

/* ------------------------------------------------------------------------
 * Reads
 */

/*
 * The device may have ended sooner than it should; that shows when its rest is
 * asked for. O_DIRECT wants that done from an aligned place, so that some bytes
 * come twice, and progress is what counts.
 */
static void read_short(struct dev_io *io, struct dev_request *request, size_t have)
{
	size_t unit = request->direct ? dev_io_alignment(request->dev) : 1;

	if (have <= request->have) {
		dev_io_failed(io, request, -EIO);
		return;
	}
	request->have = have;
	request->from = have & ~(unit - 1);
	request->was_busy = false;
	dev_queue(io, request);
}

static void arrived(struct dev_io *io, struct dev_request *request, size_t bytes)
{
	const struct dev_range *range = &request->range;
	struct dev *dev = request->dev;

	assert(bytes <= request->read.length);
	if (io_op_asks(request->op)) {
		request->have = bytes;
		dev_io_done(io, request, 0);
		return;
	}
	io->stats.bytes_read += bytes;
	dev->info.bytes_read += bytes;
	if (io->ops->opens_itself)
		io->stats.opens++;
	if (request->from + bytes < range->skip + range->block_length) {
		read_short(io, request, request->from + bytes);
		return;
	}
	dev->io.errors = 0;
	dev_io_done(io, request, 0);
}

/* Nobody can say beforehand what a file system's O_DIRECT asks for. */
static void reopen_buffered(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;

	log_print(io->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_IO,
		  "device %s: read fails with O_DIRECT; opening it without.", dev->info.name);
	dev->io.buffered = true;
	if (dev->io.file && dev->io.file->file.open_flags & O_DIRECT)
		dev_want_close(io, dev);
	dev_io_put_back(io, request);
}

static void be_busy(struct dev_io *io, struct dev_request *request)
{
	dev_io_drop_buffer(io, request);
	request->was_busy = true;
	dm_list_add(&io->busy, &request->list);
}

static void read_failed(struct dev_io *io, struct dev_request *request, int error)
{
	if (error == -EAGAIN && !request->read.may_block)
		be_busy(io, request);
	else if (error == -EINVAL && request->direct)
		reopen_buffered(io, request);
	else
		dev_io_failed(io, request, untried(io, request, error));
}

/* Its device may have another file by now, opened otherwise. */
static void read_ended(struct dev_io *io, struct dev_request *request)
{
	ssize_t result = request->read.result;
	int open_error = request->opens ? (int) request->open.result : 0;

	if (request->parked) {
		dev_io_late(io, request);
		return;
	}
	dev_io_land(io, request);
	if (open_error < 0)
		open_failed(io, request, untried(io, request, open_error));
	else if (result >= 0)
		arrived(io, request, (size_t) result);
	else
		read_failed(io, request, (int) result);
}

/* True for what leaves the engine with room. A busy device's queue does not
 * empty because another request found it full. */
static bool ended(struct dev_io *io, struct io_request *part)
{
	switch (part->op) {
	case IO_OPEN:
		open_ended(io, part->owner);
		return true;
	case IO_CLOSE:
		close_ended(io, part->owner);
		return true;
	default:
		read_ended(io, part->owner);
		return part->result != -EAGAIN;
	}
}

static int reap_batch(struct dev_io *io, int timeout_ms, bool *progress)
{
	struct io_request *parts[DEV_IO_REAP];
	int i, n = io->ops->wait(io->engine, parts, DEV_IO_REAP, timeout_ms);

	for (i = 0; i < n; i++)
		*progress |= ended(io, parts[i]);
	return n;
}

/* One that was full may say so when it has room, without anything that has ended. */
void dev_io_reap(struct dev_io *io, int timeout_ms)
{
	bool progress = false, was_full = io->full;
	unsigned reaped = 0;
	int n;

	io->full = false;
	do {
		n = reap_batch(io, reaped ? 0 : timeout_ms, &progress);
		if (n < 0 || (!n && !reaped && timeout_ms < 0 && !was_full)) {
			dev_engine_break(io, n ? n : -EIO);
			return;
		}
		reaped += (unsigned) n;
	} while (n == (int) DEV_IO_REAP && io->in_flight);
	if (progress || !reaped)
		dev_queue_wake_busy(io);
}

/* ------------------------------------------------------------------------
 * Answers
 */

static void note_time(struct dev *dev)
{
	if (dev->io.began)
		dev->info.time_us = (uint64_t) (io_now_ns() - dev->io.began) / 1000;
}

/* What was asked for, of what was read. */
static const char *bytes_of(const struct dev_request *request, size_t *length)
{
	const struct dev_range *range = &request->range;

	*length = io_op_asks(request->op) ? request->have : range->length;
	if (io_op_asks(request->op))
		return request->buffer->data;
	return request->buffer->data + range->skip + (range->offset - range->block_offset);
}

/* As with the last block, it is whole blocks. */
static void keep(struct dev_request *request)
{
	const struct dev_range *range = &request->range;
	struct kept_device *kept = request->dev->io.kept;

	if (kept && request->error)
		kept_spoil(kept);
	else if (kept && !io_op_asks(request->op))
		kept_add(kept, range->block_offset, request->buffer->data + range->skip,
			 range->block_length);
}

static void answer(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;
	size_t length = 0;
	const char *data = request->error ? NULL : bytes_of(request, &length);

	if (!request->error && !io_op_asks(request->op))
		dev_last_keep(io, request);
	keep(request);
	request->callback(request->context, dev, request->error, data, length);
	if (request->parked) {
		request->answered = true;
	} else {
		dev_io_drop_buffer(io, request);
		dm_list_add_h(&io->spare, &request->list);
	}
	note_time(dev);
	if (!--dev->io.pending)
		dev_want_close(io, dev);
}

void dev_io_deliver(struct dev_io *io)
{
	struct dev_request *request;
	struct dm_list now;

	/* What callbacks add waits for its turn, after what is in flight. */
	dm_list_init(&now);
	dm_list_splice(&now, &io->done);
	while (!dm_list_empty(&now)) {
		request = dm_list_struct_base(dm_list_first(&now), struct dev_request, answer);
		dm_list_del(&request->answer);
		answer(io, request);
	}
}
