/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a scan has had to say: for who asks later, and for the log what is new. */
#ifndef MONITOR_MESSAGES_H
#define MONITOR_MESSAGES_H

#include <stddef.h>

#include "volscan.h"

struct message {
	enum volscan_log_level level;
	enum volscan_log_class log_class;
	char *text;
};

struct messages {
	struct message *items;
	size_t count, room;
};

/* For volscan_set_log(); `context` is a struct messages. */
void messages_add(void *context, enum volscan_log_level level, enum volscan_log_class log_class,
		  const char *text);
void messages_free(struct messages *messages);

/* To stderr: all up to `level`; those that are not in `old`. */
void messages_print(const struct messages *messages, enum volscan_log_level level);
void messages_print_new(const struct messages *messages, const struct messages *old);

#endif
