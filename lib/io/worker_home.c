/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a worker process keeps of its parent's: a pipe, shared memory (which is a file
 * too, so that later calls can see what has been answered), and an eventfd, if the
 * parent polls one.
 *
 * It may have to stay behind, stuck, long after its parent. Whatever it still
 * held then would be held for as long: a pipe whose reader waits for its end, a
 * lock, a file system that cannot be unmounted, a terminal.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "io/worker_private.h"

/* The kernel's usual limit is far higher, and tables are sized by it. */
#define FILES_MAX 65536u

static void reset_signals(void)
{
	struct sigaction default_action = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int signal = 1; signal < NSIG; signal++)
		sigaction(signal, &default_action, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Before Linux 5.9. Closing while reading the directory is allowed for. */
static int close_one_by_one(void)
{
	DIR *dir = opendir("/proc/self/fd");
	struct dirent *entry;
	int fd;

	if (!dir)
		return -errno;
	while ((entry = readdir(dir))) {
		fd = atoi(entry->d_name);
		if (fd >= WORKER_FIRST_FREE_FD && fd != dirfd(dir))
			close(fd);
	}
	closedir(dir);
	return 0;
}

/* Above those that it is to be, so that none is put where another one is. */
static int lift(int *fd)
{
	if (*fd < 0)
		return 0;
	*fd = fcntl(*fd, F_DUPFD_CLOEXEC, WORKER_FIRST_FREE_FD);
	return *fd < 0 ? -errno : 0;
}

static int put(int fd, int where)
{
	if (fd >= 0)
		return dup2(fd, where) < 0 ? -errno : 0;
	close(where);
	return 0;
}

int worker_keep_only(const struct worker_luggage *luggage)
{
	struct worker_luggage high = *luggage;
	int r = lift(&high.wake);

	if (!r)
		r = lift(&high.memory);
	if (!r)
		r = lift(&high.event);
	if (!r)
		r = put(high.wake, WORKER_WAKE_FD);
	if (!r)
		r = put(high.memory, WORKER_MEMORY_FD);
	if (!r)
		r = put(high.event, WORKER_EVENT_FD);
	if (r)
		return r;
	if (!syscall(SYS_close_range, (unsigned) WORKER_FIRST_FREE_FD, ~0u, 0u))
		return 0;
	return close_one_by_one();
}

/* It opens files of its own, many at a time, and nothing else of it counts them. */
static void raise_limit_of_files(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur >= FILES_MAX)
		return;
	limit.rlim_cur = limit.rlim_max < FILES_MAX ? limit.rlim_max : FILES_MAX;
	setrlimit(RLIMIT_NOFILE, &limit);
}

int worker_leave_home(const struct worker_luggage *luggage, pid_t parent,
		      bool dies_with_thread)
{
	int r = worker_keep_only(luggage);

	if (r)
		return r;
	reset_signals();
	setsid();
	if (chdir("/"))
		return -errno;
	if (dies_with_thread)
		prctl(PR_SET_PDEATHSIG, SIGKILL);
	if (getppid() != parent)
		_exit(1);	/* it died before we asked to be told */
	prctl(PR_SET_NAME, WORKER_NAME);
	raise_limit_of_files();
	return 0;
}
