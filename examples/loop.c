/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A scan within a program's own loop, here of epoll: the program goes on with what else it
 * has to do, and hears of each PV as it answers and of each VG as soon as it is whole,
 * however many dead disks there are.
 *
 *	loop [-c SETTINGS] [PATH...]
 *
 * Each line begins with when it was heard. What else the program has to do is to count how
 * often a timer has fired, every 10 ms, and by how much the loop was late for it at worst.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>
#include <volscan.h>

#define TICK_NS 10000000L

/* Times are in nanoseconds. */
struct ticks {
	int fd;
	unsigned count;
	int64_t due, latest;
};

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * INT64_C(1000000000) + t.tv_nsec;
}

/* ---- what the scan tells; the context is when it began ---- */

static double ms_since(const int64_t *began)
{
	return (double)(now() - *began) / 1e6;
}

static int on_device(void *context, const struct volscan_device *device)
{
	if (device->state == VOLSCAN_DEVICE_PV)
		printf("%8.1f ms  PV %s\n", ms_since(context), device->name);
	else if (device->state == VOLSCAN_DEVICE_TIMED_OUT)
		printf("%8.1f ms  %s does not answer\n", ms_since(context), device->name);
	return 0;
}

static int on_vg(void *context, const struct volscan_vg *vg)
{
	printf("%8.1f ms  VG %s: %zu PVs, %zu LVs\n", ms_since(context), vg->name, vg->pv_count,
	       vg->lv_count);
	return 0;
}

static const struct volscan_callbacks callbacks = { .on_device = on_device, .on_vg = on_vg };

/* ---- the loop ---- */

static int watch(int loop, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return fd < 0 ? fd : epoll_ctl(loop, EPOLL_CTL_ADD, fd, &event) ? -errno : 0;
}

static void tick(struct ticks *ticks)
{
	uint64_t fired;

	if (read(ticks->fd, &fired, sizeof(fired)) != sizeof(fired))
		return;
	if (now() - ticks->due > ticks->latest)
		ticks->latest = now() - ticks->due;
	ticks->due += TICK_NS * (int64_t)fired;
	ticks->count += (unsigned)fired;
}

static int run(struct volscan *vs, int loop, struct ticks *ticks)
{
	struct epoll_event event;
	int more = 1;

	while (more > 0) {
		if (epoll_wait(loop, &event, 1, -1) <= 0)
			continue;	/* a signal */
		if (event.data.fd == ticks->fd)
			tick(ticks);
		else
			more = volscan_step(vs);
	}
	return more;
}

static int start_ticks(struct ticks *ticks)
{
	const struct itimerspec every = { { 0, TICK_NS }, { 0, TICK_NS } };

	ticks->due = now() + TICK_NS;
	ticks->fd = timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC);
	return ticks->fd < 0 || timerfd_settime(ticks->fd, 0, &every, NULL) ? -errno : 0;
}

static int scan(struct volscan *vs, struct ticks *ticks)
{
	int loop = epoll_create1(EPOLL_CLOEXEC), r;
	int64_t began = now();

	r = watch(loop, volscan_fd(vs));
	if (!r)
		r = volscan_start(vs, &callbacks, &began);
	if (!r)
		r = start_ticks(ticks);
	if (!r)
		r = watch(loop, ticks->fd);
	if (!r)
		r = run(vs, loop, ticks);
	close(loop);
	close(ticks->fd);
	return r;
}

int main(int argc, char **argv)
{
	struct ticks ticks = { .fd = -1 };
	struct volscan *vs;
	int r;

	if (volscan_new(&vs))
		return 1;
	r = volscan_config_string(vs, "devices/io_isolation=1");
	if (!r && argc > 2 && !strcmp(argv[1], "-c")) {
		r = volscan_config_string(vs, argv[2]);
		argv += 2;
		argc -= 2;
	}
	for (int i = 1; !r && i < argc; i++)
		r = volscan_add(vs, argv[i]);
	if (!r)
		r = scan(vs, &ticks);
	if (r)
		fprintf(stderr, "%s\n", *volscan_error(vs) ? volscan_error(vs) : strerror(-r));
	printf("%u ticks, %.1f ms late at most\n", ticks.count, (double)ticks.latest / 1e6);
	volscan_free(vs);
	return r ? 1 : 0;
}
