/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of the library. There is no global log: whoever wants to say
 * something is handed a `struct log` by its caller. The library never prints.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "volscan.h"

struct log {
	volscan_log_fn fn;	/* NULL: silence */
	void *context;
	enum volscan_log_level level;	/* the last level that is wanted */
};

/* True when a message of that level would be delivered: lets callers skip the
 * work of building one. `log` may be NULL. */
static inline bool log_wants(const struct log *log, enum volscan_log_level level)
{
	return log && log->fn && level <= log->level;
}

/* One message; the text is formatted only when it is wanted. */
void log_print(const struct log *log, enum volscan_log_level level,
	       enum volscan_log_class log_class, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

#endif
