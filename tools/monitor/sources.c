/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Both descriptors are shared with the processes that are forked from this one: only
 * one of them reads, and what the others have added to be watched stays so. An event of
 * a watch that this process does not know is one of those.
 */
#include "monitor/sources.h"

#include <errno.h>
#include <limits.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"

#define QUEUE_BYTES (1 << 20)
#define UEVENT_MAX 8192

/* Of a file or device, and of what is directly in a directory. That it was read is not
 * among them, so that no scan is followed by another; nor is each write, as there are
 * disks that are written to all the time. */
#define WATCHED (IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVE | IN_DELETE_SELF | \
		 IN_MOVE_SELF)

struct sources {
	int uevents, inotify;	/* -1 = not there */
	char **paths;		/* of each watch, by its number; NULL = none */
	size_t room;
	bool told_full;
};

/* ------------------------------------------------------------------------
 * uevents
 */

static int open_uevents(void)
{
	struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = 1 };
	int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT);
	int bytes = QUEUE_BYTES, on = 1;

	if (fd < 0)
		return -1;
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof(bytes)))
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
	if (!setsockopt(fd, SOL_SOCKET, SO_PASSCRED, &on, sizeof(on)) &&
	    !bind(fd, (const struct sockaddr *)&address, sizeof(address)))
		return fd;
	close(fd);
	return -1;
}

/* "KEY=value" strings, each with a NUL, behind a summary. */
static const char *value_of(const char *text, size_t length, const char *key)
{
	const char *end = text + length;
	size_t n = strlen(key);

	for (; text < end; text += strlen(text) + 1)
		if (!strncmp(text, key, n) && text[n] == '=')
			return text + n + 1;
	return NULL;
}

static uint32_t number_of(const char *text, size_t length, const char *key)
{
	const char *value = value_of(text, length, key);

	return value ? (uint32_t)strtoul(value, NULL, 10) : 0;
}

static void tell_uevent(const char *text, size_t length, change_fn tell, void *context)
{
	const char *subsystem = value_of(text, length, "SUBSYSTEM");
	struct change change = {
		.major = number_of(text, length, "MAJOR"),
		.minor = number_of(text, length, "MINOR"),
	};

	if (subsystem && !strcmp(subsystem, "block"))
		tell(context, &change);
}

/* Only the kernel is believed. False when there is no more. */
static bool read_uevent(struct sources *sources, change_fn tell, void *context)
{
	char text[UEVENT_MAX + 1];
	struct sockaddr_nl from = { .nl_pid = 1 };
	socklen_t size = sizeof(from);
	ssize_t n = recvfrom(sources->uevents, text, UEVENT_MAX, 0, (struct sockaddr *)&from, &size);

	if (n < 0 && errno == ENOBUFS)
		tell(context, &(const struct change) { .all = true });
	if (n < 0)
		return errno == ENOBUFS || errno == EINTR;
	text[n] = '\0';
	if (!from.nl_pid)
		tell_uevent(text, (size_t)n, tell, context);
	return true;
}

/* ------------------------------------------------------------------------
 * inotify
 */

static bool make_room(struct sources *sources, size_t wanted)
{
	size_t room = wanted + 64;
	char **paths;

	if (wanted < sources->room)
		return true;
	paths = realloc(sources->paths, room * sizeof(*paths));
	if (!paths)
		return false;
	memset(paths + sources->room, 0, (room - sources->room) * sizeof(*paths));
	sources->paths = paths;
	sources->room = room;
	return true;
}

static void tell_unwatched(struct sources *sources, const char *path, int error)
{
	if (error == ENOENT || sources->told_full)
		return;
	sources->told_full = true;
	log_warn("%s cannot be watched: %s. Changes of it are noticed at the next --interval.%s",
		 path, strerror(error),
		 error == ENOSPC ? " The sysctl fs.inotify.max_user_watches allows more." : "");
}

bool sources_watch(struct sources *sources, const char *path)
{
	int watch = sources->inotify < 0 ? -1 : inotify_add_watch(sources->inotify, path, WATCHED);

	if (watch < 0) {
		if (sources->inotify >= 0)
			tell_unwatched(sources, path, errno);
		return false;
	}
	if (!make_room(sources, (size_t)watch) || sources->paths[watch])
		return false;
	sources->paths[watch] = strdup(path);
	return true;
}

/* The kernel has ended that watch, as what it was of has gone. */
static void forget(struct sources *sources, int watch)
{
	free(sources->paths[watch]);
	sources->paths[watch] = NULL;
}

/* False if it is of no watch that is known here. */
static bool path_of(const struct sources *sources, const struct inotify_event *event,
		    char path[PATH_MAX])
{
	const char *watched = event->wd >= 0 && (size_t)event->wd < sources->room ?
			      sources->paths[event->wd] : NULL;
	size_t n = watched ? strlen(watched) : 0;
	bool slash = n && watched[n - 1] == '/';
	int length;

	if (!watched)
		return false;
	length = snprintf(path, PATH_MAX, "%s%s%s", watched, event->len && !slash ? "/" : "",
			  event->len ? event->name : "");
	return length < PATH_MAX;
}

static void tell_event(struct sources *sources, const struct inotify_event *event,
		       change_fn tell, void *context)
{
	char path[PATH_MAX];
	struct change change = { .path = path };

	if (event->mask & IN_Q_OVERFLOW)
		change = (struct change) { .all = true };
	else if (!path_of(sources, event, path))
		return;
	tell(context, &change);
	if (event->mask & IN_IGNORED)
		forget(sources, event->wd);
}

static bool read_events(struct sources *sources, change_fn tell, void *context)
{
	char events[16384] __attribute__((aligned(__alignof__(struct inotify_event))));
	ssize_t n = read(sources->inotify, events, sizeof(events));
	const struct inotify_event *event;
	char *at;

	if (n <= 0)
		return n < 0 && errno == EINTR;
	for (at = events; at < events + n; at += sizeof(*event) + event->len) {
		event = (const struct inotify_event *)(const void *)at;
		tell_event(sources, event, tell, context);
	}
	return true;
}

/* ------------------------------------------------------------------------
 * Both
 */

int sources_new(struct sources **sources)
{
	struct sources *s = calloc(1, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->uevents = open_uevents();
	if (s->uevents < 0)
		log_warn("The kernel's events of block devices cannot be received: %s. Devices that "
			 "come and go are noticed at the next --interval.", strerror(errno));
	s->inotify = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
	if (s->inotify < 0)
		log_warn("Files and devices cannot be watched: inotify: %s. Changes are noticed at the "
			 "next --interval.", strerror(errno));
	*sources = s;
	return 0;
}

void sources_free(struct sources *sources)
{
	size_t i;

	if (!sources)
		return;
	for (i = 0; i < sources->room; i++)
		free(sources->paths[i]);
	free(sources->paths);
	if (sources->uevents >= 0)
		close(sources->uevents);
	if (sources->inotify >= 0)
		close(sources->inotify);
	free(sources);
}

void sources_fds(const struct sources *sources, int *fds)
{
	fds[0] = sources->uevents;
	fds[1] = sources->inotify;
}

void sources_read(struct sources *sources, change_fn tell, void *context)
{
	while (sources->uevents >= 0 && read_uevent(sources, tell, context))
		;
	while (sources->inotify >= 0 && read_events(sources, tell, context))
		;
}
