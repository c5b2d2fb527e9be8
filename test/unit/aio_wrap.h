/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between the libaio engine and libaio: the unit tests are linked with
 * --wrap for these four calls, so that tests see them and make them fail.
 * Without hooks they go through.
 */
#ifndef AIO_WRAP_H
#define AIO_WRAP_H

#include <libaio.h>

struct aio_wrap {
	unsigned setups, submits, waits, destroys;	/* calls */
	int asked[16];		/* of the first io_setup calls: for how many events */

	/* Each may return -errno, for the call to fail with it, or 0 to let it
	 * through. */
	int (*setup)(int events);
	/* May lessen *count: how many the kernel takes this time. */
	int (*submit)(struct iocb **iocbs, long *count);
	/* Called before the kernel is; `timeout` NULL = for ever. */
	int (*getevents)(const struct timespec *timeout);
	/* Called for each event that came. */
	void (*event)(struct io_event *event);
};

extern struct aio_wrap aio_wrap;

#endif
