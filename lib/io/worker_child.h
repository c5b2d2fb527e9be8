/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside the worker process: worker_child.c is its life, worker_chains.c its work.
 */
#ifndef IO_WORKER_CHILD_H
#define IO_WORKER_CHILD_H

#include "io/worker_private.h"

#define CHAINS_PER_SLOT 2u

struct chain {
	struct chain *next_free;
	unsigned slot;
	struct io_file file;
	struct io_request open, transfer, close;
};

struct child {
	struct slots *slots;
	struct bell *parent;
	int event;		/* the parent's too; 0 = none */
	const struct worker_candidate *engine_kind;
	const struct io_engine_ops *ops;
	struct io_engine *engine;
	struct chain *chains, *free;	/* `free`: those that were used before */
	struct chain **by_slot;	/* the one that has it, until it is answered */
	unsigned chain_count, fresh;	/* from `fresh` on they were not: as many as
					   are needed are touched */
	unsigned in_flight;	/* chains */
	bool wary;		/* of what the parent asks for: only reads */
	bool answered;		/* something, and the parent was not woken yet */

	struct io_file pipe;
	struct io_request wake;	/* a read of it */
	bool awaiting;		/* that read is in flight */
	bool lingering;
	char rung[64];
};

/* ---- worker_chains.c ---- */

/* As many as can be in flight, none of them touched yet. 0 or -errno. */
int chains_make(struct child *c);
bool chains_any_free(const struct child *c);
/* Take what is asked, as far as there are chains; and what is recalled. */
void chains_take_asks(struct child *c);
void chains_take_recalls(struct child *c);
/* Nobody wants any more what is not begun, and nothing hangs at it. */
void chains_refuse_asks(struct child *c);
/* Take back what has ended, waiting at most so long. */
void chains_reap(struct child *c, int timeout_ms);
/* If it has been answered and not been woken. */
void chains_wake_parent(struct child *c);

/* ---- worker_child.c ---- */

/* The read of the pipe has ended. */
void child_end_of_wake(struct child *c);

#endif
