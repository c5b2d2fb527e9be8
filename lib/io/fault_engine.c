/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The engine that plays a script: what it takes, and who ends when.
 *
 * A flight can end when the one that it is linked behind was handed back, and
 * neither hold nor after nor delay keeps it. Whose turn it is among those is
 * the script's order.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "io/fault_flight.h"
#include "io/request.h"

struct io_engine {
	struct fault *fault;
	pid_t process;
	unsigned depth;
	struct flights flights;
};

static int fault_setup(struct io_engine **engine, const struct io_settings *settings,
		       unsigned *depth)
{
	struct fault *fault = settings->context;
	struct io_engine *e;

	if (!fault || !settings->depth)
		fault_bug("setup without a script or with depth 0");
	if (fault->script->engine)
		fault_bug("setup before the teardown of the engine before");
	if (fault->setup_result)
		return fault->setup_result;
	e = fault_alloc(sizeof(*e));
	e->fault = e->flights.fault = fault;
	e->process = getpid();
	e->depth = settings->depth;
	if (fault->depth && fault->depth < e->depth)
		e->depth = fault->depth;
	fault->seen.setups++;
	fault->script->engine = e;
	*depth = e->depth;
	*engine = e;
	return 0;
}

static void check_process(const struct io_engine *e)
{
	if (e->process != getpid())
		fault_bug("the engine is used in another process than its own");
}

/* A chain is refused as a whole when any of its requests is. */
static int refusal(struct fault *fault, const struct io_request *request, bool use)
{
	int r = 0;

	for (; request && !r; request = request->link)
		r = fault_refusal(fault, request, use);
	return r;
}

static unsigned room(struct io_engine *e)
{
	struct fault *fault = e->fault;
	unsigned free_depth = e->depth - e->flights.chains;

	if (!fault->accept_times)
		return free_depth;
	fault->accept_times--;
	return fault->accept < free_depth ? fault->accept : free_depth;
}

static int fault_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	struct fault *fault = engine->fault;
	unsigned n, most = room(engine);
	int r = -EAGAIN;

	check_process(engine);
	if (!count)
		fault_bug("submit of nothing");
	fault->seen.submits++;
	for (n = 0; n < count && n < most; n++) {
		r = refusal(fault, batch[n], !n);
		if (r)
			break;
		flights_take(&engine->flights, batch[n]);
	}
	if (n)
		return (int) n;
	fault->seen.refused++;
	return r;
}

static bool can_end(const struct flight *f, int64_t now)
{
	return !f->behind && !f->rule.hold && !f->after && f->not_before <= now;
}

static unsigned count_ready(const struct io_engine *e, int64_t now)
{
	const struct flight *f;
	unsigned n = 0;

	for (f = e->flights.first; f; f = f->next)
		n += can_end(f, now);
	return n;
}

static uint32_t next_random(struct fault *fault)
{
	uint32_t x = fault->script->random;

	if (!x)
		x = fault->seed * 2654435761u + 1;
	x = x * 1664525u + 1013904223u;
	fault->script->random = x;
	return x >> 8;
}

static struct flight *pick(struct io_engine *e, int64_t now)
{
	unsigned n = count_ready(e, now), which = 0;
	struct flight *f = e->flights.first;

	if (!n)
		return NULL;
	if (e->fault->order == FAULT_LIFO)
		which = n - 1;
	else if (e->fault->order == FAULT_SHUFFLE)
		which = next_random(e->fault) % n;
	while (!can_end(f, now) || which--)
		f = f->next;
	return f;
}

static unsigned most_back(const struct fault *fault, unsigned max)
{
	if (fault->wait_max && fault->wait_max < max)
		max = fault->wait_max;
	if (fault->wait_result && fault->wait_after < max)
		max = fault->wait_after;
	return max;
}

/* How many, or -errno. */
static int hand_back_ready(struct io_engine *e, struct io_request **done, unsigned max)
{
	struct fault *fault = e->fault;
	int64_t now = io_now_ns();
	struct flight *f;
	unsigned n = 0;

	if (fault->wait_result && !fault->wait_after)
		return fault->wait_result;
	max = most_back(fault, max);
	while (n < max && (f = pick(e, now)))
		done[n++] = flights_end(&e->flights, f);
	if (fault->wait_result)
		fault->wait_after -= n;
	return (int) n;
}

/* When the next one ends by itself; INT64_MAX = never. */
static int64_t next_end(const struct io_engine *e)
{
	int64_t soonest = INT64_MAX;
	const struct flight *f;

	for (f = e->flights.first; f; f = f->next)
		if (!f->behind && !f->rule.hold && !f->after && f->not_before < soonest)
			soonest = f->not_before;
	return soonest;
}

/* Nothing else can end: let go of the `after` that has the fewest to go. */
static bool let_go(struct io_engine *e)
{
	struct flight *f, *least = NULL;

	for (f = e->flights.first; f; f = f->next)
		if (!f->behind && !f->rule.hold && f->after &&
		    (!least || f->after < least->after))
			least = f;
	if (least)
		least->after = 0;
	return least;
}

static void sleep_until(int64_t when)
{
	struct timespec t = { .tv_sec = when / 1000000000, .tv_nsec = when % 1000000000 };

	clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL);
}

/* Wait until something may end. False when `end` comes first. */
static bool pass_time(struct io_engine *e, int64_t end)
{
	int64_t next = next_end(e);

	if (next == INT64_MAX && let_go(e))
		return true;
	if (next == INT64_MAX && end == INT64_MAX)
		fault_bug("wait for ever, and nothing in flight can end");
	sleep_until(next < end ? next : end);
	return next < end;
}

static void call_idle(struct io_engine *e)
{
	if (e->fault->idle && next_end(e) > io_now_ns())
		e->fault->idle(e->fault, e->fault->idle_context);
}

static int fault_wait(struct io_engine *engine, struct io_request **done, unsigned max,
		      int timeout_ms)
{
	struct fault *fault = engine->fault;
	int64_t end = timeout_ms < 0 ? INT64_MAX : io_now_ns() + timeout_ms * INT64_C(1000000);
	bool in_time = true;
	int n;

	check_process(engine);
	if (!max)
		fault_bug("wait for nothing");
	fault->seen.waits++;
	while (!(n = hand_back_ready(engine, done, max)) && engine->flights.first && in_time) {
		call_idle(engine);
		in_time = pass_time(engine, end);
	}
	return n;
}

/* Time passes only in wait. */
static int fault_look(struct io_engine *engine)
{
	check_process(engine);
	return engine->flights.first ? 1 : -1;
}

static void let_back(struct flight *f)
{
	f->rule.hold = false;
	f->after = 0;
	f->not_before = 0;
	f->rule.result = -ECANCELED;
}

static void fault_recall(struct io_engine *engine, struct io_request *chain)
{
	struct flight *f;

	check_process(engine);
	engine->fault->seen.recalls++;
	for (f = engine->flights.first; f; f = f->next)
		if (f->request == chain && f->rule.unbegun)
			let_back(f);
}

static void fault_teardown(struct io_engine *engine, bool abandon)
{
	struct fault *fault = engine->fault;

	if (!abandon)
		check_process(engine);
	fault->seen.teardowns++;
	fault->seen.abandoned += abandon;
	flights_lose(&engine->flights);
	fault->script->engine = NULL;
	free(engine);
}

static bool is_held_up(const struct flight *f)
{
	return f->rule.hold || f->after || f->not_before > io_now_ns();
}

static struct flight *first_flight(const struct fault *fault)
{
	return fault->script->engine ? fault->script->engine->flights.first : NULL;
}

unsigned fault_release(struct fault *fault, const char *path)
{
	struct flight *f = first_flight(fault);
	unsigned n = 0;

	for (; f; f = f->next) {
		if (path && strcmp(path, f->copy.file->path))
			continue;
		n += is_held_up(f);
		f->rule.hold = false;
		f->after = 0;
		f->not_before = 0;
	}
	return n;
}

const struct io_engine_ops io_engine_fault = {
	.name = "fault",
	.setup = fault_setup,
	.submit = fault_submit,
	.wait = fault_wait,
	.look = fault_look,
	.recall = fault_recall,
	.teardown = fault_teardown,
};

const struct io_engine_ops io_engine_fault_sync = {
	.name = "fault",
	.synchronous = true,
	.setup = fault_setup,
	.submit = fault_submit,
	.wait = fault_wait,
	.look = fault_look,
	.recall = fault_recall,
	.teardown = fault_teardown,
};
