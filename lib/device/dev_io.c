/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The path's verbs. dev_io_private.h shows a request's way through its files.
 *
 * Synchronous I/O is the same path: dev_read() queues as always and then does
 * the work of dev_io_run() until nothing is left. A callback that reads does
 * the same one level deeper, as deep as the walk of a device is long.
 */
#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/dev_io_private.h"
#include "device/hung.h"
#include "device/kept.h"
#include "io/request.h"
#include "io/worker.h"

/* What a request whose device's queue was full waits for another completion
 * before it tries again. A queue empties in well under that. */
#define BUSY_PAUSE_MS 5

static const struct {
	const char *name;
	enum dev_stream stream;
} reasons[DEV_REASON_COUNT] = {
	[DEV_READ_LABEL] = { "label", DEV_STREAM_PRIMARY },
	[DEV_READ_MDA_HEADER] = { "mda header", DEV_STREAM_PRIMARY },
	[DEV_READ_MDA_CONTENT] = { "mda content", DEV_STREAM_PRIMARY },
	[DEV_READ_EXTRA_MDA_HEADER] = { "extra mda header", DEV_STREAM_EXTRA },
	[DEV_READ_EXTRA_MDA_CONTENT] = { "extra mda content", DEV_STREAM_EXTRA },
	[DEV_READ_SIGNATURE] = { "signature", DEV_STREAM_PRIMARY },
	[DEV_READ_LV_CONTENT] = { "LV content", DEV_STREAM_EXTRA },
	[DEV_READ_REQUESTED] = { "the program", DEV_STREAM_EXTRA },
	[DEV_ASK_KERNEL] = { "state in the kernel", DEV_STREAM_PRIMARY },
};

const char *dev_reason_name(enum dev_reason reason)
{
	return reasons[reason].name;
}

enum dev_stream dev_reason_stream(enum dev_reason reason)
{
	return reasons[reason].stream;
}

/* ------------------------------------------------------------------------
 * Run
 */

/* What has hung may have ended since, and leaves room. */
static void look_for_late(struct dev_io *io)
{
	if (!dm_list_empty(&io->parked) && io->engine && process_is_ours(&io->process))
		dev_io_reap(io, 0);
}

static bool has_work(const struct dev_io *io)
{
	return dev_queue_has_work(io) || io->in_flight || !dm_list_empty(&io->done);
}

static void wait_for_some(struct dev_io *io, bool wait)
{
	int timeout = dm_list_empty(&io->busy) ? -1 : BUSY_PAUSE_MS;

	if (!wait || !dm_list_empty(&io->done))
		timeout = 0;
	dev_io_reap(io, dev_clock_limit(io, timeout));
}

/*
 * Nothing is in flight that could make room or come back. Those whose device is
 * busy look again after a while. The others can never go: all there is to have, be
 * it slots or descriptors, is with what is parked.
 */
static void wait_for_none(struct dev_io *io, bool wait)
{
	if (!dm_list_empty(&io->busy))
		io_nap(wait ? BUSY_PAUSE_MS * INT64_C(1000000) : 0);
	else if (io->full)
		io->full = false;
	else if (dev_queue_has_work(io))
		dev_queue_cancel(io, -EAGAIN);
}

/*
 * Callbacks may take their time. So if nothing is in flight any more, what the
 * completions made room for is submitted before them. Otherwise it comes after
 * them, and gets the buffers that they have just left: their pages are there.
 */
static void turn(struct dev_io *io, bool wait)
{
	dev_engine_check(io);
	dev_io_issue(io);
	if (io->in_flight)
		wait_for_some(io, wait);
	else if (dm_list_empty(&io->done))
		wait_for_none(io, wait);
	dev_clock_expire(io);
	dev_clock_tick(io);
	if (!io->in_flight && dev_queue_has_work(io))
		dev_io_issue(io);
	dev_io_deliver(io);
}

static void begin(struct dev_io *io)
{
	io->running++;
	dev_engine_check(io);
	look_for_late(io);
}

/* All is answered: with what error, if the engine broke? */
static int end(struct dev_io *io)
{
	int error = io->broken;

	hung_save(io->hung);
	hung_stale(io->hung);
	if (!--io->running && !io->leaving)
		io->broken = 0;
	return error;
}

static int run(struct dev_io *io)
{
	begin(io);
	while (has_work(io))
		turn(io, true);
	return end(io);
}

static void start(struct dev_io *io)
{
	dev_start_fn at_start = io->at_start;

	assert(!io->running);
	io->at_start = NULL;
	if (at_start)
		at_start(io->start_context);
}

int dev_io_run(struct dev_io *io)
{
	start(io);
	return run(io);
}

/* Who does not wait here sleeps elsewhere: what callbacks have asked for is issued
 * before. */
int dev_io_step(struct dev_io *io, bool wait)
{
	start(io);
	begin(io);
	if (has_work(io))
		turn(io, wait);
	if (!has_work(io))
		return end(io);
	if (!wait)
		dev_io_issue(io);
	io->running--;
	return 1;
}

int dev_io_sooner(int a, int b)
{
	if (a < 0 || b < 0)
		return a < 0 ? b : a;
	return a < b ? a : b;
}

/* Nobody is woken for late answers: they are looked for when there is something to do. */
int dev_io_look(struct dev_io *io)
{
	int look, engine;

	if (!has_work(io))
		return -1;
	if (!io->engine || !process_is_ours(&io->process) || !dm_list_empty(&io->done))
		return 0;
	engine = io->ops->look(io->engine);
	if (!io->in_flight)
		return dm_list_empty(&io->busy) ? 0 : BUSY_PAUSE_MS;
	look = io->options.event && dm_list_empty(&io->busy) ? -1 : BUSY_PAUSE_MS;
	return dev_io_sooner(dev_clock_limit(io, look), engine);
}

/* ------------------------------------------------------------------------
 * Read
 */

static void log_cached(const struct dev_io *io, const struct dev *dev,
		       const struct dev_range *range, enum dev_reason reason)
{
	log_print(io->log, VOLSCAN_LOG_TRACE, VOLSCAN_LOG_IO,
		  "device %s: read %zu at %" PRIu64 " for %s cached", dev->info.name,
		  range->length, range->offset, dev_reason_name(reason));
}

/* The callback may drop the block, so it is held meanwhile. */
static bool answer_from_last(struct dev_io *io, struct dev *dev, const struct dev_range *range,
			     enum dev_reason reason, dev_read_fn callback, void *context)
{
	struct dev_buffer *last = dev_last_find(dev, dev_reason_stream(reason), range);

	if (!last)
		return false;
	io->stats.cached++;
	dev->io.cached[reason]++;
	log_cached(io, dev, range, reason);
	last->refs++;
	callback(context, dev, 0, last->data + (range->offset - last->offset), range->length);
	dev_buffer_put(&io->buffers, last);
	return true;
}

/* It stays where it is until the scan is over. */
static bool answer_from_kept(struct dev_io *io, struct dev *dev, const struct dev_range *range,
			     enum dev_reason reason, dev_read_fn callback, void *context)
{
	const void *data = dev->io.kept ? kept_find(dev->io.kept, range->offset, range->length)
					: NULL;

	if (!data)
		return false;
	io->stats.cached++;
	dev->io.cached[reason]++;
	log_cached(io, dev, range, reason);
	callback(context, dev, 0, data, range->length);
	return true;
}

static struct dev_request *new_request(struct dev_io *io)
{
	struct dev_request *request = dev_request_first(&io->spare);

	if (!request)
		return malloc(sizeof(*request));
	dm_list_del(&request->list);
	return request;
}

/* As `wanted` says. False when there is no memory. */
static bool ask(struct dev_io *io, const struct dev_request *wanted)
{
	struct dev_request *request = new_request(io);

	if (!request)
		return false;
	*request = *wanted;
	request->age = ++io->last_age;
	request->dev->io.pending++;
	dev_queue(io, request);
	if (io->synchronous) {
		run(io);
	} else if (++io->fresh >= io->batch_max) {
		dev_engine_check(io);
		dev_io_issue(io);
	}
	return true;
}

/* What an earlier scan found hanging, and still does, is not asked again. */
static void look_up(struct dev_io *io, struct dev *dev)
{
	if (dev->io.asked)
		return;
	dev->io.asked = true;
	if (!io->running)
		look_for_late(io);
	if (io->kept && !dev->opened)
		dev->io.kept = kept_begin(io->kept, dev);
	dev->info.hanging_since = hung_since(io->hung, dev);
	dev->io.timed_out = dev->info.hanging_since;
}

static int refusal(struct dev_io *io, struct dev *dev, uint64_t offset, size_t length,
		   struct dev_range *range)
{
	int r = dev_io_range(dev, offset, length, range);

	if (r)
		return r;
	look_up(io, dev);
	if (dev->io.timed_out)
		return -ETIMEDOUT;
	return dev->io.disabled ? -EIO : 0;
}

static void log_refusal(const struct dev_io *io, const struct dev *dev, uint64_t offset,
			size_t length, enum dev_reason reason, int error)
{
	if (error == -EINVAL)
		log_print(io->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
			  "device %s: %zu bytes at %" PRIu64 " for %s are not inside its %"
			  PRIu64 " bytes.", dev->info.name, length, offset,
			  dev_reason_name(reason), dev->info.size);
	else
		log_print(io->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_IO,
			  "device %s: not reading %zu bytes at %" PRIu64 " for %s: %s.",
			  dev->info.name, length, offset, dev_reason_name(reason),
			  strerror(-error));
}

static void refuse(struct dev_io *io, const struct dev_request *wanted, uint64_t offset,
		   size_t length, int error)
{
	io->stats.errors++;
	if (wanted->dev->io.kept && error != -EINVAL)
		kept_spoil(wanted->dev->io.kept);
	log_refusal(io, wanted->dev, offset, length, wanted->reason, error);
	wanted->callback(wanted->context, wanted->dev, error, NULL, 0);
}

void dev_read(struct dev_io *io, struct dev *dev, uint64_t offset, size_t length,
	      enum dev_reason reason, dev_read_fn callback, void *context)
{
	struct dev_request wanted = {
		.dev = dev, .op = IO_READ, .reason = reason, .callback = callback,
		.context = context,
	};
	int error;

	io->stats.requests++;
	error = refusal(io, dev, offset, length, &wanted.range);
	if (!error && (answer_from_last(io, dev, &wanted.range, reason, callback, context) ||
		       answer_from_kept(io, dev, &wanted.range, reason, callback, context)))
		return;
	if (!error && !ask(io, &wanted))
		error = -ENOMEM;
	if (error)
		refuse(io, &wanted, offset, length, error);
}

/* Its answer takes one block, whatever the device has. */
static void ask_question(struct dev_io *io, struct dev_request *wanted)
{
	struct dev *dev = wanted->dev;
	size_t length = dev->info.size < DEV_BLOCK_SIZE ? (size_t) dev->info.size : DEV_BLOCK_SIZE;
	int error;

	io->stats.requests++;
	error = refusal(io, dev, 0, length, &wanted->range);
	wanted->range.file_offset = dev->start;
	wanted->range.file_length = DEV_BLOCK_SIZE;
	if (!error && !ask(io, wanted))
		error = -ENOMEM;
	if (error)
		refuse(io, wanted, 0, length, error);
}

void dev_probe(struct dev_io *io, struct dev *dev, dev_read_fn callback, void *context)
{
	struct dev_request wanted = {
		.dev = dev, .op = IO_PROBE, .reason = DEV_READ_SIGNATURE,
		.callback = callback, .context = context,
	};

	ask_question(io, &wanted);
}

void dev_ask_dm(struct dev_io *io, struct dev *dev, dev_read_fn callback, void *context)
{
	struct dev_request wanted = {
		.dev = dev, .op = IO_DM, .reason = DEV_ASK_KERNEL,
		.callback = callback, .context = context,
	};

	ask_question(io, &wanted);
}

/* ------------------------------------------------------------------------
 * Forget, keep, reset, count
 */

void dev_forget(struct dev_io *io, struct dev *dev)
{
	dev_last_drop(io, dev);
	if (dev->io.state == DEV_CLOSED)
		dev_set_state(io, dev, DEV_UNKNOWN);
}

void dev_io_keep(struct dev_io *io, struct kept *kept)
{
	io->kept = kept;
}

void dev_distrust(struct dev_io *io, struct dev *dev)
{
	dev_forget(io, dev);
	if (dev->io.kept)
		kept_distrust(dev->io.kept);
}

int dev_io_reset(struct dev_io *io)
{
	dev_engine_check(io);
	return io->broken;
}

void dev_io_stats(const struct dev_io *io, struct volscan_stats *stats)
{
	*stats = io->stats;
	stats->isolated = io->ops == &io_engine_worker;
	stats->engine = stats->isolated && io->engine ? io_worker_inner(io->engine) :
			io->ops->name;
}
