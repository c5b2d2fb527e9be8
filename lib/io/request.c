/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#include "io/dm.h"
#include "io/probe.h"
#include "io/request.h"

void io_recall_nothing(struct io_engine *engine, struct io_request *chain)
{
	(void) engine;
	(void) chain;
}

void io_ended_init(struct io_ended *ended)
{
	*ended = (struct io_ended) { .last = &ended->first };
}

static ssize_t do_open(struct io_file *file)
{
	int fd = (int) TEMP_FAILURE_RETRY(open(file->path, file->open_flags, 0));

	if (fd < 0)
		return -errno;
	file->fd = fd;
	return 0;
}

/* The descriptor is gone whatever close() says: a second try might close
 * somebody else's. */
static ssize_t do_close(struct io_file *file)
{
	int r = close(file->fd);

	file->fd = -1;
	return r < 0 && errno != EINTR ? -errno : 0;
}

/* A pipe has no offsets; a worker waits for its parent at one. */
static ssize_t do_read(const struct io_request *request)
{
	ssize_t r = TEMP_FAILURE_RETRY(pread(request->file->fd, request->buffer,
					     request->length, (off_t) request->offset));

	if (r < 0 && errno == ESPIPE)
		r = TEMP_FAILURE_RETRY(read(request->file->fd, request->buffer,
					    request->length));
	return r < 0 ? -errno : r;
}

static ssize_t do_write(const struct io_request *request)
{
	ssize_t r = TEMP_FAILURE_RETRY(pwrite(request->file->fd, request->buffer,
					      request->length, (off_t) request->offset));

	return r < 0 ? -errno : r;
}

ssize_t io_request_do(struct io_request *request)
{
	switch (request->op) {
	case IO_OPEN:
		return do_open(request->file);
	case IO_READ:
		return do_read(request);
	case IO_WRITE:
		return do_write(request);
	case IO_CLOSE:
		return do_close(request->file);
	case IO_PROBE:
		return io_probe(request);
	case IO_DM:
		return io_dm(request);
	}
	return -EINVAL;
}

void io_ended_add(struct io_ended *ended, struct io_request *request, ssize_t result)
{
	request->result = result;
	request->next = NULL;
	*ended->last = request;
	ended->last = &request->next;
}

static ssize_t cancel(struct io_request *request)
{
	if (request->op == IO_CLOSE && request->file->fd >= 0)
		return do_close(request->file);
	return -ECANCELED;
}

struct io_request *io_request_end(struct io_ended *ended, struct io_request *request,
				  ssize_t result)
{
	io_ended_add(ended, request, result);
	if (result >= 0)
		return request->link;
	while ((request = request->link))
		io_ended_add(ended, request, cancel(request));
	return NULL;
}

static struct io_request *take_first(struct io_ended *ended)
{
	struct io_request *request = ended->first;

	ended->first = request->next;
	if (!ended->first)
		ended->last = &ended->first;
	if (!request->link)
		ended->held--;
	return request;
}

int io_ended_take(struct io_ended *ended, struct io_request **done, unsigned max)
{
	unsigned n = 0;

	while (n < max && ended->first)
		done[n++] = take_first(ended);
	return (int) n;
}

int64_t io_now_ns(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

void io_nap(int64_t ns)
{
	struct timespec t = { .tv_nsec = ns };

	nanosleep(&t, NULL);
}

int io_ended_look(const struct io_ended *ended)
{
	return ended->first ? 0 : -1;
}

/* One that is full is signalled. */
void io_signal(int event)
{
	static const uint64_t one = 1;
	ssize_t r = event ? write(event, &one, sizeof(one)) : 0;

	(void) r;
}

int io_to_ms(int64_t ns)
{
	if (ns == INT64_MAX)
		return -1;
	return ns > 0 ? (int) ((ns + 999999) / 1000000) : 0;
}
