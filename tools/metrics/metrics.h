/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is told of a scan in numbers, for those who watch many machines. */
#ifndef METRICS_METRICS_H
#define METRICS_METRICS_H

#include <stdio.h>

#include "tool.h"

/* All metrics of the last scan. False when there was no memory for all; whether they
 * have arrived is for ferror(). */
bool metrics_print(const struct tool *tool, FILE *out);

#endif
