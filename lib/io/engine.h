/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef IO_ENGINE_H
#define IO_ENGINE_H

#include "base/log.h"

/* Warn that the engine called `name` did not work here, and which one is tried
 * instead. */
void io_engine_passed_over(const struct log *log, const char *name, int error,
			   const char *instead);

#endif
