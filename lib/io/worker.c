/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The verbs of the worker engine, and the chains of requests.
 *
 * A read, write or question carries its path along and is opened and closed by the
 * process, each for itself: opening a device again costs less than keeping count
 * of what is open in another process. So an IO_OPEN has ended as soon as it is
 * submitted, and so has an IO_CLOSE; they only say that the file is open, to
 * whoever looks at its number.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "io/worker_private.h"

/* The number of every open file: no descriptor, and above all of them. */
#define FILE_NUMBER (1 << 30)

/* ---- setup and teardown ---- */

static void free_engine(struct io_engine *e)
{
	if (e->bell)
		munmap(e->bell, sizeof(*e->bell));
	process_end(&e->process);
	desk_free(&e->desk);
	free(e->flights);
	free(e);
}

static int allocate(struct io_engine *e)
{
	int r = desk_init(&e->desk, e->depth);

	if (r)
		return r;
	e->flights = reallocarray(NULL, e->depth, sizeof(*e->flights));
	e->bell = worker_map(sizeof(*e->bell));
	if (!e->flights || !e->bell)
		return -ENOMEM;
	dm_list_init(&e->unused);
	dm_list_init(&e->uncut);
	io_ended_init(&e->ended);
	return 0;
}

static int worker_setup(struct io_engine **engine, const struct io_settings *settings,
			unsigned *depth)
{
	struct io_engine *e = calloc(1, sizeof(*e));
	int r;

	if (!e)
		return -ENOMEM;
	process_begin(&e->process);
	e->depth = settings->depth < WORKER_DEPTH_MAX ? settings->depth : WORKER_DEPTH_MAX;
	e->log = settings->log;
	e->inner = settings->inner ? settings->inner : "auto";
	e->helper = settings->helper;
	e->event = settings->event;
	r = allocate(e);
	if (!r)
		r = worker_start(e, 0);
	if (r) {
		free_engine(e);
		return r;
	}
	*depth = e->depth;
	*engine = e;
	return 0;
}

static bool is_foreign(const struct io_engine *e)
{
	return !process_is_ours(&e->process);
}

static void worker_teardown(struct io_engine *engine, bool abandon)
{
	bool linger = engine->ended.held && engine->desk.in_use;

	for (unsigned i = 0; i <= engine->desk.worker; i++)
		if (is_foreign(engine))
			worker_forget(&engine->workers[i]);
		else
			worker_dismiss(&engine->workers[i], linger, abandon);
	free_engine(engine);
}

/* ---- chains ---- */

/* What does not need the process. */
static bool is_nothing(const struct io_request *request)
{
	return request->op == IO_OPEN || request->op == IO_CLOSE;
}

static void do_nothing(struct io_engine *e, struct io_request *request)
{
	request->file->fd = request->op == IO_OPEN ? FILE_NUMBER : -1;
	io_ended_add(&e->ended, request, 0);
}

static void advance(struct io_engine *e, struct io_request *request)
{
	for (; request && is_nothing(request); request = request->link)
		do_nothing(e, request);
	if (request)
		worker_take(e, request);
}

static void cancel(struct io_engine *e, struct io_request *request)
{
	for (; request; request = request->link)
		if (request->op == IO_CLOSE && request->file->fd >= 0)
			do_nothing(e, request);
		else
			io_ended_add(&e->ended, request, -ECANCELED);
}

void worker_ended(struct io_engine *e, struct io_request *request, ssize_t result)
{
	io_ended_add(&e->ended, request, result);
	if (result >= 0)
		advance(e, request->link);
	else
		cancel(e, request->link);
}

/* ---- verbs ---- */

/* No more than go out, so that nobody has buffers for what only waits here. */
static bool has_room(const struct io_engine *e)
{
	return e->ended.held < e->depth && e->ended.held < e->desk.window;
}

static int worker_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	unsigned n;

	if (is_foreign(engine))
		return -EINVAL;
	if (engine->broken)
		return engine->broken;
	for (n = 0; n < count && has_room(engine); n++) {
		engine->ended.held++;
		advance(engine, batch[n]);
	}
	engine->refused = n < count;
	worker_ask(engine);
	return n ? (int) n : -EAGAIN;
}

static int worker_wait(struct io_engine *engine, struct io_request **done, unsigned max,
		       int timeout_ms)
{
	int64_t end = timeout_ms < 0 ? INT64_MAX : io_now_ns() + timeout_ms * MS;
	int n, r;

	if (is_foreign(engine))
		return -EINVAL;
	r = timeout_ms ? worker_wait_until(engine, end) : worker_get_up(engine);
	n = io_ended_take(&engine->ended, done, max);
	return n ? n : r;
}

static int look_unless_foreign(struct io_engine *engine)
{
	return is_foreign(engine) ? -1 : worker_look(engine);
}

static void recall_unless_foreign(struct io_engine *engine, struct io_request *chain)
{
	if (!is_foreign(engine))
		worker_recall(engine, chain);
}

pid_t io_worker_pid(const struct io_engine *engine)
{
	return engine->workers[engine->desk.worker].pid;
}

const char *io_worker_inner(const struct io_engine *engine)
{
	return engine->inner_ops->name;
}

const struct io_engine_ops io_engine_worker = {
	.name = "worker",
	.own_files = true,
	.copies = true,
	.opens_itself = true,
	.setup = worker_setup,
	.submit = worker_submit,
	.wait = worker_wait,
	.look = look_unless_foreign,
	.recall = recall_unless_foreign,
	.teardown = worker_teardown,
};
