/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "floor.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"

int floor_serial(char **devices, int count)
{
	static char buffer[FLOOR_READ] __attribute__((aligned(4096)));
	int i, fd, good = 0;

	for (i = 0; i < count; i++) {
		fd = open(devices[i], O_RDONLY | O_CLOEXEC | O_DIRECT);
		if (fd < 0)
			continue;
		good += pread(fd, buffer, sizeof(buffer), 0) == sizeof(buffer);
		close(fd);
	}
	return good;
}

static const struct {
	const char *name;
	int (*run)(char **devices, int count);
} ways[] = {
	{ "serial", floor_serial },
	{ "libaio", floor_libaio },
	{ "uring", floor_uring },
};

/* It leaves at once: what a process has to put away is no part of the least. */
int bench_floor(int argc, char **argv)
{
	int good = -1;
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(*ways); i++)
		if (!strcmp(argv[1], ways[i].name))
			good = ways[i].run(argv + 2, argc - 2);
	if (good != argc - 2)
		fprintf(stderr, "bench floor: %s: read %d of %d\n", argv[1], good, argc - 2);
	return good == argc - 2 ? 0 : 1;
}
