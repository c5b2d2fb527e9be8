/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A command that is measured, with all that it starts. */
#ifndef BENCH_PROCESS_H
#define BENCH_PROCESS_H

#include <stdint.h>
#include <sys/types.h>

/* From a file with an argument on each line; the file's name is the command's. */
struct command {
	const char *name;
	char **argv;
};

/* 0, or -1 after a message. Lives as long as the process. */
int command_load(struct command *command, const char *path);

/* Start it, with nothing to read and nobody to read what it prints; -1 after a
 * message. What it leaves behind becomes our child: see process_end(). */
pid_t command_start(const struct command *command);

struct usage {
	int64_t wall_us;	/* until the command itself has ended */
	int64_t cpu_us;		/* user and system, of all processes that ended */
};

/* Wait for it, and then a moment for all that it has left behind; no other process may
 * be our child. 0, or -1 after a message when the command failed. */
int command_end(const struct command *command, pid_t pid, int64_t began_us, struct usage *usage);

int64_t now_us(void);

#endif
