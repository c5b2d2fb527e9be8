/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Between the uring engine and liburing, as aio_wrap.h is for libaio. Without
 * hooks the calls go through.
 */
#ifndef URING_WRAP_H
#define URING_WRAP_H

#include <liburing.h>

struct uring_wrap {
	unsigned setups, submits, waits, exits;	/* calls */
	unsigned asked[4];	/* flags of the first setups */

	/* These may return -errno, for the call to fail with it, or 0. */
	int (*setup)(const struct io_uring_params *params);
	int (*files)(unsigned count);
	int (*submit)(void);
	int (*wait)(void);
	unsigned ring_threads;	/* 0 = as many as are asked for; else so many of either kind */
	unsigned hidden_features;	/* what the kernel has and does not say */
	/* Called for each request before it is submitted. */
	void (*look)(const struct io_uring_sqe *sqe);
};

extern struct uring_wrap uring_wrap;

#endif
