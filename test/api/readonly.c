/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices are opened for reading only, and nothing is written to them.
 *
 *	readonly DIRECTORY ENGINE...
 *
 * scans DIRECTORY on each of the engines, without isolation and with, while the
 * kernel tells of every file of it that is closed whether it was open for writing.
 * No trace of system calls could see what a ring opens.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <unistd.h>

#include "scans.h"

/* A close may come when the scan is over: of a ring, or of another process. The kernel
 * tells once of what happens several times in a row, so that there is no counting. */
#define QUIET_MS 100

static char *expected;

/* Open for writing, written to, or changed. */
#define WRITTEN (IN_CLOSE_WRITE | IN_MODIFY | IN_ATTRIB | IN_CREATE | IN_DELETE | IN_MOVE)

/* The directory itself is opened too, to be listed. */
static uint32_t all_of(const char *events, ssize_t length)
{
	const struct inotify_event *event;
	uint32_t seen = 0;

	for (ssize_t at = 0; at < length; at += (ssize_t) (sizeof(*event) + event->len)) {
		event = (const struct inotify_event *) (events + at);
		if (!(event->mask & IN_ISDIR))
			seen |= event->mask;
	}
	return seen;
}

/* All that has happened, in one. */
static uint32_t look(int fd)
{
	_Alignas(struct inotify_event) char events[65536];
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };
	uint32_t seen = 0;

	while (poll(&poll_fd, 1, QUIET_MS) > 0)
		seen |= all_of(events, read(fd, events, sizeof(events)));
	return seen;
}

static int watch(const char *directory)
{
	int fd = inotify_init1(IN_CLOEXEC);

	if (fd >= 0 && inotify_add_watch(fd, directory, IN_ALL_EVENTS & ~IN_ACCESS) < 0) {
		close(fd);
		return -1;
	}
	return fd;
}

/* So that what is never seen is not taken for what never happens. */
static void writing_is_seen(const char *directory)
{
	char path[4096];
	int fd = watch(directory);
	uint32_t seen;
	FILE *f;

	snprintf(path, sizeof(path), "%s/linear-d0.img", directory);
	f = fopen(path, "r+");
	if (f)
		fclose(f);
	seen = look(fd);
	close(fd);
	count(f && seen == (IN_OPEN | IN_CLOSE_WRITE),
	      "the kernel tells of what is open for writing (%#x)", seen);
}

static void scan_is_readonly(const struct way *plain)
{
	int fd = watch(plain->directory);
	struct way way = *plain;
	uint32_t seen;
	bool right;

	if (fd < 0)
		return count(false, "%s can be watched", way.directory);
	way.signatures = true;
	right = scan_is(scan_once(&way), expected);
	seen = look(fd);
	close(fd);
	count(right && (seen & IN_OPEN) && (seen & IN_CLOSE_NOWRITE) && !(seen & WRITTEN),
	      "devices are only read, %s%s (%#x)", way.engine, way.isolated ? ", isolated" : "",
	      seen);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: readonly DIRECTORY ENGINE...\n");
		return 2;
	}
	expected = scan_reference(argv[1], true);
	writing_is_seen(argv[1]);
	each_way(argv[1], argv + 2, false, scan_is_readonly);
	free(expected);
	return counted();
}
