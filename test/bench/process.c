/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "process.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LEFT_BEHIND_US 100000
#define NAP_US 1000

int64_t now_us(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * INT64_C(1000000) + ts.tv_nsec / 1000;
}

static char *read_line(FILE *f)
{
	char *line = NULL;
	size_t size = 0;
	ssize_t n = getline(&line, &size, f);

	if (n < 0) {
		free(line);
		return NULL;
	}
	if (n && line[n - 1] == '\n')
		line[n - 1] = 0;
	return line;
}

int command_load(struct command *command, const char *path)
{
	FILE *f = fopen(path, "re");
	size_t n = 0;

	if (!f) {
		perror(path);
		return -1;
	}
	command->name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
	command->argv = NULL;
	do {
		command->argv = realloc(command->argv, (n + 1) * sizeof(char *));
		if (!command->argv)
			abort();
		command->argv[n] = read_line(f);
	} while (command->argv[n++]);
	fclose(f);
	return 0;
}

pid_t command_start(const struct command *command)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid;

	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = vfork();
	if (!pid) {
		dup2(null, 0);
		dup2(null, 1);
		dup2(null, 2);
		execvp(command->argv[0], command->argv);
		_exit(126);
	}
	close(null);
	if (pid < 0)
		perror("fork");
	return pid;
}

static int64_t cpu_us(const struct rusage *r)
{
	return (r->ru_utime.tv_sec + r->ru_stime.tv_sec) * INT64_C(1000000) +
	       r->ru_utime.tv_usec + r->ru_stime.tv_usec;
}

/* Those who wait for a dead disk are not waited for. */
static int64_t cpu_us_of_left_behind(void)
{
	int64_t sum = 0, end = now_us() + LEFT_BEHIND_US;
	struct rusage r;
	pid_t pid;

	while ((pid = wait4(-1, NULL, WNOHANG, &r)) >= 0 && now_us() < end)
		if (pid)
			sum += cpu_us(&r);
		else
			usleep(NAP_US);
	return sum;
}

int command_end(const struct command *command, pid_t pid, int64_t began_us, struct usage *usage)
{
	struct rusage r;
	int status;

	if (wait4(pid, &status, 0, &r) != pid) {
		perror(command->name);
		return -1;
	}
	usage->wall_us = now_us() - began_us;
	usage->cpu_us = cpu_us(&r);
	usage->cpu_us += cpu_us_of_left_behind();
	if (!status)
		return 0;
	fprintf(stderr, "%s: ended with status 0x%x\n", command->name, (unsigned)status);
	return -1;
}
