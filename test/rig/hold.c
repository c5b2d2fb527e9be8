/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Devices whose open() hangs, and those whose last close() does.
 *
 * The last close of a block device drops its pages, and waits for those that are
 * still being read, beyond SIGKILL and with the device's mutex locked, which
 * every open() takes. So one page that hangs is enough: it is asked for through
 * the page cache, by readahead, which does not wait for it.
 *
 *	rig holdopen DEVICE
 *
 * closes the device with the page outstanding: whoever opens it then, hangs.
 *
 *	rig holdclose DIR NAME DEVICE
 *
 * leaves the last close to somebody else: it closes the device when a further
 * read has reached the file NAME. The one who reads is then the last to have it
 * open. So the page must hang and the read must not, but must take long enough
 * for this: `rig knob DIR NAME hang PAGE_OFFSET 4096` and `... delay 200`.
 *
 * Both return when it is so; a process stays behind until the page is released.
 */
#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "background.h"
#include "control.h"
#include "rig.h"

#define PAGE_OFFSET (2 << 20)	/* where nobody else reads */
#define PAGE 4096
#define STEP_MS 10
#define STEPS 500		/* to wait for what takes no time */
#define STUCK_STEPS 10		/* a close that lasts so long hangs */

static bool is_stuck(pid_t pid)
{
	char path[64], state = 0;
	FILE *f;

	snprintf(path, sizeof(path), "/proc/%d/stat", (int)pid);
	f = fopen(path, "re");
	if (f && fscanf(f, "%*d (%*[^)]) %c", &state) != 1)
		state = 0;
	if (f)
		fclose(f);
	return state == 'D';
}

static unsigned long reads_of(const char *dir, const char *name)
{
	char command[512], answer[512];

	snprintf(command, sizeof(command), "%s reads", name);
	if (control_ask(dir, command, answer, sizeof(answer)) || strncmp(answer, "ok ", 3))
		_exit(1);	/* the rig has gone */
	return strtoul(answer + 3, NULL, 10);
}

static int ask_for_page(const char *device)
{
	int fd = open(device, O_RDONLY | O_CLOEXEC);

	if (fd >= 0 && posix_fadvise(fd, PAGE_OFFSET, PAGE, POSIX_FADV_WILLNEED)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void hold_open(char **argv, int ready)
{
	int fd = ask_for_page(argv[1]);

	if (fd < 0)
		_exit(1);
	background(ready);
	close(fd);
	_exit(0);
}

static void hold_close(char **argv, int ready)
{
	unsigned long before = reads_of(argv[1], argv[2]);
	int step, fd = ask_for_page(argv[3]);

	for (step = 0; fd >= 0 && reads_of(argv[1], argv[2]) == before; step++) {
		if (step == STEPS)
			_exit(1);
		poll(NULL, 0, STEP_MS);
	}
	if (fd < 0)
		_exit(1);
	background(ready);
	while (reads_of(argv[1], argv[2]) == before + 1)
		poll(NULL, 0, STEP_MS);
	close(fd);
	_exit(0);
}

/* Start it, and wait until it says that it is ready. -1 after a message. */
static pid_t start(void (*hold)(char **argv, int ready), char **argv)
{
	int ready[2];
	pid_t pid;
	char byte;

	close_range(3, ~0u, 0);
	if (pipe2(ready, O_CLOEXEC))
		return -1;
	pid = fork();
	if (!pid) {
		close(ready[0]);
		hold(argv, ready[1]);
	}
	close(ready[1]);
	if (pid > 0 && read(ready[0], &byte, 1) == 1)
		return pid;
	fprintf(stderr, "rig %s: the device cannot be opened, or its page does not hang\n", argv[0]);
	return -1;
}

int rig_holdopen(int argc, char **argv)
{
	pid_t pid = start(hold_open, argv);
	int step, stuck = 0;

	(void)argc;
	for (step = 0; pid > 0 && step < STEPS; step++) {
		stuck = is_stuck(pid) ? stuck + 1 : 0;
		if (stuck == STUCK_STEPS)
			return 0;
		if (waitpid(pid, NULL, WNOHANG) == pid)
			break;
		poll(NULL, 0, STEP_MS);
	}
	if (pid > 0)
		fprintf(stderr, "rig holdopen: the device can be closed: its reads do not hang\n");
	return 1;
}

int rig_holdclose(int argc, char **argv)
{
	(void)argc;
	return start(hold_close, argv) > 0 ? 0 : 1;
}
