/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Programs that have children of their own, and wait for them in their own way; and
 * programs that fork with a handle in use.
 *
 *	processes DIRECTORY ENGINE...
 *
 * scans DIRECTORY on each of the engines, with isolation and without.
 */
#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "scans.h"

#define ROUNDS 10u

static char *expected;

static const char *isolated(const struct way *way)
{
	return way->isolated ? ", isolated" : "";
}

static bool is_right(char *text)
{
	return scan_is(text, expected);
}

/* Each with a handle, and an I/O process, of its own. */
static unsigned right_scans(const struct way *way)
{
	unsigned right = 0;

	for (unsigned i = 0; i < ROUNDS; i++)
		right += is_right(scan_once(way));
	return right;
}

/* ------------------------------------------------------------------------
 * The I/O process of a scan
 */

#define CHILDREN "/proc/thread-self/children"

static bool is_io_process(pid_t pid)
{
	char path[64], name[32] = "";
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/comm", (int) pid);
	f = fopen(path, "r");
	if (!f)
		return false;
	if (!fgets(name, sizeof(name), f))
		name[0] = '\0';
	fclose(f);
	return !strncmp(name, "volscan-io", 10);
}

/* A child of this thread; 0 = there is none. */
static pid_t io_process(void)
{
	FILE *f = fopen(CHILDREN, "r");
	int pid, found = 0;

	while (f && !found && fscanf(f, "%d", &pid) == 1)
		if (is_io_process(pid))
			found = pid;
	if (f)
		fclose(f);
	return found;
}

/* With the first read that the log tells of, which is when all have been asked for. */
static void kill_once(void *context, enum volscan_log_level level,
		      enum volscan_log_class log_class, const char *message)
{
	unsigned *kills = context;
	pid_t pid;

	(void) message;
	if (*kills || level != VOLSCAN_LOG_TRACE || log_class != VOLSCAN_LOG_IO)
		return;
	pid = io_process();
	*kills += pid && !kill(pid, SIGKILL);
}

static void scan_and_kill(const struct way *way, const char *host)
{
	struct volscan *vs = scan_new(way);
	unsigned kills = 0;

	if (vs)
		volscan_set_log(vs, kill_once, &kills, VOLSCAN_LOG_TRACE);
	count(is_right(scan_again(vs, way)), "%s, whose I/O process dies, %s", host, way->engine);
	count(kills == 1, "the I/O process can be killed, %s", way->engine);
	volscan_free(vs);
}

/* ------------------------------------------------------------------------
 * Hosts that wait for whatever child ends
 */

static void scans_of_host(const struct way *way, const char *host)
{
	unsigned right = right_scans(way);

	count(right == ROUNDS, "%s, %s%s: %u scans of %u were right", host, way->engine,
	      isolated(way), right, ROUNDS);
	if (way->isolated && !access(CHILDREN, R_OK))
		scan_and_kill(way, host);
}

static atomic_uint reaped;

static void reap_all(int signal)
{
	int error = errno;

	(void) signal;
	while (waitpid(-1, NULL, WNOHANG) > 0)
		atomic_fetch_add(&reaped, 1);
	errno = error;
}

static void set_sigchld(void (*handler)(int signal))
{
	struct sigaction action = { .sa_handler = handler };	/* and no SA_RESTART */

	sigaction(SIGCHLD, &action, NULL);
}

static void host_with_a_handler(const struct way *way)
{
	reaped = 0;
	set_sigchld(reap_all);
	scans_of_host(way, "host with a SIGCHLD handler");
	set_sigchld(SIG_DFL);
	count(reaped || !way->isolated, "the handler sees the I/O processes end");
}

static void host_that_ignores_sigchld(const struct way *way)
{
	set_sigchld(SIG_IGN);
	scans_of_host(way, "host that ignores SIGCHLD");
	set_sigchld(SIG_DFL);
}

static atomic_bool enough;

static void *wait_for_any(void *context)
{
	static const struct timespec pause = { .tv_nsec = 200000 };

	while (!enough)
		if (waitpid(-1, NULL, 0) < 0)
			nanosleep(&pause, NULL);
	return context;
}

static void host_with_a_waiting_thread(const struct way *way)
{
	pthread_t thread;

	enough = false;
	if (pthread_create(&thread, NULL, wait_for_any, NULL))
		return count(false, "a thread can be created");
	scans_of_host(way, "host with a thread in waitpid(-1)");
	enough = true;
	pthread_join(thread, NULL);
}

/* The library waits for no child but its own. */
static void host_with_a_child(const struct way *way)
{
	pid_t child = fork();
	int status = 0;

	if (!child)
		_exit(7);
	count(is_right(scan_once(way)), "host with a child, %s%s", way->engine, isolated(way));
	count(waitpid(child, &status, 0) == child && WIFEXITED(status) &&
	      WEXITSTATUS(status) == 7, "its child is still its own to wait for");
	/* One with a kernel AIO context takes longer to end than anybody waits for. */
	count(!strcmp(way->engine, "libaio") || (waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD),
	      "the library leaves no child behind, %s%s", way->engine, isolated(way));
	while (waitpid(-1, NULL, 0) > 0)
		;
}

/* ------------------------------------------------------------------------
 * Fork
 */

static void live_as_child(struct volscan *vs, const struct way *way, bool reset)
{
	bool right = !reset || !volscan_reset(vs);

	right = right && is_right(scan_again(vs, way)) && is_right(scan_again(vs, way));
	volscan_free(vs);
	right = right && is_right(scan_once(way));
	fflush(stdout);
	_exit(right ? 0 : 1);
}

static void fork_and_scan(const struct way *way, bool reset)
{
	struct volscan *vs = scan_new(way);
	bool right = is_right(scan_again(vs, way));
	pid_t child, process = io_process(), last;
	int status = -1;

	fflush(stdout);
	child = fork();
	if (!child)
		live_as_child(vs, way, reset);
	right = right && is_right(scan_again(vs, way));
	right = right && is_right(scan_again(vs, way));
	waitpid(child, &status, 0);
	right = right && is_right(scan_again(vs, way));	/* the child has freed its own */
	last = io_process();
	volscan_free(vs);
	count(process == last, "the child leaves the parent its I/O process, %s", way->engine);
	count(right, "parent that scans beside its child, %s%s", way->engine, isolated(way));
	count(!status, "child that %s volscan_reset(), %s%s", reset ? "calls" : "forgets",
	      way->engine, isolated(way));
}

/* ------------------------------------------------------------------------ */

static void all_tests(const struct way *way)
{
	host_with_a_handler(way);
	host_that_ignores_sigchld(way);
	host_with_a_waiting_thread(way);
	host_with_a_child(way);
	fork_and_scan(way, true);
	fork_and_scan(way, false);
}

int main(int argc, char **argv)
{
	if (argc < 3) {
		fprintf(stderr, "usage: processes DIRECTORY ENGINE...\n");
		return 2;
	}
	if (access(CHILDREN, R_OK))
		printf("skipped: I/O processes that die (this kernel has no " CHILDREN ")\n");
	expected = scan_reference(argv[1], false);
	each_way(argv[1], argv + 2, false, all_tests);
	free(expected);
	return counted();
}
