/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The public handle: it owns what the layers below need, in the order in
 * which they need it, and turns their errors into sentences.
 *
 *	handle.c	its lifetime, its sentences, settings and results
 *	sources.c	what is scanned
 *	run.c		a scan begins
 *	step.c		it goes on, and ends
 *	keep.c		what it leaves for the next one
 *	poll.c		the descriptor that tells when to go on
 *	read.c		what the program reads by itself
 *	open.c		and from what, without a scan
 *	history.c	old metadata
 */
#ifndef HANDLE_HANDLE_H
#define HANDLE_HANDLE_H

#include "scan/generations.h"
#include "kernel/kernel.h"
#include "scan/scan.h"
#include "volscan.h"

/* What volscan_fd() gives, once it was asked for: see poll.c. 0 = none. */
struct poller {
	int all;
	int event, timer;
};

/* A device that the program has opened: see open.c. */
struct opened {
	struct dm_list list;	/* of the handle */
	struct dev_list *devices;	/* it alone */
	struct dm_list reads;	/* that the path has */
	bool closed;
};

/* A read that it has asked for. */
struct handle_read {
	struct dm_list list;	/* opened->reads, or none */
	struct volscan *vs;
	const struct volscan_device *device;
	volscan_read_fn callback;	/* NULL: nobody wants its answer any more */
	void *context;
};

struct volscan {
	struct log log;
	struct config *config;
	char **paths;		/* as added */
	size_t path_count;
	struct dev_list *added;	/* of `paths`, until a scan takes it; or NULL */
	char *error;

	volscan_confine_fn confine;
	void *confine_context;

	struct dev_io *io;	/* NULL until the first scan, and while it ends */
	bool io_stale;		/* settings have changed since it was made */
	bool io_signals;	/* the poller's event */
	struct poller poller;
	bool stepping;		/* in volscan_step(), volscan_run() or volscan_scan() */
	size_t reads;		/* of volscan_read() that have no answer yet */
	unsigned reading;	/* calls of it that have not returned */
	struct dm_list opened;

	struct kept *kept;	/* what was read, for the next scan; or NULL */
	/* Of the scan that is under way; nothing of it is there between scans. */
	struct volscan_callbacks callbacks;
	void *callback_context;
	uint64_t scan_began_us;	/* CLOCK_MONOTONIC */
	struct filter *filter;
	struct dev_io *probe;	/* to ask libblkid; or NULL */
	struct scan *scan;
	struct dev_io *kernel_io;	/* when the scan is over, to ask device-mapper */
	struct kernel *kernel;

	struct dev_list *list;	/* of the last scan */
	struct scan_results results;
	struct generations history;	/* no pool: it was not asked for yet */
	struct volscan_device **devices;
	size_t device_count;
};

/* Both return `error`. `sentence` is taken over, and may be NULL. */
int handle_fail(struct volscan *vs, int error, char *sentence);
int handle_failf(struct volscan *vs, int error, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Before the devices: it may have some of them open still. Reads of the program that
 * have no answer yet get -ECANCELED. */
void handle_drop_io(struct volscan *vs);
void handle_drop_results(struct volscan *vs);

/* open.c: let go of devices that are closed, and that nothing looks at; of all of them. */
void handle_free_closed(struct volscan *vs);
void handle_close_all(struct volscan *vs);

/* read.c: what is around it. */
struct dev *handle_dev_of(const struct volscan_device *device);

/* run.c: the path for reads, vs->io, is there, and as settings want it. 0 or -errno. */
int handle_prepare_io(struct volscan *vs);
/* run.c: a path for questions, which are asked in threads: libblkid reads as it likes, and
 * not into our buffers, and device-mapper is asked by system calls that wait. */
int handle_questions_new(const struct volscan *vs, struct dev_io **io);

/* step.c: is a scan under way? It is given up, with its paths and results. */
bool handle_is_scanning(const struct volscan *vs);
void handle_give_up(struct volscan *vs);
/* It has begun: who wants to know of its progress is called. */
void handle_watch_progress(struct volscan *vs);
/* As volscan_step(); `wait` as in dev_io_step(). */
int handle_step(struct volscan *vs, bool wait);

/* poll.c: take the signals before a step; set the timer after whatever may have changed
 * what is to be done next. Both do nothing without a poller. */
void handle_poll_before(struct volscan *vs);
void handle_poll_after(struct volscan *vs);
/* A child after a fork: the same numbers, and nothing of the parent's. 0 or -errno. */
int poller_reset(struct poller *poller);
void poller_end(struct poller *poller);

/* read.c: the same for what the program reads. */
int handle_step_reads(struct volscan *vs);

/* vs->list, which is NULL, becomes what is to be scanned. 0 or -errno. */
int handle_list_devices(struct volscan *vs);

#endif
