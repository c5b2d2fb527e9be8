/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A worker, as worker_child.c has it, the devices, and misfortune. */
#include <errno.h>

#include "slot_model_private.h"

struct buffer_state *model_buffer(unsigned worker, unsigned i)
{
	bool shared = fixed.model->mistake == WORKERS_SHARE_MEMORY;

	return &world.buffer[shared ? 0 : worker][i];
}

void model_start_worker(unsigned w)
{
	world.worker[w] = (struct worker_state) { .at = W_TAKE, .started = true };
}

static void reap(struct worker_state *worker, unsigned w)
{
	unsigned i = (unsigned) __builtin_ctz(worker->read), bit = 1u << i;
	bool woke = fixed.model->mistake == WORKER_WAKES_BEFORE_IT_ANSWERS;

	slots_answer(&fixed.view[w], i, worker->cancelled & bit ? -ECANCELED : 1);
	worker->read &= ~bit;
	worker->cancelled &= ~bit;
	worker->recalled &= ~bit;
	worker->submitted &= ~bit;
	if (!worker->read)
		worker->at = woke ? W_DISARM : W_TAKE_BELL;
}

/* It has waited, or not, and takes what has come meanwhile. */
static void waited(struct worker_state *worker)
{
	bool early = fixed.model->mistake == WORKER_WAKES_BEFORE_IT_ANSWERS;

	worker->rung = false;
	worker->after = early ? W_REAP : W_DISARM;
	worker->at = early ? W_TAKE_BELL : W_REAP;
	if (!worker->read)
		worker->at = W_DISARM;
}

static void take_bell(struct worker_state *worker)
{
	worker->takes = bell_take(&world.parent_bell);
	worker->at = worker->takes ? W_WAKE : worker->after;
}

static void wake(struct worker_state *worker)
{
	if (worker->takes && world.at == P_SLEEP)
		world.woken = true;
	worker->takes = false;
	worker->at = worker->after;
}

/* ---- recalls ---- */

static void cancel(struct worker_state *worker, unsigned w)
{
	slots_answer(&fixed.view[w], worker->recalls, -ECANCELED);
	worker->answered = fixed.model->mistake != CANCELLED_WAKES_NOBODY;
}

static bool is_recalled(const struct worker_state *worker, unsigned w)
{
	return fixed.model->mistake == ANY_ASK_IS_RECALLED ||
	       slots_is_recalled(&fixed.view[w], worker->recalls);
}

/* Its engine has it: what comes of that is model_step_take_back(). */
static void tell_engine(struct worker_state *worker, unsigned w)
{
	unsigned bit = 1u << worker->recalls;

	worker->recalled |= bit;
	if (fixed.model->mistake != BEGUN_IS_CANCELLED)
		return;
	worker->submitted &= ~bit;
	worker->read &= ~bit;
	cancel(worker, w);
}

static bool looks_early(void)
{
	return fixed.model->mistake == RECALL_IS_LOOKED_AT_BEFORE_ITS_SLOT_IS_TAKEN;
}

static void take_recall(struct worker_state *worker, unsigned w)
{
	int i = slots_take_recall(&fixed.view[w], 0);

	if (i < 0) {
		worker->at = W_TAKE;
		return;
	}
	worker->recalls = (unsigned) i;
	if (!(worker->submitted & 1u << i))
		worker->at = looks_early() && !is_recalled(worker, w) ? W_TAKE_RECALL :
									W_TAKE_RECALLED;
	else if (is_recalled(worker, w))
		tell_engine(worker, w);
}

static void take_recalled(struct worker_state *worker, unsigned w)
{
	worker->at = slots_take_one(&fixed.view[w], worker->recalls) ? W_CANCEL : W_TAKE_RECALL;
}

static void look_at_recalled(struct worker_state *worker, unsigned w)
{
	if (looks_early() || is_recalled(worker, w))
		cancel(worker, w);
	else
		slots_ask(&fixed.view[w], worker->recalls);
	worker->at = W_TAKE_RECALL;
}

/* ---- asks ---- */

static bool has_chain(const struct worker_state *worker)
{
	unsigned most = fixed.model->chains ? fixed.model->chains : SLOTS;

	return (unsigned) __builtin_popcount(worker->taken | worker->submitted) < most;
}

static bool has_something_to_do(const struct worker_state *worker, unsigned w)
{
	return (slots_any_asked(&fixed.view[w]) && has_chain(worker)) ||
	       (fixed.model->mistake != WORKER_SLEEPS_ON_RECALLS &&
		slots_any_recalled(&fixed.view[w]));
}

static void submit(struct worker_state *worker, unsigned w)
{
	for (unsigned i = 0; i < SLOTS; i++)
		if (worker->taken & 1u << i)
			model_buffer(w, i)->reads = (int) fixed.view[w].slot[i].offset;
	if (fixed.model->mistake == WORKER_ANSWERS_BEFORE_IT_HAS_READ)
		worker->read |= worker->taken;
	worker->submitted |= worker->taken;
	worker->taken = 0;
	worker->after = W_ARM;
	worker->at = worker->answered ? W_TAKE_BELL : W_ARM;
	worker->answered = false;
}

static void take(struct worker_state *worker, unsigned w)
{
	int i = has_chain(worker) ? slots_take(&fixed.view[w], 0) : -1;

	if (i >= 0)
		worker->taken |= 1u << i;
	else
		submit(worker, w);
}

bool model_step_worker(unsigned w)
{
	struct worker_state *worker = &world.worker[w];

	if (!worker->started || worker->dead || worker->stalled)
		return false;
	switch (worker->at) {
	case W_ARM:
		bell_arm(&world.head[w].bell);
		worker->at = W_LOOK;
		return true;
	case W_LOOK:
		worker->at = W_WAIT;
		if (fixed.model->mistake != WORKER_SLEEPS_WITHOUT_ANOTHER_LOOK &&
		    has_something_to_do(worker, w))
			waited(worker);
		return true;
	case W_WAIT:
		if (worker->rung || worker->read)
			waited(worker);
		return worker->at != W_WAIT;
	case W_REAP:
		reap(worker, w);
		return true;
	case W_TAKE_BELL:
		take_bell(worker);
		return true;
	case W_WAKE:
		wake(worker);
		return true;
	case W_DISARM:
		bell_disarm(&world.head[w].bell);
		worker->at = fixed.model->recalls ? W_TAKE_RECALL : W_TAKE;
		return true;
	case W_TAKE_RECALL:
		take_recall(worker, w);
		return true;
	case W_TAKE_RECALLED:
		take_recalled(worker, w);
		return true;
	case W_CANCEL:
		look_at_recalled(worker, w);
		return true;
	default:
		take(worker, w);
		return true;
	}
}

/* ---- devices and misfortune ---- */

bool model_step_read(unsigned w, unsigned i)
{
	struct buffer_state *buffer = &world.buffer[w][i];

	if (buffer->reads == NOBODY || (fixed.model->dead_disk && !buffer->reads))
		return false;
	buffer->has = buffer->reads;
	buffer->reads = NOBODY;
	if (!world.worker[w].dead)
		world.worker[w].read |= 1u << i;
	return true;
}

bool model_step_take_back(unsigned w, unsigned i)
{
	struct worker_state *worker = &world.worker[w];
	unsigned bit = 1u << i;

	if (!(worker->recalled & bit) || world.buffer[w][i].reads == NOBODY)
		return false;
	world.buffer[w][i].reads = NOBODY;
	worker->cancelled |= bit;
	worker->read |= bit;
	return true;
}

bool model_step_die(unsigned w)
{
	struct worker_state *worker = &world.worker[w];

	if (!worker->started || worker->dead || !world.deaths)
		return false;
	world.deaths--;
	*worker = (struct worker_state) { .started = true, .dead = true };
	return true;
}

bool model_step_stall(unsigned w)
{
	struct worker_state *worker = &world.worker[w];

	if (!worker->started || worker->dead || worker->stalled || !world.stalls)
		return false;
	world.stalls--;
	return worker->stalled = true;
}

bool model_step_resume(unsigned w)
{
	struct worker_state *worker = &world.worker[w];

	if (!worker->stalled)
		return false;
	worker->stalled = false;
	return true;
}
