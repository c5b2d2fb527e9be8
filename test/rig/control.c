/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "control.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "rig.h"

#define CLIENTS_MAX 64		/* that wait to be served */

static int make_socket(const char *dir, struct sockaddr_un *address)
{
	int n, fd;

	*address = (struct sockaddr_un) { .sun_family = AF_UNIX };
	n = snprintf(address->sun_path, sizeof(address->sun_path), "%s/control", dir);
	if (n < 0 || (size_t)n >= sizeof(address->sun_path))
		return -ENAMETOOLONG;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	return fd < 0 ? -errno : fd;
}

int control_listen(const char *dir, int *listener)
{
	struct sockaddr_un address;
	int r, fd = make_socket(dir, &address);

	if (fd < 0)
		return fd;
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) || listen(fd, CLIENTS_MAX)) {
		r = -errno;
		close(fd);
		return r;
	}
	*listener = fd;
	return 0;
}

static int connect_to(const char *dir)
{
	struct sockaddr_un address;
	int r, fd = make_socket(dir, &address);

	if (fd >= 0 && connect(fd, (struct sockaddr *)&address, sizeof(address))) {
		r = -errno;
		close(fd);
		return r;
	}
	return fd;
}

int control_ask(const char *dir, const char *command, char *answer, size_t size)
{
	ssize_t n = 1;
	size_t used = 0;
	int fd = connect_to(dir);

	if (fd < 0)
		return fd;
	if (dprintf(fd, "%s\n", command) < 0)
		n = 0;
	while (n > 0 && used < size - 1) {
		n = read(fd, answer + used, size - 1 - used);
		used += n > 0 ? (size_t)n : 0;
	}
	close(fd);
	answer[used] = 0;
	answer[strcspn(answer, "\n")] = 0;
	return used ? 0 : -EPIPE;
}

int control_pid(const char *dir, pid_t *pid)
{
	struct ucred peer;
	socklen_t length = sizeof(peer);
	int r, fd = connect_to(dir);

	if (fd < 0)
		return fd;
	r = getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &length) ? -errno : 0;
	close(fd);
	if (!r)
		*pid = peer.pid;
	return r;
}

/* Prints what the server says after "ok". */
int rig_knob(int argc, char **argv)
{
	char command[256] = "", answer[512];
	size_t used = 0;
	int i, r;

	for (i = 2; i < argc && used < sizeof(command); i++)
		used += (size_t)snprintf(command + used, sizeof(command) - used, "%s%s",
					 i > 2 ? " " : "", argv[i]);
	r = used < sizeof(command) ? control_ask(argv[1], command, answer, sizeof(answer)) : -E2BIG;
	if (r) {
		fprintf(stderr, "rig knob: %s: %s\n", argv[1], strerror(-r));
		return 1;
	}
	if (strncmp(answer, "ok", 2)) {
		fprintf(stderr, "rig knob: %s\n", answer);
		return 1;
	}
	if (answer[2])
		puts(answer + 3);
	return 0;
}
