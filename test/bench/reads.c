/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench reads DEVICE...: how many reads they have had, and how many bytes those had,
 * by the kernel's count: the same for whoever reads, and in whichever way. Two such
 * answers differ by what came between them.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "bench.h"

static int add(const char *device, uint64_t *reads, uint64_t *sectors)
{
	const char *base = strrchr(device, '/');
	uint64_t r, s;
	char path[288];
	FILE *f;
	int n;

	snprintf(path, sizeof(path), "/sys/class/block/%s/stat", base ? base + 1 : device);
	f = fopen(path, "re");
	n = f ? fscanf(f, "%" SCNu64 " %*u %" SCNu64, &r, &s) : 0;
	if (f)
		fclose(f);
	if (n != 2) {
		perror(path);
		return -1;
	}
	*reads += r;
	*sectors += s;
	return 0;
}

int bench_reads(int argc, char **argv)
{
	uint64_t reads = 0, sectors = 0;
	int i;

	for (i = 1; i < argc; i++)
		if (add(argv[i], &reads, &sectors))
			return 1;
	printf("%" PRIu64 " %" PRIu64 "\n", reads, sectors * 512);
	return 0;
}
