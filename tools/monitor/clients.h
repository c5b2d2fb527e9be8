/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who asks, and the processes that answer. */
#ifndef MONITOR_CLIENTS_H
#define MONITOR_CLIENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#define CLIENTS_MAX 64	/* answered at a time; more wait their turn in the socket's queue */

struct monitor;
struct picture;

struct clients {
	pid_t answers[CLIENTS_MAX];
	size_t count;
};

bool clients_have_room(const struct clients *clients);

/* Take those who wait, as far as there is room: who may ask is answered. */
void clients_accept(struct clients *clients, const struct monitor *monitor,
		    const struct picture *picture);

/* That process has ended. */
void clients_gone(struct clients *clients, pid_t pid);

/* In a child: they are those of the parent. */
void clients_forget(struct clients *clients);

#endif
