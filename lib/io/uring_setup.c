/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A ring begins and ends.
 *
 * One that only its first thread may use is faster; who can promise that says so
 * (one_thread). The others may hand the engine from thread to thread.
 *
 * Before Linux 5.19 a chain could not read from the file that it opened: such a kernel
 * is refused.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/uring_private.h"

#define FILES_MAX (1u << FD_INDEX_BITS)
#define DEPTH_MAX FILES_MAX	/* each chain has a file */

/* The ring's memory is there from the first moment on, 80 bytes for each entry: so it
 * is as long as what is submitted at a time. What is more waits here for a submit; of
 * completions the kernel keeps those for which there is no room. */
#define ENTRIES_MAX 512u
#define COMPLETIONS_MAX 1024u

/* What makes rings better came after the ring itself: the kernel says EINVAL to
 * what it does not know. */
static unsigned lesser(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

static int setup_ring(struct io_uring *ring, unsigned depth, bool one_thread)
{
	const unsigned tries[] = {
		one_thread ? IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN :
			     IORING_SETUP_COOP_TASKRUN,
		0,
	};
	int r = -EINVAL;

	for (size_t i = 0; i < sizeof(tries) / sizeof(tries[0]) && r == -EINVAL; i++) {
		struct io_uring_params params = {
			.flags = tries[i] | IORING_SETUP_CLAMP | IORING_SETUP_CQSIZE,
			.cq_entries = lesser(depth * LINKED_MAX, COMPLETIONS_MAX),
		};

		r = io_uring_queue_init_params(lesser(depth * LINKED_MAX, ENTRIES_MAX),
					       ring, &params);
	}
	if (!r && !(ring->features & IORING_FEAT_LINKED_FILE)) {
		io_uring_queue_exit(ring);
		r = -EOPNOTSUPP;
	}
	return r;
}

/* As many as there could be descriptors. Asked for more than that, liburing would
 * raise the limit, for the whole process. */
static int setup_files(struct io_engine *e)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit))
		return -errno;
	e->files = limit.rlim_cur < FILES_MAX ? (unsigned) limit.rlim_cur : FILES_MAX;
	e->free = reallocarray(NULL, e->files, sizeof(*e->free));
	if (!e->free)
		return -ENOMEM;
	return io_uring_register_files_sparse(&e->ring, e->files);
}

static int raise_workers(struct io_uring *ring, unsigned depth)
{
	unsigned workers[2] = { depth, depth };

	return io_uring_register_iowq_max_workers(ring, workers);
}

static int setup_kernel(struct io_engine *e, const struct io_settings *settings)
{
	int r = setup_ring(&e->ring, e->depth, settings->one_thread);

	if (r)
		return r;
	r = setup_files(e);
	if (!r)
		r = raise_workers(&e->ring, e->depth);
	if (!r && settings->event)
		r = io_uring_register_eventfd(&e->ring, settings->event);
	if (r)
		io_uring_queue_exit(&e->ring);
	return r;
}

static void free_engine(struct io_engine *e)
{
	process_end(&e->process);
	free(e->free);
	free(e);
}

int uring_setup(struct io_engine **engine, const struct io_settings *settings,
		unsigned *depth)
{
	struct io_engine *e = calloc(1, sizeof(*e));
	int r;

	if (!e)
		return -ENOMEM;
	process_begin(&e->process);
	e->depth = lesser(settings->depth, DEPTH_MAX);
	e->later_end = &e->later;
	io_ended_init(&e->ended);
	r = setup_kernel(e, settings);
	if (r) {
		free_engine(e);
		return r;
	}
	*depth = e->depth;
	*engine = e;
	return 0;
}

/* Ending a ring waits for nothing; in another process it ends nothing. */
void uring_teardown(struct io_engine *engine, bool abandon)
{
	(void) abandon;
	io_uring_queue_exit(&engine->ring);
	free_engine(engine);
}
