/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is asked becomes a chain OPEN -> READ -> CLOSE (or with a WRITE or a
 * question), which is given to the engine, and answered when the READ has ended. The CLOSE may take
 * longer, or for ever: a slot is free before, so there are more chains than slots.
 *
 * A chain belongs to this process, the slot until the answer too.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/worker_child.h"

#define BATCH 128u
/* Descriptors that are not files of chains: the pipe, the ring, and some air. */
#define OTHER_FILES 8u

/* ---- chains ---- */

/* No more than files can be open. */
static unsigned count_chains(const struct child *c)
{
	unsigned count = CHAINS_PER_SLOT * c->slots->count;
	struct rlimit limit;

	if (!getrlimit(RLIMIT_NOFILE, &limit) && limit.rlim_cur < count + OTHER_FILES)
		count = limit.rlim_cur > OTHER_FILES ? (unsigned) limit.rlim_cur - OTHER_FILES : 1;
	return count;
}

int chains_make(struct child *c)
{
	unsigned count = count_chains(c);
	size_t size = count * sizeof(*c->chains);
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED)
		return -errno;
	c->chains = memory;
	c->chain_count = count;
	c->by_slot = calloc(c->slots->count, sizeof(struct chain *));
	return c->by_slot ? 0 : -ENOMEM;
}

bool chains_any_free(const struct child *c)
{
	return c->free || c->fresh < c->chain_count;
}

static struct chain *take_chain(struct child *c)
{
	struct chain *chain = c->free;

	if (!chain)
		return &c->chains[c->fresh++];
	c->free = chain->next_free;
	return chain;
}

static void set_path(struct chain *chain, struct slots *slots)
{
	struct slot *slot = &slots->slot[chain->slot];

	chain->file.path = slot->path[0] ? slot->path : slots->long_path[chain->slot];
}

static struct io_request *make_chain(struct child *c, unsigned i)
{
	const struct slot *slot = &c->slots->slot[i];
	struct chain *chain = take_chain(c);

	chain->slot = i;
	c->by_slot[i] = chain;
	chain->file = (struct io_file) { .open_flags = slot->open_flags, .fd = -1 };
	set_path(chain, c->slots);
	chain->open = (struct io_request) {
		.op = IO_OPEN, .file = &chain->file, .link = &chain->transfer,
		.may_block = true, .owner = chain,
	};
	chain->transfer = (struct io_request) {
		.op = slot->op, .file = &chain->file, .offset = slot->offset,
		.extent = slot->extent, .buffer = c->slots->buffer[i], .length = slot->length,
		.link = &chain->close, .may_block = true, .owner = chain,
	};
	chain->close = (struct io_request) {
		.op = IO_CLOSE, .file = &chain->file, .may_block = true, .owner = chain,
	};
	c->in_flight++;
	return &chain->open;
}

static void free_chain(struct child *c, struct chain *chain)
{
	chain->next_free = c->free;
	c->free = chain;
	c->in_flight--;
}

static void answer(struct child *c, const struct chain *chain, ssize_t result)
{
	c->by_slot[chain->slot] = NULL;
	slots_answer(c->slots, chain->slot, (int) result);
	c->answered = true;
}

/* Signalled first, so that a parent that sleeps here has it behind itself when it wakes. */
void chains_wake_parent(struct child *c)
{
	if (c->answered && bell_take(c->parent)) {
		io_signal(c->event);
		worker_wake(c->parent);
	}
	c->answered = false;
}

/* ---- in and out ---- */

/* What is not accepted now is asked for again later, as if it had not been taken. */
static void not_accepted(struct child *c, struct io_request *chain_open, int error)
{
	struct chain *chain = chain_open->owner;

	if (error == -EAGAIN) {
		c->by_slot[chain->slot] = NULL;
		slots_ask(c->slots, chain->slot);
	} else {
		answer(c, chain, error);
	}
	free_chain(c, chain);
}

static void submit(struct child *c, struct io_request **batch, unsigned count)
{
	unsigned sent = 0;
	int r;

	while (sent < count) {
		r = c->ops->submit(c->engine, batch + sent, count - sent);
		if (r > 0)
			sent += (unsigned) r;
		else if (r && r != -EAGAIN)
			not_accepted(c, batch[sent++], r);
		else
			break;
	}
	while (sent < count)
		not_accepted(c, batch[sent++], -EAGAIN);
}

/* A parent that parses without rights may be taken over, and is not to get them here. */
static bool is_allowed(const struct child *c, const struct io_request *chain_open)
{
	const struct io_request *transfer = chain_open->link;
	int flags = chain_open->file->open_flags;

	return !c->wary ||
	       ((transfer->op == IO_READ || io_op_asks(transfer->op)) &&
		transfer->length <= SLOT_SIZE && (flags & O_ACCMODE) == O_RDONLY &&
		!(flags & (O_CREAT | O_TRUNC)));
}

/* Nothing that has been taken is in our hands alone when submit may block. */
void chains_take_asks(struct child *c)
{
	unsigned most = c->ops->synchronous ? 1 : BATCH, n;
	struct io_request *batch[BATCH];
	int i = 0;

	do {
		for (n = 0; n < most && chains_any_free(c); n++) {
			i = slots_take(c->slots, (unsigned) i);
			if (i < 0)
				break;
			batch[n] = make_chain(c, (unsigned) i);
			if (!is_allowed(c, batch[n]))
				not_accepted(c, batch[n--], -EPERM);
		}
		submit(c, batch, n);
	} while (n == BATCH && i >= 0);
}

void chains_refuse_asks(struct child *c)
{
	int i = 0;

	while ((i = slots_take(c->slots, (unsigned) i)) >= 0)
		slots_answer(c->slots, (unsigned) i, -ECANCELED);
}

/* One that waits for a chain is not begun. Which ask it is can be told of what has
 * been taken only: until then the parent may be asking anew. */
static void recall_unbegun(struct child *c, unsigned i)
{
	if (!slots_take_one(c->slots, i))
		return;
	if (slots_is_recalled(c->slots, i)) {
		slots_answer(c->slots, i, -ECANCELED);
		c->answered = true;
	} else {
		slots_ask(c->slots, i);
	}
}

/* Of one in flight the engine knows. */
static void recall(struct child *c, unsigned i)
{
	struct chain *chain = c->by_slot[i];

	if (!chain)
		recall_unbegun(c, i);
	else if (slots_is_recalled(c->slots, i))
		c->ops->recall(c->engine, &chain->open);
}

void chains_take_recalls(struct child *c)
{
	int i = 0;

	while ((i = slots_take_recall(c->slots, (unsigned) i)) >= 0)
		recall(c, (unsigned) i);
}

static void end_of_transfer(struct child *c, const struct chain *chain)
{
	ssize_t result = chain->open.result < 0 ? chain->open.result : chain->transfer.result;

	answer(c, chain, result);
}

static void ended(struct child *c, struct io_request *request)
{
	struct chain *chain = request->owner;

	if (!chain)
		child_end_of_wake(c);
	else if (request == &chain->transfer)
		end_of_transfer(c, chain);
	else if (request == &chain->close)
		free_chain(c, chain);
}

void chains_reap(struct child *c, int timeout_ms)
{
	struct io_request *done[BATCH];
	int n = c->ops->wait(c->engine, done, BATCH, timeout_ms);

	if (n < 0)
		_exit(1);
	for (int i = 0; i < n; i++)
		ended(c, done[i]);
	chains_wake_parent(c);
}
