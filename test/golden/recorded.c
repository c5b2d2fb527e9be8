/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * volscan, for which device-mapper is what was recorded of another machine's: linked with
 * all of the program, and in place of three functions of the library.
 *
 * RECORDED is a directory with what dmsetup printed there, dmsetup-info.txt (info -c) and
 * dmsetup-status.txt, and with sys/, made by `active`. A device with the status "hang"
 * does not answer while the directory is there, and with "refuse" nobody may ask it.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "io/dm.h"
#include "kernel/kernel.h"

#define LINE_MAX_ 4096

const char *__wrap_io_dm_node(void);
int __wrap_io_dm_ioctl(int fd, struct dm_ioctl *ask);
int __wrap_kernel_ask(const char *root, struct dev_io *io, const struct log *log,
		      struct dm_pool *pool, struct volscan_vg *const *vgs, size_t count,
		      struct kernel **kernel);
int __real_kernel_ask(const char *root, struct dev_io *io, const struct log *log,
		      struct dm_pool *pool, struct volscan_vg *const *vgs, size_t count,
		      struct kernel **kernel);

static const char *directory(void)
{
	const char *dir = getenv("RECORDED");

	return dir ? dir : "/nowhere";
}

int __wrap_kernel_ask(const char *root, struct dev_io *io, const struct log *log,
		      struct dm_pool *pool, struct volscan_vg *const *vgs, size_t count,
		      struct kernel **kernel)
{
	(void) root;
	return __real_kernel_ask(directory(), io, log, pool, vgs, count, kernel);
}

const char *__wrap_io_dm_node(void)
{
	return "/dev/null";
}

static FILE *open_file(const char *name)
{
	char path[4096];

	snprintf(path, sizeof(path), "%s/%s", directory(), name);
	return fopen(path, "r");
}

/* "Name Maj Min Stat Open Targ Event UUID" */
static int take_info(struct dm_ioctl *ask, const char *line)
{
	unsigned major, minor, targets;
	char name[DM_NAME_LEN], uuid[DM_UUID_LEN], state[8];
	int open_count;

	if (sscanf(line, "%127s %u %u %7s %d %u %*d %128s", name, &major, &minor, state,
		   &open_count, &targets, uuid) != 7 || makedev(major, minor) != ask->dev)
		return 0;
	memcpy(ask->name, name, sizeof(name));
	memcpy(ask->uuid, uuid, sizeof(uuid));
	ask->open_count = open_count;
	ask->target_count = targets;
	ask->flags = (state[0] == 'L' ? DM_ACTIVE_PRESENT_FLAG : 0) |
		     (state[1] == 'I' ? DM_INACTIVE_PRESENT_FLAG : 0) |
		     (state[2] == 's' ? DM_SUSPEND_FLAG : 0) |
		     (state[3] == 'r' ? DM_READONLY_FLAG : 0);
	return 1;
}

static int find_device(struct dm_ioctl *ask)
{
	FILE *file = open_file("dmsetup-info.txt");
	char line[LINE_MAX_];
	int found = 0;

	while (file && !found && fgets(line, sizeof(line), file))
		found = take_info(ask, line);
	if (file)
		fclose(file);
	return found ? 0 : -ENXIO;
}

/* As the kernel does it: see retrieve_status() there. */
static void add_target(struct dm_ioctl *ask, size_t size, const char *status)
{
	struct dm_target_spec spec = { .status = 0 };
	size_t begin = (ask->data_size + 7) / 8 * 8, text;
	unsigned long long start, length;
	int at = 0;

	if (sscanf(status, "%llu %llu %15s %n", &start, &length, spec.target_type, &at) != 3)
		return;
	status = at ? status + at : "";
	text = strlen(status) + 1;
	if (begin + sizeof(spec) + text > size) {
		ask->flags |= DM_BUFFER_FULL_FLAG;
		return;
	}
	spec.sector_start = start;
	spec.length = length;
	ask->data_size = (unsigned) (begin + sizeof(spec) + text);
	spec.next = (ask->data_size + 7) / 8 * 8 - ask->data_start;
	memcpy((char *) ask + begin, &spec, sizeof(spec));
	memcpy((char *) ask + begin + sizeof(spec), status, text);
}

/* Where the worker is. */
static int answer(struct dm_ioctl *ask, size_t size, const char *status)
{
	while (!strcmp(status, "hang") && !access(directory(), F_OK))
		usleep(10000);
	if (!strcmp(status, "refuse"))
		return -EPERM;
	add_target(ask, size, status);
	return 0;
}

static int add_targets(struct dm_ioctl *ask, size_t size)
{
	size_t name = strlen(ask->name);
	FILE *file = open_file("dmsetup-status.txt");
	char line[LINE_MAX_];
	int r = 0;

	while (file && !r && fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		if (!strncmp(line, ask->name, name) && !strncmp(line + name, ": ", 2))
			r = answer(ask, size, line + name + 2);
	}
	if (file)
		fclose(file);
	return r;
}

int __wrap_io_dm_ioctl(int fd, struct dm_ioctl *ask)
{
	size_t size = ask->data_size;
	int r = find_device(ask);

	(void) fd;
	if (r)
		return r;
	ask->data_start = sizeof(*ask);
	ask->data_size = sizeof(*ask);
	return add_targets(ask, size);
}
