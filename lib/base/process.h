/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose something is, after a fork: told without a system call. */
#ifndef BASE_PROCESS_H
#define BASE_PROCESS_H

#include <stdbool.h>
#include <sys/types.h>

struct process {
	pid_t pid;
	const unsigned *here;	/* a page that a child of a fork has empty; or NULL */
};

/* It belongs to this process; to be ended in each process that has it. */
void process_begin(struct process *process);
void process_end(struct process *process);
bool process_is_ours(const struct process *process);

#endif
