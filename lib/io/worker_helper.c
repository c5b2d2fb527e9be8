/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A program that has given up its rights cannot start another worker when the first
 * one dies, nor kill one that is stuck. Its helper can: it was forked when the first
 * worker was, and so has the engine as it was then, the bell included. Memory and
 * pipe of a new worker are made by the program, and come along.
 *
 * A worker that the helper has forked is its child: it tells whether it is dead.
 */
#include <errno.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "io/worker_private.h"

/* What comes along with HELPER_START_WORKER. */
enum { MEMORY, LIFELINE, EVENT };

/* ---- in the helper ---- */

static struct worker *worker_of(struct io_engine *e, uint64_t number)
{
	return number < DESK_WORKERS ? &e->workers[number] : NULL;
}

static int start(void *context, uint64_t numbers[HELPER_NUMBERS],
		 const int descriptors[HELPER_DESCRIPTORS])
{
	struct io_engine *e = context;
	struct worker *worker = worker_of(e, numbers[0]);
	int r;

	if (!worker || worker->pid || descriptors[MEMORY] < 0 || descriptors[LIFELINE] < 0)
		return -EINVAL;
	e->process.pid = getpid();
	e->event = descriptors[EVENT] < 0 ? 0 : descriptors[EVENT];
	*worker = (struct worker) { .wake = -1, .lifeline = descriptors[LIFELINE],
				    .file = descriptors[MEMORY] };
	r = worker_view(worker, worker->file, e->depth);
	if (r)
		return r;
	r = worker_fork(e, worker);
	munmap(worker->memory, slots_size(e->depth));
	numbers[0] = (uint64_t) worker->pid;
	numbers[1] = worker->start;
	return r;
}

static int is_dead(void *context, uint64_t numbers[HELPER_NUMBERS],
		   const int descriptors[HELPER_DESCRIPTORS])
{
	struct worker *worker = worker_of(context, numbers[0]);

	(void) descriptors;
	if (!worker)
		return -EINVAL;
	numbers[0] = worker_is_dead(worker);
	return 0;
}

static int end(void *context, uint64_t numbers[HELPER_NUMBERS],
	       const int descriptors[HELPER_DESCRIPTORS])
{
	struct worker *worker = worker_of(context, numbers[0]);

	(void) descriptors;
	if (!worker || !worker->pid)
		return -EINVAL;
	return kill(worker->pid, SIGKILL) ? -errno : 0;
}

/* ---- in the program ---- */

void worker_start_helper(struct io_engine *e)
{
	if (!e->helper)
		return;
	helper_teach(e->helper, HELPER_START_WORKER, start, e);
	helper_teach(e->helper, HELPER_IS_DEAD, is_dead, e);
	helper_teach(e->helper, HELPER_KILL, end, e);
	if (!helper_start(e->helper))
		e->workers[0].helper = e->helper;
}

int worker_fork_by_helper(const struct io_engine *e, struct worker *worker)
{
	const int descriptors[] = {
		[MEMORY] = worker->file, [LIFELINE] = worker->lifeline,
		[EVENT] = e->event ? e->event : -1,
	};
	uint64_t numbers[HELPER_NUMBERS] = { worker->number };
	int r;

	if (worker->file < 0)
		return -ENOSYS;
	r = helper_send(worker->helper, HELPER_START_WORKER, numbers, descriptors);
	if (r)
		return r;
	worker->pid = (pid_t) numbers[0];
	worker->start = numbers[1];
	worker->is_helpers = true;
	return 0;
}

bool worker_is_dead_to_helper(const struct worker *worker)
{
	uint64_t numbers[HELPER_NUMBERS] = { worker->number };

	return helper_send(worker->helper, HELPER_IS_DEAD, numbers, NULL) || numbers[0];
}

void worker_kill_by_helper(const struct worker *worker)
{
	uint64_t numbers[HELPER_NUMBERS] = { worker->number };

	helper_send(worker->helper, HELPER_KILL, numbers, NULL);
}
