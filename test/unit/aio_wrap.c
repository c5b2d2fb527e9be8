/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aio_wrap.h"

struct aio_wrap aio_wrap;

int __real_io_setup(int events, io_context_t *context);
int __real_io_submit(io_context_t context, long count, struct iocb **iocbs);
int __real_io_getevents(io_context_t context, long least, long most, struct io_event *events,
			struct timespec *timeout);
int __real_io_destroy(io_context_t context);

int __wrap_io_setup(int events, io_context_t *context);
int __wrap_io_submit(io_context_t context, long count, struct iocb **iocbs);
int __wrap_io_getevents(io_context_t context, long least, long most, struct io_event *events,
			struct timespec *timeout);
int __wrap_io_destroy(io_context_t context);

int __wrap_io_setup(int events, io_context_t *context)
{
	unsigned i = aio_wrap.setups++;
	int r = aio_wrap.setup ? aio_wrap.setup(events) : 0;

	if (i < sizeof(aio_wrap.asked) / sizeof(aio_wrap.asked[0]))
		aio_wrap.asked[i] = events;
	return r ? r : __real_io_setup(events, context);
}

int __wrap_io_submit(io_context_t context, long count, struct iocb **iocbs)
{
	int r;

	aio_wrap.submits++;
	r = aio_wrap.submit ? aio_wrap.submit(iocbs, &count) : 0;
	return r ? r : __real_io_submit(context, count, iocbs);
}

int __wrap_io_getevents(io_context_t context, long least, long most, struct io_event *events,
			struct timespec *timeout)
{
	int r, i;

	aio_wrap.waits++;
	r = aio_wrap.getevents ? aio_wrap.getevents(timeout) : 0;
	if (r)
		return r;
	r = __real_io_getevents(context, least, most, events, timeout);
	for (i = 0; i < r && aio_wrap.event; i++)
		aio_wrap.event(&events[i]);
	return r;
}

int __wrap_io_destroy(io_context_t context)
{
	aio_wrap.destroys++;
	return __real_io_destroy(context);
}
