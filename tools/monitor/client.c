/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "monitor/client.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "config.h"
#include "log.h"
#include "monitor/wire.h"
#include "tool.h"

/* For a monitor that has just started, and reads disks that do not answer. */
#define WAIT_SECONDS 30

/* The run directory is a setting. To be freed; NULL after a message. */
static char *default_path(void)
{
	struct tool tool = { .command = NULL };
	char *path = NULL;

	if (!tool_open(&tool) &&
	    asprintf(&path, "%s/monitor", volscan_setting_string(tool.vs, "global/run_dir")) < 0)
		path = NULL;
	volscan_free(tool.vs);
	return path;
}

static int connect_to(const char *path)
{
	const struct timeval patience = { .tv_sec = WAIT_SECONDS };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd, r;

	if (strlen(path) >= sizeof(address.sun_path))
		return -ENAMETOOLONG;
	strcpy(address.sun_path, path);
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0)
		return -errno;
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
	if (!connect(fd, (const struct sockaddr *)&address, sizeof(address)))
		return fd;
	r = -errno;
	close(fd);
	return r;
}

static const char *reason(int error)
{
	switch (error) {
	case -EPIPE:
	case -ECONNRESET:
		return "it closed the connection";
	case -EAGAIN:
	case -EINPROGRESS:
		return "nothing came for a long time";
	default:
		return strerror(-error);
	}
}

static void tell_unconnected(const char *path, int error)
{
	const char *advice = "";

	if (error == -ENOENT || error == -ECONNREFUSED)
		advice = " Is there a monitor? \"volscan monitor\" starts one; without --from-monitor "
			 "the disks are read.";
	else if (error == -EACCES)
		advice = " It answers root, and the group that its option --group names.";
	log_error("Cannot ask the monitor at %s: %s.%s", path, reason(error), advice);
}

/* Names of these commands are those of PVs, which may be links: what answers may not look
 * where those lead, and is in another directory. */
static bool names_pvs(const char *command)
{
	return !strcmp(command, "pvs") || !strcmp(command, "pvdisplay");
}

static int send_word(int fd, const char *word, bool may_be_path)
{
	char *real = may_be_path && strchr(word, '/') ? realpath(word, NULL) : NULL;
	const char *sent = real ? real : word;
	int r = wire_write(fd, sent, strlen(sent) + 1);

	free(real);
	return r;
}

/* What it does not read any more it has an answer to already. */
static int send_request(int fd, int argc, char **argv)
{
	int i, r = wire_write(fd, WIRE_GREETING, strlen(WIRE_GREETING));

	for (i = 0; !r && i < argc; i++)
		r = send_word(fd, argv[i], i && names_pvs(argv[0]));
	if (!r && shutdown(fd, SHUT_WR))
		r = -errno;
	return r == -EPIPE ? 0 : r;
}

/* One part. 0 to go on, 1 if it was the last one, or -errno. */
static int print_part(int fd, int *status)
{
	static unsigned char bytes[WIRE_PART_MAX];
	enum wire_part part;
	size_t length;
	int r = wire_next(fd, &part, &length);

	if (!r)
		r = wire_read(fd, bytes, length);
	if (r)
		return r;
	if (part == WIRE_STATUS)
		*status = bytes[0];
	else
		fwrite(bytes, 1, length, part == WIRE_STDERR ? stderr : stdout);
	return part == WIRE_STATUS;
}

static int talk(int fd, int argc, char **argv)
{
	int status = STATUS_FAILED, r = send_request(fd, argc, argv);

	while (!r)
		r = print_part(fd, &status);
	if (r < 0)
		log_error("The monitor has not answered to the end: %s. Its log may say why.", reason(r));
	return status;
}

int monitor_ask(const char *socket_path, int argc, char **argv)
{
	char *by_default = socket_path ? NULL : default_path();
	const char *path = socket_path ? socket_path : by_default;
	int status = STATUS_FAILED, fd = path ? connect_to(path) : -1;

	if (fd >= 0) {
		status = talk(fd, argc, argv);
		close(fd);
	} else if (path) {
		tell_unconnected(path, fd);
	}
	free(by_default);
	return status;
}
