/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "uring_wrap.h"

struct uring_wrap uring_wrap;

int __real_io_uring_queue_init_params(unsigned entries, struct io_uring *ring,
				      struct io_uring_params *params);
int __real_io_uring_register_files_sparse(struct io_uring *ring, unsigned count);
int __real_io_uring_register_iowq_max_workers(struct io_uring *ring, unsigned *values);
int __real_io_uring_submit(struct io_uring *ring);
int __real_io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    unsigned count, struct __kernel_timespec *timeout,
					    sigset_t *mask);
void __real_io_uring_queue_exit(struct io_uring *ring);

int __wrap_io_uring_queue_init_params(unsigned entries, struct io_uring *ring,
				      struct io_uring_params *params);
int __wrap_io_uring_register_files_sparse(struct io_uring *ring, unsigned count);
int __wrap_io_uring_register_iowq_max_workers(struct io_uring *ring, unsigned *values);
int __wrap_io_uring_submit(struct io_uring *ring);
int __wrap_io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    unsigned count, struct __kernel_timespec *timeout,
					    sigset_t *mask);
void __wrap_io_uring_queue_exit(struct io_uring *ring);

int __wrap_io_uring_queue_init_params(unsigned entries, struct io_uring *ring,
				      struct io_uring_params *params)
{
	unsigned i = uring_wrap.setups++;
	int r = uring_wrap.setup ? uring_wrap.setup(params) : 0;

	if (i < sizeof(uring_wrap.asked) / sizeof(uring_wrap.asked[0]))
		uring_wrap.asked[i] = params->flags;
	if (!r)
		r = __real_io_uring_queue_init_params(entries, ring, params);
	if (!r)
		ring->features &= ~uring_wrap.hidden_features;
	return r;
}

int __wrap_io_uring_register_files_sparse(struct io_uring *ring, unsigned count)
{
	int r = uring_wrap.files ? uring_wrap.files(count) : 0;

	return r ? r : __real_io_uring_register_files_sparse(ring, count);
}

int __wrap_io_uring_register_iowq_max_workers(struct io_uring *ring, unsigned *values)
{
	if (uring_wrap.ring_threads)
		values[0] = values[1] = uring_wrap.ring_threads;
	return __real_io_uring_register_iowq_max_workers(ring, values);
}

static void look_at_new(const struct io_uring *ring)
{
	const struct io_uring_sq *sq = &ring->sq;

	for (unsigned i = sq->sqe_head; uring_wrap.look && i != sq->sqe_tail; i++)
		uring_wrap.look(&sq->sqes[i & *sq->kring_mask]);
}

int __wrap_io_uring_submit(struct io_uring *ring)
{
	int r;

	look_at_new(ring);
	uring_wrap.submits++;
	r = uring_wrap.submit ? uring_wrap.submit() : 0;
	return r ? r : __real_io_uring_submit(ring);
}

int __wrap_io_uring_submit_and_wait_timeout(struct io_uring *ring, struct io_uring_cqe **cqe,
					    unsigned count, struct __kernel_timespec *timeout,
					    sigset_t *mask)
{
	int r;

	uring_wrap.waits++;
	r = uring_wrap.wait ? uring_wrap.wait() : 0;
	return r ? r : __real_io_uring_submit_and_wait_timeout(ring, cqe, count, timeout, mask);
}

void __wrap_io_uring_queue_exit(struct io_uring *ring)
{
	uring_wrap.exits++;
	__real_io_uring_queue_exit(ring);
}
