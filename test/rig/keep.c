/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 *	rig start DIR PID	mount DIR/images at DIR/disks, until PID ends
 *	rig stop DIR		or until then
 *
 * A keeper stays in the background, and the server of the file system is its
 * child. When the process PID has ended, however it did, or the keeper gets
 * SIGTERM, or the server has died, the keeper lets go of all that hangs,
 * detaches the loop devices, unmounts, and removes DIR. The PID is watched
 * through a descriptor of the process and not through a pipe: whoever hangs at a
 * dead disk would have inherited the pipe and held it open.
 *
 * Should somebody kill the keeper, then the server goes with it, which at least
 * ends every read.
 */
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/pidfd.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "background.h"
#include "control.h"
#include "fs.h"
#include "loops.h"
#include "rig.h"

#define ROUNDS 50		/* of looking for loop devices to detach ... */
#define ROUND_MS 100		/* ... so far apart */
#define STOP_MS 30000		/* to wait for the keeper's end */

struct keeper {
	char *dir;		/* absolute */
	char disks[4096];	/* DIR/disks */
	int runner;		/* pidfd of the process that it is all for */
	int signals, listener, ready;
	pid_t server;
};

static int open_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int run_server(const struct keeper *keeper)
{
	static struct fs fs = { .next_due = NEVER };
	char images[4096];
	int r;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	STAILQ_INIT(&fs.parked);
	snprintf(images, sizeof(images), "%s/images", keeper->dir);
	r = images_load(&fs.images, images);
	if (r) {
		fprintf(stderr, "rig start: %s: %s\n", images, strerror(-r));
		return 1;
	}
	return serve(&fs, keeper->disks, keeper->listener, keeper->signals, keeper->ready);
}

/* Until there is a reason to end. */
static void keep(const struct keeper *keeper)
{
	struct pollfd fds[] = {
		{ .fd = keeper->runner, .events = POLLIN },
		{ .fd = keeper->signals, .events = POLLIN },
		{ .fd = pidfd_open(keeper->server, 0), .events = POLLIN },
	};

	while (poll(fds, sizeof(fds) / sizeof(*fds), -1) < 0)
		;
	close(fds[2].fd);
}

/* Those on the images themselves too. A device that a stuck process has open is
 * detached when that lets go of it: hence more than one round. */
static void detach_all(const struct keeper *keeper)
{
	struct loops loops;
	size_t left = 1;
	int round;

	for (round = 0; left && round < ROUNDS; round++) {
		if (round)
			poll(NULL, 0, ROUND_MS);
		if (!loops_find(&loops, keeper->dir))
			left = loops.count ? loops_detach(&loops) : 0;
		loops_free(&loops);
	}
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	remove(path);
	return 0;
}

static void clean_up(const struct keeper *keeper)
{
	kill(keeper->server, SIGTERM);
	detach_all(keeper);
	umount2(keeper->disks, MNT_DETACH);
	waitpid(keeper->server, NULL, 0);
	nftw(keeper->dir, remove_one, 16, FTW_DEPTH | FTW_MOUNT | FTW_PHYS);
}

/* What is wrong with starting the server is said by that; so the keeper has nothing
 * to say. */
static int run_keeper(struct keeper *keeper)
{
	int r = control_listen(keeper->dir, &keeper->listener);

	if (r) {
		fprintf(stderr, "rig start: %s/control: %s\n", keeper->dir, strerror(-r));
		return 1;
	}
	if (chdir("/"))
		return 1;
	keeper->signals = open_signals();
	keeper->server = fork();
	if (!keeper->server)
		_exit(run_server(keeper));
	close(keeper->listener);
	close(keeper->ready);
	background(-1);
	keep(keeper);
	clean_up(keeper);
	return 0;
}

static int prepare(struct keeper *keeper, const char *dir, const char *pid)
{
	keeper->dir = realpath(dir, NULL);
	if (!keeper->dir)
		return -errno;
	snprintf(keeper->disks, sizeof(keeper->disks), "%s/disks", keeper->dir);
	keeper->runner = pidfd_open(atoi(pid), 0);
	if (keeper->runner < 0 || mkdir(keeper->disks, 0700))
		return -errno;
	return 0;
}

int rig_start(int argc, char **argv)
{
	struct keeper keeper = { .dir = NULL };
	int ready[2], r;
	char byte;

	(void)argc;
	close_range(3, ~0u, 0);
	r = prepare(&keeper, argv[1], argv[2]);
	if (!r && pipe2(ready, O_CLOEXEC))
		r = -errno;
	if (r) {
		fprintf(stderr, "rig start: %s: %s\n", argv[1], strerror(-r));
		return 1;
	}
	keeper.ready = ready[1];
	if (!fork())
		_exit(run_keeper(&keeper));
	close(ready[1]);
	free(keeper.dir);
	return read(ready[0], &byte, 1) == 1 ? 0 : 1;
}

/* A directory that is not there has been stopped before. */
int rig_stop(int argc, char **argv)
{
	struct pollfd fd = { .events = POLLIN };
	pid_t pid = 0;
	int r;

	(void)argc;
	if (access(argv[1], F_OK))
		return 0;
	r = control_pid(argv[1], &pid);
	fd.fd = r ? -1 : pidfd_open(pid, 0);
	if (fd.fd < 0 || pidfd_send_signal(fd.fd, SIGTERM, NULL, 0)) {
		fprintf(stderr, "rig stop: %s: %s\n", argv[1], strerror(r ? -r : errno));
		return 1;
	}
	if (poll(&fd, 1, STOP_MS) == 1 && access(argv[1], F_OK))
		return 0;
	fprintf(stderr, "rig stop: %s: something is still in use\n", argv[1]);
	return 1;
}
