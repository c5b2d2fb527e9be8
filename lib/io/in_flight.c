/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "io/in_flight.h"

/* The kernel's two numbers, of reads and of writes. */
static int read_first_number(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC), reads;
	char text[64];
	ssize_t n;

	if (fd < 0)
		return -errno;
	n = read(fd, text, sizeof(text) - 1);
	close(fd);
	if (n <= 0)
		return -EIO;
	text[n] = '\0';
	return sscanf(text, "%d", &reads) == 1 && reads >= 0 ? reads : -EIO;
}

int io_reads_in_flight(int fd)
{
	struct stat st;
	char path[64];
	dev_t dev;

	if (fstat(fd, &st))
		return -errno;
	dev = S_ISBLK(st.st_mode) ? st.st_rdev : st.st_dev;
	snprintf(path, sizeof(path), "/sys/dev/block/%u:%u/inflight", major(dev), minor(dev));
	return read_first_number(path);
}
