/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "damage.h"

#define SECONDS_MAX 30u		/* of a machine that has other things to do */

static void redirect(const char *path, int fd)
{
	int file = open(path, O_RDWR | O_CREAT | O_TRUNC, 0600);

	if (file < 0 || dup2(file, fd) < 0)
		_exit(126);
	close(file);
}

static void child(const char *const *arguments)
{
	redirect("/dev/null", 0);
	redirect("out", 1);
	redirect("err", 2);
	alarm(SECONDS_MAX);
	execv(arguments[0], (char *const *)arguments);
	_exit(127);
}

static struct bytes read_file(const char *path)
{
	struct stat status;
	struct bytes bytes;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &status))
		die("cannot read %s", path);
	bytes.length = (size_t)status.st_size;
	bytes.data = calloc(1, bytes.length + 1);
	if (!bytes.data || read(fd, bytes.data, bytes.length) != status.st_size)
		die("cannot read %s", path);
	close(fd);
	return bytes;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec / 1e6;
}

void process_run(const char *const *arguments, struct ran *ran)
{
	struct rusage usage;
	int status;
	pid_t pid = fork();

	if (pid < 0)
		die("cannot fork");
	if (!pid)
		child(arguments);
	if (wait4(pid, &status, 0, &usage) != pid)
		die("cannot wait");
	*ran = (struct ran) {
		.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0,
		.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1,
		.cpu = seconds(&usage.ru_utime) + seconds(&usage.ru_stime),
		.memory = usage.ru_maxrss,
		.out = read_file("out"), .err = read_file("err"),
	};
}

void process_free(struct ran *ran)
{
	free(ran->out.data);
	free(ran->err.data);
}
