/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The readahead engine: many buffered reads at once without AIO of any kind.
 *
 * Files are opened without O_DIRECT. A batch's reads are first announced to the
 * kernel (POSIX_FADV_WILLNEED), which starts the I/O of all of them and waits
 * for none; then each is asked for with RWF_NOWAIT, which gives what the page
 * cache has and -EAGAIN for what is still on its way.
 *
 * Nothing tells when a page has come: wait looks again after a pause that doubles
 * from 50 us to 5 ms.
 *
 * Nor does anything tell that it will never come. The kernel may drop an
 * announcement, and a page whose read has failed looks like one on its way,
 * however often it is announced again. Only a plain read does better: it reads
 * such a page anew and has the error. But it waits for a page that is on its way,
 * and with it would all other devices. So whoever has waited for long is asked
 * about in sysfs: when its disk has no read in flight its page is not on its way
 * either, and it is read plainly; the disk has just answered, with data for
 * others or with an error, and is expected to do so again. As long as there are
 * reads in flight (a slow disk has them, and a dead one for ever) it is left
 * alone. Where sysfs has nothing to say, as of network file systems, a second's
 * wait decides.
 *
 * What cannot be asked for with RWF_NOWAIT at all is read plainly at once; so is
 * what an IO_PROBE or IO_DM wants.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/uio.h>
#include <unistd.h>

#include "io/in_flight.h"
#include "io/request.h"

#define MS INT64_C(1000000)
#define PAUSE_MIN_NS INT64_C(50000)
#define PAUSE_MAX_NS (5 * MS)
/* When nothing at all has come for so long, ask what is wrong ... */
#define DOUBT_NS (50 * MS)
/* ... and when that cannot be told, wait for so long. */
#define PATIENCE_NS (1000 * MS)

struct io_engine {
	unsigned depth;
	struct io_request *first, **last;	/* reads announced and not come */
	int64_t came;		/* when something last did, or was announced */
	int64_t doubted;	/* when it was last asked what is wrong */
	struct io_ended ended;
};

static int readahead_setup(struct io_engine **engine, const struct io_settings *settings,
			   unsigned *depth)
{
	struct io_engine *e = calloc(1, sizeof(*e));

	if (!e)
		return -ENOMEM;
	e->last = &e->first;
	e->depth = settings->depth;
	io_ended_init(&e->ended);
	*depth = e->depth;
	*engine = e;
	return 0;
}

static void readahead_teardown(struct io_engine *engine, bool abandon)
{
	(void) abandon;
	free(engine);
}

static void keep_waiting(struct io_engine *e, struct io_request *request)
{
	request->next = NULL;
	*e->last = request;
	e->last = &request->next;
}

static void announce(struct io_engine *e, struct io_request *request)
{
	posix_fadvise(request->file->fd, (off_t) request->offset, (off_t) request->length,
		      POSIX_FADV_WILLNEED);
	e->came = e->doubted = io_now_ns();
	keep_waiting(e, request);
}

/* Through the page cache, whatever the path has asked for. */
static ssize_t open_buffered(struct io_request *request)
{
	struct io_file file = *request->file;
	struct io_request open = { .op = IO_OPEN, .file = &file };
	ssize_t result;

	file.open_flags &= ~O_DIRECT;
	result = io_request_do(&open);
	request->file->fd = file.fd;
	return result;
}

/* From `request` on, do what is done at once, and announce the read behind it. */
static void advance(struct io_engine *e, struct io_request *request)
{
	ssize_t result;

	while (request && request->op != IO_READ) {
		result = request->op == IO_OPEN ? open_buffered(request) :
						  io_request_do(request);
		request = io_request_end(&e->ended, request, result);
	}
	if (request)
		announce(e, request);
}

static int readahead_submit(struct io_engine *engine, struct io_request **batch, unsigned count)
{
	unsigned n;

	for (n = 0; n < count && engine->ended.held < engine->depth; n++) {
		engine->ended.held++;
		advance(engine, batch[n]);
	}
	return n ? (int) n : -EAGAIN;
}

/* ---- has it come? ---- */

static ssize_t ask(const struct io_request *request, size_t have)
{
	struct iovec iov = { (char *) request->buffer + have, request->length - have };
	off_t offset = (off_t) (request->offset + have);
	ssize_t r = TEMP_FAILURE_RETRY(preadv2(request->file->fd, &iov, 1, offset, RWF_NOWAIT));

	return r < 0 ? -errno : r;
}

static bool cannot_be_asked(ssize_t result)
{
	return result == -EOPNOTSUPP || result == -EINVAL || result == -ENOSYS;
}

/* A part of it may have come, and the rest not yet; or the file ends there. */
static bool has_come(struct io_request *request, ssize_t *result)
{
	size_t have = 0;
	ssize_t r;

	while ((r = ask(request, have)) > 0 && (have += (size_t) r) < request->length)
		;
	if (r == -EAGAIN)
		return false;
	if (cannot_be_asked(r))
		*result = io_request_do(request);
	else
		*result = r < 0 ? r : (ssize_t) have;
	return true;
}

/* Nothing has come for so long, and it is not slowness that one could wait for. */
static bool is_lost(const struct io_request *request, int64_t waited)
{
	int in_flight = io_reads_in_flight(request->file->fd);

	return in_flight ? in_flight < 0 && waited >= PATIENCE_NS : true;
}

/* One look at everything that waits; what a chain adds is looked at next time. */
static void look(struct io_engine *e)
{
	struct io_request *request = e->first, *next;
	int64_t now = io_now_ns(), waited = now - e->came;
	bool doubt = now - e->doubted >= DOUBT_NS;
	ssize_t result;

	e->first = NULL;
	e->last = &e->first;
	if (doubt)
		e->doubted = now;
	for (; request; request = next) {
		next = request->next;
		if (!has_come(request, &result)) {
			if (!doubt || !is_lost(request, waited)) {
				keep_waiting(e, request);
				continue;
			}
			result = io_request_do(request);
		}
		e->came = e->doubted = io_now_ns();
		advance(e, io_request_end(&e->ended, request, result));
	}
}

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int readahead_wait(struct io_engine *engine, struct io_request **done, unsigned max,
			  int timeout_ms)
{
	int64_t end = timeout_ms < 0 ? INT64_MAX : io_now_ns() + timeout_ms * MS;
	int64_t pause = PAUSE_MIN_NS, left;

	look(engine);
	while (!engine->ended.first && engine->first && (left = end - io_now_ns()) > 0) {
		io_nap(least(pause, left));
		pause = least(2 * pause, PAUSE_MAX_NS);
		look(engine);
	}
	return io_ended_take(&engine->ended, done, max);
}

/* As wait would: more seldom when nothing has come for longer. */
static int readahead_look(struct io_engine *engine)
{
	if (engine->ended.first || !engine->first)
		return io_ended_look(&engine->ended);
	return io_now_ns() - engine->came < PAUSE_MAX_NS ? 1 : io_to_ms(PAUSE_MAX_NS);
}

const struct io_engine_ops io_engine_readahead = {
	.name = "readahead",
	.setup = readahead_setup,
	.submit = readahead_submit,
	.wait = readahead_wait,
	.look = readahead_look,
	.recall = io_recall_nothing,
	.teardown = readahead_teardown,
};
