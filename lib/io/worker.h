/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The worker engine: another engine in a process of its own, so that no device,
 * however dead, can hang this one.
 *
 * Its process is forked by setup, which waits until it is ready. It holds
 * nothing of its parent's: no descriptors, no working directory, no session; and
 * it ends when its parent does, unless it is stuck in the kernel. The engine in
 * it is the one that io_settings.inner names.
 *
 * A process that dies, or that no longer answers, is replaced, twice at most;
 * requests do not notice, but may be done twice. When the last one dies the
 * engine is broken (-ECHILD).
 *
 * Teardown leaves a process alone that still has requests in flight (dead
 * disks): it stays behind until the last of them has ended, and then leaves. It
 * is how later calls can know that a disk still hangs.
 *
 * The calling program may have threads. It gets a child, and when that ends
 * SIGCHLD, like from any other; it may wait for it too. Processes that it forks
 * itself must not use the engine.
 */
#ifndef IO_WORKER_H
#define IO_WORKER_H

#include "io/io.h"

extern const struct io_engine_ops io_engine_worker;

/* The process that has what is in flight, and the name of the engine in it. */
pid_t io_worker_pid(const struct io_engine *engine);
const char *io_worker_inner(const struct io_engine *engine);

/* Does the path name something else in each process, as /dev/fd/3 does? */
bool io_worker_is_own_name(const char *path);

/* Where a request is that does not end, for calls that come later. */
struct io_worker_place {
	pid_t pid;		/* of the process that has it; 0 = none has */
	uint64_t start;		/* when that started, as in /proc/PID/stat */
	unsigned slot;		/* of the memory that it shares with its parent */
};

/* Of a read or write in flight. `place` is untouched when no process has it now. */
void io_worker_place(const struct io_engine *engine, const struct io_request *request,
		     struct io_worker_place *place);

/* True as long as the process is there and has no answer. Of one that is on its way
 * out, or of another user, only the first can be seen. Touches no device. */
bool io_worker_hangs(const struct io_worker_place *place);

#endif
