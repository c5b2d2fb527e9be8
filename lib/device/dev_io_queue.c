/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Who waits, and in which order.
 *
 * A request waits in the line, if its device is open, or at its device. The
 * devices that have requests and are not open stand at the door (DEV_WAITING).
 * Of the head of the line and the first request at the first door the older one
 * goes next: first in, first out, over both. While max_open devices are open
 * the door is shut and the line moves alone. It is what makes room: a device
 * is open only as long as it has requests.
 *
 * The rest of a short read waits with its buffer, and goes before everything
 * else: a request that waits for memory must not stand in front of the one that
 * holds it.
 */
#include <errno.h>

#include "device/dev_io_private.h"

static void leave_state(struct dev_io *io, struct dev *dev)
{
	if (dev->io.state == DEV_UNKNOWN)
		return;
	dm_list_del(&dev->io.list);
	io->dev_count[dev->io.state]--;
}

void dev_set_state(struct dev_io *io, struct dev *dev, enum dev_state state)
{
	leave_state(io, dev);
	dev->io.state = state;
	if (state == DEV_UNKNOWN)
		return;
	dm_list_add(io->devs + state, &dev->io.list);
	io->dev_count[state]++;
}

void dev_set_state_first(struct dev_io *io, struct dev *dev, enum dev_state state)
{
	dev_set_state(io, dev, state);
	dm_list_del(&dev->io.list);
	dm_list_add_h(io->devs + state, &dev->io.list);
}

static bool has_last(const struct dev *dev)
{
	enum dev_stream stream;

	for (stream = 0; stream < DEV_STREAM_COUNT; stream++)
		if (dev->io.last[stream])
			return true;
	return false;
}

void dev_closed(struct dev_io *io, struct dev *dev)
{
	if (!dm_list_empty(&dev->io.waiting))
		dev_set_state(io, dev, DEV_WAITING);
	else
		dev_set_state(io, dev, has_last(dev) ? DEV_CLOSED : DEV_UNKNOWN);
}

void dev_opened(struct dev_io *io, struct dev *dev)
{
	struct dev_request *request;

	dev_set_state(io, dev, DEV_OPEN);
	while ((request = dev_request_first(&dev->io.waiting))) {
		dm_list_del(&request->list);
		dev_queue(io, request);
	}
}

void dev_want_close(struct dev_io *io, struct dev *dev)
{
	dev_file_leave(io, dev);
	dev_closed(io, dev);
}

unsigned dev_open_count(const struct dev_io *io)
{
	return io->file_count - io->dev_count[DEV_OPENING];
}

/* Lower goes first. */
static uint64_t rank(const struct dev_request *request)
{
	return request->buffer ? 0 : request->age;
}

/* Nearly all are the youngest, or have just been at the head. */
static void insert(struct dm_list *list, struct dev_request *request)
{
	struct dev_request *first = dev_request_first(list), *before;

	if (!first || rank(request) < rank(first)) {
		dm_list_add_h(list, &request->list);
		return;
	}
	dm_list_iterate_back_items(before, list)
		if (rank(before) <= rank(request))
			break;
	dm_list_add_h(&before->list, &request->list);
}

void dev_queue(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;

	if (dev->io.state == DEV_OPEN) {
		insert(&io->line, request);
		return;
	}
	if (request->buffer)
		dev_io_drop_buffer(io, request);
	insert(&dev->io.waiting, request);
	if (dev->io.state == DEV_UNKNOWN || dev->io.state == DEV_CLOSED)
		dev_set_state(io, dev, DEV_WAITING);
}

static struct dev_request *first_at_door(struct dev_io *io)
{
	struct dm_list *door = io->devs + DEV_WAITING;
	struct dev *dev;

	if (dm_list_empty(door) || io->file_count >= io->max_open)
		return NULL;
	dev = dm_list_struct_base(dm_list_first(door), struct dev, io.list);
	return dev_request_first(&dev->io.waiting);
}

struct dev_request *dev_queue_next(struct dev_io *io)
{
	struct dev_request *line = dev_request_first(&io->line);
	struct dev_request *door = first_at_door(io);

	if (!line || (door && rank(door) < rank(line)))
		return door;
	return line;
}

void dev_unqueue(struct dev_io *io, struct dev_request *request)
{
	struct dev *dev = request->dev;

	dm_list_del(&request->list);
	if (dev->io.state == DEV_WAITING && dm_list_empty(&dev->io.waiting))
		dev_closed(io, dev);
}

static void move_all(struct dev_io *io, struct dm_list *from,
		     void (*to)(struct dev_io *io, struct dev_request *request, int error),
		     int error)
{
	struct dev_request *request;

	while ((request = dev_request_first(from))) {
		dm_list_del(&request->list);
		to(io, request, error);
	}
}

static void queue_again(struct dev_io *io, struct dev_request *request, int error)
{
	(void) error;
	dev_queue(io, request);
}

void dev_queue_wake_busy(struct dev_io *io)
{
	move_all(io, &io->busy, queue_again, 0);
}

void dev_queue_cancel_device(struct dev_io *io, struct dev *dev, int error)
{
	move_all(io, &dev->io.waiting, dev_io_done, error);
	if (dev->io.state == DEV_WAITING)
		dev_closed(io, dev);
}

static void cancel_at_devices(struct dev_io *io, struct dm_list *devs, int error)
{
	struct dev *dev, *next;

	dm_list_iterate_items_gen_safe(dev, next, devs, io.list)
		dev_queue_cancel_device(io, dev, error);
}

void dev_queue_cancel(struct dev_io *io, int error)
{
	enum dev_state state;

	move_all(io, &io->line, dev_io_done, error);
	move_all(io, &io->busy, dev_io_done, error);
	for (state = DEV_WAITING; state < DEV_STATE_COUNT; state++)
		cancel_at_devices(io, io->devs + state, error);
}

bool dev_queue_has_work(const struct dev_io *io)
{
	return !dm_list_empty(&io->line) || !dm_list_empty(&io->busy) ||
	       io->dev_count[DEV_WAITING] || !dm_list_empty(&io->to_close);
}
