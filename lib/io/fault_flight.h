/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The requests that the fault engine has in flight. */
#ifndef IO_FAULT_FLIGHT_H
#define IO_FAULT_FLIGHT_H

#include "io/fault_script.h"

struct flight {
	struct flight *next;
	struct flight *behind;	/* of its chain, not handed back yet; or NULL */
	struct io_request *request, copy;	/* the copy: as it was taken */
	uint32_t sum;		/* of a buffer to be written, as it was taken */
	struct fault_rule rule;	/* its hold, and ... */
	unsigned after;		/* ... these two, change on the way */
	int64_t not_before;	/* CLOCK_MONOTONIC, nanoseconds */
	unsigned entry;		/* in the trace */
	bool cancelled;
};

/* In the order of taking, each chain's one after the other. */
struct flights {
	struct fault *fault;
	struct flight *first;
	unsigned chains;	/* not handed back in full */
};

/* Take a chain; ends the process when the client may not submit it. */
void flights_take(struct flights *flights, struct io_request *chain);

/* Do the work of `flight` and forget it. Its request is to be handed back now. */
struct io_request *flights_end(struct flights *flights, struct flight *flight);

/* Forget all of them. */
void flights_lose(struct flights *flights);

#endif
