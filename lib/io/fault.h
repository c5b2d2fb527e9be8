/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fault engine: devices in memory, and a script that says what goes wrong
 * with them and when. For tests; it keeps the whole contract of io/io.h.
 *
 *	struct fault *f = fault_new();
 *
 *	fault_add_pattern(f, "/dev/a", 1 << 20);
 *	FAULT(f, .path = "/dev/a", .ops = FAULT_READ, .skip = 2, .result = -EIO);
 *	options.ops = &io_engine_fault;
 *	options.engine_context = f;	  (becomes io_settings.context)
 *	...
 *	ck_assert_uint_eq(f->seen.open, 0);
 *	fault_free(f);
 *
 * A request does its work at the moment wait hands it back: only then is a
 * read's buffer written, a descriptor opened or closed. Before that the buffer
 * of a read is filled with FAULT_POISON, and stays so.
 *
 * What its client must never do ends the process with a sentence on stderr and
 * abort(): submit a request again while it is in flight, let two requests in
 * flight share bytes of a buffer, change a request or a read's buffer in
 * flight, use a file that is not open or open it twice, submit or wait for
 * nothing, use the engine in another process than its own, wait for ever when
 * nothing can end any more.
 */
#ifndef IO_FAULT_H
#define IO_FAULT_H

#include "io/io.h"

#define FAULT_POISON 0xdb

/* For fault_rule.ops and fault_count(). */
#define FAULT_OPEN	(1u << IO_OPEN)
#define FAULT_READ	(1u << IO_READ)
#define FAULT_WRITE	(1u << IO_WRITE)
#define FAULT_CLOSE	(1u << IO_CLOSE)
#define FAULT_PROBE	(1u << IO_PROBE)

/*
 * What happens to some requests. For each request the rules are tried in the
 * order in which they were added, and the first one that fits is applied.
 */
struct fault_rule {
	/* Which requests. All zero: every request. */
	const char *path;	/* of the file; NULL = any */
	unsigned ops;		/* FAULT_OPEN | ...; 0 = any */
	uint64_t offset, length;	/* reads and writes that touch this range of
				   bytes; length 0 = any range */
	bool nowait_only;	/* only those with may_block = false */
	unsigned skip;		/* leave the first so many of them alone */
	unsigned times;		/* then hit so many; 0 = all that follow */

	/* What happens to them. May be combined. */
	int refuse;		/* submit does not take it: the batch ends before it,
				   and -errno is returned once it is batch[0]; only
				   that counts as a time */
	int result;		/* ends with this -errno, nothing done */
	size_t short_by;	/* so many bytes fewer are done, down to 0 */
	bool garbage;		/* a read gives other bytes than the device has ... */
	bool torn;		/* ... from the middle on only */
	bool hold;		/* never ends, until fault_release() */
	bool unbegun;		/* with hold: and comes back when it is recalled */
	unsigned after;		/* ends when so many later ends of other requests
				   were handed back, or nothing else can end */
	unsigned delay_ms;	/* ends so long after its submit */
};

/* Who ends first among those that can end. */
enum fault_order { FAULT_FIFO, FAULT_LIFO, FAULT_SHUFFLE };

/* One request that submit took, in the order of taking. */
struct fault_entry {
	enum io_op op;
	char path[96];		/* its beginning */
	uint64_t offset;
	size_t length;
	bool may_block;
	bool ended;		/* handed back, with: */
	ssize_t result;
};

struct fault_device {
	const char *path;
	uint8_t *data;		/* the test's memory; NULL = pattern, read-only */
	uint64_t size;		/* bytes; reads end there */
	uint32_t block_size;	/* 512. With O_DIRECT, offset and length that are not
				   multiples of it, and buffers not aligned to 512,
				   give -EINVAL */
	bool no_direct;		/* open with O_DIRECT gives -EINVAL */
	const char *signatures;	/* the text that a probe gives, of signatures_size
				   bytes; NULL = it ends with -EOPNOTSUPP */
	size_t signatures_size;
};

struct fault {
	/* Knobs: may be changed at any time. */
	int setup_result;	/* -errno: setup fails with it */
	unsigned depth;		/* setup gives no more than this; 0 = as asked */
	unsigned max_open;	/* open beyond this gives -EMFILE; 0 = no limit */
	unsigned accept_times;	/* so many submits from now on ... */
	unsigned accept;	/* ... take at most so many requests, a chain being
				   one; 0 = none, -EAGAIN */
	unsigned wait_max;	/* wait hands back no more at once; 0 = no limit */
	int wait_result;	/* -errno: wait fails with it ... */
	unsigned wait_after;	/* ... once so many more requests were handed back */
	enum fault_order order;
	unsigned seed;		/* of FAULT_SHUFFLE; the same seed, the same order */
	/* Called by wait, unless NULL, when nothing can end: a place to look at
	 * what is in flight, to release it, to send a signal. */
	void (*idle)(struct fault *fault, void *context);
	void *idle_context;

	/* Seen so far, over all engines set up with this script. */
	struct {
		unsigned recalls;
		unsigned setups, teardowns, abandoned;	/* abandoned: teardowns too */
		unsigned submits, waits;	/* calls */
		unsigned refused;	/* submits that took none */
		unsigned chains;	/* taken; a lone request is one too */
		unsigned requests;	/* taken */
		unsigned ended;		/* handed back */
		unsigned lost;		/* in flight at a teardown */
		unsigned in_flight, max_in_flight;	/* requests */
		unsigned io, max_io;	/* reads, writes and probes in flight */
		uint64_t memory, max_memory;	/* bytes of their buffers */
		unsigned open, max_open;	/* open files; the maximum counts
						   opens in flight as well */
		uint64_t bytes_read, bytes_written;
	} seen;
	const struct fault_entry *trace;	/* seen.requests of them */

	struct fault_script *script;	/* fault.c's own */
};

extern const struct io_engine_ops io_engine_fault_sync;	/* likewise, but called
				   synchronous; holds and delays make no sense there */

/* These end the process when there is no memory. */
struct fault *fault_new(void);
void fault_free(struct fault *fault);	/* after the engine's teardown */

/* A device whose content is `data`, which writes change; it and `path` belong
 * to the test. Any other path gives -ENOENT on open. */
struct fault_device *fault_add_device(struct fault *fault, const char *path, void *data,
				      uint64_t size);

/* A device of which each byte depends on path and offset: see fault_byte(). */
struct fault_device *fault_add_pattern(struct fault *fault, const char *path, uint64_t size);
uint8_t fault_byte(const char *path, uint64_t offset);
/* True when `data` is what a pattern device has at `offset`. */
bool fault_is_pattern(const char *path, uint64_t offset, const void *data, size_t length);

/* The rule is copied, its `path` is not. */
void fault_add_rule(struct fault *fault, const struct fault_rule *rule);
#define FAULT(fault, ...) fault_add_rule((fault), &(const struct fault_rule) { __VA_ARGS__ })
/* Drop all rules; those in flight keep what they met. */
void fault_clear(struct fault *fault);

/* Let what is in flight for `path` (NULL: for all) end now, whatever it was
 * waiting for. Returns how many requests that were held up. */
unsigned fault_release(struct fault *fault, const char *path);

/* How many requests of these ops (0 = all) on `path` (NULL = all) were taken. */
unsigned fault_count(const struct fault *fault, const char *path, unsigned ops);

#endif
