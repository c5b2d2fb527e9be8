/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads that the program asks for go through the path of the scan. The path keeps
 * nothing of a device between them: the device ends with the results, or when it is
 * closed, and the path does not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handle/handle.h"

/* The program may only look at it. */
struct dev *handle_dev_of(const struct volscan_device *device)
{
	return (struct dev *)((const char *)device - offsetof(struct dev, info));
}

/* One without a callback was cancelled when its device was closed. */
static void on_read(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct handle_read read = *(struct handle_read *)context;

	dm_list_del(&((struct handle_read *)context)->list);
	free(context);
	read.vs->reads--;
	if (read.callback)
		read.callback(read.context, read.device, error, data, length);
	if (read.vs->io)
		dev_forget(read.vs->io, dev);
}

static int refusal(const struct volscan *vs, const struct dev *dev)
{
	return !vs->io || (dev->opened && dev->opened->closed) ? -ECANCELED : 0;
}

static int ask(struct volscan *vs, struct dev *dev, uint64_t offset, size_t length,
	       volscan_read_fn callback, void *context)
{
	struct handle_read *read;
	int r = refusal(vs, dev);

	if (r)
		return r;
	read = malloc(sizeof(*read));
	if (!read)
		return -ENOMEM;
	*read = (struct handle_read) {
		.vs = vs, .device = &dev->info, .callback = callback, .context = context,
	};
	dm_list_init(&read->list);
	if (dev->opened)
		dm_list_add(&dev->opened->reads, &read->list);
	vs->reads++;
	vs->reading++;
	dev_read(vs->io, dev, offset, length, DEV_READ_REQUESTED, on_read, read);
	vs->reading--;
	return 0;
}

void volscan_read(struct volscan *vs, const struct volscan_device *device, uint64_t offset,
		  size_t length, volscan_read_fn callback, void *context)
{
	int r = ask(vs, handle_dev_of(device), offset, length, callback, context);

	if (r)
		callback(context, device, r, NULL, 0);
	handle_poll_after(vs);
}

static int ended(struct volscan *vs, int r)
{
	return r < 0 ? handle_failf(vs, r, "reading broke off: %s", strerror(-r)) : r;
}

int volscan_run(struct volscan *vs)
{
	int r;

	vs->stepping = true;
	r = vs->io ? dev_io_run(vs->io) : 0;
	vs->stepping = false;
	handle_free_closed(vs);
	handle_poll_after(vs);
	return ended(vs, r);
}

int handle_step_reads(struct volscan *vs)
{
	return ended(vs, vs->io ? dev_io_step(vs->io, false) : 0);
}
