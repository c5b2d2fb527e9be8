/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inside the model of slot_model.h: slot_model.c searches, and the parent, the
 * workers and the rest of the world take their steps in files of their own. */
#ifndef SLOT_MODEL_PRIVATE_H
#define SLOT_MODEL_PRIVATE_H

#include "io/desk.h"
#include "slot_model.h"

#define SLOTS 2
#define WORKERS DESK_WORKERS
#define NOBODY (-1)

enum parent_at { P_COLLECT, P_ASK, P_SET, P_RING, P_ARM, P_LOOK, P_FALL_ASLEEP, P_SLEEP,
		 P_DISARM, P_WATCH, P_RECALLED, P_END };
enum worker_at { W_ARM, W_LOOK, W_WAIT, W_REAP, W_TAKE_BELL, W_WAKE, W_DISARM, W_TAKE_RECALL,
		 W_TAKE_RECALLED, W_CANCEL, W_TAKE };

/* What is not in the memory that they share. */
struct worker_state {
	enum worker_at at;
	enum worker_at after;	/* it has woken the parent */
	bool started, dead, stalled;
	bool rung;		/* a byte is in its pipe */
	bool takes;		/* the bell was armed: the parent is to be woken */
	unsigned taken;		/* slots: in its hands, not submitted */
	unsigned submitted;	/* slots: with its engine */
	unsigned read;		/* slots: read, not noticed by it */
	unsigned cancelled;	/* those of `read` that are not, being taken back */
	unsigned recalled;	/* slots: its engine was told */
	unsigned recalls;	/* the slot whose recall it looks at */
	bool answered;		/* a recall, and the parent was not woken yet */
};

/* A buffer, and who writes into it. */
struct buffer_state {
	int reads;		/* which part's read is on its way */
	int has;		/* which part's data is in it */
};

/* One state; the desk's lists and arrays apart. */
struct world {
	enum parent_at at;
	unsigned looks_at;	/* the worker it collects from */
	unsigned sets;		/* the slot that it is about to ask for */
	bool has_asked, woken, late, doubts;
	unsigned cut;		/* parts that were begun */
	unsigned called_back[MODEL_PARTS_MAX];
	bool recalled[MODEL_PARTS_MAX];
	unsigned deaths, stalls, alarms, recalls;	/* left */
	struct worker_state worker[WORKERS];
	struct buffer_state buffer[WORKERS][SLOTS];

	struct desk desk;
	struct bell parent_bell;
	struct slot_head head[WORKERS];
	_Atomic uint64_t asked[WORKERS], recalls_set[WORKERS], answered[WORKERS];
	struct slot slot[WORKERS][SLOTS];
};

/* What no step changes. */
struct fixed {
	struct model *model;
	struct slots view[WORKERS];
	char owner[MODEL_PARTS_MAX];	/* addresses of the parts */
};

extern struct world world;
extern struct fixed fixed;

void model_is_wrong(const char *what);

/* Where that worker's buffer is. */
struct buffer_state *model_buffer(unsigned worker, unsigned i);

/* Something that was recalled waits for a worker that will not take it. */
bool model_misses_recall(void);

/* Each takes one step; false if it cannot now. */
bool model_step_parent(void);
bool model_step_doubt(void);	/* the parent gets up too early */
bool model_step_recall(unsigned i);	/* a deadline is over */
bool model_step_take_back(unsigned worker, unsigned i);	/* an engine had not begun it */
bool model_step_worker(unsigned worker);
bool model_step_read(unsigned worker, unsigned i);	/* a device has read */
bool model_step_die(unsigned worker);
bool model_step_stall(unsigned worker);
bool model_step_resume(unsigned worker);

void model_start_worker(unsigned worker);

#endif
