/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Files -> loop devices, read-only and with direct I/O, so that a read of the
 * device is a read of the file and no page cache is between them. Two ioctls
 * take a millisecond where the losetup command takes 18.
 *
 * Each device is a new one, not one that was free: it is ours to remove.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/loop.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "rig.h"

static int configure(const char *loop, const char *path)
{
	struct loop_config config = {
		.block_size = 512,
		.info.lo_flags = LO_FLAGS_READ_ONLY | LO_FLAGS_DIRECT_IO,
	};
	int fd, device, r = 0;

	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	device = open(loop, O_RDONLY | O_CLOEXEC);
	config.fd = (unsigned)fd;
	snprintf((char *)config.info.lo_file_name, LO_NAME_SIZE, "%s", path);
	if (device < 0 || ioctl(device, LOOP_CONFIGURE, &config))
		r = -errno;
	if (device >= 0)
		close(device);
	close(fd);
	return r;
}

/* -EBUSY: somebody who looked for a free device was given our new one. */
static int attach(int control, const char *path)
{
	int number, r = -EBUSY;
	char name[32];

	while (r == -EBUSY) {
		number = ioctl(control, LOOP_CTL_ADD, -1);
		if (number < 0)
			return -errno;
		snprintf(name, sizeof(name), "/dev/loop%d", number);
		r = configure(name, path);
		if (r && r != -EBUSY)
			ioctl(control, LOOP_CTL_REMOVE, number);
	}
	if (!r)
		puts(name);
	return r;
}

int rig_attach(int argc, char **argv)
{
	int control = open("/dev/loop-control", O_RDWR | O_CLOEXEC);
	int i, r = control < 0 ? -errno : 0;

	if (r)
		fprintf(stderr, "rig attach: /dev/loop-control: %s\n", strerror(-r));
	for (i = 1; !r && i < argc; i++) {
		r = attach(control, argv[i]);
		if (r)
			fprintf(stderr, "rig attach: %s: %s\n", argv[i], strerror(-r));
	}
	if (control >= 0)
		close(control);
	return r ? 1 : 0;
}
