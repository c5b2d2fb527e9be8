/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench.h"

#include <stdio.h>
#include <string.h>

static const struct {
	const char *name;
	int least;		/* arguments */
	const char *arguments;
	int (*run)(int argc, char **argv);
} commands[] = {
	{ "pvs", 5, "DIR PVS VGS LVS COMMITS", bench_pvs },
	{ "blank", 2, "DIR COUNT", bench_blank },
	{ "time", 2, "ROUNDS COMMANDFILE...", bench_time },
	{ "memory", 2, "ROUNDS COMMANDFILE", bench_memory },
	{ "floor", 2, "serial|libaio|uring DEVICE...", bench_floor },
	{ "reads", 1, "DEVICE...", bench_reads },
};

int main(int argc, char **argv)
{
	const size_t count = sizeof(commands) / sizeof(*commands);
	size_t i;

	for (i = 0; argc > 1 && i < count; i++)
		if (!strcmp(argv[1], commands[i].name) && argc - 2 >= commands[i].least)
			return commands[i].run(argc - 1, argv + 1);
	for (i = 0; i < count; i++)
		fprintf(stderr, "usage: bench %s %s\n", commands[i].name, commands[i].arguments);
	return 2;
}
