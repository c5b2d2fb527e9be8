/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rig run LIMIT_MS REPORT COMMAND...: run a command that may hang.
 *
 * It is killed at the limit, and left alone if that does not help. REPORT gets
 * three lines that a shell can read:
 *
 *	ms=TIME			until it ended, or the limit
 *	began=TIME		on the clock CLOCK_MONOTONIC
 *	left='PID...'		what it left behind: processes that it or its
 *				children started and that still are there
 *
 * The exit status is the command's, 128 + N when a signal ended it, or 124 at
 * the limit. Processes left behind become our children, who are hence known.
 */
#include <dirent.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "rig.h"

#define STATUS_LIMIT 124
#define STATUS_FAILED 126

static long now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

static int parent_of(const char *pid)
{
	char path[288];
	int parent = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%s/stat", pid);
	f = fopen(path, "re");
	if (f && fscanf(f, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	if (f)
		fclose(f);
	return parent;
}

static void print_children(FILE *out)
{
	DIR *d = opendir("/proc");
	struct dirent *entry;
	const char *space = "";

	while (d && (entry = readdir(d)))
		if (*entry->d_name >= '0' && *entry->d_name <= '9' &&
		    parent_of(entry->d_name) == getpid()) {
			fprintf(out, "%s%s", space, entry->d_name);
			space = " ";
		}
	if (d)
		closedir(d);
}

static int report(const char *path, long start)
{
	long ms = now_ms() - start;
	FILE *out = fopen(path, "we");

	if (!out) {
		perror(path);
		return STATUS_FAILED;
	}
	while (waitpid(-1, NULL, WNOHANG) > 0)
		;
	fprintf(out, "ms=%ld\nbegan=%ld\nleft='", ms, start);
	print_children(out);
	fprintf(out, "'\n");
	return fclose(out) ? STATUS_FAILED : 0;
}

/* Its exit status; or kill it. */
static int wait_for(pid_t pid, int limit_ms)
{
	struct pollfd fd = { .fd = pidfd_open(pid, 0), .events = POLLIN };
	int status = 0;

	if (poll(&fd, 1, limit_ms) != 1) {
		kill(pid, SIGKILL);
		return STATUS_LIMIT;
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int rig_run(int argc, char **argv)
{
	long start = now_ms();
	int status, r;
	pid_t pid;

	(void)argc;
	prctl(PR_SET_CHILD_SUBREAPER, 1);
	pid = fork();
	if (!pid) {
		execvp(argv[3], argv + 3);
		perror(argv[3]);
		_exit(STATUS_FAILED);
	}
	if (pid < 0) {
		perror("rig run: fork");
		return STATUS_FAILED;
	}
	status = wait_for(pid, atoi(argv[1]));
	r = report(argv[2], start);
	return r ? r : status;
}
