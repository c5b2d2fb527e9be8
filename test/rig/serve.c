/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The loop that serves it all: the kernel's requests, the clients that turn
 * knobs, and what is due.
 */
#include "fs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "background.h"

/* A client has so long to send its command; it is local and sends it at once. */
#define CLIENT_SECONDS 1

/* Whatever still hangs so long after everything was released is set free by the
 * kernel when the server dies. */
#define CLOSING_SECONDS 20

static void serve_client(struct fs *fs, int listener)
{
	struct timeval limit = { .tv_sec = CLIENT_SECONDS };
	char line[512], reply[512];
	size_t used = 0;
	ssize_t n = 1;
	int fd = accept4(listener, NULL, NULL, SOCK_CLOEXEC);

	if (fd < 0)
		return;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	while (n > 0 && used < sizeof(line) - 1 && !memchr(line, '\n', used)) {
		n = recv(fd, line + used, sizeof(line) - 1 - used, 0);
		used += n > 0 ? (size_t)n : 0;
	}
	line[used] = 0;
	knobs_command(fs, line, reply, sizeof(reply));
	send(fd, reply, strlen(reply), MSG_NOSIGNAL);
	close(fd);
}

/* All that there is: a poll() for each of a thousand requests would take longer
 * than to serve them. */
static void serve_kernel(struct fuse_session *session, struct fuse_buf *buffer)
{
	while (!fuse_session_exited(session) &&
	       fuse_session_receive_buf(session, buffer) > 0)
		fuse_session_process_buf(session, buffer);
}

static void let_go(struct fs *fs, int signals)
{
	struct signalfd_siginfo info;
	size_t i;

	if (read(signals, &info, sizeof(info)) != sizeof(info))
		return;
	fs->closing = true;
	for (i = 0; i < fs->images.count; i++)
		knobs_reset(fs, &fs->images.list[i]);
	alarm(CLOSING_SECONDS);
}

static void loop(struct fs *fs, struct fuse_session *session, int listener, int signals)
{
	struct pollfd fds[] = {
		{ .fd = fuse_session_fd(session), .events = POLLIN },
		{ .fd = listener, .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};
	struct fuse_buf buffer = { .mem = NULL };

	while (!fuse_session_exited(session) && !(fds[0].revents & POLLERR)) {
		if (poll(fds, sizeof(fds) / sizeof(*fds), reads_answer_due(fs)) < 0)
			continue;
		if (fds[2].revents)
			let_go(fs, signals);
		if (fds[1].revents)
			serve_client(fs, listener);
		if (fds[0].revents)
			serve_kernel(session, &buffer);
	}
	free(buffer.mem);
}

static struct fuse_session *mount_at(struct fs *fs, const char *mountpoint)
{
	char *argv[] = { (char *)"rig", (char *)"-o", (char *)"fsname=volscan-rig,ro,dev", NULL };
	struct fuse_args args = FUSE_ARGS_INIT(3, argv);
	struct fuse_session *session = fuse_session_new(&args, &fs_operations,
							sizeof(fs_operations), fs);

	fuse_opt_free_args(&args);
	if (!session)
		return NULL;
	if (fuse_session_mount(session, mountpoint)) {
		fuse_session_destroy(session);
		return NULL;
	}
	fcntl(fuse_session_fd(session), F_SETFL, O_RDWR | O_NONBLOCK);
	return session;
}

int serve(struct fs *fs, const char *mountpoint, int listener, int signals, int ready)
{
	struct fuse_session *session = mount_at(fs, mountpoint);

	if (!session) {
		fprintf(stderr, "rig: cannot mount %s\n", mountpoint);
		return 1;
	}
	background(ready);
	loop(fs, session, listener, signals);
	fuse_session_destroy(session);
	return 0;
}
