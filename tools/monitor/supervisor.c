/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A keeper and its successors, their successors and so on are one line. A new line begins
 * with the monitor, with SIGHUP, and when a keeper has died without a successor. What comes
 * of an older line once a newer one has a picture is ended.
 */
#include <errno.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "log.h"
#include "monitor/monitor.h"
#include "monitor/notify.h"

#define RESTART_MIN_MS 1000
#define RESTART_MAX_MS 60000

struct member {
	pid_t pid;		/* 0 = there is none */
	unsigned line;
};

struct supervisor {
	struct monitor *monitor;
	int news_fd, signals_fd;
	int ready;		/* to whom waits for the first picture; -1 = nobody */
	struct member keeper;	/* has a picture */
	struct member beginner;	/* the first of a new line, without one yet */
	unsigned last_line;
	unsigned restart_ms;	/* to wait before a new line, if a keeper dies */
	int64_t restart_at;	/* CLOCK_MONOTONIC in ms; 0 = not planned */
	bool ends;
	int status;
};

/* ------------------------------------------------------------------------
 * Lines begin and end
 */

/* One at a time: the newest settings count. */
static void begin_line(struct supervisor *s)
{
	pid_t pid;

	s->restart_at = 0;
	if (s->beginner.pid)
		kill(s->beginner.pid, SIGKILL);
	fflush(stderr);
	s->last_line++;
	pid = fork();
	if (!pid) {
		close(s->signals_fd);
		close(s->news_fd);
		if (s->ready >= 0)
			close(s->ready);
		keeper_run(s->monitor, s->last_line, s->last_line > 1);
	}
	s->beginner = (struct member) { pid > 0 ? pid : 0, s->last_line };
	if (pid < 0)
		s->restart_at = now_ms() + s->restart_ms;
}

static void plan_restart(struct supervisor *s)
{
	s->restart_at = now_ms() + s->restart_ms;
	log_error("A new scan begins in %u s.", s->restart_ms / 1000);
	s->restart_ms = 2 * s->restart_ms < RESTART_MAX_MS ? 2 * s->restart_ms : RESTART_MAX_MS;
}

/* Settings that cannot be read are no reason to end. */
static void beginner_died(struct supervisor *s)
{
	s->beginner.pid = 0;
	if (s->keeper.pid) {
		log_error("There is no picture with the new settings; the old ones are kept.");
		notify_send("READY=1");
	} else if (s->ready >= 0 || s->last_line == 1) {
		s->ends = true;
		s->status = STATUS_FAILED;
	} else {
		plan_restart(s);
	}
}

static void keeper_died(struct supervisor *s, int how)
{
	s->keeper.pid = 0;
	if (WIFSIGNALED(how))
		log_error("The process that keeps the picture was ended by signal %d (%s).",
			  WTERMSIG(how), strsignal(WTERMSIG(how)));
	else
		log_error("The process that keeps the picture has ended.");
	if (!s->beginner.pid)
		plan_restart(s);
}

/* ------------------------------------------------------------------------
 * News of keepers
 */

static void tell_ready(struct supervisor *s, const struct news *news)
{
	char text[256];

	snprintf(text, sizeof(text), "READY=1\nSTATUS=%zu devices, %zu of them not read; %zu PVs, %zu VGs",
		 news->devices, news->unread, news->pvs, news->vgs);
	notify_send(text);
	if (s->ready < 0)
		return;
	monitor_leave_terminal(&s->monitor->tool->options);
	if (write(s->ready, "", 1) != 1)
		log_warn("Nobody has waited for the first picture.");
	close(s->ready);
	s->ready = -1;
}

static void hear_ready(struct supervisor *s, const struct news *news)
{
	if (news->line < s->keeper.line) {
		kill(news->pid, SIGKILL);
		return;
	}
	if (news->pid == s->beginner.pid)
		s->beginner.pid = 0;
	if (s->keeper.pid && s->keeper.line < news->line)
		kill(s->keeper.pid, SIGKILL);
	s->keeper = (struct member) { news->pid, news->line };
	s->restart_ms = RESTART_MIN_MS;
	s->restart_at = 0;
	tell_ready(s, news);
}

static void hear(struct supervisor *s)
{
	struct news news;

	while (recv(s->news_fd, &news, sizeof(news), MSG_DONTWAIT) == sizeof(news))
		if (news.kind == NEWS_READY)
			hear_ready(s, &news);
		else if (news.pid == s->keeper.pid)
			notify_send("WATCHDOG=1");
}

/* A keeper that has left has told before who follows it. Orphans of those that have left
 * are reaped here too. */
static void reap(struct supervisor *s)
{
	pid_t pid;
	int how;

	while ((pid = waitpid(-1, &how, WNOHANG)) > 0) {
		hear(s);
		if (pid == s->beginner.pid)
			beginner_died(s);
		else if (pid == s->keeper.pid)
			keeper_died(s, how);
	}
}

/* ------------------------------------------------------------------------
 * Signals
 */

static void reload(struct supervisor *s)
{
	char text[64];

	snprintf(text, sizeof(text), "RELOADING=1\nMONOTONIC_USEC=%" PRIu64,
		 clock_us(CLOCK_MONOTONIC));
	notify_send(text);
	begin_line(s);
}

static void take_signals(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals_fd, &info, sizeof(info)) == sizeof(info))
		if (info.ssi_signo == SIGHUP)
			reload(s);
		else if (info.ssi_signo != SIGCHLD)
			s->ends = true;
}

static bool open_signals(struct supervisor *s)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s->signals_fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return s->signals_fd >= 0;
}

/* ------------------------------------------------------------------------
 * The loop
 */

static int wait_ms(const struct supervisor *s)
{
	int64_t left = s->restart_at - now_ms();

	if (!s->restart_at)
		return -1;
	return left < 0 ? 0 : (int)left;
}

static void loop(struct supervisor *s)
{
	struct pollfd polls[] = {
		{ .fd = s->news_fd, .events = POLLIN }, { .fd = s->signals_fd, .events = POLLIN },
	};

	while (!s->ends) {
		poll(polls, 2, wait_ms(s));
		take_signals(s);
		hear(s);
		reap(s);
		if (s->restart_at && now_ms() >= s->restart_at)
			begin_line(s);
	}
}

int supervise(struct monitor *monitor, int news_fd, int ready)
{
	struct supervisor s = {
		.monitor = monitor, .news_fd = news_fd, .ready = ready,
		.restart_ms = RESTART_MIN_MS, .status = STATUS_OK,
	};

	monitor->supervisor = getpid();
	if (prctl(PR_SET_CHILD_SUBREAPER, 1) || !open_signals(&s)) {
		log_error("The monitor cannot start: %s.", strerror(errno));
		return STATUS_FAILED;
	}
	begin_line(&s);
	loop(&s);
	notify_send("STOPPING=1");
	return s.status;
}
