/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a worker process and its parent share, and the protocol between them.
 *
 * Every worker has memory of its own for this, which no other worker ever
 * touches: a slot and a buffer for each part of a request that it is asked for,
 * and two sets of bits.
 *
 *	parent: fills the slot, sets its bit in `asked`, rings the worker's bell
 *	worker: clears the bit: it has begun; reads into the slot's buffer
 *	worker: fills in the result, sets the bit in `answered`, rings the parent's
 *	parent: clears the bit; slot and buffer are free again
 *
 *	parent: sets the bit in `recalled`: it should not be begun any more
 *	worker: clears the bit; answers -ECANCELED if it has not, and else as always
 *
 * A bit is set by one side and cleared by the other, so nothing is ever
 * contested, and a side that dies leaves nothing half done. A slot whose worker
 * dies or does not answer is never used again, since a device may still write
 * into its buffer: what was asked there is asked again of the next worker, in
 * that one's memory. (Which part is out where is the parent's own: io/desk.h.)
 *
 * A bell keeps one side from sleeping on what the other has just done:
 *
 *	sleeper: bell_arm(); look whether there is anything to do; sleep; bell_disarm()
 *	ringer: do it; if (bell_take()) wake the sleeper
 *
 * Nothing here does any I/O or system call, so that a model can run it in every
 * order: test/unit/test_slot_model.c.
 */
#ifndef IO_SLOT_H
#define IO_SLOT_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Bytes of a buffer: a short text that has moved on lies in two blocks. Longer reads
 * are several parts. A page that is not read into costs nothing. */
#define SLOT_SIZE 16384u
/* Longer paths are apart, as they are rare and would touch more memory. */
#define SLOT_PATH_MAX 96u

struct slot {
	/* The parent's, before it sets the bit in `asked`. */
	uint64_t offset;	/* bytes */
	uint64_t extent;	/* as of the request */
	uint32_t length;	/* bytes, SLOT_SIZE at most */
	uint32_t op;		/* IO_READ, IO_WRITE, IO_PROBE or IO_DM */
	int32_t open_flags;
	uint32_t asks;		/* counts up: which ask this is */
	_Atomic uint32_t recalled;	/* the ask that is recalled: a recall may come when
					   the slot has been answered, and asked anew */
	/* The worker's, before it sets the bit in `answered`. */
	int32_t result;		/* bytes done, or -errno */
	char path[SLOT_PATH_MAX];	/* "": it is in long_paths */
};

struct bell {
	_Atomic uint32_t armed;		/* a futex */
};

void bell_arm(struct bell *bell);
void bell_disarm(struct bell *bell);
/* True if the other side is, or may be, asleep: it is to be woken, once. */
bool bell_take(struct bell *bell);

/* What a parent wants of a worker besides reads. */
enum slot_quit { SLOT_STAY, SLOT_LEAVE, SLOT_LINGER };

#define SLOT_CANDIDATES 4

/* Of this layout: another release may look at the memory of a process that hangs. */
#define SLOT_VERSION UINT32_C(0x76736c02)

/* The beginning of the shared memory. */
struct slot_head {
	uint32_t version;	/* SLOT_VERSION */
	uint32_t count;		/* of slots */
	struct bell bell;	/* the worker's */
	_Atomic uint32_t ping;	/* the parent's: counts up */
	_Atomic uint32_t pong;	/* the worker's: the last ping that it saw */
	_Atomic uint32_t quit;	/* the parent's: enum slot_quit */
	_Atomic uint32_t lingering;	/* the worker's: it has seen SLOT_LINGER */

	/* The worker's, about its engine; the others are valid once `started` is. */
	_Atomic uint32_t started;
	uint32_t candidate;	/* the one in use, if error is 0 */
	int32_t error;		/* of the last one, if none works */
	int32_t errors[SLOT_CANDIDATES];	/* of those before it */
};

/* One process' view of it. */
struct slots {
	unsigned count;
	struct slot_head *head;
	_Atomic uint64_t *asked, *recalled, *answered;
	struct slot *slot;	/* `count` of each of these */
	char (*buffer)[SLOT_SIZE];
	char (*long_path)[PATH_MAX];
};

/* Bytes of shared memory, to be zeroed, for so many slots; how it is seen. */
size_t slots_size(unsigned count);
void slots_view(struct slots *slots, void *memory, unsigned count);

/* The parent, or the worker for what it cannot do now. */
void slots_ask(struct slots *slots, unsigned i);
/* The worker: a slot that is asked for, from `from` on. It is begun. -1 = none. */
int slots_take(struct slots *slots, unsigned from);
bool slots_any_asked(const struct slots *slots);
/* The worker: that one, if it is asked for. */
bool slots_take_one(struct slots *slots, unsigned i);
/* The parent. */
void slots_recall(struct slots *slots, unsigned i);
/* The worker: a slot that is recalled, from `from` on. -1 = none. */
int slots_take_recall(struct slots *slots, unsigned from);
/* The worker, of one that it has taken: is it this ask that is recalled? */
bool slots_is_recalled(const struct slots *slots, unsigned i);
bool slots_any_recalled(const struct slots *slots);
/* The parent: whether the worker has taken it. */
bool slots_is_begun(const struct slots *slots, unsigned i);

void slots_answer(struct slots *slots, unsigned i, int result);
/* The parent: a slot that is answered, from `from` on. It is free. -1 = none. */
int slots_collect(struct slots *slots, unsigned from);
bool slots_any_answered(const struct slots *slots);

/* For whoever has the memory only as a file: where in it the word of `answered` is
 * that has slot `i` of `count`, and its bit in it. */
size_t slots_answered_offset(unsigned count, unsigned i);
bool slots_word_has(uint64_t word, unsigned i);

#endif
