/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside the worker engine. What runs in the parent:
 *
 *	worker.c	the verbs; requests and their chains
 *	worker_parts.c	requests are cut into parts, parts put together again
 *	worker_watch.c	waiting; is the process alive, and does it answer?
 *	worker_start.c	a process begins and ends
 *	worker_place.c	for other calls: does it still hang?
 *	worker_helper.c	what a parent that may not fork any more has done for it
 *
 * and what runs in the process:
 *
 *	worker_home.c	what it keeps of its parent's, which is next to nothing
 *	worker_child.c	its life
 *	worker_chains.c	its work
 *
 * slot.h is between the two, and desk.h tells who was asked what.
 */
#ifndef IO_WORKER_PRIVATE_H
#define IO_WORKER_PRIVATE_H

#include "base/process.h"
#include "io/desk.h"
#include "io/helper.h"
#include "io/request.h"
#include "io/worker.h"

/* More would be more than a ring has files for. */
#define WORKER_DEPTH_MAX 4096u

#define MS INT64_C(1000000)	/* in nanoseconds */

/* A request that was taken and has not ended. */
struct flight {
	struct dm_list list;	/* unused, or `uncut` */
	struct io_request *request;
	size_t cut;		/* bytes of it that are, or were, in parts */
	size_t end;		/* bytes of it that there are, as far as is known */
	unsigned parts;		/* out */
	bool recalled;
	int error;		/* the first */
};

struct worker {
	pid_t pid;		/* 0 = none, or reaped */
	uint64_t start;		/* its start time, as in /proc/PID/stat */
	int file;		/* `memory` as a file, until it is forked; -1 = none */
	int wake;		/* a pipe: the end that is written to, ... */
	int lifeline;		/* ... and the other, kept so that writing never
				   raises SIGPIPE */
	void *memory;
	struct slots slots;
	struct helper *helper;	/* kills it for us; NULL = we can */
	bool is_helpers;	/* its child, and not ours */
	unsigned number;
};

struct io_engine {
	struct process process;
	unsigned depth;
	const struct log *log;
	const char *inner;
	struct helper *helper;	/* or NULL */

	struct bell *bell;	/* shared with all workers: ours */
	int event;		/* that they signal when they ring it; 0 = none */
	struct worker workers[DESK_WORKERS];	/* desk.worker is the current one */
	const struct io_engine_ops *inner_ops;	/* what it uses */
	struct desk desk;

	struct flight *flights;	/* `depth` of them */
	unsigned fresh;		/* from here on they have not been touched yet */
	struct dm_list unused;	/* used ones that are not any more */
	struct dm_list uncut;	/* something of them is not in parts yet */
	struct io_ended ended;

	int64_t came;		/* when something last came back, or went out first */
	int64_t widened;	/* when the window last was */
	int64_t looked;		/* when it was last looked after */
	int64_t pinged;
	bool asked;		/* since the worker's bell was last rung */
	bool refused;		/* submit did not take all for want of room ... */
	bool roomy;		/* ... and now there is more */
	int broken;		/* 0 or -errno */
};

/* ---- worker.c ---- */

/* That request has ended; go on with its chain. */
void worker_ended(struct io_engine *e, struct io_request *request, ssize_t result);

/* ---- worker_parts.c ---- */

void worker_take(struct io_engine *e, struct io_request *request);
/* Ask for what waits and has room, and see that the worker notices. */
void worker_ask(struct io_engine *e);
/* After desk_replace(): what is recalled is not asked for again. */
void worker_drop_recalled(struct io_engine *e, bool dead);
/* Take in what is answered. True if there was anything. */
bool worker_collect(struct io_engine *e);
/* If nobody has begun it, it is to come back with -ECANCELED. */
void worker_recall(struct io_engine *e, struct io_request *chain);
/* Something waits for room. */
bool worker_is_full(const struct io_engine *e);

/* ---- worker_watch.c ---- */

/* Wait until something has ended, or `end` (io_now_ns()). 0 or -errno. */
int worker_wait_until(struct io_engine *e, int64_t end);

/* The verb, as far as it is ours: instead of sleeping, our bell is armed. */
int worker_look(struct io_engine *e);
/* Get up from that: as worker_wait_until(), without waiting. */
int worker_get_up(struct io_engine *e);

/* ---- worker_start.c ---- */

/* Start the worker of that number. 0 or -errno. */
int worker_start(struct io_engine *e, unsigned number);
/* See the memory that is `file`, or one of our own. 0 or -errno. */
int worker_view(struct worker *worker, int file, unsigned count);
/* Its `memory`, `file` and `lifeline` are there. Sets `pid` and `start`. */
int worker_fork(struct io_engine *e, struct worker *worker);
void worker_ring(struct worker *worker);
/* Reaps it. */
bool worker_is_dead(struct worker *worker);
/* Let it go, at once, or `linger`, when what it has in flight has ended. Waits a few
 * milliseconds for that to be taken in, unless `in_haste`: then one that does not
 * linger is killed. Either way it is reaped, if it is not stuck. */
void worker_dismiss(struct worker *worker, bool linger, bool in_haste);
/* A child after a fork: give back what it has of it. */
void worker_forget(struct worker *worker);
void *worker_map(size_t size);

/* Sleep until somebody takes the bell or wakes us, or `ns` are over. */
void worker_sleep(struct bell *bell, int64_t ns);
void worker_wake(struct bell *bell);

/* ---- worker_helper.c ---- */

/* As soon as the first worker is forked. Without one we go on. */
void worker_start_helper(struct io_engine *e);
/* worker_fork() of one after the first, done by the helper. 0 or -errno. */
int worker_fork_by_helper(const struct io_engine *e, struct worker *worker);
/* One that the helper has forked; or that does not tell, since then nothing works. */
bool worker_is_dead_to_helper(const struct worker *worker);
void worker_kill_by_helper(const struct worker *worker);

/* ---- worker_home.c ---- */

/* Of the process, as of ps, and of its memory, as of /proc/PID/fd. */
#define WORKER_NAME "volscan-io"
/* The descriptors of the process. */
enum { WORKER_WAKE_FD, WORKER_MEMORY_FD, WORKER_EVENT_FD, WORKER_FIRST_FREE_FD };

/* What it keeps of them; -1 = there is none. */
struct worker_luggage {
	int wake, memory, event;
};

/* First of all in the process: leave everything that is the parent's but those, which get
 * the numbers above; or only its descriptors. 0 or -errno. */
int worker_keep_only(const struct worker_luggage *luggage);
int worker_leave_home(const struct worker_luggage *luggage, pid_t parent,
		      bool dies_with_thread);

/* ---- worker_place.c ---- */

/* The start time of a process, as in /proc/PID/stat; 0 = there is none of it. */
uint64_t worker_start_time(pid_t pid);

/* ---- worker_child.c ---- */

/* The engines that a process may use, ended by a NULL; the names that "auto" tries
 * come first. */
struct worker_candidate {
	const struct io_engine_ops *ops;
	bool automatic;
	bool reads_pipes;	/* a read of a pipe holds up nothing else there, ... */
	bool needs_thread;	/* ... but takes a thread, if there is one */
};

extern const struct worker_candidate worker_candidates[];

/* Those that `inner` ("auto" or a name) stands for. Returns how many. */
unsigned worker_choose(const char *inner,
		       const struct worker_candidate *chosen[SLOT_CANDIDATES]);

/* The work of the process, for its life. `event` is signalled with the parent's bell, 0 =
 * none. `wary`: answer -EPERM to all that is no read. */
void worker_child(struct slots *slots, struct bell *parent, int event, const char *inner,
		  bool wary)
	__attribute__((noreturn));

#endif
