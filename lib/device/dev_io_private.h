/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside the path. A request's way, and the file that knows the step:
 *
 *	dev_read()	at hand? answered at once			dev_io.c
 *	   v
 *	line, door	wait, oldest first, without a buffer		dev_io_queue.c
 *	   v
 *	batch		slot, buffer, submit				dev_io_issue.c
 *	   v
 *	flying		the engine has it				lib/io
 *	   |\__ parked	and for too long				dev_io_clock.c
 *	   v
 *	done		ended; or back to the queue, for the rest	dev_io_complete.c
 *	   v
 *	callback	and the device is closed if that was all	dev_io_complete.c
 *
 * Beside it: dev_io_range.c (which bytes), dev_io_buffer.c (buffers and last
 * blocks), dev_io_file.c (open files), dev_io_parts.c (several ranges), dev_io_engine.c
 * (set up, fork, break), dev_io_life.c (a path begins and ends).
 *
 * Nothing but dev_io_deliver() and the at-hand part of dev_read() calls back,
 * so that no step has to expect the state to change under it.
 */
#ifndef DEVICE_DEV_IO_PRIVATE_H
#define DEVICE_DEV_IO_PRIVATE_H

#include "base/process.h"
#include "device/dev_io.h"

/* Requests per submit, at most, and completions per look. The gain from larger
 * batches is gone long before (libaio, per device: 1 per submit 12.5 us, 128: 9.8). */
#define DEV_IO_BATCH_MAX 1024u
#define DEV_IO_REAP 128u

/* ------------------------------------------------------------------------
 * Ranges
 */

/*
 * From a range of the device to what is read from the opened file:
 *
 *	file_offset   block     offset    offset+length   block end   file end
 *	    |-- skip --|          |=============|             |           |
 *	    |          |---------- block_length --------------|           |
 *	    |------------------------ file_length ------------------------|
 */
struct dev_range {
	uint64_t offset;	/* asked for, in the device */
	size_t length;
	uint64_t block_offset;	/* widened to whole blocks, clipped at its end */
	size_t block_length;
	uint64_t file_offset;	/* in the file, widened to its alignment */
	size_t file_length;
	size_t skip;		/* from file_offset to the first block */
};

/* -EINVAL, `range` untouched, if it is empty or not inside the device. */
int dev_io_range(const struct dev *dev, uint64_t offset, size_t length,
		 struct dev_range *range);

/* What offsets and lengths of O_DIRECT reads are multiples of; a power of two. */
uint32_t dev_io_alignment(const struct dev *dev);

/* ------------------------------------------------------------------------
 * Buffers
 */

/* Memory for one read, page aligned. Each holder has a reference: the request
 * from issue until its callback has returned, and the stream that keeps it. */
struct dev_buffer {
	struct dev_buffer *next_free;
	struct dev_arena *arena;	/* NULL: mapped for itself, being large */
	unsigned refs;
	size_t size;		/* bytes */
	char *data;

	/* As a last block: what it holds of the device. */
	uint64_t offset;
	size_t length;
};

struct dev_buffers {
	struct dev_buffer *free;	/* DEV_BLOCK_SIZE each; last in, first out */
	struct dev_arena *arenas;
	struct dev_buffer *large;	/* LARGE_KEPT each; likewise */
};

/* What a read of `length` bytes takes from aio_memory. */
size_t dev_buffer_size(size_t length);

/* NULL = no memory. */
struct dev_buffer *dev_buffer_get(struct dev_buffers *buffers, size_t length);
void dev_buffer_put(struct dev_buffers *buffers, struct dev_buffer *buffer);

/* Instead of the last put, when a device may still write into it: it stays
 * mapped until the process ends. */
void dev_buffer_abandon(struct dev_buffer *buffer);

/* Unmap everything but what was abandoned. */
void dev_buffers_free(struct dev_buffers *buffers);

/* ------------------------------------------------------------------------
 * Files, clocks, requests and the path
 */

/* How long something has been on its way: from its first issue to its answer. */
struct dev_clock {
	struct dm_list list;	/* io->clocks or io->recalled; else in none */
	int64_t since;		/* CLOCK_MONOTONIC in ns; 0 = it does not run */
	int64_t recalled;	/* when its deadline was over; 0 = it is not yet */
	struct io_request *chain;	/* what the engine has of it; NULL = nothing */
};

/*
 * An open file, one being opened or closed. It has two kinds of users: the
 * device, until that needs it no more or has timed out, and the reads that the
 * engine has. When the last one is gone it is closed. So it may outlive its device,
 * and has all that the engine looks at.
 */
struct dev_file {
	struct dm_list list;	/* of the path: open, to be closed, closing, stuck */
	struct dev *dev;	/* NULL = the device has left it */
	unsigned reads;		/* that the engine has */
	struct io_file file;
	struct io_request close;	/* its own, so that closing needs no memory */
	struct dev_clock clock;	/* of the close */
	char path[];
};

struct dev_request {
	struct dm_list list;	/* one of struct dev_io's, or dev->io.waiting */
	struct dm_list answer;	/* io->done, or none */
	struct dev *dev;
	struct dev_file *file;	/* while the engine has it */
	struct dev_clock clock;
	enum dev_reason reason;
	dev_read_fn callback;
	void *context;
	struct dev_range range;
	uint64_t age;		/* n of the n-th request */
	int error;		/* the answer, once it is done */

	struct dev_buffer *buffer;	/* from issue to answer; NULL in a queue,
					   unless a short read's rest is there */
	size_t have;		/* bytes of range.file_length read so far */
	size_t from;		/* where in it this read begins; `have`, aligned */
	enum io_op op;		/* IO_READ; or a question: see io_op_asks() */
	bool direct;		/* its file was opened with O_DIRECT */
	bool opens;		/* `open` goes before `read`, as a chain */
	bool waited;		/* counted as queued */
	bool was_busy;		/* ended with -EAGAIN before */
	bool parked;		/* timed out, and the engine has it still */
	bool answered;		/* parked, and its callback has run */
	struct io_request open, read;
};

struct dev_io {
	struct dev_io_options options;
	char *engine_name;
	const struct log *log;

	const struct io_engine_ops *ops;
	struct io_engine *engine;	/* NULL: to be set up at the next use */
	struct process process;	/* whose engine it is */
	bool synchronous;	/* dev_read() does not return before the answer */
	bool leaving;		/* in dev_io_free() */
	int broken;		/* 0, or what all requests are answered with until
				   the outermost run is over */
	unsigned running;	/* runs within runs, as synchronous reads are */

	/* Limits and what counts against them. */
	unsigned depth;		/* aio_max, or less if the engine has less */
	unsigned batch_max;
	unsigned in_flight;	/* chains in the batch and with the engine, but for
				   those past their deadline */
	uint64_t buffer_bytes;	/* of requests from issue to answer */
	unsigned max_open;
	bool alone;		/* nothing was in flight when this issue began */
	bool full;		/* the engine took no more: until something ends */
	uint64_t limited;	/* requests up to this age and still queued have
				   waited for a limit */

	/* Requests. Each is in one of these, or at its device. */
	struct dm_list line;	/* to be issued, oldest first */
	struct dm_list busy;	/* their device's queue was full */
	struct dm_list flying;	/* in the batch or with the engine */
	struct dm_list parked;	/* with the engine, and past their deadline */
	struct dm_list done;	/* to be answered, by `answer` */
	struct dm_list spare;
	uint64_t last_age;
	unsigned fresh;		/* asked for since the last issue */

	struct dm_list devs[DEV_STATE_COUNT];
	unsigned dev_count[DEV_STATE_COUNT];

	/* Files. Each is in one of these. */
	struct dm_list open;	/* or being opened */
	struct dm_list to_close;	/* with the next batch */
	struct dm_list closing;
	struct dm_list stuck;	/* closing, and past their deadline */
	unsigned file_count;

	/* Clocks that run, the longest first: before their deadline, and after it. */
	struct dm_list clocks, recalled;
	int64_t timeout;	/* ns; 0 = none */
	struct hung *hung;	/* what is known to hang; NULL = nothing is kept */
	struct kept *kept;	/* what earlier scans have read; or NULL */

	struct helper *helper;	/* ready, or NULL */
	bool confined;		/* nothing else may be opened or started */
	dev_start_fn at_start;	/* of the next run */
	void *start_context;

	dev_tick_fn tick;
	void *tick_context;
	int64_t tick_every, next_tick;	/* ns */

	struct io_request *batch[DEV_IO_BATCH_MAX];
	unsigned batched;

	struct dev_buffers buffers;
	struct volscan_stats stats;
};

static inline struct dev_request *dev_request_first(struct dm_list *list)
{
	return dm_list_empty(list) ? NULL : dm_list_item(dm_list_first(list), struct dev_request);
}

static inline struct dev_file *dev_file_first(struct dm_list *list)
{
	return dm_list_empty(list) ? NULL : dm_list_item(dm_list_first(list), struct dev_file);
}

/* ------------------------------------------------------------------------
 * dev_io_file.c
 */

/* A file for `dev`, which has none, not open yet. NULL = no memory. */
struct dev_file *dev_file_new(struct dev_io *io, struct dev *dev, int open_flags);
/* The device has no more use for its file, if it has one. */
void dev_file_leave(struct dev_io *io, struct dev *dev);
/* A read begins to use it, or has ended. */
void dev_file_take(struct dev_file *file, struct dev_request *request);
void dev_file_put(struct dev_io *io, struct dev_request *request);
/* It is not open any more: forget it. */
void dev_file_free(struct dev_io *io, struct dev_file *file);
/* Close it without an engine. */
void dev_file_close_now(struct dev_io *io, struct dev_file *file);

/* ------------------------------------------------------------------------
 * dev_io_clock.c
 */

/* The engine gets `chain`, whose clock it is. It goes on if it runs already. */
void dev_clock_start(struct dev_io *io, struct dev_clock *clock, struct io_request *chain);
void dev_clock_stop(struct dev_clock *clock);
/* `timeout_ms` (-1 = for ever), or the time to the next deadline if that is less. */
int dev_clock_limit(const struct dev_io *io, int timeout_ms);
/* Recall what is past its deadline, and give up what does not come back. After a
 * look at what has ended: who has been held up has nothing to reproach others with. */
void dev_clock_expire(struct dev_io *io);
/* Call who wants to be called now and then. */
void dev_clock_tick(struct dev_io *io);
/* The device has not answered: no more of it is waited for. `since` is a clock's. */
void dev_time_out(struct dev_io *io, struct dev *dev, int64_t since);
/* That request was parked, and has ended now. */
void dev_io_late(struct dev_io *io, struct dev_request *request);

/* ------------------------------------------------------------------------
 * dev_io_buffer.c: what streams keep
 */

/* The block kept by `stream` that has the whole range, or NULL. */
struct dev_buffer *dev_last_find(const struct dev *dev, enum dev_stream stream,
				 const struct dev_range *range);
/* Keep the last block of what `request` has read. */
void dev_last_keep(struct dev_io *io, const struct dev_request *request);
void dev_last_drop(struct dev_io *io, struct dev *dev);

/* ------------------------------------------------------------------------
 * dev_io_queue.c: the line, the door, and the states of devices
 */

void dev_set_state(struct dev_io *io, struct dev *dev, enum dev_state state);
/* Into `state` (WAITING or TO_CLOSE), before all others: its turn had come. */
void dev_set_state_first(struct dev_io *io, struct dev *dev, enum dev_state state);
/* No descriptor any more: on to the door if requests wait, else to rest. */
void dev_closed(struct dev_io *io, struct dev *dev);
/* It is open: those that waited for that go on. */
void dev_opened(struct dev_io *io, struct dev *dev);
/* It needs no file any more, be that open or not. */
void dev_want_close(struct dev_io *io, struct dev *dev);
/* Files that hold a descriptor for certain (those being opened may or may not). */
unsigned dev_open_count(const struct dev_io *io);

/* Put it where it waits: into the line if its device is open, else at it. */
void dev_queue(struct dev_io *io, struct dev_request *request);
/* The oldest one that the limit of open devices lets go; it stays queued. */
struct dev_request *dev_queue_next(struct dev_io *io);
void dev_unqueue(struct dev_io *io, struct dev_request *request);
/* Let those whose device was busy try again. */
void dev_queue_wake_busy(struct dev_io *io);
/* All that is queued is done, with `error`. */
void dev_queue_cancel(struct dev_io *io, int error);
/* All of that device that waits is done, with `error`. */
void dev_queue_cancel_device(struct dev_io *io, struct dev *dev, int error);
/* True while there is anything to be issued, requests or closes. */
bool dev_queue_has_work(const struct dev_io *io);

/* ------------------------------------------------------------------------
 * dev_io_issue.c
 */

/* Submit what the limits allow. */
void dev_io_issue(struct dev_io *io);
/* It is not in the batch or with the engine any more. */
void dev_io_land(struct dev_io *io, struct dev_request *request);
/* Its turn has come and nothing came of it: back to where it was. It has landed. */
void dev_io_put_back(struct dev_io *io, struct dev_request *request);
/* Give up its buffer and what was read into it. */
void dev_io_drop_buffer(struct dev_io *io, struct dev_request *request);

/* ------------------------------------------------------------------------
 * dev_io_complete.c
 */

/* Take what has ended from the engine; timeout as in its wait. */
void dev_io_reap(struct dev_io *io, int timeout_ms);
/* It is to be answered with `error`, or with its data if 0. In no list. */
void dev_io_done(struct dev_io *io, struct dev_request *request, int error);
/* Likewise, and the error is the device's own: it counts against it. */
void dev_io_failed(struct dev_io *io, struct dev_request *request, int error);
/* Call back for all that is done. */
void dev_io_deliver(struct dev_io *io);

/* ------------------------------------------------------------------------
 * dev_io_engine.c
 */

int dev_engine_start(struct dev_io *io);
/* How many files can be open side by side, as far as the limit of descriptors tells. */
unsigned dev_io_nofile_leaves(void);
/* Before each use: notice a fork, and have an engine or be broken. */
void dev_engine_check(struct dev_io *io);
/* In a child: leave the engine to the parent, and queue again what it had. */
void dev_engine_leave_to_parent(struct dev_io *io);
/* It is of no more use: all requests are done, with `error`. */
void dev_engine_break(struct dev_io *io, int error);

#endif
