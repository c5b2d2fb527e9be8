/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parent, as worker_parts.c and worker_watch.c have it. */
#include <errno.h>

#include "slot_model_private.h"

static int id_of(const struct part *part)
{
	return (int) ((char *) part->owner - fixed.owner);
}

static void call_back(int id)
{
	if (++world.called_back[id] > 1)
		model_is_wrong("a part is called back twice");
}

/* The slot of the current worker that this part is in too, or none. */
static unsigned where_else(unsigned w, unsigned i)
{
	struct part *part = world.desk.out[w][i];
	unsigned there = 0;

	if (w == world.desk.worker || !part)
		return fixed.model->slots;
	while (there < fixed.model->slots && world.desk.out[world.desk.worker][there] != part)
		there++;
	return there;
}

static void check_data(const struct buffer_state *buffer, int id)
{
	if (buffer->has != id || buffer->reads != NOBODY)
		model_is_wrong("a part is called back with other data than its own");
}

static void check_cancelled(const struct buffer_state *buffer, int id)
{
	if (!world.recalled[id])
		model_is_wrong("a part is cancelled that was not recalled");
	if (buffer->has == id || buffer->reads != NOBODY)
		model_is_wrong("a part is cancelled that was begun");
}

static void take_answer(unsigned w, unsigned i)
{
	bool frees_early = fixed.model->mistake == SLOT_IS_FREE_ONCE_ANOTHER_ANSWERS;
	struct buffer_state *buffer = model_buffer(w, i);
	unsigned elsewhere = where_else(w, i);
	struct part *part;
	int id;

	if (frees_early && !world.desk.out[w][i])
		return;		/* it is free already */
	part = desk_answered(&world.desk, w, i);
	id = part ? id_of(part) : (int) fixed.view[w].slot[i].offset;
	if (!part && fixed.model->mistake != SECOND_ANSWER_COUNTS)
		return;
	if (fixed.view[w].slot[i].result == -ECANCELED)
		check_cancelled(buffer, id);
	else
		check_data(buffer, id);
	buffer->has = NOBODY;
	call_back(id);
	if (part)
		desk_drop(&world.desk, part);
	if (frees_early && elsewhere < fixed.model->slots)
		desk_answered(&world.desk, world.desk.worker, elsewhere);
}

static bool collect(void)
{
	int i;

	if (world.looks_at > world.desk.worker) {
		world.looks_at = 0;
		world.at = P_ASK;
		return true;
	}
	i = slots_collect(&fixed.view[world.looks_at], 0);
	if (i >= 0)
		take_answer(world.looks_at, (unsigned) i);
	else
		world.looks_at++;
	return true;
}

static struct part *next_part(void)
{
	struct part *part = desk_again(&world.desk);

	if (!part && world.cut < fixed.model->parts) {
		part = desk_new(&world.desk, &fixed.owner[world.cut], world.cut, 1);
		world.cut += part != NULL;
	}
	return part ? part : desk_suspect(&world.desk);
}

static void ring(void)
{
	if (world.has_asked && bell_take(&world.head[world.desk.worker].bell))
		world.worker[world.desk.worker].rung = true;
	world.has_asked = false;
}

static bool ask(void)
{
	struct part *part = desk_has_room(&world.desk) ? next_part() : NULL;
	unsigned w = world.desk.worker, i;

	if (!part) {
		world.at = P_RING;
		return true;
	}
	i = desk_ask(&world.desk, part);
	if (model_buffer(w, i)->reads != NOBODY)
		model_is_wrong("a buffer is used while a device may write into it");
	fixed.view[w].slot[i].offset = (uint64_t) id_of(part);
	fixed.view[w].slot[i].asks += fixed.model->recalls != 0;	/* else nobody looks at it */
	world.has_asked = true;
	if (fixed.model->mistake == PARENT_RINGS_BEFORE_IT_ASKS)
		ring();
	world.sets = i;
	world.at = P_SET;
	return true;
}

static bool all_called_back(void)
{
	for (unsigned i = 0; i < fixed.model->parts; i++)
		if (!world.called_back[i])
			return false;
	return true;
}

/* The engine is broken: the path is told so, and answers with an error. */
static void give_up(void)
{
	for (unsigned i = 0; i < fixed.model->parts; i++)
		if (!world.called_back[i])
			call_back((int) i);
	world.at = P_END;
}

static void replace(bool dead)
{
	unsigned old = world.desk.worker;

	if (old + 1 >= fixed.model->workers) {
		if (dead)
			give_up();
		return;
	}
	model_start_worker(old + 1);
	desk_replace(&world.desk, &fixed.view[old], dead);
	while (fixed.model->mistake == BEGUN_IS_NOT_ASKED_AGAIN && desk_suspect(&world.desk))
		;
}

static void watch(void)
{
	const struct worker_state *worker = &world.worker[world.desk.worker];

	if (worker->dead || worker->stalled || world.doubts)
		replace(worker->dead);
	if (world.at != P_END)
		world.at = P_COLLECT;
	world.late = world.doubts = false;
}

static void all_is_asked(void)
{
	ring();
	if (all_called_back())
		world.at = P_END;
	else
		world.at = world.late ? P_WATCH : P_ARM;
}

/* What the parent's timer is for. */
static bool timer_helps(void)
{
	const struct worker_state *worker = &world.worker[world.desk.worker];
	bool missed = false, well = true;

	for (unsigned w = 0; w <= world.desk.worker; w++) {
		well = well && !world.worker[w].dead && !world.worker[w].stalled;
		missed = missed || slots_any_answered(&fixed.view[w]);
	}
	return (missed && !well) || worker->dead ||
	       (worker->stalled && world.desk.worker + 1 < fixed.model->workers);
}

static bool sleep_on(void)
{
	world.late = !world.woken && timer_helps();
	if (!world.woken && !world.late)
		return false;
	world.woken = false;
	world.at = P_DISARM;
	return true;
}

bool model_step_doubt(void)
{
	if (world.at != P_SLEEP || world.woken || !world.alarms)
		return false;
	world.alarms--;
	world.late = world.doubts = true;
	world.at = P_DISARM;
	return true;
}

/* It gets up for that if need be. */
bool model_step_recall(unsigned i)
{
	struct part *part = world.desk.out[world.desk.worker][i];

	if (!world.recalls || !part || world.recalled[id_of(part)])
		return false;
	if (world.at == P_SLEEP && !world.woken) {
		world.at = P_DISARM;
		return true;
	}
	if (world.at != P_ARM)
		return false;
	world.recalls--;
	world.recalled[id_of(part)] = true;
	slots_recall(&fixed.view[world.desk.worker], i);
	world.at = P_RECALLED;
	return true;
}

static void ring_recall(void)
{
	if (fixed.model->mistake != RECALL_RINGS_NOBODY &&
	    bell_take(&world.head[world.desk.worker].bell))
		world.worker[world.desk.worker].rung = true;
	world.at = P_COLLECT;
}

bool model_misses_recall(void)
{
	const struct part *part;

	for (unsigned i = 0; i < fixed.model->slots; i++) {
		part = world.desk.out[world.desk.worker][i];
		if (part && world.recalled[id_of(part)] &&
		    !(world.worker[world.desk.worker].submitted & 1u << i))
			return true;
	}
	return false;
}

bool model_step_parent(void)
{
	switch (world.at) {
	case P_COLLECT:
		return collect();
	case P_ASK:
		return ask();
	case P_SET:
		slots_ask(&fixed.view[world.desk.worker], world.sets);
		world.at = P_ASK;
		return true;
	case P_RING:
		all_is_asked();
		return true;
	case P_ARM:
		bell_arm(&world.parent_bell);
		world.at = fixed.model->mistake == PARENT_SLEEPS_WITHOUT_ANOTHER_LOOK ?
			 P_FALL_ASLEEP : P_LOOK;
		return true;
	case P_LOOK:
		world.at = P_FALL_ASLEEP;
		for (unsigned w = 0; w <= world.desk.worker; w++)
			if (slots_any_answered(&fixed.view[w]))
				world.at = P_DISARM;
		return true;
	case P_FALL_ASLEEP:	/* as a futex does */
		world.at = atomic_load(&world.parent_bell.armed) ? P_SLEEP : P_DISARM;
		return true;
	case P_SLEEP:
		return sleep_on();
	case P_DISARM:
		bell_disarm(&world.parent_bell);
		world.at = P_COLLECT;
		return true;
	case P_WATCH:
		watch();
		return true;
	case P_RECALLED:
		ring_recall();
		return true;
	default:
		return false;
	}
}
