/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The descriptor that a program polls: an epoll instance with
 *
 *	an eventfd	engines signal it, in whatever thread or process they work, when
 *			something has ended
 *	a timerfd	for deadlines, and for what engines have to look after; at once, when
 *			there is something to do without waiting
 *
 * All three stay the same for the life of the handle, whatever becomes of its paths. What
 * an engine that is gone signals late wakes the program for nothing, once.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "handle/handle.h"

/* 0 stands for none of them. */
static int lift(int fd)
{
	int high = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 3), error = errno;

	if (fd >= 0)
		close(fd);
	return high < 0 ? -error : high;
}

static int make_all(struct poller *poller)
{
	poller->event = lift(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
	if (poller->event < 0)
		return poller->event;
	poller->timer = lift(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
	if (poller->timer < 0)
		return poller->timer;
	poller->all = lift(epoll_create1(EPOLL_CLOEXEC));
	return poller->all < 0 ? poller->all : 0;
}

static int join(const struct poller *poller)
{
	struct epoll_event in = { .events = EPOLLIN };

	if (epoll_ctl(poller->all, EPOLL_CTL_ADD, poller->event, &in) ||
	    epoll_ctl(poller->all, EPOLL_CTL_ADD, poller->timer, &in))
		return -errno;
	return 0;
}

static void close_one(int fd)
{
	if (fd > 0)
		close(fd);
}

void poller_end(struct poller *poller)
{
	close_one(poller->event);
	close_one(poller->timer);
	close_one(poller->all);
	*poller = (struct poller) { .all = 0 };
}

static int poller_begin(struct poller *poller)
{
	struct poller made = { .all = 0 };
	int r = make_all(&made);

	if (!r)
		r = join(&made);
	if (r)
		poller_end(&made);
	else
		*poller = made;
	return r;
}

/* ------------------------------------------------------------------------
 * Until when
 */

/* A scan that waits for nothing goes on at once. */
static int until(const struct volscan *vs)
{
	struct dev_io *const paths[] = { vs->io, vs->probe, vs->kernel_io };
	int ms = -1;

	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		if (paths[i])
			ms = dev_io_sooner(ms, dev_io_look(paths[i]));
	return ms < 0 && handle_is_scanning(vs) ? 0 : ms;
}

static struct timespec to_timespec(int ms)
{
	if (ms <= 0)
		return (struct timespec) { .tv_nsec = !ms };
	return (struct timespec) { .tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000L };
}

void handle_poll_after(struct volscan *vs)
{
	struct itimerspec timer = { .it_value = { .tv_sec = 0 } };

	if (!vs->poller.all || vs->stepping)
		return;
	timer.it_value = to_timespec(until(vs));
	timerfd_settime(vs->poller.timer, 0, &timer, NULL);
}

void handle_poll_before(struct volscan *vs)
{
	uint64_t count;
	ssize_t n = vs->poller.all ? read(vs->poller.event, &count, sizeof(count)) : 0;

	(void)n;
}

/* ------------------------------------------------------------------------
 * The descriptor
 */

/* A path that there is already does not signal: it is looked at now and then, until the
 * next scan makes another one. */
int volscan_fd(struct volscan *vs)
{
	int r = vs->poller.all ? 0 : poller_begin(&vs->poller);

	if (r)
		return handle_failf(vs, r, "no descriptor to be polled: %s", strerror(-r));
	if (vs->io && !vs->io_signals)
		vs->io_stale = true;
	handle_poll_after(vs);
	return vs->poller.all;
}

static int replace(int with, int old)
{
	return dup3(with, old, O_CLOEXEC) < 0 ? -errno : 0;
}

/* The numbers stay, and what they stand for is no more the parent's. */
int poller_reset(struct poller *poller)
{
	struct poller fresh = { .all = 0 };
	int r;

	if (!poller->all)
		return 0;
	r = make_all(&fresh);
	if (!r)
		r = replace(fresh.event, poller->event);
	if (!r)
		r = replace(fresh.timer, poller->timer);
	if (!r)
		r = replace(fresh.all, poller->all);
	poller_end(&fresh);
	return r ? r : join(poller);
}
