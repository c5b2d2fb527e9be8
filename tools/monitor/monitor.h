/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The monitor: a picture of the disks that is kept current, for who asks.
 *
 *	supervisor	what systemd and people know as the monitor: the socket, signals, a
 *	   |		keeper at any time. It parses nothing and touches no device
 *	   `- keeper	has the picture, hears of changes, and forks
 *	        |- answer	for each request: it has the picture too, and prints a report
 *	        |		of it
 *	        `- successor	for each change: it scans what has changed, and when it is
 *				done it is the keeper, and the old one leaves
 *
 * So the picture that answers are from is always a whole one, and nobody who asks waits
 * for a scan, however long a dead disk holds it. Only the supervisor's number lasts.
 *
 *	monitor.c	the command: socket, files, detaching
 *	supervisor.c	keepers come and go, signals
 *	keeper.c	its loop: who asks, what changes, a successor
 *	picture.c	a scan, and its metrics
 *	sources.c	who tells of changes
 *	answer.c	a request: which ones are answered, and with which rights
 *	client.c	volscan --from-monitor
 *	wire.c		what these two say to each other
 *	messages.c	warnings of a scan
 *	notify.c	what systemd wants to know
 */
#ifndef MONITOR_MONITOR_H
#define MONITOR_MONITOR_H

#include <sys/types.h>

#include "monitor/messages.h"
#include "tool.h"

/* What the command line asks for, and what is open as long as the monitor lives. */
struct monitor {
	struct tool *tool;	/* its handle has the settings, and has never scanned */
	char *socket_path;
	int listen_fd;
	int news_fd;		/* keepers send struct news here */
	gid_t group;		/* who may ask, besides root and our own user; -1 = nobody */
	unsigned interval_ms;	/* 0 = never */
	unsigned alive_ms;	/* how often a keeper says that it lives; 0 = never */
	pid_t supervisor;
};

/* What a keeper tells the supervisor, a datagram each. */
enum news_kind { NEWS_READY, NEWS_ALIVE };

struct news {
	enum news_kind kind;
	unsigned line;		/* of the keeper, see supervisor.c */
	pid_t pid;
	size_t devices, unread, pvs, vgs;	/* of its picture */
};

/*
 * Until a signal ends it. `news_fd` is the other end of monitor->news_fd. When the first
 * picture is there, a byte is written to `ready`, unless that is -1, and it is closed. An
 * exit status.
 */
int supervise(struct monitor *monitor, int news_fd, int ready);

/* Close all descriptors from that one on. */
void monitor_close_from(int first);

/* Unless it is to stay in front: messages go to --logfile from now on. For every process
 * that was there before the first picture. False after a message. */
bool monitor_leave_terminal(const struct options *options);

/* Be a keeper, in a process of its own. With `reread` it takes the settings anew first. */
_Noreturn void keeper_run(struct monitor *monitor, unsigned line, bool reread);

/* The results of tool->vs, and what the scan had to say. */
struct picture {
	struct tool *tool;
	struct messages messages;
};

/* Scan what is not kept; then write the metrics to --textfile, if there is one: as a whole
 * or not at all. False after a message when no scan was possible. */
bool picture_take(struct picture *picture);

/* Answer that client, who may ask, in a process of its own. */
_Noreturn void answer_run(const struct picture *picture, int client);

#endif
