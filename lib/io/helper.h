/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A process that does a few things for one that has given up the right to do them:
 * it starts and ends I/O processes, and looks up and notes what the path needs
 * (device/errands.h). So a program can parse what disks say without the right to
 * open anything.
 *
 * Each errand is numbers, and at most two descriptors; so is what comes back. What
 * it may be is fixed before the helper is forked: a parser that was taken over can
 * ask for these and nothing else.
 *
 * It is forked by helper_start(), holds none of the program's descriptors, touches no
 * device, and ends when its end of a socket is all that is left of it.
 */
#ifndef IO_HELPER_H
#define IO_HELPER_H

#include <stdbool.h>
#include <stdint.h>

struct helper;

enum helper_errand {
	HELPER_START_WORKER,	/* io/worker_helper.c */
	HELPER_IS_DEAD,
	HELPER_KILL,
	HELPER_BLOCK_FACT,	/* device/errands.c */
	HELPER_NOTE_HUNG,
	HELPER_ERRANDS
};

#define HELPER_NUMBERS 4
#define HELPER_DESCRIPTORS 3

struct helper_message {
	uint32_t errand;
	int32_t result;		/* of the answer: 0 or -errno */
	uint64_t numbers[HELPER_NUMBERS];
};

/* In the helper. `descriptors` are those that came along, -1 where there is none, and
 * are closed afterwards. The answer goes into `numbers`. 0 or -errno. */
typedef int (*helper_fn)(void *context, uint64_t numbers[HELPER_NUMBERS],
			 const int descriptors[HELPER_DESCRIPTORS]);

/* Not started yet. -ENOMEM. */
int helper_new(struct helper **helper);
/* Before it is started. `context` is seen as it is then. */
void helper_teach(struct helper *helper, enum helper_errand errand, helper_fn fn,
		  void *context);
/* One that was started ends first. 0 or -errno. */
int helper_start(struct helper *helper);
/* By this process. NULL has not. */
bool helper_has_started(const struct helper *helper);

/*
 * Have an errand done, and wait for it, a second at most. 0 or -errno; `numbers` is
 * then what came back. One that does not answer is not asked again: -EPIPE, as when it
 * was never started.
 */
int helper_send(struct helper *helper, enum helper_errand errand,
		uint64_t numbers[HELPER_NUMBERS], const int descriptors[HELPER_DESCRIPTORS]);

/* Ends it. In a child after a fork: gives back what it has of it. */
void helper_free(struct helper *helper);

#endif
