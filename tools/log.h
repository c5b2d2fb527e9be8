/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Messages of the commands, of the library and of libdevmapper: all to stderr,
 * indented by two spaces as LVM2's are, with what disks say made safe for a
 * terminal. Only the help of libdevmapper's reports goes to stdout.
 */
#ifndef LOG_H
#define LOG_H

#include <stdbool.h>

#include "volscan.h"

void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warn(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* From now on `take` gets what log_error(), log_warn() and libdevmapper have to say, and
 * stderr only what it returns false for. NULL ends that. */
typedef bool log_take_fn(void *context, bool is_error, const char *message);
void log_divert(log_take_fn *take, void *context);

/* For volscan_set_log(). */
void log_library(void *context, enum volscan_log_level level, enum volscan_log_class log_class,
		 const char *message);

/* Take over what libdevmapper has to say. */
void log_devmapper_init(void);

/* libdevmapper explains all fields whenever it meets an unknown one. Only when
 * help was asked for does that go to stdout; else it is dropped. */
void log_devmapper_help(bool wanted);

#endif
