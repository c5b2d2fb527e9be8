/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The path: every byte that volscan reads from a device goes through
 * dev_read().
 *
 * - Aligned 8 KiB. A range is widened to whole 8 KiB blocks of the device
 *   (clipped at its end), so that one read serves label, pv_header,
 *   mda_header and mostly the text. A longer range is one longer read.
 * - Last block. Each stream of a device keeps the last 8 KiB block that it
 *   read; a range inside it costs no I/O.
 * - Kept. With dev_io_keep() a range that an earlier scan has read costs no I/O either.
 * - Limits. At most `aio_max` reads are in flight with at most `aio_memory`
 *   bytes of buffers, on at most `max_open` open devices. Past any of them a
 *   request waits, first in first out, without a buffer: a buffer is taken
 *   only when its read is issued. A read larger than `aio_memory` is issued
 *   when it is alone. Requests whose device must first be opened, while
 *   max_open devices are, wait apart, so that they never hold up those
 *   whose device is open and which will make room. When the system gives
 *   fewer descriptors than max_open, what it gives is the limit.
 *   Synchronous I/O knows only max_open: it reads one range at a time, and a
 *   callback's own reads cannot wait for the buffer that it looks at.
 * - A device is open only while it has requests queued or in flight: it is
 *   closed after the callback that leaves none. O_DIRECT is given up for a
 *   device that refuses it, at open or at a read (-EINVAL).
 * - Busy. A read that would have to wait for a place in its device's queue
 *   (-EAGAIN) goes back to the head of the line, until something else has ended
 *   or a few milliseconds are over. When nothing else is in flight it may wait
 *   there, and a file's read may at its second try: it is the file system that
 *   it waits for.
 * - Errors. A read that fails, and a short one that is not at the device's
 *   end even when its rest is asked for again, is that request's error. After
 *   `disable_after_error_count` errors in a row the device gets no more I/O
 *   and its requests end with -EIO. A success starts the count anew.
 * - Deadlines. A request that is not answered `timeout_ms` after its first issue,
 *   the open included, ends with -ETIMEDOUT; or with -EAGAIN if nobody has begun
 *   it, for want of threads. The device has timed out: it gets no more I/O, of this
 *   path and, if it can be remembered, of later ones for as long as it hangs
 *   (device/hung.h); its requests end with -ETIMEDOUT. Buffer and file stay with
 *   the engine, outside of all limits, until a late answer frees them. Closes that
 *   take longer are not waited for. When what hangs has used up all requests or
 *   descriptors that there are, the others end with -EAGAIN.
 *   An engine that is synchronous, in this process, cannot keep a deadline.
 * - Fork. The path remembers its process. In a child it sets its engine up
 *   anew, at dev_io_reset() or at its next use: what the parent had in flight
 *   is read again by the child for the child's copy of the callbacks.
 */
#ifndef DEVICE_DEV_IO_H
#define DEVICE_DEV_IO_H

#include "device/dev.h"

#define DEV_BLOCK_SIZE 8192u

struct dev_io;
struct helper;
struct kept;

struct dev_io_options {
	bool use_aio;		/* false: synchronous, as with either limit 0 */
	const char *engine;	/* "auto" or an engine's name */
	unsigned aio_max;	/* requests in flight; 0 = synchronous */
	uint64_t aio_memory;	/* bytes of buffers; 0 = synchronous */
	unsigned batch;		/* requests per submit; 0 = 128 */
	unsigned max_open;	/* open devices; 0 = what the soft limit of descriptors
				   leaves now */
	unsigned timeout_ms;	/* for an answer, the open included; 0 = for ever */
	bool isolate;		/* in a process of its own */
	bool confine;		/* be ready for dev_io_confine() */
	const char *run_dir;	/* where what hangs is remembered; NULL or "": only
				   in this path */
	bool retry_hung;	/* ask again what earlier paths found hanging */
	unsigned disable_after_error_count;	/* 0 = never */
	int event;		/* an eventfd to be signalled, see dev_io_look(); 0 = none */
	bool direct;		/* O_DIRECT where the file system can do it */

	/* Tests: use this engine whatever `engine` says. NULL otherwise. */
	const struct io_engine_ops *ops;
	void *engine_context;	/* becomes io_settings.context */
};

/*
 * `log` may be NULL and lives as long as the path. The engine is set up here;
 * -errno when a named one does not work on this machine.
 */
int dev_io_new(const struct dev_io_options *options, const struct log *log,
	       struct dev_io **io);

/*
 * The answer to one dev_read(). `error` is 0 or -errno. `data` is exactly the
 * range asked for, NULL on error (and `length` 0), and gone when the callback
 * returns. It may call dev_read() and dev_forget(), for any device.
 */
typedef void (*dev_read_fn)(void *context, struct dev *dev, int error, const void *data,
			    size_t length);

/*
 * Read `length` bytes at `offset` of the device. The callback runs exactly
 * once on every path: success, error, short read, refused submit, teardown.
 *
 * It runs before dev_read() returns when the answer is at hand: a range
 * inside the stream's last block or kept, a range that is empty or past the device's
 * end (-EINVAL), a disabled device (-EIO), no memory to queue it (-ENOMEM), and
 * everything when I/O is synchronous. Otherwise it runs from dev_io_run(), never from here.
 */
void dev_read(struct dev_io *io, struct dev *dev, uint64_t offset, size_t length,
	      enum dev_reason reason, dev_read_fn callback, void *context);

/*
 * Read several ranges of one device as one request: `data` has them one behind the
 * other, in their order. All are issued; the first error is kept, and the callback
 * runs once, when the last of them has ended. Else it is as with dev_read(). `parts`
 * need not live longer than the call.
 */
struct dev_part {
	uint64_t offset;	/* bytes */
	size_t length;
};

void dev_read_parts(struct dev_io *io, struct dev *dev, const struct dev_part *parts,
		    unsigned count, enum dev_reason reason, dev_read_fn callback, void *context);

/*
 * Ask libblkid what is on the device: `data` is its text, see io/probe.h, `length` 0
 * when it recognizes nothing. Else it is as with dev_read(), except that nothing is
 * kept, and that it counts as no read. For a path of its own, without O_DIRECT and on
 * an engine that can do it (threads, readahead, sync); on others it is -EOPNOTSUPP.
 */
void dev_probe(struct dev_io *io, struct dev *dev, dev_read_fn callback, void *context);

/*
 * Ask device-mapper what it has of the device `dev`, which is one of its own: `data` is
 * the kernel's answer, see io/dm.h. What is opened for it is the path of `dev`, which is
 * to be io_dm_node(). Else it is as with dev_probe(); the size of `dev` is not 0.
 */
void dev_ask_dm(struct dev_io *io, struct dev *dev, dev_read_fn callback, void *context);

/*
 * Deliver answers until no request is queued or in flight, also none that a
 * callback has added. 0, or -errno when the engine broke: then every request
 * has been answered with that error, and the next use tries a new one. Not to
 * be called by callbacks.
 */
int dev_io_run(struct dev_io *io);

/*
 * A part of dev_io_run(): deliver what has been answered, issue what may go. With `wait`
 * it sleeps until something is answered, or a deadline or tick is due; without, it never
 * waits for a device. 1 = there is more to do; otherwise as dev_io_run().
 */
int dev_io_step(struct dev_io *io, bool wait);

/*
 * After dev_io_step() without waiting: how many milliseconds until the next one, unless the
 * event of the options is signalled before. 0 = at once, -1 = nothing is to be done. Without
 * an event it is never long. Not for callbacks.
 */
int dev_io_look(struct dev_io *io);
/* The sooner of two of those. */
int dev_io_sooner(int a, int b);

/*
 * Call `tick` every `interval_ms` while dev_io_run() waits; NULL = no more. It must
 * not use the path but for dev_io_awaited().
 */
typedef void (*dev_tick_fn)(void *context);
void dev_io_set_tick(struct dev_io *io, dev_tick_fn tick, void *context, unsigned interval_ms);

/*
 * The process is about to give up the right to open and to start anything. Can the
 * path do without? Not if it was not made to be ready for it, nor if the devices are
 * opened in this process.
 *
 * dev_io_at_start(): `fn` is called by the next dev_io_run() or dev_io_step(), when all that was asked
 * for so far is with the path and no answer has been delivered.
 * dev_io_confine(): from now on, what is to be opened is asked of the helper, and an
 * engine that breaks is not replaced by another one.
 */
typedef void (*dev_start_fn)(void *context);
bool dev_io_can_be_confined(const struct dev_io *io);
void dev_io_at_start(struct dev_io *io, dev_start_fn fn, void *context);
void dev_io_confine(struct dev_io *io);
/* NULL before dev_io_confine(): look for yourself. */
struct helper *dev_io_helper(const struct dev_io *io);

/* Names of devices whose answer is awaited, the longest waiting first, some of them
 * more than once; returns how many, `max` at most. */
size_t dev_io_awaited(const struct dev_io *io, const char **names, size_t max);

/*
 * Give up the last blocks kept for `dev`, as when its walk is over. Buffers that a
 * running callback still looks at live until it returns. After it, and once
 * dev_io_run() has returned (synchronous: the outermost dev_read()), the path
 * has nothing of `dev`, which may be freed.
 */
void dev_forget(struct dev_io *io, struct dev *dev);

/*
 * From now on, answer reads from `kept` where it has the range, and bring it what is
 * read; NULL, as at first: no more. A device of a scan is looked up there at its first
 * read of its life. What is answered so counts as cached.
 */
void dev_io_keep(struct dev_io *io, struct kept *kept);

/* What was read of `dev` is not to be believed, as when a checksum is wrong: as
 * dev_forget(), and what is kept of it answers no more. For callbacks of `dev` too. */
void dev_distrust(struct dev_io *io, struct dev *dev);

/* For the child after a fork; see above. */
int dev_io_reset(struct dev_io *io);

/*
 * Every request still queued or in flight is answered with -ECANCELED, every
 * device the path has open is closed and its last blocks are given up: the
 * devices must still be there. The engine's kernel side is abandoned, not
 * waited for, unless nothing is in flight and that is cheap.
 */
void dev_io_free(struct dev_io *io);

/*
 * Raise the process' soft limit of descriptors to the hard one, at most to
 * 65536. It is for a command to do, before dev_io_new(); a library must not
 * change what the rest of its process may rely on (select() knows 1024). 0, or
 * -errno with nothing changed.
 */
int dev_io_raise_nofile(void);

void dev_io_stats(const struct dev_io *io, struct volscan_stats *stats);

const char *dev_reason_name(enum dev_reason reason);
enum dev_stream dev_reason_stream(enum dev_reason reason);

#endif
