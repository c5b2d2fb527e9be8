/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fault engine's devices, and what the kernel does with them. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "io/fault_script.h"

#define BUFFER_ALIGNMENT 512u

struct fault_device *fault_add_device(struct fault *fault, const char *path, void *data,
				      uint64_t size)
{
	struct device *device = fault_alloc(sizeof(*device));

	device->is = (struct fault_device) { .path = path, .data = data, .size = size,
					     .block_size = 512 };
	device->next = fault->script->devices;
	fault->script->devices = device;
	return &device->is;
}

struct fault_device *fault_add_pattern(struct fault *fault, const char *path, uint64_t size)
{
	return fault_add_device(fault, path, NULL, size);
}

struct fault_device *fault_find_device(const struct fault *fault, const char *path)
{
	struct device *device = fault->script->devices;

	while (device && strcmp(device->is.path, path))
		device = device->next;
	return device ? &device->is : NULL;
}

static uint64_t path_seed(const char *path)
{
	uint64_t seed = 1;

	while (*path)
		seed = seed * 31 + (unsigned char) *path++;
	return seed;
}

/* Well mixed, so that bytes from any other place or device are not these. */
static uint8_t pattern_byte(uint64_t seed, uint64_t offset)
{
	uint64_t x = (offset + 1) * (2 * seed + 1) * UINT64_C(0x9e3779b97f4a7c15);

	return (uint8_t) ((x ^ (x >> 29)) >> 24);
}

uint8_t fault_byte(const char *path, uint64_t offset)
{
	return pattern_byte(path_seed(path), offset);
}

bool fault_is_pattern(const char *path, uint64_t offset, const void *data, size_t length)
{
	uint64_t seed = path_seed(path);
	size_t i;

	for (i = 0; i < length; i++)
		if (((const uint8_t *) data)[i] != pattern_byte(seed, offset + i))
			return false;
	return true;
}

static int open_error(const struct fault *fault, const struct fault_device *device, int flags)
{
	if (!device)
		return -ENOENT;
	if (fault->max_open && fault->seen.open >= fault->max_open)
		return -EMFILE;
	if ((flags & O_DIRECT) && device->no_direct)
		return -EINVAL;
	return !device->data && (flags & O_ACCMODE) != O_RDONLY ? -EROFS : 0;
}

static ssize_t do_open(struct fault *fault, struct io_file *file)
{
	const struct fault_device *device = fault_find_device(fault, file->path);
	struct opened *opened;
	int r;

	if (file->fd >= 0)
		fault_bug("%s is opened while it is open", file->path);
	r = open_error(fault, device, file->open_flags);
	if (r)
		return r;
	opened = fault_alloc(sizeof(*opened));
	*opened = (struct opened) { .next = fault->script->opened, .device = device,
				    .fd = ++fault->script->last_fd,
				    .flags = file->open_flags };
	fault->script->opened = opened;
	file->fd = opened->fd;
	fault->seen.open++;
	return 0;
}

static struct opened **find_opened(struct fault *fault, const struct io_file *file)
{
	struct opened **opened = &fault->script->opened;

	while (*opened && (*opened)->fd != file->fd)
		opened = &(*opened)->next;
	if (!*opened)
		fault_bug("%s is used while it is not open (descriptor %d)", file->path,
			  file->fd);
	return opened;
}

static ssize_t do_close(struct fault *fault, struct io_file *file)
{
	struct opened **place = find_opened(fault, file), *opened = *place;

	*place = opened->next;
	free(opened);
	file->fd = -1;
	fault->seen.open--;
	return 0;
}

static bool is_aligned(const struct opened *opened, const struct io_request *request)
{
	uint32_t block = opened->device->block_size;

	return !(opened->flags & O_DIRECT) ||
	       (request->offset % block == 0 && request->length % block == 0 &&
		(uintptr_t) request->buffer % BUFFER_ALIGNMENT == 0);
}

/* How many of the request's bytes the device has. */
static size_t bytes_there(const struct fault_device *device, const struct io_request *request)
{
	if (request->offset >= device->size)
		return 0;
	if (request->length < device->size - request->offset)
		return request->length;
	return (size_t) (device->size - request->offset);
}

static size_t less(size_t length, size_t by)
{
	return length > by ? length - by : 0;
}

static ssize_t read_bytes(struct fault *fault, const struct fault_device *device,
			  const struct io_request *request, size_t length)
{
	uint64_t seed = path_seed(device->path);
	uint8_t *to = request->buffer;
	size_t i;

	if (device->data)
		memcpy(to, device->data + request->offset, length);
	else
		for (i = 0; i < length; i++)
			to[i] = pattern_byte(seed, request->offset + i);
	fault->seen.bytes_read += length;
	return (ssize_t) length;
}

static ssize_t do_read(struct fault *fault, const struct io_request *request, size_t short_by)
{
	const struct opened *opened = *find_opened(fault, request->file);
	size_t length = bytes_there(opened->device, request);

	if ((opened->flags & O_ACCMODE) == O_WRONLY)
		return -EBADF;
	if (!is_aligned(opened, request))
		return -EINVAL;
	length = less(length, short_by);
	return length ? read_bytes(fault, opened->device, request, length) : 0;
}

static ssize_t do_write(struct fault *fault, const struct io_request *request, size_t short_by)
{
	const struct opened *opened = *find_opened(fault, request->file);
	size_t length = bytes_there(opened->device, request);

	if ((opened->flags & O_ACCMODE) == O_RDONLY)
		return -EBADF;
	if (!is_aligned(opened, request))
		return -EINVAL;
	if (request->length && !length)
		return -ENOSPC;
	length = less(length, short_by);
	memcpy(opened->device->data + request->offset, request->buffer, length);
	fault->seen.bytes_written += length;
	return (ssize_t) length;
}

static ssize_t do_probe(struct fault *fault, const struct io_request *request, size_t short_by)
{
	const struct fault_device *device = (*find_opened(fault, request->file))->device;
	size_t length = device->signatures_size;

	if (!device->signatures)
		return -EOPNOTSUPP;
	length = less(length < request->length ? length : request->length, short_by);
	memcpy(request->buffer, device->signatures, length);
	return (ssize_t) length;
}

ssize_t fault_do(struct fault *fault, struct io_request *request, size_t short_by)
{
	switch (request->op) {
	case IO_OPEN:
		return do_open(fault, request->file);
	case IO_READ:
		return do_read(fault, request, short_by);
	case IO_WRITE:
		return do_write(fault, request, short_by);
	case IO_CLOSE:
		return do_close(fault, request->file);
	case IO_PROBE:
	case IO_DM:
		return do_probe(fault, request, short_by);
	}
	fault_bug("a request has the unknown op %d", (int) request->op);
}
