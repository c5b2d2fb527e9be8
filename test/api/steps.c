/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Programs with an event loop of their own: they sleep in poll(), on the descriptor that
 * volscan_fd() gives, and call volscan_step() when it is readable.
 *
 *	steps DIRECTORY ENGINE...
 *
 * scans DIRECTORY on each of the engines, without isolation and with. What is found has to
 * be what volscan_scan() finds, whoever listens.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scans.h"

#define HANDLES 3u
#define READS 20u

/* Nothing takes so long; and who is woken for nothing is woken more often. */
#define PATIENCE_MS 30000
#define WAKES_MAX 3000u

static char *expected;

/* ------------------------------------------------------------------------
 * The loop
 */

struct loop {
	struct pollfd fds[HANDLES];
	unsigned wakes;
};

static bool sleep_until_readable(struct loop *loop, unsigned n)
{
	int r;

	do
		r = poll(loop->fds, n, PATIENCE_MS);
	while (r < 0 && errno == EINTR);
	return r > 0 && ++loop->wakes < WAKES_MAX;
}

/* Step by step, each when its turn comes, until none has more to do. */
static bool run_loop(struct volscan *const *vs, unsigned n)
{
	struct loop loop = { .wakes = 0 };
	unsigned under_way = n, i;
	int r;

	for (i = 0; i < n; i++)
		loop.fds[i] = (struct pollfd) { volscan_fd(vs[i]), POLLIN, 0 };
	while (under_way && sleep_until_readable(&loop, n))
		for (i = 0; i < n; i++) {
			if (!loop.fds[i].revents)
				continue;
			r = volscan_step(vs[i]);
			if (r < 0)
				return false;
			if (!r && loop.fds[i].fd >= 0) {
				loop.fds[i].fd = -1;
				under_way--;
			}
		}
	return !under_way;
}

/* Once more than is needed, for a signal that came while it was not awaited. */
static bool is_quiet(struct volscan *vs)
{
	struct pollfd fd = { volscan_fd(vs), POLLIN, 0 };
	int r = poll(&fd, 1, 20);

	if (r > 0 && !volscan_step(vs))
		r = poll(&fd, 1, 20);
	return !r;
}

/* ------------------------------------------------------------------------
 * Scans
 */

struct heard {
	size_t devices, pvs, vgs;
};

static int on_device(void *context, const struct volscan_device *device)
{
	struct heard *heard = context;

	heard->devices += device->state != VOLSCAN_DEVICE_NOT_TRIED;
	return 0;
}

static int on_pv(void *context, const struct volscan_pv *pv)
{
	((struct heard *)context)->pvs += pv->uuid != NULL;
	return 0;
}

static int on_vg(void *context, const struct volscan_vg *vg)
{
	((struct heard *)context)->vgs += vg->pv_count > 0;
	return 0;
}

static int on_progress(void *context, const struct volscan_progress *progress)
{
	(void)context;
	(void)progress;
	return 0;
}

static const struct volscan_callbacks callbacks = {
	.on_device = on_device, .on_pv = on_pv, .on_vg = on_vg,
	.on_progress = on_progress, .progress_ms = 1,
};

static bool heard_all(const struct volscan *vs, const struct heard *heard)
{
	struct heard there;

	volscan_devices(vs, &there.devices);
	volscan_pvs(vs, &there.pvs);
	volscan_vgs(vs, &there.vgs);
	return !memcmp(heard, &there, sizeof(there));
}

static bool scan_in_steps(struct volscan *vs, const struct way *way)
{
	struct heard heard = { 0 };

	return !volscan_start(vs, &callbacks, &heard) && run_loop(&vs, 1) &&
	       scan_is(scan_result(vs, way), expected) && heard_all(vs, &heard);
}

static void two_scans(const struct way *way)
{
	struct volscan *vs = scan_new(way);
	bool first = volscan_fd(vs) > 0 && scan_in_steps(vs, way);
	bool quiet = is_quiet(vs);

	count(first, "a scan in steps, %s%s", way->engine, way->isolated ? ", isolated" : "");
	count(quiet, "nothing is to be done after it, %s", way->engine);
	count(scan_in_steps(vs, way), "another one, %s", way->engine);
	count(scan_is(scan_again(vs, way), expected), "one that waits, after it, %s", way->engine);
	count(is_quiet(vs), "nothing is to be done after that, %s", way->engine);
	volscan_free(vs);
}

/* The descriptor was not asked for before the first one. */
static void late_descriptor(const struct way *way)
{
	struct volscan *vs = scan_new(way);
	bool right = scan_is(scan_again(vs, way), expected);

	count(right && scan_in_steps(vs, way), "steps after a scan that waited, %s", way->engine);
	volscan_free(vs);
}

static void scans_side_by_side(const struct way *way)
{
	struct volscan *vs[HANDLES];
	bool right = true;
	unsigned i;

	for (i = 0; i < HANDLES; i++) {
		vs[i] = scan_new(way);
		right = right && !volscan_start(vs[i], NULL, NULL);
	}
	right = right && run_loop(vs, HANDLES);
	for (i = 0; i < HANDLES; i++) {
		right = right && scan_is(scan_result(vs[i], way), expected);
		volscan_free(vs[i]);
	}
	count(right, "%u scans in one loop, %s%s", HANDLES, way->engine,
	      way->isolated ? ", isolated" : "");
}

/* ------------------------------------------------------------------------
 * Reads
 */

struct reading {
	struct volscan *vs;
	unsigned answers, wrong;
};

/* Each answer asks for the next one; at once, when I/O is synchronous. */
static void on_read(void *context, const struct volscan_device *device, int error, const void *data,
		    size_t length)
{
	struct reading *reading = context;

	reading->wrong += error || !data || length != 512;
	if (++reading->answers < READS)
		volscan_read(reading->vs, device, reading->answers * 65536, 512, on_read, context);
}

static void reads_in_steps(const struct way *way)
{
	struct reading reading = { .vs = scan_new(way) };
	const struct volscan_device *const *devices;
	bool right;
	size_t n;

	volscan_fd(reading.vs);
	right = scan_is(scan_again(reading.vs, way), expected);
	devices = volscan_devices(reading.vs, &n);
	volscan_read(reading.vs, devices[0], 0, 512, on_read, &reading);
	right = right && (reading.answers == READS || run_loop(&reading.vs, 1));
	count(right && reading.answers == READS && !reading.wrong,
	      "reads in steps, %s%s: %u answers, %u wrong", way->engine,
	      way->isolated ? ", isolated" : "", reading.answers, reading.wrong);
	count(is_quiet(reading.vs), "nothing is to be done after reads, %s", way->engine);
	volscan_free(reading.vs);
}

/* ------------------------------------------------------------------------
 * Fork
 */

static void live_as_child(struct volscan *vs, const struct way *way)
{
	bool right = !volscan_reset(vs) && run_loop(&vs, 1) &&
		     scan_is(scan_result(vs, way), expected) && scan_in_steps(vs, way);

	volscan_free(vs);
	fflush(stdout);
	_exit(right ? 0 : 1);
}

/* In the middle of a scan, which both go on with. */
static void fork_between_steps(const struct way *way)
{
	struct volscan *vs = scan_new(way);
	bool right = volscan_fd(vs) > 0 && !volscan_start(vs, NULL, NULL) && volscan_step(vs) >= 0;
	int status = -1;
	pid_t child;

	fflush(stdout);
	child = fork();
	if (!child)
		live_as_child(vs, way);
	right = right && run_loop(&vs, 1) && scan_is(scan_result(vs, way), expected);
	waitpid(child, &status, 0);
	volscan_free(vs);
	count(right, "the parent goes on, %s%s", way->engine, way->isolated ? ", isolated" : "");
	count(!status, "the child goes on, %s%s", way->engine, way->isolated ? ", isolated" : "");
}

/* ------------------------------------------------------------------------ */

static void all_tests(const struct way *way)
{
	two_scans(way);
	late_descriptor(way);
	scans_side_by_side(way);
	reads_in_steps(way);
	fork_between_steps(way);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: steps DIRECTORY ENGINE...\n");
		return 2;
	}
	expected = scan_reference(argv[1], false);
	each_way(argv[1], argv + 2, false, all_tests);
	free(expected);
	return counted();
}
