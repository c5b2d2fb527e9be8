/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Engines: how a request reaches a device. An engine is mechanism only.
 * Alignment, short reads, limits, retries, deadlines and logs belong to the
 * path (device/dev_io.h), which is an engine's only client.
 *
 * An engine belongs to the process that set it up, and is used by one thread at a
 * time. Of a child after a fork it wants nothing but teardown, which gives memory
 * back there and leaves all else to the parent; the other verbs fail there, or do
 * what the child asks for itself, and never touch what the parent has in flight.
 */
#ifndef IO_IO_H
#define IO_IO_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/log.h"

/* IO_PROBE asks libblkid what is on the open file, and IO_DM device-mapper what it has
 * of a device; the answer is put into the buffer (io/probe.h, io/dm.h). Both are for
 * engines that work by plain system calls; the others end them with -EOPNOTSUPP. */
enum io_op { IO_OPEN, IO_READ, IO_WRITE, IO_CLOSE, IO_PROBE, IO_DM };

static inline bool io_op_asks(enum io_op op)
{
	return op == IO_PROBE || op == IO_DM;
}

/* What a request works on. Belongs to the path; `fd` is written by the engine
 * only, when IO_OPEN ends and while IO_CLOSE runs; after IO_CLOSE it is -1,
 * failed or not. */
struct io_file {
	const char *path;
	int open_flags;		/* for open(2); the path adds O_DIRECT or leaves it */
	int fd;			/* -1 = not open; else a descriptor, or a number of
				   the engine's own, above all descriptors */
	bool refuses_nowait;	/* the engine's: it has to ask without RWF_NOWAIT */
};

/*
 * One request. The path owns it and its buffer; the engine may use both from
 * an accepted submit until wait hands the request back.
 *
 * `link` chains requests: the next one starts when this one has ended well; a
 * short read has. When one fails, those after it end with -ECANCELED, but a
 * linked IO_CLOSE of an open file always runs. A chain is submitted by its first
 * request, accepted or refused as a whole, and each of its requests is handed
 * back, in their order.
 */
struct io_request {
	enum io_op op;
	struct io_file *file;
	uint64_t offset;	/* bytes */
	uint64_t extent;	/* IO_PROBE: bytes that the device has from `offset` on,
				   0 = all that the file has; IO_DM: the device's number,
				   as of makedev() */
	void *buffer;		/* aligned for O_DIRECT */
	size_t length;		/* bytes; of an IO_PROBE or IO_DM an engine may use only
				   8 KiB */
	bool may_block;		/* false: end with -EAGAIN rather than block the
				   submit, where the engine can do that */
	struct io_request *link;

	ssize_t result;		/* bytes done, fewer at the end of the device; of an
				   IO_PROBE or IO_DM the answer's length; 0 for IO_OPEN
				   and IO_CLOSE; or -errno */

	void *owner;		/* the path's */
	struct io_request *next;	/* the engine's between submit and wait */
	uint32_t slot;			/* the engine's */
};

struct io_settings {
	unsigned depth;		/* most requests in flight at once, a chain being
				   one of them; at least 1 */
	const struct log *log;	/* lives as long as the engine */
	bool one_thread;	/* only the thread that calls setup will use it */
	bool isolate;		/* io_engine_choose(): in a process of its own */
	const char *inner;	/* for the worker engine: the name of the one in its
				   process; "auto" or NULL = the first that works */
	struct helper *helper;	/* for the worker engine, which starts it: to be asked
				   for what only it may do; or NULL */
	int event;		/* an eventfd that is to be signalled when something has
				   ended, see `look`; 0 = none */
	void *context;		/* for the fault engine: its script; else NULL */
};

struct io_engine;

/* For those that begin all they take: nothing to be done. */
void io_recall_nothing(struct io_engine *engine, struct io_request *chain);

/* The verbs; none is optional. */
struct io_engine_ops {
	const char *name;	/* as in the setting io_engine */

	/*
	 * True when submit does the whole work and wait has the result at once.
	 * The path then calls back before dev_read() returns.
	 */
	bool synchronous;

	/*
	 * True when files are open in the engine and not in the process. They are
	 * closed by its teardown, and their numbers mean nothing after it.
	 */
	bool own_files;

	/*
	 * True when each read, write and question opens and closes its file by itself:
	 * it may be submitted on a closed file, and what open() says is its result.
	 * IO_OPEN and IO_CLOSE do nothing then, and may be left out.
	 */
	bool opens_itself;

	/*
	 * True when wait alone writes into the buffers of reads and questions: once the
	 * engine is torn down nobody does, whatever its requests still wait for.
	 */
	bool copies;

	/*
	 * Make an engine that can hold settings->depth requests, less if the
	 * system has no more to give: *depth says how many. No memory is taken
	 * per request later. -errno when it cannot work here at all: the caller
	 * tries the next engine.
	 */
	int (*setup)(struct io_engine **engine, const struct io_settings *settings,
		     unsigned *depth);

	/*
	 * Take `count` requests (chains count once). Returns how many of the
	 * first ones were accepted: each of those is handed back by wait exactly
	 * once, failed or not. The others are untouched and remain the caller's.
	 * When none is accepted: -EAGAIN = try again after a completion; any
	 * other -errno concerns batch[0] alone, which must not be submitted again.
	 */
	int (*submit)(struct io_engine *engine, struct io_request **batch, unsigned count);

	/*
	 * Hand back up to `max` ended requests, waiting until there is at least
	 * one or `timeout_ms` is over (-1 = for ever, 0 = only look). Returns how
	 * many; 0 = time is over, or nothing is in flight, or there is room now for
	 * what submit did not take, so that it should be tried again. -errno, never -EINTR,
	 * when the engine is broken: all in flight is lost.
	 */
	int (*wait)(struct io_engine *engine, struct io_request **done, unsigned max,
		    int timeout_ms);

	/*
	 * For who does not sleep in wait: how many milliseconds until wait, with the
	 * timeout 0, is to be called although the event of the settings has not been
	 * signalled. 0 = at once, there is something to hand back; -1 = not before. What
	 * ends after this signals the event, if there is one.
	 */
	int (*look)(struct io_engine *engine);

	/*
	 * The deadline of a chain in flight is over: if nobody has begun it, for want
	 * of threads, it should be handed back, soon, with -ECANCELED for each of its
	 * requests. Otherwise nothing happens, or what was begun is interrupted
	 * (-EINTR); what the kernel cannot take back ends when it does. Of an engine
	 * that begins all that it takes this is the truth: do nothing.
	 */
	void (*recall)(struct io_engine *engine, struct io_request *chain);

	/*
	 * Free the engine; requests in flight are forgotten, so their buffers
	 * must outlive the process' I/O: see `abandon`. Files stay open, unless
	 * they are the engine's own.
	 *
	 * abandon = false: also end the kernel's side, unless requests are in
	 * flight: ending a kernel AIO context takes 20-100 ms when it is idle,
	 * and for ever with a read on a dead disk.
	 *
	 * abandon = true: give back memory only and leave the kernel's side to
	 * the exit of the process. It is what a child does with its parent's
	 * engine after a fork, and what is done with one that is broken.
	 */
	void (*teardown)(struct io_engine *engine, bool abandon);
};

extern const struct io_engine_ops io_engine_uring;	/* if built with liburing */
extern const struct io_engine_ops io_engine_libaio;	/* if built with libaio */
extern const struct io_engine_ops io_engine_threads;
extern const struct io_engine_ops io_engine_readahead;
extern const struct io_engine_ops io_engine_sync;
extern const struct io_engine_ops io_engine_fault;	/* tests: see io/fault.h */

/* The engine of that name, or NULL. "fault" is not found by name. */
const struct io_engine_ops *io_engine_find(const char *name);

/*
 * Set up the engine called `name`, or for "auto" the first that works in the
 * design's order (uring, libaio, readahead, sync), with one warning per engine
 * passed over that says why. With settings->isolate it is the worker engine with
 * that name inside (auto: uring, threads, sync); if that does not work and `name`
 * is "auto" it goes on without, likewise with a warning. -errno when the named one
 * does not work here, -ENOENT when there is none of that name.
 */
int io_engine_choose(const char *name, const struct io_settings *settings,
		     const struct io_engine_ops **ops, struct io_engine **engine,
		     unsigned *depth);

#endif
