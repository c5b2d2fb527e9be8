/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of the engines share: a place with known content, an engine
 * that reads it, and requests that are counted back in.
 *
 * Files have no name left in the file system and loop devices clear
 * themselves, so that nothing stays behind however a test ends.
 */
#ifndef ENGINE_RIG_H
#define ENGINE_RIG_H

#include <check.h>

#include "io/fault.h"
#include "io/worker.h"

#define RIG_BLOCK 4096u
#define RIG_BLOCKS 64u
#define RIG_SIZE (RIG_BLOCK * RIG_BLOCKS)

struct rig_place {
	const char *name;
	const struct io_engine_ops *ops;
	const char *dir;	/* where the file is; NULL = in memory, fault */
	int flags;		/* O_DIRECT or 0 */
	bool loop;		/* a loop device on that file */
	bool one_thread;
	const char *inner;	/* of a worker */
};

struct rig {
	const struct rig_place *place;
	const struct io_engine_ops *ops;
	struct io_engine *engine;
	unsigned depth;
	struct fault *fault;	/* NULL unless its engine is fault */
	struct io_file file;	/* not open yet */
	char path[64];
	int anchor, loop;	/* keep file and loop device alive */
	int event;		/* that the engine signals */
};

extern const struct rig_place rig_places[];
extern const int rig_place_count;

/* Those of engines on which what hangs holds up nothing else. */
extern const struct rig_place rig_hang_places[];
extern const int rig_hang_place_count;

/* Adds a test that is run once for each place, which is rig_places[_i]. */
#define rig_add_test(tcase, test) tcase_add_loop_test(tcase, test, 0, rig_place_count)

/* One block for each of them, and each aligned to it. */
extern uint8_t rig_buffers[RIG_BLOCKS][RIG_BLOCK];

/* Why the place cannot be had here, or NULL. */
const char *rig_missing(const struct rig_place *place);

/* False when the place is not to be had here. */
bool rig_up(struct rig *rig, const struct rig_place *place, unsigned depth);
/* Also checks that nothing is in flight and no file is open. */
void rig_down(struct rig *rig);

/* The content at `offset` before any write. */
void rig_check_content(const void *data, uint64_t offset, size_t length);

struct io_request rig_open_request(struct rig *rig);
struct io_request rig_close_request(struct rig *rig);
/* A whole block, into the buffer of that number. */
struct io_request rig_read_request(struct rig *rig, unsigned block);

/* Each for its own block, from 0 on. */
void rig_make_reads(struct rig *rig, struct io_request *requests, struct io_request **batch,
		    unsigned count);

/* So that a read there fails on every engine. */
void rig_spoil(struct rig *rig, struct io_request *request);

/* Link them; gives the first. */
struct io_request *rig_chain(struct io_request *requests, unsigned count);

/* Submit one chain and have all of it handed back, in order; gives the last result. */
ssize_t rig_run(struct rig *rig, struct io_request *chain);
void rig_open(struct rig *rig);
void rig_close(struct rig *rig);

/* A file whose open() hangs until it is released: then its reads hang. */
struct rig_fifo {
	char path[64];
	int anchor, writer;	/* -1 = none */
};

void rig_fifo_up(struct rig_fifo *fifo);
void rig_fifo_release(struct rig_fifo *fifo);
/* Release it, and give its reads so many bytes (PIPE_BUF at most). */
void rig_fifo_feed(struct rig_fifo *fifo, size_t length);
void rig_fifo_down(struct rig_fifo *fifo);

/* Submit all, in as many batches as it takes, until all are handed back. */
void rig_run_all(struct rig *rig, struct io_request **requests, unsigned count);

#endif
