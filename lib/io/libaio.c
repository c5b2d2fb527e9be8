/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The libaio engine: the kernel's native AIO.
 *
 * Native AIO knows reads and writes only. Opens and closes are done at once,
 * by plain system calls, within submit, or within wait when what they are
 * linked behind has ended there; so a device whose open() hangs stops
 * everything, as it does with the sync engine. An IO_PROBE or IO_DM, which would hold
 * up everything for as long as it takes, fails.
 *
 * A taken request is either ready (its iocb is filled in and waits for
 * io_submit), in the kernel, or ended. One io_submit takes all that is ready.
 * What the kernel has no room for stays ready and goes with the next submit or
 * wait, as a chain whose open is done cannot be given back untouched. What it
 * refuses has ended with that error, and the others go on.
 *
 * RWF_NOWAIT lets a full device queue end a request with -EAGAIN rather than
 * block io_submit, and with it all other devices. Some files refuse the flag,
 * with -EOPNOTSUPP from io_submit (tmpfs, FUSE) or from the read itself, and
 * old kernels with -EINVAL: such a request goes again without it, and its file
 * is remembered.
 *
 * io_getevents looks into the ring in user space when the timeout is 0: having
 * a look costs no system call.
 */
#include <assert.h>
#include <errno.h>
#include <libaio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>

#include "io/request.h"

/* Fewer are not worth asking the kernel for. */
#define LEAST_DEPTH 8u

struct io_engine {
	io_context_t context;
	int event;
	unsigned depth;
	unsigned in_kernel;
	unsigned ready_count, free_count;
	struct iocb *iocbs;	/* depth of each of these */
	struct iocb **ready;	/* in the order in which they are to be submitted */
	struct iocb **free;
	struct io_event *events;
	struct io_ended ended;
};

static void free_engine(struct io_engine *e)
{
	free(e->iocbs);
	free(e->ready);
	free(e->free);
	free(e->events);
	free(e);
}

static struct io_engine *alloc_engine(unsigned depth)
{
	struct io_engine *e = calloc(1, sizeof(*e));

	if (!e)
		return NULL;
	e->depth = depth;
	e->iocbs = calloc(depth, sizeof(*e->iocbs));
	e->ready = calloc(depth, sizeof(struct iocb *));
	e->free = calloc(depth, sizeof(struct iocb *));
	e->events = calloc(depth, sizeof(*e->events));
	if (!e->iocbs || !e->ready || !e->free || !e->events) {
		free_engine(e);
		return NULL;
	}
	while (e->free_count < depth) {
		e->free[e->free_count] = e->iocbs + e->free_count;
		e->free_count++;
	}
	io_ended_init(&e->ended);
	return e;
}

/* -EAGAIN: fs.aio-max-nr, which all processes share, has not so many left. */
static int setup_context(io_context_t *context, unsigned *depth)
{
	int r;

	while ((r = io_setup((int) *depth, context)) == -EAGAIN && *depth > LEAST_DEPTH)
		*depth = *depth / 2 > LEAST_DEPTH ? *depth / 2 : LEAST_DEPTH;
	return r;
}

static int libaio_setup(struct io_engine **engine, const struct io_settings *settings,
			unsigned *depth)
{
	io_context_t context = NULL;
	unsigned got = settings->depth;
	struct io_engine *e;
	int r = setup_context(&context, &got);

	if (r < 0)
		return r;
	e = alloc_engine(got);
	if (!e) {
		io_destroy(context);
		return -ENOMEM;
	}
	e->context = context;
	e->event = settings->event;
	*depth = got;
	*engine = e;
	return 0;
}

/* A chain has one request at a time in an iocb, and there are `depth` of both. */
static void make_ready(struct io_engine *e, struct io_request *request)
{
	bool nowait = !request->may_block && !request->file->refuses_nowait;
	struct iocb *iocb;

	assert(e->free_count);
	iocb = e->free[--e->free_count];
	if (request->op == IO_READ)
		io_prep_pread(iocb, request->file->fd, request->buffer, request->length,
			      (long long) request->offset);
	else
		io_prep_pwrite(iocb, request->file->fd, request->buffer, request->length,
			       (long long) request->offset);
	iocb->aio_rw_flags = nowait ? RWF_NOWAIT : 0;
	iocb->data = request;
	if (e->event)
		io_set_eventfd(iocb, e->event);
	e->ready[e->ready_count++] = iocb;
}

static bool is_for_kernel(const struct io_request *request)
{
	return request->op == IO_READ || request->op == IO_WRITE;
}

static ssize_t do_at_once(struct io_request *request)
{
	return io_op_asks(request->op) ? -EOPNOTSUPP : io_request_do(request);
}

/* From `request` on, do what is done at once. */
static void advance(struct io_engine *e, struct io_request *request)
{
	while (request && !is_for_kernel(request))
		request = io_request_end(&e->ended, request, do_at_once(request));
	if (request)
		make_ready(e, request);
}

static void end_iocb(struct io_engine *e, struct iocb *iocb, ssize_t result)
{
	e->free[e->free_count++] = iocb;
	advance(e, io_request_end(&e->ended, iocb->data, result));
}

static void do_without_nowait(struct iocb *iocb)
{
	struct io_request *request = iocb->data;

	request->file->refuses_nowait = true;
	iocb->aio_rw_flags = 0;
}

/* io_submit refused `iocb`. True when it has ended, false to try it again. */
static bool refused(struct io_engine *e, struct iocb *iocb, int error)
{
	if (iocb->aio_rw_flags && (error == -EOPNOTSUPP || error == -EINVAL)) {
		do_without_nowait(iocb);
		return false;
	}
	end_iocb(e, iocb, error);
	return true;
}

/*
 * Give the kernel all that is ready. It takes a batch up to the first request
 * that it refuses, and names the error only when that one comes first. -EAGAIN:
 * no room; worth waiting for only while something can end and make some.
 */
static void submit_ready(struct io_engine *e)
{
	unsigned n = 0;
	int r;

	while (n < e->ready_count) {
		r = io_submit(e->context, e->ready_count - n, e->ready + n);
		if (r > 0) {
			n += (unsigned) r;
			e->in_kernel += (unsigned) r;
		} else if ((!r || r == -EAGAIN) && e->in_kernel) {
			break;
		} else if (refused(e, e->ready[n], r ? r : -EAGAIN)) {
			n++;
		}
	}
	e->ready_count -= n;
	memmove(e->ready, e->ready + n, e->ready_count * sizeof(*e->ready));
}

static int libaio_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	unsigned n;

	for (n = 0; n < count && engine->ended.held < engine->depth; n++) {
		engine->ended.held++;
		advance(engine, batch[n]);
	}
	submit_ready(engine);
	return n ? (int) n : -EAGAIN;
}

static void take_event(struct io_engine *e, const struct io_event *event)
{
	struct iocb *iocb = event->obj;
	ssize_t result = (ssize_t) event->res;

	e->in_kernel--;
	if (result == -EOPNOTSUPP && iocb->aio_rw_flags) {
		do_without_nowait(iocb);
		e->ready[e->ready_count++] = iocb;
	} else {
		end_iocb(e, iocb, result);
	}
}

/* All that there is, waiting for the first one. 0 or -errno. */
static int reap(struct io_engine *e, struct timespec *timeout)
{
	int i, n = io_getevents(e->context, 1, e->depth, e->events, timeout);

	for (i = 0; i < n; i++)
		take_event(e, e->events + i);
	submit_ready(e);
	return n == -EINTR || n > 0 ? 0 : n;
}

/* Reap until something has ended or `timeout_ms` (not -1) is over. */
static int reap_until(struct io_engine *e, int timeout_ms)
{
	int64_t left = timeout_ms * INT64_C(1000000), end = left ? io_now_ns() + left : 0;
	struct timespec timeout;
	int r;

	do {
		timeout = (struct timespec) { .tv_sec = left / 1000000000,
					      .tv_nsec = left % 1000000000 };
		r = reap(e, &timeout);
	} while (!r && !e->ended.first && e->in_kernel && left && (left = end - io_now_ns()) > 0);
	return r;
}

static int reap_for_ever(struct io_engine *e)
{
	int r;

	do
		r = reap(e, NULL);
	while (!r && !e->ended.first && e->in_kernel);
	return r;
}

static int libaio_wait(struct io_engine *engine, struct io_request **done, unsigned max,
		       int timeout_ms)
{
	int n, r = 0;

	submit_ready(engine);
	if (engine->ended.first)
		timeout_ms = 0;
	if (engine->in_kernel)
		r = timeout_ms < 0 ? reap_for_ever(engine) : reap_until(engine, timeout_ms);
	n = io_ended_take(&engine->ended, done, max);
	return n ? n : r;
}

/* What the kernel had no room for is tried again. */
static int libaio_look(struct io_engine *engine)
{
	if (!engine->ended.first && engine->ready_count)
		return 1;
	return io_ended_look(&engine->ended);
}

static void libaio_teardown(struct io_engine *engine, bool abandon)
{
	if (!abandon && !engine->in_kernel)
		io_destroy(engine->context);
	free_engine(engine);
}

const struct io_engine_ops io_engine_libaio = {
	.name = "libaio",
	.setup = libaio_setup,
	.submit = libaio_submit,
	.wait = libaio_wait,
	.look = libaio_look,
	.recall = io_recall_nothing,
	.teardown = libaio_teardown,
};
