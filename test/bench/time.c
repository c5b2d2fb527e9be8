/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench time ROUNDS COMMANDFILE...: each command in turn, A B A B, so that all of
 * them meet the machine in the same moods, once to warm up and then ROUNDS times.
 * Prints every sample, as JSON: what they say is for the reader to make out.
 */
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "process.h"

static int run(const struct command *command, struct usage *usage)
{
	int64_t began = now_us();
	pid_t pid = command_start(command);

	return pid < 0 ? -1 : command_end(command, pid, began, usage);
}

static void print_list(const char *name, const struct usage *samples, int rounds, size_t at)
{
	int i;

	printf("\"%s\": [", name);
	for (i = 0; i < rounds; i++)
		printf("%s%" PRId64, i ? ", " : "",
		       *(const int64_t *)((const char *)&samples[i] + at));
	putchar(']');
}

static void print_all(const struct command *commands, int count, const struct usage *samples,
		      int rounds)
{
	int i;

	putchar('{');
	for (i = 0; i < count; i++, samples += rounds) {
		printf("%s\"%s\": {", i ? ", " : "", commands[i].name);
		print_list("wall_us", samples, rounds, offsetof(struct usage, wall_us));
		printf(", ");
		print_list("cpu_us", samples, rounds, offsetof(struct usage, cpu_us));
		putchar('}');
	}
	puts("}");
}

/* Round -1 is the one to warm up: the next one overwrites it. */
static int measure(const struct command *commands, int count, struct usage *samples, int rounds)
{
	int round, i;

	for (round = -1; round < rounds; round++)
		for (i = 0; i < count; i++)
			if (run(&commands[i], &samples[i * rounds + (round < 0 ? 0 : round)]))
				return -1;
	return 0;
}

int bench_time(int argc, char **argv)
{
	int rounds = atoi(argv[1]), count = argc - 2, i;
	struct command *commands = calloc((size_t)count, sizeof(*commands));
	struct usage *samples;

	if (rounds < 1 || !commands)
		return 2;
	samples = calloc((size_t)(count * rounds), sizeof(*samples));
	for (i = 0; i < count; i++)
		if (command_load(&commands[i], argv[2 + i]))
			return 1;
	if (!samples || measure(commands, count, samples, rounds))
		return 1;
	print_all(commands, count, samples, rounds);
	return 0;
}
