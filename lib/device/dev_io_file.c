/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Open files. A device has one while it has requests; it leaves it behind when it
 * has no more of them, wants another one (without O_DIRECT), or has timed out. What
 * is left behind is closed as soon as no read of it is in flight, and nobody but the
 * limit of open devices has to know.
 *
 * Of an engine that opens and closes by itself (opens_itself) a file is just a name.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "device/dev_io_private.h"

static void move_to(struct dm_list *list, struct dev_file *file)
{
	dm_list_del(&file->list);
	dm_list_add(list, &file->list);
}

struct dev_file *dev_file_new(struct dev_io *io, struct dev *dev, int open_flags)
{
	size_t length = strlen(dev->io.path) + 1;
	struct dev_file *file = malloc(sizeof(*file) + length);

	if (!file)
		return NULL;
	*file = (struct dev_file) {
		.dev = dev,
		.file = { .path = file->path, .open_flags = open_flags, .fd = -1 },
	};
	memcpy(file->path, dev->io.path, length);
	dm_list_add(&io->open, &file->list);
	io->file_count++;
	dev->io.file = file;
	return file;
}

void dev_file_free(struct dev_io *io, struct dev_file *file)
{
	dev_clock_stop(&file->clock);
	dm_list_del(&file->list);
	io->file_count--;
	free(file);
}

void dev_file_close_now(struct dev_io *io, struct dev_file *file)
{
	if (file->file.fd >= 0 && !io->ops->own_files)
		close(file->file.fd);
	dev_file_free(io, file);
}

/* A parked open may yet succeed, so that what is not open is waited for too. */
static void close_if_unused(struct dev_io *io, struct dev_file *file)
{
	if (file->dev || file->reads)
		return;
	if (file->file.fd >= 0 && !io->ops->opens_itself)
		move_to(&io->to_close, file);
	else
		dev_file_free(io, file);
}

void dev_file_leave(struct dev_io *io, struct dev *dev)
{
	struct dev_file *file = dev->io.file;

	if (!file)
		return;
	dev->io.file = NULL;
	file->dev = NULL;
	close_if_unused(io, file);
}

void dev_file_take(struct dev_file *file, struct dev_request *request)
{
	request->file = file;
	file->reads++;
}

void dev_file_put(struct dev_io *io, struct dev_request *request)
{
	struct dev_file *file = request->file;

	request->file = NULL;
	file->reads--;
	close_if_unused(io, file);
}
