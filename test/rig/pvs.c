/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * rig pvs DIR COUNT: DIR/images/d000, d001, ..., sparse, each a PV in no VG. The
 * UUID of the one with number N is N, in 32 digits. Label and mda_header are in
 * the first 8 KiB, so that to list it takes one read.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "images.h"
#include "make_disk.h"
#include "rig.h"

#define SIZE (UINT64_C(4) << 20)	/* above devices/pv_min_size */
#define USED 8192u
#define UUID_AT (512u + 32u)		/* label in sector 1, pv_header behind its header */

static int save(const struct disk *disk, const char *path)
{
	int r = 0, fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

	if (fd < 0)
		return -errno;
	if (pwrite(fd, disk->data, USED, 0) != USED || ftruncate(fd, (off_t)disk->size))
		r = errno ? -errno : -EIO;
	close(fd);
	return r;
}

static int make_pvs(const char *dir, unsigned count)
{
	struct disk *disk = disk_new(SIZE);
	char path[4096], digits[33];
	unsigned i;
	int r = 0;

	disk_pv(disk, '0', NULL);
	for (i = 0; !r && i < count; i++) {
		snprintf(digits, sizeof(digits), "%032u", i);
		memcpy(disk->data + UUID_AT, digits, 32);
		disk_fix_label(disk, 1);
		snprintf(path, sizeof(path), "%s/images/d%03u", dir, i);
		r = save(disk, path);
	}
	disk_free(disk);
	return r;
}

int rig_pvs(int argc, char **argv)
{
	char images[4096], *end;
	unsigned long count = strtoul(argv[2], &end, 10);
	int r;

	if (argc != 3 || *end || !count || count > IMAGES_MAX) {
		fprintf(stderr, "rig pvs: COUNT is a number from 1 to %d\n", IMAGES_MAX);
		return 2;
	}
	snprintf(images, sizeof(images), "%s/images", argv[1]);
	r = mkdir(argv[1], 0700) || mkdir(images, 0700) ? -errno : make_pvs(argv[1], (unsigned)count);
	if (r)
		fprintf(stderr, "rig pvs: %s: %s\n", argv[1], strerror(-r));
	return r ? 1 : 0;
}
