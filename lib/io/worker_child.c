/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The work of a worker process: take what is asked, make a chain OPEN -> READ ->
 * CLOSE of each (or with a WRITE or PROBE), give it to an engine, and answer when
 * the READ has ended. The CLOSE may take longer, or for ever: a slot is free
 * before, so there are more chains than slots.
 *
 * It sleeps in its engine's wait. So that its parent can wake it there, a read of
 * the pipe between them is always among its requests. Engines on which such a read
 * would hold up the others (all but uring and threads) are waited for a
 * millisecond at a time instead, or not at all if there is nothing to wait for:
 * then it sleeps in the pipe. With threads the read may wait for one, when all that
 * there can be hang, and so it looks by itself now and then. With a synchronous
 * engine it takes one slot at a time, so that what it has begun is what it may hang
 * at, and nothing else.
 *
 * A chain belongs to this process, the slot until the answer too. Memory and
 * threads are the engine's business; nothing here takes any after the start.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include "io/worker_private.h"

#define BATCH 128u
#define CHAINS_PER_SLOT 2u
/* How long not to hear the parent: less than it takes a recall to be given up. */
#define DEAF_MS 20
/* Descriptors that are not files of chains: the pipe, the ring, and some air. */
#define OTHER_FILES 8u

struct chain {
	struct chain *next_free;
	unsigned slot;
	struct io_file file;
	struct io_request open, transfer, close;
};

struct child {
	struct slots *slots;
	struct bell *parent;
	const struct worker_candidate *engine_kind;
	const struct io_engine_ops *ops;
	struct io_engine *engine;
	struct chain *chains, *free;	/* `free`: those that were used before */
	struct chain **by_slot;	/* the one that has it, until it is answered */
	unsigned chain_count, fresh;	/* from `fresh` on they were not: as many as
					   are needed are touched */
	unsigned in_flight;	/* chains */
	bool answered;		/* something, and the parent was not woken yet */

	struct io_file pipe;
	struct io_request wake;	/* a read of it */
	bool awaiting;		/* that read is in flight */
	bool lingering;
	char rung[64];
};

/* ---- the engine ---- */

const struct worker_candidate worker_candidates[] = {
#ifdef HAVE_LIBURING
	{ &io_engine_uring, true, true, false },
#endif
	{ &io_engine_threads, true, true, true },
	{ &io_engine_sync, true, false, false },
#ifdef HAVE_LIBAIO
	{ &io_engine_libaio, false, false, false },
#endif
	{ &io_engine_readahead, false, false, false },
	{ NULL, false, false, false }
};

unsigned worker_choose(const char *inner,
		       const struct worker_candidate *chosen[SLOT_CANDIDATES])
{
	bool automatic = !strcmp(inner, "auto");
	const struct worker_candidate *c;
	unsigned n = 0;

	for (c = worker_candidates; c->ops; c++)
		if (automatic ? c->automatic : !strcmp(inner, c->ops->name))
			chosen[n++] = c;
	return n;
}

static int set_up_engine(struct child *c, const char *inner)
{
	struct io_settings settings = {
		.depth = CHAINS_PER_SLOT * c->slots->count + 1,
		.one_thread = true,
	};
	const struct worker_candidate *chosen[SLOT_CANDIDATES];
	unsigned n = worker_choose(inner, chosen), i, depth;
	struct slot_head *head = c->slots->head;
	int r = -ENOENT;

	for (i = 0; i < n; i++) {
		r = chosen[i]->ops->setup(&c->engine, &settings, &depth);
		if (!r)
			break;
		head->errors[i] = r;
	}
	if (r)
		return r;
	head->candidate = i;
	c->engine_kind = chosen[i];
	c->ops = chosen[i]->ops;
	return 0;
}

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

static int make_chains(struct child *c)
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

static bool has_chain(const struct child *c)
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

static void wake_parent(struct child *c)
{
	if (c->answered && bell_take(c->parent))
		worker_wake(c->parent);
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

/* Nothing that has been taken is in our hands alone when submit may block. */
static void take_asks(struct child *c)
{
	unsigned most = c->ops->synchronous ? 1 : BATCH, n;
	struct io_request *batch[BATCH];
	int i = 0;

	do {
		for (n = 0; n < most && has_chain(c); n++) {
			i = slots_take(c->slots, (unsigned) i);
			if (i < 0)
				break;
			batch[n] = make_chain(c, (unsigned) i);
		}
		submit(c, batch, n);
	} while (n == BATCH && i >= 0);
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

static void take_recalls(struct child *c)
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

/* Without a parent nobody wants anything any more, unless it has let us stay. */
static void end_of_wake(struct child *c)
{
	c->awaiting = false;
	if (c->wake.result <= 0 && atomic_load(&c->slots->head->quit) != SLOT_LINGER)
		_exit(0);
}

static void ended(struct child *c, struct io_request *request)
{
	struct chain *chain = request->owner;

	if (!chain)
		end_of_wake(c);
	else if (request == &chain->transfer)
		end_of_transfer(c, chain);
	else if (request == &chain->close)
		free_chain(c, chain);
}

/* Take back what has ended, waiting at most so long. */
static void reap(struct child *c, int timeout_ms)
{
	struct io_request *done[BATCH];
	int n = c->ops->wait(c->engine, done, BATCH, timeout_ms);

	if (n < 0)
		_exit(1);
	for (int i = 0; i < n; i++)
		ended(c, done[i]);
	wake_parent(c);
}

/* ---- sleep ---- */

static void read_pipe(struct child *c)
{
	ssize_t n = TEMP_FAILURE_RETRY(read(WORKER_WAKE_FD, c->rung, sizeof(c->rung)));

	c->wake.result = n;
	end_of_wake(c);
}

static void await_wake(struct child *c)
{
	struct io_request *batch = &c->wake;

	if (c->awaiting || c->lingering)
		return;
	c->wake = (struct io_request) {
		.op = IO_READ, .file = &c->pipe, .buffer = c->rung,
		.length = sizeof(c->rung), .may_block = true,
	};
	c->awaiting = c->ops->submit(c->engine, &batch, 1) == 1;
}

static void pong(struct child *c)
{
	struct slot_head *head = c->slots->head;

	atomic_store(&head->pong, atomic_load(&head->ping));
}

/* A ping that comes after the pong rings. */
static void arm(struct child *c)
{
	bell_arm(&c->slots->head->bell);
	pong(c);
}

static bool has_something_to_do(const struct child *c)
{
	return (slots_any_asked(c->slots) && has_chain(c)) || slots_any_recalled(c->slots);
}

/* Nobody wakes one who lingers but what he waits for. */
static bool may_be_deaf(const struct child *c)
{
	return c->engine_kind->needs_thread && c->in_flight && !c->lingering;
}

static void sleep_in_engine(struct child *c)
{
	int most = may_be_deaf(c) ? DEAF_MS : -1;

	await_wake(c);
	arm(c);
	reap(c, has_something_to_do(c) ? 0 : most);
	bell_disarm(&c->slots->head->bell);
}

static void sleep_in_pipe(struct child *c)
{
	arm(c);
	if (!has_something_to_do(c))
		read_pipe(c);
	bell_disarm(&c->slots->head->bell);
}

/* The bell stays unarmed: a millisecond is not worth a ring. */
static void doze_in_engine(struct child *c)
{
	struct pollfd fd = { .fd = WORKER_WAKE_FD, .events = POLLIN };

	reap(c, 1);
	pong(c);
	if (!c->lingering && poll(&fd, 1, 0) > 0)
		read_pipe(c);
}

static void sleep_until_needed(struct child *c)
{
	if (c->engine_kind->reads_pipes)
		sleep_in_engine(c);
	else if (c->in_flight)
		doze_in_engine(c);
	else
		sleep_in_pipe(c);
}

/* ---- life ---- */

/* True when it is time to leave. What hangs is what we stay for, so that whoever
 * asks can see that it still does. */
static bool is_over(struct child *c)
{
	struct slot_head *head = c->slots->head;

	switch (atomic_load(&head->quit)) {
	case SLOT_LEAVE:
		return true;
	case SLOT_LINGER:
		if (!c->lingering)
			prctl(PR_SET_PDEATHSIG, 0);
		c->lingering = true;
		atomic_store(&head->lingering, 1);
		return !c->in_flight;
	default:
		return false;
	}
}

static int set_up(struct child *c, const char *inner)
{
	int r = set_up_engine(c, inner);

	return r ? r : make_chains(c);
}

void worker_child(struct slots *slots, struct bell *parent, const char *inner)
{
	struct child c = { .slots = slots, .parent = parent, .pipe = { .fd = WORKER_WAKE_FD } };
	struct slot_head *head = slots->head;

	head->error = set_up(&c, inner);
	atomic_store(&head->started, 1);
	if (bell_take(parent))
		worker_wake(parent);
	if (head->error)
		_exit(1);
	while (!is_over(&c)) {
		take_recalls(&c);
		if (!c.lingering)
			take_asks(&c);
		wake_parent(&c);
		sleep_until_needed(&c);
	}
	_exit(0);
}
