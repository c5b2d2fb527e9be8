/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads that the program asks for go through the path of the scan. The path keeps
 * nothing of a device between them: the device ends with the results, and the path
 * does not.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "handle/handle.h"

struct read {
	struct volscan *vs;
	struct volscan_device *device;
	volscan_read_fn callback;
	void *context;
};

static void on_read(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct read read = *(struct read *)context;

	free(context);
	read.vs->reads--;
	read.callback(read.context, read.device, error, data, length);
	if (read.vs->io)
		dev_forget(read.vs->io, dev);
}

static struct dev *dev_of(struct volscan_device *device)
{
	return (struct dev *)((char *)device - offsetof(struct dev, info));
}

void volscan_read(struct volscan *vs, struct volscan_device *device, uint64_t offset,
		  size_t length, volscan_read_fn callback, void *context)
{
	struct read *read = vs->io ? malloc(sizeof(*read)) : NULL;

	if (!read) {
		callback(context, device, vs->io ? -ENOMEM : -ECANCELED, NULL, 0);
		return;
	}
	*read = (struct read) { vs, device, callback, context };
	vs->reads++;
	dev_read(vs->io, dev_of(device), offset, length, DEV_READ_REQUESTED, on_read, read);
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
	handle_poll_after(vs);
	return ended(vs, r);
}

int handle_step_reads(struct volscan *vs)
{
	return ended(vs, vs->io ? dev_io_step(vs->io, false) : 0);
}
