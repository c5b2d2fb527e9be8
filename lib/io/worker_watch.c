/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Waiting for the worker, and watching over it.
 *
 * The parent sleeps on its bell. It gets up by itself only if nothing comes:
 *
 * - after 5 ms it widens the window, if anything waits for room, be it here or
 *   with the caller, to whom wait returns so that it can submit. What nothing comes
 *   back from is slow, or dead, and there should be more of it out at a time; what
 *   is fast never gets there, and touches few buffers.
 * - after 50 ms it looks whether the worker is dead, and asks it to answer. That is
 *   repeated for as long as nothing comes: dead disks are no reason to doubt a
 *   worker that answers.
 * - when it has not answered in time it is stopped, or stuck in the kernel, and the
 *   next one is started. A false alarm does no harm: whoever answers first does. An
 *   engine that is synchronous cannot answer while it reads, and gets more time.
 *
 * Getting up is also what finds the answer of a worker that died after it had
 * answered and before it could wake its parent.
 *
 * Times are counted from when the parent itself last looked: one that was held up
 * has nothing to reproach the worker with.
 */
#include <errno.h>
#include <string.h>

#include "io/worker_private.h"

#define WIDEN_NS (5 * MS)
#define QUIET_NS (50 * MS)
#define ANSWER_NS (100 * MS)
#define SYNC_ANSWER_NS (1000 * MS)

static struct worker *current(struct io_engine *e)
{
	return &e->workers[e->desk.worker];
}

static struct slot_head *head_of(struct io_engine *e)
{
	return current(e)->slots.head;
}

static bool has_answered(struct io_engine *e)
{
	return atomic_load(&head_of(e)->pong) == atomic_load(&head_of(e)->ping);
}

static void ping(struct io_engine *e)
{
	atomic_fetch_add(&head_of(e)->ping, 1);
	e->pinged = io_now_ns();
	if (bell_take(&head_of(e)->bell))
		worker_ring(current(e));
}

static void say_replaced(const struct io_engine *e, const struct worker *old, bool dead)
{
	log_print(e->log, VOLSCAN_LOG_VERBOSE, VOLSCAN_LOG_IO,
		  "I/O process %d %s; going on with another, %d.", (int) old->pid,
		  dead ? "died" : "does not answer", (int) io_worker_pid(e));
}

/* Without another one, one that does not answer is waited for, and one that is
 * dead is the end. */
static void replace(struct io_engine *e, bool dead)
{
	struct worker *old = current(e);
	int r = -ECHILD;

	if (e->desk.worker + 1 < DESK_WORKERS)
		r = worker_start(e, e->desk.worker + 1);
	if (r && dead)
		e->broken = r;
	if (r)
		return;
	desk_replace(&e->desk, &old->slots, dead);
	worker_drop_recalled(e, dead);
	say_replaced(e, old, dead);
	worker_ask(e);
}

static void look_after(struct io_engine *e, int64_t now)
{
	int64_t patience = e->inner_ops->synchronous ? SYNC_ANSWER_NS : ANSWER_NS;

	if (worker_is_dead(current(e)))
		replace(e, true);
	else if (has_answered(e))
		ping(e);
	else if (now - e->pinged >= patience)
		replace(e, false);
}

static int64_t later(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When to get up although nothing comes. */
static int64_t widen_at(const struct io_engine *e)
{
	return (worker_is_full(e) || e->refused) && e->desk.window < e->depth ?
	       later(e->came, e->widened) + WIDEN_NS : INT64_MAX;
}

static int64_t look_at(const struct io_engine *e)
{
	return later(e->came, e->looked) + QUIET_NS;
}

/* Not for a worker that has not even begun what it has: it waits for a processor. */
static void widen(struct io_engine *e, int64_t now)
{
	e->widened = now;
	if (slots_any_asked(&current(e)->slots))
		return;
	e->desk.window *= 2;
	e->roomy = e->refused;
	worker_ask(e);
}

static void watch(struct io_engine *e)
{
	int64_t now = io_now_ns();

	if (now >= widen_at(e))
		widen(e, now);
	if (now >= look_at(e)) {
		e->looked = now;
		look_after(e, now);
	}
}

static bool any_answered(const struct io_engine *e)
{
	for (unsigned w = 0; w <= e->desk.worker; w++)
		if (slots_any_answered(&e->workers[w].slots))
			return true;
	return false;
}

static void sleep_until(struct io_engine *e, int64_t end)
{
	int64_t until = sooner(end, sooner(widen_at(e), look_at(e)));

	bell_arm(e->bell);
	if (!any_answered(e))
		worker_sleep(e->bell, until - io_now_ns());
	bell_disarm(e->bell);
}

static bool has_more_to_do(struct io_engine *e)
{
	if (worker_collect(e))
		worker_ask(e);
	return !e->ended.first && e->ended.held && !e->broken && !e->roomy;
}

int worker_wait_until(struct io_engine *e, int64_t end)
{
	e->roomy = false;
	while (has_more_to_do(e) && io_now_ns() < end) {
		sleep_until(e, end);
		if (has_more_to_do(e))
			watch(e);
	}
	return e->broken;
}

int worker_look(struct io_engine *e)
{
	bell_arm(e->bell);
	if (e->ended.first || e->broken || any_answered(e))
		return 0;
	if (!e->ended.held)
		return -1;
	return io_to_ms(sooner(widen_at(e), look_at(e)) - io_now_ns());
}

int worker_get_up(struct io_engine *e)
{
	bell_disarm(e->bell);
	e->roomy = false;
	if (has_more_to_do(e))
		watch(e);
	return e->broken;
}
