/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A worker, as worker_child.c has it, the devices, and misfortune. */
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
	unsigned i = (unsigned) __builtin_ctz(worker->read);
	bool woke = fixed.model->mistake == WORKER_WAKES_BEFORE_IT_ANSWERS;

	worker->read &= ~(1u << i);
	slots_answer(&fixed.view[w], i, 1);
	if (!worker->read)
		worker->at = woke ? W_DISARM : W_TAKE_BELL;
}

/* It has waited, or not, and takes what has come meanwhile. */
static void waited(struct worker_state *worker)
{
	bool early = fixed.model->mistake == WORKER_WAKES_BEFORE_IT_ANSWERS;

	worker->rung = false;
	worker->at = early ? W_TAKE_BELL : W_REAP;
	if (!worker->read)
		worker->at = W_DISARM;
}

static enum worker_at after_waking(void)
{
	return fixed.model->mistake == WORKER_WAKES_BEFORE_IT_ANSWERS ? W_REAP : W_DISARM;
}

static void take_bell(struct worker_state *worker)
{
	worker->takes = bell_take(&world.parent_bell);
	worker->at = worker->takes ? W_WAKE : after_waking();
}

static void wake(struct worker_state *worker)
{
	if (worker->takes && world.at == P_SLEEP)
		world.woken = true;
	worker->takes = false;
	worker->at = after_waking();
}

static void submit(struct worker_state *worker, unsigned w)
{
	for (unsigned i = 0; i < SLOTS; i++)
		if (worker->taken & 1u << i)
			model_buffer(w, i)->reads = (int) fixed.view[w].slot[i].offset;
	if (fixed.model->mistake == WORKER_ANSWERS_BEFORE_IT_HAS_READ)
		worker->read |= worker->taken;
	worker->taken = 0;
	worker->at = W_ARM;
}

static void take(struct worker_state *worker, unsigned w)
{
	int i = slots_take(&fixed.view[w], 0);

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
		    slots_any_asked(&fixed.view[w]))
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
		worker->at = W_TAKE;
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

	if (buffer->reads == NOBODY)
		return false;
	buffer->has = buffer->reads;
	buffer->reads = NOBODY;
	if (!world.worker[w].dead)
		world.worker[w].read |= 1u << i;
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
