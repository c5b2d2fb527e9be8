/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench memory ROUNDS COMMANDFILE: the peak of the PSS of all processes of a
 * command, summed, in KiB. They are asked again and again while it runs, ROUNDS
 * times; what is missed in one round is seen in another.
 *
 * That slows it down: times are taken elsewhere.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bench.h"
#include "process.h"

#define FAMILY_MAX 64	/* processes of a command at once */

struct family {
	pid_t pids[FAMILY_MAX];
	size_t count;
};

static FILE *open_file(pid_t pid, const char *name)
{
	char path[64];

	snprintf(path, sizeof(path), "/proc/%d/%s", pid, name);
	return fopen(path, "re");
}

static pid_t parent_of(pid_t pid)
{
	FILE *f = open_file(pid, "stat");
	int parent = 0;

	if (f && fscanf(f, "%*d (%*[^)]) %*c %d", &parent) != 1)
		parent = 0;
	if (f)
		fclose(f);
	return parent;
}

static bool has(const struct family *family, pid_t pid)
{
	size_t i;

	for (i = 0; i < family->count; i++)
		if (family->pids[i] == pid)
			return true;
	return false;
}

/* Who was started by one of them, or left behind to us. /proc has the older ones
 * first. */
static void find_family(struct family *family, pid_t first)
{
	DIR *d = opendir("/proc");
	struct dirent *entry;
	pid_t pid, parent;

	*family = (struct family) { .pids = { first }, .count = 1 };
	while (d && (entry = readdir(d)) && family->count < FAMILY_MAX) {
		pid = atoi(entry->d_name);
		if (pid <= first)
			continue;
		parent = parent_of(pid);
		if (parent == getpid() || has(family, parent))
			family->pids[family->count++] = pid;
	}
	if (d)
		closedir(d);
}

static long pss_of(pid_t pid)
{
	FILE *f = open_file(pid, "smaps_rollup");
	char line[128];
	long kb = 0;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "Pss: %ld", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = { .si_pid = 0 };

	return waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) || info.si_pid;
}

static long watch(pid_t pid)
{
	struct family family;
	long sum, most = 0;
	size_t i;

	while (!has_ended(pid)) {
		find_family(&family, pid);
		for (sum = 0, i = 0; i < family.count; i++)
			sum += pss_of(family.pids[i]);
		if (most < sum)
			most = sum;
	}
	return most;
}

int bench_memory(int argc, char **argv)
{
	int rounds = atoi(argv[1]);
	struct command command;
	struct usage usage;
	long kb, most = 0;
	pid_t pid;

	if (argc != 3 || command_load(&command, argv[2]))
		return 2;
	while (rounds-- > 0) {
		pid = command_start(&command);
		kb = pid < 0 ? 0 : watch(pid);
		if (pid < 0 || command_end(&command, pid, 0, &usage))
			return 1;
		if (most < kb)
			most = kb;
	}
	printf("%ld\n", most);
	return 0;
}
