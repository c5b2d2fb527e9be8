/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A keeper answers and listens; it never scans again. When something has changed it
 * forgets what was read of that (volscan_changed()) and forks: the child inherits all that
 * has not changed, sets up I/O of its own, scans, and takes over.
 *
 * The sources of changes are shared by parent and child, and read by the keeper alone. As
 * long as there is a successor they are left unread: it reads them when it is the keeper,
 * so that what changes during its scan is not lost; and if it fails the old one goes on.
 *
 *	keeper		fork ----------------> "go", leaves
 *	successor	     scan, tell the supervisor, "ready"; the other has left: keeper
 *
 * Who dies takes those with it that depend on it (PR_SET_PDEATHSIG), down to the process
 * that reads; only in the moment of taking over nobody depends on the old keeper.
 */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "device.h"
#include "log.h"
#include "monitor/clients.h"
#include "monitor/monitor.h"
#include "monitor/sources.h"

#define SETTLE_MS 100		/* LVM2 writes to all PVs of a VG within that */
#define PAUSE_MAX_MS 2000	/* between scans, however long they take */
#define PAUSE_PER_SCAN 4	/* times as long as a scan took: a fifth of a processor at most */
#define HANGING_MS 5000		/* how often to look whether what hangs has answered */
#define FAILED_MS 5000		/* before a scan is tried again that broke off */
#define SUCCESSOR_MS 300000	/* a scan that takes longer never ends */

struct keeper {
	struct monitor *monitor;
	unsigned line;
	struct picture picture;
	struct sources *sources;
	struct clients clients;
	int signals_fd;		/* SIGCHLD */
	pid_t successor;	/* 0 = none */
	int successor_fd;

	/* CLOCK_MONOTONIC in ms; INT64_MAX = never. */
	int64_t due;		/* the next scan ... */
	int64_t earliest;	/* ... but not before */
	int64_t full;		/* all is to be read anew */
	int64_t alive;		/* the supervisor is to be told */
	int64_t overdue;	/* the successor is given up */
};

static void scan_within(struct keeper *k, int64_t ms)
{
	int64_t at = now_ms() + ms;

	if (at < k->due)
		k->due = at;
}

/* ------------------------------------------------------------------------
 * What has changed
 */

static bool is_it(const struct volscan_device *device, const struct change *change)
{
	if (change->path)
		return !strcmp(device->name, change->path);
	return device->is_block && device->major == change->major && device->minor == change->minor;
}

/* Of paths that were given, one may have been no device until now. */
static bool may_be_new(const struct keeper *k, const struct volscan_device *device)
{
	return !k->picture.tool->options.devices.count && !k->picture.tool->options.name_count ?
	       true : !device->is_block && device->state == VOLSCAN_DEVICE_UNREADABLE;
}

static void on_change(void *context, const struct change *change)
{
	struct keeper *k = context;
	struct volscan *vs = k->picture.tool->vs;
	size_t i, count;
	const struct volscan_device *const *devices = volscan_devices(vs, &count);
	bool matters = change->all || change->path || !count;

	if (change->all)
		volscan_changed(vs, NULL);
	for (i = 0; i < count && !change->all; i++) {
		if (is_it(devices[i], change)) {
			volscan_changed(vs, devices[i]->name);
			matters = true;
		}
		matters = matters || may_be_new(k, devices[i]);
	}
	if (matters)
		scan_within(k, SETTLE_MS);
}

static bool watch_given(void *context, const char *path)
{
	struct keeper *k = context;

	sources_watch(k->sources, path);
	return true;
}

/* What is new may have changed between its scan and now. */
static void watch_found(struct keeper *k)
{
	struct volscan *vs = k->picture.tool->vs;
	size_t i, count;
	const struct volscan_device *const *devices = volscan_devices(vs, &count);

	for (i = 0; i < count; i++) {
		if (devices[i]->state == VOLSCAN_DEVICE_LEFT_OUT || devices[i]->partition ||
		    !sources_watch(k->sources, devices[i]->name))
			continue;
		volscan_changed(vs, devices[i]->name);
		scan_within(k, SETTLE_MS);
	}
}

/* ------------------------------------------------------------------------
 * Being the keeper
 */

static bool anything_hangs(const struct volscan *vs)
{
	size_t i, count;
	const struct volscan_device *const *devices = volscan_devices(vs, &count);

	for (i = 0; i < count; i++)
		if (devices[i]->state == VOLSCAN_DEVICE_TIMED_OUT)
			return true;
	return false;
}

static void send_news(const struct keeper *k, enum news_kind kind)
{
	const struct volscan *vs = k->picture.tool->vs;
	struct news news = { .kind = kind, .line = k->line, .pid = getpid() };

	volscan_devices(vs, &news.devices);
	volscan_pvs(vs, &news.pvs);
	volscan_vgs(vs, &news.vgs);
	news.unread = devices_unread(vs);
	while (send(k->monitor->news_fd, &news, sizeof(news), MSG_NOSIGNAL) < 0 && errno == EINTR)
		;
}

/* The picture was taken just now. */
static void plan(struct keeper *k)
{
	int64_t pause = (int64_t)(k->picture.tool->scan_took_us / 1000) * PAUSE_PER_SCAN;

	k->due = INT64_MAX;
	k->earliest = now_ms() + (pause > PAUSE_MAX_MS ? PAUSE_MAX_MS : pause);
	watch_found(k);
	if (anything_hangs(k->picture.tool->vs))
		scan_within(k, HANGING_MS);
}

static void plan_full(struct keeper *k)
{
	k->full = k->monitor->interval_ms ? now_ms() + k->monitor->interval_ms : INT64_MAX;
}

/* ------------------------------------------------------------------------
 * The successor
 */

static void depend_on(pid_t parent)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);
}

/* Its descriptors go a moment before its children get another parent. */
static void wait_for_end(pid_t parent, int fd)
{
	const struct timespec moment = { .tv_nsec = 200000 };
	char byte;

	while (read(fd, &byte, 1) < 0 && errno == EINTR)
		;
	while (getppid() == parent)
		nanosleep(&moment, NULL);
}

/* The supervisor hears first who follows, so that it does not miss the one that leaves. */
static void take_over(struct keeper *k, pid_t parent, int fd)
{
	prctl(PR_SET_PDEATHSIG, 0);
	send_news(k, NEWS_READY);
	if (write(fd, "", 1) == 1)
		wait_for_end(parent, fd);
	close(fd);
	depend_on(k->monitor->supervisor);
}

static void be_successor(struct keeper *k, pid_t parent, int fd)
{
	depend_on(parent);
	k->successor = 0;
	clients_forget(&k->clients);
	if (volscan_reset(k->picture.tool->vs) || !picture_take(&k->picture))
		_exit(1);
	plan(k);
	take_over(k, parent, fd);
}

/* It may have told the supervisor already that it is the keeper. */
static void fail(struct keeper *k, const char *what)
{
	log_error("%s; it is tried again in %d s, and answers are from the picture before.", what,
		  FAILED_MS / 1000);
	k->successor = 0;
	k->earliest = now_ms() + FAILED_MS;
	scan_within(k, FAILED_MS);
	send_news(k, NEWS_READY);
}

static void begin_successor(struct keeper *k)
{
	pid_t self = getpid(), pid;
	int fds[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds)) {
		fail(k, "No socket to start a scan with");
		return;
	}
	fflush(stderr);
	k->due = INT64_MAX;
	pid = fork();
	if (!pid) {
		close(fds[0]);
		be_successor(k, self, fds[1]);
		return;
	}
	close(fds[1]);
	k->successor = pid;
	k->successor_fd = fds[0];
	k->overdue = now_ms() + SUCCESSOR_MS;
	if (pid < 0) {
		close(fds[0]);
		fail(k, "No process to start a scan with");
	}
}

/* It is ready, or it has died. */
static void hear_successor(struct keeper *k)
{
	char byte;

	if (read(k->successor_fd, &byte, 1) == 1)
		_exit(0);
	close(k->successor_fd);
	fail(k, "A scan broke off");
}

static void give_up_successor(struct keeper *k)
{
	kill(k->successor, SIGKILL);
	close(k->successor_fd);
	fail(k, "A scan did not end");
}

/* ------------------------------------------------------------------------
 * The loop
 */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t next_scan(const struct keeper *k)
{
	int64_t at = least(k->due, k->full);

	return at > k->earliest ? at : k->earliest;
}

static int wait_ms(const struct keeper *k)
{
	int64_t at = k->successor ? k->overdue : next_scan(k), left;

	left = least(at, k->alive) - now_ms();
	return left < 0 ? 0 : left > 3600000 ? 3600000 : (int)left;
}

enum { POLL_SIGNALS, POLL_LISTEN, POLL_SUCCESSOR, POLL_SOURCES, POLLS = POLL_SOURCES + SOURCES_FDS };

static void fill_polls(const struct keeper *k, struct pollfd polls[POLLS])
{
	int fds[SOURCES_FDS], i;

	sources_fds(k->sources, fds);
	for (i = 0; i < POLLS; i++)
		polls[i] = (struct pollfd) { .fd = -1, .events = POLLIN };
	polls[POLL_SIGNALS].fd = k->signals_fd;
	if (clients_have_room(&k->clients))
		polls[POLL_LISTEN].fd = k->monitor->listen_fd;
	if (k->successor)
		polls[POLL_SUCCESSOR].fd = k->successor_fd;
	for (i = 0; !k->successor && i < SOURCES_FDS; i++)
		polls[POLL_SOURCES + i].fd = fds[i];
}

static void reap(struct keeper *k)
{
	struct signalfd_siginfo info;
	pid_t pid;

	while (read(k->signals_fd, &info, sizeof(info)) > 0)
		;
	while ((pid = waitpid(-1, NULL, WNOHANG)) > 0)
		clients_gone(&k->clients, pid);
}

static void say_alive(struct keeper *k)
{
	if (now_ms() < k->alive)
		return;
	send_news(k, NEWS_ALIVE);
	k->alive = now_ms() + k->monitor->alive_ms;
}

/* The successor comes out of begin_successor() as the keeper. */
static void scan_if_due(struct keeper *k)
{
	int64_t now = now_ms();

	if (k->successor && now >= k->overdue)
		give_up_successor(k);
	if (k->successor || now < next_scan(k))
		return;
	if (now >= k->full) {
		volscan_changed(k->picture.tool->vs, NULL);
		plan_full(k);
	}
	begin_successor(k);
}

static _Noreturn void loop(struct keeper *k)
{
	struct pollfd polls[POLLS];

	for (;;) {
		fill_polls(k, polls);
		if (poll(polls, POLLS, wait_ms(k)) < 0 && errno != EINTR)
			_exit(1);
		if (polls[POLL_SIGNALS].revents)
			reap(k);
		if (polls[POLL_LISTEN].revents)
			clients_accept(&k->clients, k->monitor, &k->picture);
		if (polls[POLL_SUCCESSOR].revents)
			hear_successor(k);
		if (!k->successor)
			sources_read(k->sources, on_change, k);
		if (k->monitor->alive_ms)
			say_alive(k);
		scan_if_due(k);
	}
}

/* ------------------------------------------------------------------------
 * The first of a line
 */

static bool open_handle(struct tool *tool, bool reread)
{
	if (reread) {
		volscan_free(tool->vs);
		tool->vs = NULL;
		if (tool_open(tool))
			return false;
	}
	if (volscan_set_keep(tool->vs, true)) {
		log_error("%s", volscan_error(tool->vs));
		return false;
	}
	return tool_add(tool, tool->options.names, tool->options.name_count);
}

static bool open_signals(struct keeper *k)
{
	sigset_t children;

	sigemptyset(&children);
	sigaddset(&children, SIGCHLD);
	sigprocmask(SIG_SETMASK, &children, NULL);
	k->signals_fd = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
	return k->signals_fd >= 0;
}

/* Only what was found can be watched, and only what is watched is known not to have changed
 * since: so all is read twice. */
static bool take_first_picture(struct keeper *k)
{
	if (!picture_take(&k->picture))
		return false;
	plan(k);
	if (k->due != INT64_MAX && !picture_take(&k->picture))
		return false;
	plan(k);
	return true;
}

void keeper_run(struct monitor *monitor, unsigned line, bool reread)
{
	struct tool *tool = monitor->tool;
	struct keeper k = {
		.monitor = monitor, .line = line, .picture = { .tool = tool },
		.alive = monitor->alive_ms ? 0 : INT64_MAX,
	};

	depend_on(monitor->supervisor);
	if (!open_signals(&k) || sources_new(&k.sources) || !open_handle(tool, reread))
		_exit(1);
	tool_each_path(tool, tool->options.names, tool->options.name_count, watch_given, &k);
	plan_full(&k);
	if (!take_first_picture(&k) || !monitor_leave_terminal(&tool->options))
		_exit(1);
	send_news(&k, NEWS_READY);
	loop(&k);
}
