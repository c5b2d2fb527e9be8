/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the tests of the path share: a path on an engine, devices of known
 * content, and asks that note how they were answered.
 *
 *	dev_rig_prepare(&rig, DEV_RIG_FAULT);
 *	rig.options.aio_max = 1;
 *	dev_rig_up(&rig);
 *	a = dev_rig_dev(&rig, "a", 1 << 20);
 *	ask = dev_rig_ask(&rig, a, 0, 512, DEV_READ_LABEL);
 *	dev_rig_run(&rig);
 *	dev_rig_check_right(ask);
 *	dev_rig_down(&rig);
 */
#ifndef DEV_RIG_H
#define DEV_RIG_H

#include <check.h>
#include <stdio.h>

#include "device/dev_io.h"
#include "io/fault.h"

#define DEV_RIG_DEVS 1024
#define DEV_RIG_ASKS 8192

/* How the path reads. The first is what most tests are about. */
enum dev_rig_way {
	DEV_RIG_FAULT,
	DEV_RIG_FAULT_SYNC,	/* a synchronous engine */
	DEV_RIG_FAULT_NO_AIO,	/* an asynchronous one, used synchronously */
	DEV_RIG_SYNC,		/* the real ones, on files */
	DEV_RIG_SYNC_DIRECT,
	DEV_RIG_LIBAIO,
	DEV_RIG_LIBAIO_DIRECT,
	DEV_RIG_WAYS
};

struct dev_rig;

struct dev_ask {
	struct dev_rig *rig;
	struct dev *dev;
	uint64_t offset;
	size_t length;
	unsigned calls;		/* callbacks so far */
	unsigned order;		/* 1 = the first callback of the rig */
	bool at_once;		/* it came before dev_read() returned */
	int error;
	const void *data;	/* where it was */
	size_t got;		/* `length` of the callback */
	bool right;		/* the data was the device's */
	/* Called from the callback, if set. */
	void (*then)(struct dev_ask *ask, const void *data);
	unsigned n;		/* for `then` */
};

struct dev_rig {
	enum dev_rig_way way;
	struct dev_io_options options;
	struct log log;
	struct dev_io *io;
	struct fault *fault;	/* NULL on real engines */
	char dir[64];		/* of the files; "" = none */
	struct dev *devs[DEV_RIG_DEVS];
	unsigned dev_count;
	struct dev_ask *asks[DEV_RIG_ASKS];
	unsigned ask_count, answered;
	char *said;		/* all messages, one a line */
	size_t said_size;
	FILE *said_out;
};

/* Adds a test that is run once for each way, which is _i. */
#define dev_rig_add_test(tcase, test) tcase_add_loop_test(tcase, test, 0, DEV_RIG_WAYS)

bool dev_rig_is_sync(const struct dev_rig *rig);

/* False when the way is not to be had here. Options may be changed after it. */
bool dev_rig_prepare(struct dev_rig *rig, enum dev_rig_way way);
void dev_rig_up(struct dev_rig *rig);
/* Frees the path. Checks that each ask was answered once, and nothing is open. */
void dev_rig_down(struct dev_rig *rig);

struct dev *dev_rig_dev(struct dev_rig *rig, const char *name, uint64_t size);
/* A partition of `whole`: its path, from `start` on. */
struct dev *dev_rig_part(struct dev_rig *rig, const struct dev *whole, uint64_t start,
			 uint64_t size);

/* So many, called d00, d01, ...: rig->devs[0] and so on, if they are the first. */
void dev_rig_devs(struct dev_rig *rig, unsigned count, uint64_t size);

struct dev_ask *dev_rig_ask(struct dev_rig *rig, struct dev *dev, uint64_t offset,
			    size_t length, enum dev_reason reason);
struct dev_ask *dev_rig_ask_then(struct dev_rig *rig, struct dev *dev, uint64_t offset,
				 size_t length, enum dev_reason reason,
				 void (*then)(struct dev_ask *ask, const void *data));
/* Of rig->devs[dev], for the label. */
struct dev_ask *dev_rig_label(struct dev_rig *rig, unsigned dev, uint64_t offset,
			      size_t length);
/* Run, and expect that to be 0. */
void dev_rig_run(struct dev_rig *rig);
/* Ask and run; the answer is right. */
struct dev_ask *dev_rig_get(struct dev_rig *rig, struct dev *dev, uint64_t offset,
			    size_t length, enum dev_reason reason);
/* Walk all devices side by side, from block to block, four blocks of the last one
 * in the other stream; the answers are right. */
void dev_rig_walk(struct dev_rig *rig);

/* Answered once, with exactly the device's data of that range. */
void dev_rig_check_right(const struct dev_ask *ask);
/* Answered once, with that error and no data. */
void dev_rig_check_error(const struct dev_ask *ask, int error);

/* All that was read so far is this many reads and bytes. */
void dev_rig_check_reads(const struct dev_rig *rig, uint64_t reads, uint64_t bytes);
/* On the fault engine, once all faults are over: the limits work as on the first
 * day, so that nothing is counted that is not there. */
void dev_rig_check_limits(struct dev_rig *rig);
/* The n-th reads from `first` on are of these devices. */
void dev_rig_check_order(const struct dev_rig *rig, unsigned first, unsigned count,
			 const unsigned *devs);

/* For fault->idle: release all. */
void dev_rig_release(struct fault *fault, void *context);

/* How many messages have these words. */
unsigned dev_rig_said(struct dev_rig *rig, const char *words);

struct volscan_stats dev_rig_stats(const struct dev_rig *rig);

/* The n-th READ (from 0) that the fault engine took. */
const struct fault_entry *dev_rig_read(const struct dev_rig *rig, unsigned n);

#endif
