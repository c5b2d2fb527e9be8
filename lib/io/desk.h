/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The desk of a parent of workers: which part of a request is out, in which
 * slot of which worker. Workers come one after another; only the last one, the
 * current, is asked for anything. Those before it may still answer, and whoever
 * answers first does.
 *
 * Nothing here does any I/O; see io/slot.h.
 */
#ifndef IO_DESK_H
#define IO_DESK_H

#include <libdevmapper.h>
#include <stdbool.h>
#include <stddef.h>

#include "io/slot.h"

#define DESK_WORKERS 3u
/* Each touched buffer costs a page fault or two, which is what costs on fast
 * disks: begin with few. */
#define DESK_WINDOW 64u

/* What one slot can take of a request. */
struct part {
	struct dm_list list;	/* unused, or to be asked again; else in none */
	void *owner;		/* whose part it is */
	size_t from;		/* bytes from the request's offset */
	size_t length;		/* bytes, SLOT_SIZE at most */
	int slot[DESK_WORKERS];	/* where it is out; -1 = not with that worker */
};

struct desk {
	unsigned count;		/* slots of each worker, and parts */
	unsigned worker;	/* the current one */
	unsigned window;	/* slots of it that may be in use */
	unsigned in_use;	/* slots of it that are */
	unsigned touched[DESK_WORKERS];	/* of each: slots up to there were in use once */
	unsigned *free;		/* those of it that are not any more; last in, first out */
	unsigned free_count;
	struct part **out[DESK_WORKERS];	/* by touched slot; NULL = nobody waits for it */
	struct part *parts;
	unsigned fresh;		/* from here on they have not been touched yet */
	struct dm_list unused;	/* used ones that are not any more */
	struct dm_list again;	/* out with an earlier worker, to be asked again */
	struct dm_list suspects;	/* likewise, begun by it: maybe what it hangs at */
};

int desk_init(struct desk *desk, unsigned count);
void desk_free(struct desk *desk);

/* A slot of the current worker may be used. */
bool desk_has_room(const struct desk *desk);
/* For `owner`; NULL when all are in use. */
struct part *desk_new(struct desk *desk, void *owner, size_t from, size_t length);
/* One that is to be asked again, suspects apart; NULL = none. */
struct part *desk_again(struct desk *desk);
struct part *desk_suspect(struct desk *desk);

/* It is asked of the current worker, in the slot returned; there is room. */
unsigned desk_ask(struct desk *desk, struct part *part);

/*
 * That slot of that worker is answered, and free. Gives the part that is done by
 * it, which is out nowhere any more and to be given to desk_drop(); or NULL, when
 * another worker was faster, or nothing was ever asked there.
 */
struct part *desk_answered(struct desk *desk, unsigned worker, unsigned slot);
void desk_drop(struct desk *desk, struct part *part);
/* A slot of the current worker, from `slot` on, where a part of `owner` is out; -1 =
 * none. */
int desk_next_of(const struct desk *desk, const void *owner, unsigned slot);

/*
 * The current worker does not answer, or is dead; the next one is the current
 * from now on, of DESK_WORKERS in all. What is out with it is to be asked again.
 * `slots` is what it shares.
 */
void desk_replace(struct desk *desk, const struct slots *slots, bool dead);

#endif
