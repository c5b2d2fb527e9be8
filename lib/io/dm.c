/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "io/dm.h"

#include <errno.h>
#include <string.h>

/* Later minor versions answer what was asked of an earlier one; 4.0 is from 2001. */
static const uint32_t version[3] = { DM_VERSION_MAJOR, 0, 0 };

static void fill_in(struct dm_ioctl *ask, const struct io_request *request)
{
	memset(ask, 0, sizeof(*ask));
	memcpy(ask->version, version, sizeof(version));
	ask->data_size = (uint32_t) request->length;
	ask->data_start = sizeof(*ask);
	ask->flags = DM_NOFLUSH_FLAG | DM_SKIP_BDGET_FLAG;
	ask->dev = request->extent;
}

ssize_t io_dm(const struct io_request *request)
{
	struct dm_ioctl *ask = request->buffer;
	int r;

	if (request->length < sizeof(*ask))
		return -EINVAL;
	fill_in(ask, request);
	r = io_dm_ioctl(request->file->fd, ask);
	if (r)
		return r;
	return ask->data_size < request->length ? (ssize_t) ask->data_size :
						  (ssize_t) request->length;
}
