/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A model of a parent and its workers. It runs the functions of io/slot.h and
 * io/desk.h themselves, in every order that several processes, the devices and
 * misfortune can bring about, one step at a time, and looks at every state.
 *
 * A process is what the real one does between two of those functions, in the
 * same order (worker_watch.c, worker_parts.c; worker_child.c). The devices may
 * write into a buffer at any time from when a read is begun on, also after its
 * worker has died. Between two waits the parent may recall what it has asked; what a
 * worker has given to its engine comes back of that as if by luck.
 *
 * What must hold in each state:
 *	- a part is called back once at most, with what was read for it
 *	- what comes back as cancelled was recalled, by this ask of its slot, was never
 *	  read, and no device writes into its buffer any more
 *	- a buffer is not asked into while a device may still write there
 *	- somebody can go on, without luck, until every part is called back; the
 *	  parent's timer is no excuse, unless a worker has died or is stopped: it
 *	  may have been about to wake the parent
 *	- what is recalled and not begun is called back although no device answers
 */
#ifndef SLOT_MODEL_H
#define SLOT_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MODEL_PARTS_MAX 4

/* A mistake to be found. */
enum model_mistake {
	NO_MISTAKE,
	PARENT_SLEEPS_WITHOUT_ANOTHER_LOOK,
	WORKER_SLEEPS_WITHOUT_ANOTHER_LOOK,
	PARENT_RINGS_BEFORE_IT_ASKS,
	WORKER_WAKES_BEFORE_IT_ANSWERS,
	WORKER_ANSWERS_BEFORE_IT_HAS_READ,
	WORKERS_SHARE_MEMORY,
	SECOND_ANSWER_COUNTS,
	BEGUN_IS_NOT_ASKED_AGAIN,
	SLOT_IS_FREE_ONCE_ANOTHER_ANSWERS,
	ANY_ASK_IS_RECALLED,
	RECALL_IS_LOOKED_AT_BEFORE_ITS_SLOT_IS_TAKEN,
	BEGUN_IS_CANCELLED,
	RECALL_RINGS_NOBODY,
	WORKER_SLEEPS_ON_RECALLS,
	CANCELLED_WAKES_NOBODY,
	MODEL_MISTAKES
};

struct model {
	/* What is explored. */
	unsigned parts, slots, workers;
	unsigned deaths, stalls, alarms;	/* that may happen; an alarm: the parent
						   doubts a worker that is well */
	unsigned recalls;	/* likewise, by the parent */
	unsigned chains;	/* slots that a worker can have begun; 0 = all */
	bool dead_disk;		/* part 0 is never read */
	enum model_mistake mistake;
	const char *awaited;	/* go on until just this goes wrong; NULL = anything */

	/* What was found. */
	uint64_t states, steps;
	const char *wrong;	/* NULL = nothing */
};

void model_run(struct model *model);

#endif
