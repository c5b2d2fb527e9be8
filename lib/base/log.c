/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

/* Nearly every message fits here. A longer one is cut if memory is short. */
#define MESSAGE_ROOM 512

static void deliver(const struct log *log, enum volscan_log_level level,
		    enum volscan_log_class log_class, const char *format, va_list args)
{
	char room[MESSAGE_ROOM], *message = room, *larger;
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(room, sizeof(room), format, args);
	if (length >= (int) sizeof(room) && (larger = malloc((size_t) length + 1))) {
		vsnprintf(larger, (size_t) length + 1, format, again);
		message = larger;
	}
	va_end(again);

	if (length >= 0)
		log->fn(log->context, level, log_class, message);
	if (message != room)
		free(message);
}

void log_print(const struct log *log, enum volscan_log_level level,
	       enum volscan_log_class log_class, const char *format, ...)
{
	va_list args;

	if (!log_wants(log, level))
		return;
	va_start(args, format);
	deliver(log, level, log_class, format, args);
	va_end(args);
}
