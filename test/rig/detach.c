/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Detaching a loop device waits for a grace period of the kernel, and so does
 * removing it: both are done from many threads.
 *
 * A device that somebody else has open is not detached before it is closed
 * (autoclear), which sysfs tells. It is given a second for that: a reader that
 * has just been released is on its way out.
 */
#include "loops.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rig.h"

#define THREADS 32
#define STEP_MS 20
#define STEPS 50

/* What the device is attached to, or false. */
static bool backing_file(const char *base, char *file, size_t size)
{
	char path[288];
	ssize_t n;
	int fd;

	snprintf(path, sizeof(path), "/sys/block/%s/loop/backing_file", base);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, file, size - 1);
	if (fd >= 0)
		close(fd);
	if (n < 0)
		return false;
	file[n] = 0;
	return true;
}

static int add(struct loops *loops, const char *base)
{
	char **names = realloc(loops->names, (loops->count + 1) * sizeof(*names));

	if (names)
		loops->names = names;
	if (!names || asprintf(&names[loops->count], "/dev/%s", base) < 0)
		return -ENOMEM;
	loops->count++;
	return 0;
}

int loops_find(struct loops *loops, const char *dir)
{
	size_t length = strlen(dir);
	DIR *d = opendir("/sys/block");
	struct dirent *entry;
	char file[4096];
	int r = 0;

	*loops = (struct loops) { .count = 0 };
	while (!r && d && (entry = readdir(d)))
		if (!strncmp(entry->d_name, "loop", 4) &&
		    backing_file(entry->d_name, file, sizeof(file)) &&
		    !strncmp(file, dir, length) && file[length] == '/')
			r = add(loops, entry->d_name);
	if (d)
		closedir(d);
	return r;
}

void loops_free(struct loops *loops)
{
	while (loops->count)
		free(loops->names[--loops->count]);
	free(loops->names);
}

struct work {
	const struct loops *loops;
	int control;		/* -1: they are not removed */
	atomic_size_t next, failed;
};

static bool is_detached(const char *base)
{
	char file[4096];
	int step;

	for (step = 0; backing_file(base, file, sizeof(file)); step++) {
		if (step == STEPS)
			return false;
		poll(NULL, 0, STEP_MS);
	}
	return true;
}

static bool detach(const char *name, int control)
{
	const char *base = strrchr(name, '/') ? strrchr(name, '/') + 1 : name;
	int number, fd = open(name, O_RDONLY | O_CLOEXEC);

	if (fd >= 0) {
		ioctl(fd, LOOP_CLR_FD);
		close(fd);
	}
	if (sscanf(base, "loop%d", &number) != 1 || !is_detached(base)) {
		fprintf(stderr, "rig detach: %s is still in use\n", name);
		return false;
	}
	ioctl(control, LOOP_CTL_REMOVE, number);
	return true;
}

static void *detach_some(void *context)
{
	struct work *work = context;
	size_t i;

	while ((i = atomic_fetch_add(&work->next, 1)) < work->loops->count)
		if (!detach(work->loops->names[i], work->control))
			atomic_fetch_add(&work->failed, 1);
	return NULL;
}

size_t loops_detach(const struct loops *loops)
{
	struct work work = { .loops = loops, .control = open("/dev/loop-control", O_RDWR | O_CLOEXEC) };
	pthread_t threads[THREADS];
	size_t started = 0;

	while (started < THREADS && started + 1 < loops->count &&
	       !pthread_create(&threads[started], NULL, detach_some, &work))
		started++;
	detach_some(&work);
	while (started)
		pthread_join(threads[--started], NULL);
	if (work.control >= 0)
		close(work.control);
	return work.failed;
}

int rig_detach(int argc, char **argv)
{
	struct loops loops = { .names = argv + 1, .count = (size_t)argc - 1 };

	return loops_detach(&loops) ? 1 : 0;
}
