/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "monitor/clients.h"

#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "log.h"
#include "monitor/monitor.h"
#include "monitor/wire.h"

/* ------------------------------------------------------------------------
 * Who may ask
 */

static bool has_group(int fd, gid_t wanted)
{
	gid_t groups[1024];
	socklen_t size = sizeof(groups);
	size_t i;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERGROUPS, groups, &size))
		return false;
	for (i = 0; i < size / sizeof(groups[0]); i++)
		if (groups[i] == wanted)
			return true;
	return false;
}

static bool may_ask(int fd, gid_t group)
{
	struct ucred peer;
	socklen_t size = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &size))
		return false;
	if (!peer.uid || peer.uid == geteuid())
		return true;
	return group != (gid_t)-1 && (peer.gid == group || has_group(fd, group));
}

/* The socket takes so little without anybody who reads. */
static void turn_away(int fd)
{
	static const char why[] = "  The monitor does not answer you: it answers root, and the group "
				  "that its option --group names.\n";
	const unsigned char status = STATUS_FAILED;

	if (!wire_send(fd, WIRE_STDERR, why, sizeof(why) - 1))
		wire_send(fd, WIRE_STATUS, &status, 1);
}

/* ------------------------------------------------------------------------
 * Answers
 */

static void begin_answer(struct clients *clients, const struct picture *picture, int fd)
{
	pid_t pid;

	fflush(stderr);
	pid = fork();
	if (!pid)
		answer_run(picture, fd);
	if (pid < 0)
		log_error("No process to answer a request with.");
	else
		clients->answers[clients->count++] = pid;
}

bool clients_have_room(const struct clients *clients)
{
	return clients->count < CLIENTS_MAX;
}

void clients_accept(struct clients *clients, const struct monitor *monitor,
		    const struct picture *picture)
{
	int fd;

	while (clients_have_room(clients) &&
	       (fd = accept4(monitor->listen_fd, NULL, NULL, SOCK_CLOEXEC)) >= 0) {
		if (may_ask(fd, monitor->group))
			begin_answer(clients, picture, fd);
		else
			turn_away(fd);
		close(fd);
	}
}

void clients_gone(struct clients *clients, pid_t pid)
{
	size_t i;

	for (i = 0; i < clients->count; i++)
		if (clients->answers[i] == pid)
			clients->answers[i--] = clients->answers[--clients->count];
}

void clients_forget(struct clients *clients)
{
	clients->count = 0;
}
