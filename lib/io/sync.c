/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sync engine: all work is done in submit by plain system calls, and wait
 * only hands back. It works wherever there are files, and is what use_aio = 0
 * means. Blocking is its nature, so it does not look at may_block.
 */
#include <errno.h>
#include <stdlib.h>

#include "io/request.h"

struct io_engine {
	struct io_ended ended;
	unsigned depth;
};

static int sync_setup(struct io_engine **engine, const struct io_settings *settings,
		      unsigned *depth)
{
	struct io_engine *e = malloc(sizeof(*e));

	if (!e)
		return -ENOMEM;
	io_ended_init(&e->ended);
	e->depth = settings->depth;
	*depth = e->depth;
	*engine = e;
	return 0;
}

static void run_chain(struct io_engine *engine, struct io_request *request)
{
	engine->ended.held++;
	while (request)
		request = io_request_end(&engine->ended, request, io_request_do(request));
}

static int sync_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	unsigned n;

	for (n = 0; n < count && engine->ended.held < engine->depth; n++)
		run_chain(engine, batch[n]);
	return n ? (int) n : -EAGAIN;
}

static int sync_wait(struct io_engine *engine, struct io_request **done, unsigned max,
		     int timeout_ms)
{
	(void) timeout_ms;
	return io_ended_take(&engine->ended, done, max);
}

static int sync_look(struct io_engine *engine)
{
	return io_ended_look(&engine->ended);
}

static void sync_teardown(struct io_engine *engine, bool abandon)
{
	(void) abandon;
	free(engine);
}

const struct io_engine_ops io_engine_sync = {
	.name = "sync",
	.synchronous = true,
	.setup = sync_setup,
	.submit = sync_submit,
	.wait = sync_wait,
	.look = sync_look,
	.recall = io_recall_nothing,
	.teardown = sync_teardown,
};
