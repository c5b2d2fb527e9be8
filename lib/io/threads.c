/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The threads engine: a pool in which each thread does one chain of requests
 * by plain system calls, and a call that hangs holds one thread and nothing
 * else.
 *
 * The pool begins with a few threads, which are enough for fast devices. When
 * chains have waited for a thread for a few milliseconds the pool is doubled, up
 * to the depth: slow and dead devices hold their threads, and get as many as
 * they need. When no more threads are to be had (a limit on tasks) the chains wait
 * for those that there are.
 *
 * A request is published as soon as it has ended, before the next of its chain
 * begins: a close that hangs does not hide what was read.
 *
 * Teardown cannot wait for a thread that hangs, and what the requests and files
 * of such a thread were made of is gone afterwards. So a thread works on its own
 * copy of a request and looks, with the lock held, whether the original is still
 * there. The pool itself is shared by reference: the engine and each thread hold
 * one, and the last to leave frees it.
 */
#include <errno.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "base/process.h"
#include "io/request.h"

#define FIRST_THREADS 4u
#define PATIENCE_NS INT64_C(2000000)

/* Threads call open, pread and close; what they need most is room for a path. */
#define STACK_SIZE ((size_t)128 * 1024)

struct io_engine {
	struct process process;
	unsigned depth;
	int event;

	pthread_mutex_t lock;	/* of all below */
	pthread_cond_t work, done;
	struct io_request *first, **last;	/* chains not begun, linked by `next` */
	unsigned queued;	/* of them */
	int64_t hungry_since;	/* they wait for a thread since then; 0 = they do not */
	struct io_ended ended;
	unsigned threads, idle;
	unsigned refs;
	bool quit;
};

static void unref_unlock(struct io_engine *e)
{
	bool last = !--e->refs;

	pthread_mutex_unlock(&e->lock);
	if (!last)
		return;
	pthread_cond_destroy(&e->work);
	pthread_cond_destroy(&e->done);
	pthread_mutex_destroy(&e->lock);
	process_end(&e->process);
	free(e);
}

/* ---- in the threads: called and left with the lock held ---- */

/* A request of its own for a thread: nothing of it is the caller's but the buffer. */
struct copy {
	struct io_request request;
	struct io_file file;
	char path[PATH_MAX + 1];	/* one longer than the kernel takes */
};

static void make_copy(struct copy *copy, const struct io_request *request)
{
	copy->request = *request;
	copy->file = *request->file;
	copy->request.file = &copy->file;
	copy->file.path = copy->path;
	if (request->op == IO_OPEN)
		snprintf(copy->path, sizeof(copy->path), "%s", request->file->path);
}

static struct io_request *take_chain(struct io_engine *e)
{
	struct io_request *request;

	while (!e->first && !e->quit) {
		e->idle++;
		pthread_cond_wait(&e->work, &e->lock);
		e->idle--;
	}
	if (e->quit)
		return NULL;
	request = e->first;
	e->first = request->next;
	if (!e->first)
		e->last = &e->first;
	if (!--e->queued)
		e->hungry_since = 0;
	return request;
}

static void publish(struct io_engine *e, struct io_request *request, ssize_t result)
{
	io_ended_add(&e->ended, request, result);
	pthread_cond_signal(&e->done);
	io_signal(e->event);
}

/* While a file is being closed its number is nobody's any more: a teardown in the
 * meantime must not find it. Nobody else knows of one opened after a teardown. */
static ssize_t do_request(struct io_engine *e, struct copy *copy, struct io_request *request)
{
	ssize_t result;

	make_copy(copy, request);
	if (request->op == IO_CLOSE)
		request->file->fd = -1;
	pthread_mutex_unlock(&e->lock);
	result = io_request_do(&copy->request);
	pthread_mutex_lock(&e->lock);
	if (e->quit && copy->request.op == IO_OPEN && !result) {
		pthread_mutex_unlock(&e->lock);
		close(copy->file.fd);
		pthread_mutex_lock(&e->lock);
	}
	return result;
}

static bool must_run(const struct io_request *request, bool failed)
{
	return !failed || (request->op == IO_CLOSE && request->file->fd >= 0);
}

/* What has been published is the caller's again as soon as the lock is let go. */
static void do_chain(struct io_engine *e, struct copy *copy, struct io_request *request)
{
	struct io_request *next;
	bool failed = false;
	ssize_t result;

	for (; request; request = next) {
		next = request->link;
		result = must_run(request, failed) ? do_request(e, copy, request) : -ECANCELED;
		if (e->quit)
			return;
		if (request->op == IO_OPEN && !result)
			request->file->fd = copy->file.fd;
		failed = failed || result < 0;
		publish(e, request, result);
	}
}

static void *serve(void *context)
{
	struct io_engine *e = context;
	struct io_request *request;
	struct copy copy;

	pthread_mutex_lock(&e->lock);
	while ((request = take_chain(e)))
		do_chain(e, &copy, request);
	unref_unlock(e);
	return NULL;
}

/* ---- in the caller ---- */

/* Detached, and deaf to the program's signals, which are not for us. */
static int start_thread(struct io_engine *e)
{
	pthread_attr_t attr;
	pthread_t thread;
	sigset_t all, old;
	int r;

	r = pthread_attr_init(&attr);
	if (r)
		return -r;
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_SIZE);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	r = pthread_create(&thread, &attr, serve, e);
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	pthread_attr_destroy(&attr);
	if (!r) {
		e->threads++;
		e->refs++;
	}
	return -r;
}

/* Up to `count` more, as far as chains would wait without. */
static void start_threads(struct io_engine *e, unsigned count)
{
	unsigned helped = e->idle;

	while (count-- && e->threads < e->depth && helped < e->queued && !start_thread(e))
		helped++;
}

static void wake_threads(struct io_engine *e, unsigned chains)
{
	for (unsigned i = 0; i < chains && i < e->idle; i++)
		pthread_cond_signal(&e->work);
	if (e->threads < FIRST_THREADS)
		start_threads(e, FIRST_THREADS - e->threads);
	if (!e->hungry_since)
		e->hungry_since = io_now_ns();
}

static void grow(struct io_engine *e)
{
	if (!e->hungry_since || io_now_ns() - e->hungry_since < PATIENCE_NS)
		return;
	start_threads(e, e->threads);
	e->hungry_since = io_now_ns();
}

static void init_conds(struct io_engine *e)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&e->work, NULL);
	pthread_cond_init(&e->done, &attr);
	pthread_condattr_destroy(&attr);
}

/* One thread is there from the start, or this engine does not work here. */
static int threads_setup(struct io_engine **engine, const struct io_settings *settings,
			 unsigned *depth)
{
	struct io_engine *e = calloc(1, sizeof(*e));
	int r;

	if (!e)
		return -ENOMEM;
	pthread_mutex_init(&e->lock, NULL);
	init_conds(e);
	process_begin(&e->process);
	e->depth = settings->depth;
	e->event = settings->event;
	e->last = &e->first;
	io_ended_init(&e->ended);
	e->refs = 1;
	pthread_mutex_lock(&e->lock);
	r = start_thread(e);
	if (r) {
		unref_unlock(e);
		return r;
	}
	pthread_mutex_unlock(&e->lock);
	*depth = e->depth;
	*engine = e;
	return 0;
}

static void enqueue(struct io_engine *e, struct io_request *request)
{
	e->ended.held++;
	e->queued++;
	request->next = NULL;
	*e->last = request;
	e->last = &request->next;
}

/* A child after a fork has no threads, and its copy of the lock may be held by
 * one of the parent's for ever. */
static bool is_foreign(const struct io_engine *e)
{
	return !process_is_ours(&e->process);
}

static int threads_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	unsigned n = 0;

	if (is_foreign(engine))
		return -EINVAL;
	pthread_mutex_lock(&engine->lock);
	while (n < count && engine->ended.held < engine->depth)
		enqueue(engine, batch[n++]);
	if (n)
		wake_threads(engine, n);
	grow(engine);
	pthread_mutex_unlock(&engine->lock);
	return n ? (int) n : -EAGAIN;
}

/* Its place in the queue, or NULL when a thread has it. */
static struct io_request **find_queued(struct io_engine *e, const struct io_request *chain)
{
	struct io_request **place = &e->first;

	while (*place && *place != chain)
		place = &(*place)->next;
	return *place ? place : NULL;
}

static void unqueue(struct io_engine *e, struct io_request **place)
{
	struct io_request *chain = *place;

	*place = chain->next;
	if (!chain->next)
		e->last = place;
	if (!--e->queued)
		e->hungry_since = 0;
}

static void threads_recall(struct io_engine *engine, struct io_request *chain)
{
	struct io_request **place;

	if (is_foreign(engine))
		return;
	pthread_mutex_lock(&engine->lock);
	place = find_queued(engine, chain);
	if (place) {
		unqueue(engine, place);
		io_request_end(&engine->ended, chain, -ECANCELED);
	}
	pthread_mutex_unlock(&engine->lock);
}

static struct timespec to_timespec(int64_t ns)
{
	return (struct timespec) { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };
}

/* Sleep until something has ended, or it is time to grow or to go. */
static void sleep_until(struct io_engine *e, int64_t end)
{
	struct timespec until;

	if (e->hungry_since && e->hungry_since + PATIENCE_NS < end)
		end = e->hungry_since + PATIENCE_NS;
	until = to_timespec(end);
	pthread_cond_timedwait(&e->done, &e->lock, &until);
}

static int threads_wait(struct io_engine *engine, struct io_request **done, unsigned max,
			int timeout_ms)
{
	int64_t end = timeout_ms < 0 ? INT64_MAX : io_now_ns() + timeout_ms * INT64_C(1000000);
	int n;

	if (is_foreign(engine))
		return -EINVAL;
	pthread_mutex_lock(&engine->lock);
	grow(engine);
	while (!engine->ended.first && engine->ended.held && io_now_ns() < end) {
		sleep_until(engine, end);
		grow(engine);
	}
	n = io_ended_take(&engine->ended, done, max);
	pthread_mutex_unlock(&engine->lock);
	return n;
}

/* Chains that wait for a thread may need more of them. */
static int threads_look(struct io_engine *engine)
{
	int look;

	if (is_foreign(engine))
		return -1;
	pthread_mutex_lock(&engine->lock);
	look = io_ended_look(&engine->ended);
	if (look && engine->hungry_since)
		look = io_to_ms(engine->hungry_since + PATIENCE_NS - io_now_ns());
	pthread_mutex_unlock(&engine->lock);
	return look;
}

static void threads_teardown(struct io_engine *engine, bool abandon)
{
	(void) abandon;
	if (is_foreign(engine)) {
		process_end(&engine->process);
		free(engine);
		return;
	}
	pthread_mutex_lock(&engine->lock);
	engine->quit = true;
	pthread_cond_broadcast(&engine->work);
	unref_unlock(engine);
}

const struct io_engine_ops io_engine_threads = {
	.name = "threads",
	.setup = threads_setup,
	.submit = threads_submit,
	.wait = threads_wait,
	.look = threads_look,
	.recall = threads_recall,
	.teardown = threads_teardown,
};
