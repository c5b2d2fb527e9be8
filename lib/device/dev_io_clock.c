/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Deadlines.
 *
 * The clock of a request starts when it first goes to the engine, and runs until
 * it is answered, also while it waits for its device's full queue or for its
 * rest. As all of them have the same time, the one that started first is the first
 * to be over, and a list is all that it takes.
 *
 * No engine can take back what the kernel has begun. When its time is over a
 * request is recalled: what nobody has begun, for want of threads, comes back at
 * once, and its device was not tried. What does not come back within a moment is
 * parked: its callback runs, its device has timed out and gets no more I/O, and
 * request, buffer and file stay with the engine until it ends after all.
 *
 * What is parked counts against no limit, or a few dead disks would stop all the
 * others. Engines are set up for so many more requests.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>
#include <time.h>

#include "device/dev_io_private.h"
#include "device/hung.h"
#include "io/request.h"

#define MS INT64_C(1000000)
/* What was not begun comes back in well under that. */
#define RECALL_NS (50 * MS)

/* ---- clocks ---- */

void dev_clock_start(struct dev_io *io, struct dev_clock *clock, struct io_request *chain)
{
	clock->chain = chain;
	if (clock->since)
		return;
	clock->since = io_now_ns();
	dm_list_add(&io->clocks, &clock->list);
}

void dev_clock_stop(struct dev_clock *clock)
{
	if (clock->since)
		dm_list_del(&clock->list);
	*clock = (struct dev_clock) { .since = 0 };
}

static struct dev_clock *first(const struct dm_list *clocks)
{
	return dm_list_empty(clocks) ? NULL : dm_list_item(dm_list_first(clocks), struct dev_clock);
}

static int64_t next_deadline(const struct dev_io *io)
{
	const struct dev_clock *running = first(&io->clocks), *recalled = first(&io->recalled);
	int64_t next = INT64_MAX;

	if (running && io->timeout)
		next = running->since + io->timeout;
	if (recalled && recalled->recalled + RECALL_NS < next)
		next = recalled->recalled + RECALL_NS;
	if (io->tick && io->next_tick < next)
		next = io->next_tick;
	return next;
}

int dev_clock_limit(const struct dev_io *io, int timeout_ms)
{
	int64_t next = next_deadline(io), left;

	if (next == INT64_MAX)
		return timeout_ms;
	left = (next - io_now_ns() + MS - 1) / MS;
	if (left < 0)
		left = 0;
	return timeout_ms < 0 || left < timeout_ms ? (int) left : timeout_ms;
}

/* ---- time-outs ---- */

static int64_t seconds_since_1970(int64_t since)
{
	return time(NULL) - (io_now_ns() - since) / (1000 * MS);
}

void dev_time_out(struct dev_io *io, struct dev *dev, int64_t since)
{
	if (dev->io.timed_out)
		return;
	dev->io.timed_out = true;
	dev->info.hanging_since = seconds_since_1970(since);
	log_print(io->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
		  "device %s: no answer within %" PRId64 " ms; it is not asked any more.",
		  dev->info.name, io->timeout / MS);
	dev_file_leave(io, dev);
	dev_queue_cancel_device(io, dev, -ETIMEDOUT);
	dev_closed(io, dev);
}

static void remember(struct dev_io *io, const struct dev_request *request)
{
	struct io_worker_place place = { .pid = 0 };

	if (io->ops == &io_engine_worker)
		io_worker_place(io->engine, &request->read, &place);
	hung_add(io->hung, request->dev, request, &place);
}

/* The buffer is the engine's. Later calls, of this path and of others, are to know. */
static void park(struct dev_io *io, struct dev_request *request, int64_t since)
{
	struct dev *dev = request->dev;

	dm_list_move(&io->parked, &request->list);
	request->parked = true;
	io->in_flight--;
	dev->io.in_flight--;
	io->buffer_bytes -= request->buffer->size;
	dev_time_out(io, dev, since);
	remember(io, request);
}

/* One that the engine does not have waits for a full queue, or a place for its rest. */
static void give_up(struct dev_io *io, struct dev_request *request, int64_t since)
{
	bool with_engine = request->clock.chain;

	io->stats.timed_out++;
	dev_clock_stop(&request->clock);
	if (with_engine) {
		park(io, request, since);
	} else {
		dm_list_del(&request->list);
		dev_time_out(io, request->dev, since);
	}
	dev_io_done(io, request, -ETIMEDOUT);
}

static void give_up_close(struct dev_io *io, struct dev_file *file)
{
	dev_clock_stop(&file->clock);
	dm_list_move(&io->stuck, &file->list);
	io->in_flight--;
	log_print(io->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
		  "device %s: closing it takes more than %" PRId64 " ms; going on without.",
		  file->path, io->timeout / MS);
}

static void over(struct dev_io *io, struct dev_clock *clock)
{
	if (clock->chain && clock->chain->op == IO_CLOSE)
		give_up_close(io, clock->chain->owner);
	else
		give_up(io, dm_list_struct_base(clock, struct dev_request, clock), clock->since);
}

static void recall(struct dev_io *io, struct dev_clock *clock, int64_t now)
{
	if (!clock->chain) {
		over(io, clock);
		return;
	}
	clock->recalled = now;
	dm_list_move(&io->recalled, &clock->list);
	if (clock->chain->op != IO_CLOSE)
		io->ops->recall(io->engine, clock->chain);
}

void dev_clock_expire(struct dev_io *io)
{
	struct dev_clock *clock;
	int64_t now;

	if (!io->timeout || !io->engine)
		return;
	now = io_now_ns();
	while ((clock = first(&io->recalled)) && clock->recalled + RECALL_NS <= now)
		over(io, clock);
	while ((clock = first(&io->clocks)) && clock->since + io->timeout <= now)
		recall(io, clock, now);
	hung_save(io->hung);
}

/* ---- who wants to know ---- */

void dev_io_set_tick(struct dev_io *io, dev_tick_fn tick, void *context, unsigned interval_ms)
{
	io->tick = tick;
	io->tick_context = context;
	io->tick_every = (interval_ms ? interval_ms : 1) * MS;
	io->next_tick = io_now_ns() + io->tick_every;
}

void dev_clock_tick(struct dev_io *io)
{
	int64_t now;

	if (!io->tick || (now = io_now_ns()) < io->next_tick)
		return;
	io->next_tick = now + io->tick_every;
	io->tick(io->tick_context);
}

static size_t add_names(const struct dm_list *clocks, const char **names, size_t n, size_t max)
{
	const struct dev_request *request;
	const struct dev_clock *clock;

	dm_list_iterate_items(clock, clocks) {
		if (n == max)
			break;
		if (!clock->chain || clock->chain->op == IO_CLOSE)
			continue;
		request = clock->chain->owner;
		names[n++] = request->dev->info.name;
	}
	return n;
}

size_t dev_io_awaited(const struct dev_io *io, const char **names, size_t max)
{
	return add_names(&io->clocks, names, add_names(&io->recalled, names, 0, max), max);
}

/* ---- late answers ---- */

void dev_io_late(struct dev_io *io, struct dev_request *request)
{
	io->stats.late++;
	hung_remove(io->hung, request);
	dev_file_put(io, request);
	dev_buffer_put(&io->buffers, request->buffer);
	request->buffer = NULL;
	dm_list_del(&request->list);
	request->parked = false;
	if (request->answered)
		dm_list_add_h(&io->spare, &request->list);
}
