/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The life of a worker process: take what is asked, give it to an engine, and answer
 * (worker_chains.c); sleep until there is more.
 *
 * It sleeps in its engine's wait. So that its parent can wake it there, a read of
 * the pipe between them is always among its requests. Engines on which such a read
 * would hold up the others (all but uring and threads) are waited for a
 * millisecond at a time instead, or not at all if there is nothing to wait for:
 * then it sleeps in the pipe. With threads the read may wait for one, when all that
 * there can be hang, and so it looks by itself now and then. With a synchronous
 * engine it takes one slot at a time, so that what it has begun is what it may hang
 * at, and nothing else.
 *
 * Memory and threads are the engine's business; nothing here takes any after the
 * start.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "io/worker_child.h"

/* How long not to hear the parent: less than it takes a recall to be given up. */
#define DEAF_MS 20

/* ---- the engine ---- */

const struct worker_candidate worker_candidates[] = {
#ifdef HAVE_LIBURING
	{ &io_engine_uring, true, true, false },
#endif
	{ &io_engine_threads, true, true, true },
	{ &io_engine_sync, true, false, false },
#ifdef HAVE_LIBAIO
	{ &io_engine_libaio, false, false, false },
#endif
	{ &io_engine_readahead, false, false, false },
	{ NULL, false, false, false }
};

unsigned worker_choose(const char *inner,
		       const struct worker_candidate *chosen[SLOT_CANDIDATES])
{
	bool automatic = !strcmp(inner, "auto");
	const struct worker_candidate *c;
	unsigned n = 0;

	for (c = worker_candidates; c->ops; c++)
		if (automatic ? c->automatic : !strcmp(inner, c->ops->name))
			chosen[n++] = c;
	return n;
}

static int set_up_engine(struct child *c, const char *inner)
{
	struct io_settings settings = {
		.depth = CHAINS_PER_SLOT * c->slots->count + 1,
		.one_thread = true,
	};
	const struct worker_candidate *chosen[SLOT_CANDIDATES];
	unsigned n = worker_choose(inner, chosen), i, depth;
	struct slot_head *head = c->slots->head;
	int r = -ENOENT;

	for (i = 0; i < n; i++) {
		r = chosen[i]->ops->setup(&c->engine, &settings, &depth);
		if (!r)
			break;
		head->errors[i] = r;
	}
	if (r)
		return r;
	head->candidate = i;
	c->engine_kind = chosen[i];
	c->ops = chosen[i]->ops;
	return 0;
}

/* ---- sleep ---- */

/* Without a parent nobody wants anything any more, unless it has let us stay. */
void child_end_of_wake(struct child *c)
{
	c->awaiting = false;
	if (c->wake.result <= 0 && atomic_load(&c->slots->head->quit) != SLOT_LINGER)
		_exit(0);
}

static void read_pipe(struct child *c)
{
	ssize_t n = TEMP_FAILURE_RETRY(read(WORKER_WAKE_FD, c->rung, sizeof(c->rung)));

	c->wake.result = n;
	child_end_of_wake(c);
}

static void await_wake(struct child *c)
{
	struct io_request *batch = &c->wake;

	if (c->awaiting || c->lingering)
		return;
	c->wake = (struct io_request) {
		.op = IO_READ, .file = &c->pipe, .buffer = c->rung,
		.length = sizeof(c->rung), .may_block = true,
	};
	c->awaiting = c->ops->submit(c->engine, &batch, 1) == 1;
}

static void pong(struct child *c)
{
	struct slot_head *head = c->slots->head;

	atomic_store(&head->pong, atomic_load(&head->ping));
}

/* A ping that comes after the pong rings. */
static void arm(struct child *c)
{
	bell_arm(&c->slots->head->bell);
	pong(c);
}

static bool has_something_to_do(const struct child *c)
{
	return (slots_any_asked(c->slots) && chains_any_free(c)) || slots_any_recalled(c->slots);
}

/* Nobody wakes one who lingers but what he waits for. */
static bool may_be_deaf(const struct child *c)
{
	return c->engine_kind->needs_thread && c->in_flight && !c->lingering;
}

static void sleep_in_engine(struct child *c)
{
	int most = may_be_deaf(c) ? DEAF_MS : -1;

	await_wake(c);
	arm(c);
	chains_reap(c, has_something_to_do(c) ? 0 : most);
	bell_disarm(&c->slots->head->bell);
}

static void sleep_in_pipe(struct child *c)
{
	arm(c);
	if (!has_something_to_do(c))
		read_pipe(c);
	bell_disarm(&c->slots->head->bell);
}

/* The bell stays unarmed: a millisecond is not worth a ring. */
static void doze_in_engine(struct child *c)
{
	struct pollfd fd = { .fd = WORKER_WAKE_FD, .events = POLLIN };

	chains_reap(c, 1);
	pong(c);
	if (!c->lingering && poll(&fd, 1, 0) > 0)
		read_pipe(c);
}

static void sleep_until_needed(struct child *c)
{
	if (c->engine_kind->reads_pipes)
		sleep_in_engine(c);
	else if (c->in_flight)
		doze_in_engine(c);
	else
		sleep_in_pipe(c);
}

/* ---- life ---- */

/* True when it is time to leave. What hangs is what we stay for, so that whoever
 * asks can see that it still does. */
static bool is_over(struct child *c)
{
	struct slot_head *head = c->slots->head;

	switch (atomic_load(&head->quit)) {
	case SLOT_LEAVE:
		return true;
	case SLOT_LINGER:
		if (!c->lingering)
			prctl(PR_SET_PDEATHSIG, 0);
		c->lingering = true;
		atomic_store(&head->lingering, 1);
		return !c->in_flight;
	default:
		return false;
	}
}

static int set_up(struct child *c, const char *inner)
{
	int r = set_up_engine(c, inner);

	return r ? r : chains_make(c);
}

void worker_child(struct slots *slots, struct bell *parent, int event, const char *inner,
		  bool wary)
{
	struct child c = { .slots = slots, .parent = parent, .event = event, .wary = wary,
			   .pipe = { .fd = WORKER_WAKE_FD } };
	struct slot_head *head = slots->head;

	head->error = set_up(&c, inner);
	atomic_store(&head->started, 1);
	if (bell_take(parent))
		worker_wake(parent);
	if (head->error)
		_exit(1);
	while (!is_over(&c)) {
		chains_take_recalls(&c);
		if (c.lingering)
			chains_refuse_asks(&c);
		else
			chains_take_asks(&c);
		chains_wake_parent(&c);
		sleep_until_needed(&c);
	}
	_exit(0);
}
