/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The socket DIR/control, on which the server takes commands. 0 or -errno. */
#ifndef RIG_CONTROL_H
#define RIG_CONTROL_H

#include <stddef.h>
#include <sys/types.h>

int control_listen(const char *dir, int *listener);

/* One command, without its newline; the answer without its. */
int control_ask(const char *dir, const char *command, char *answer, size_t size);

/* The process that listens. */
int control_pid(const char *dir, pid_t *pid);

#endif
