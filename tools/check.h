/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `volscan check' found, as far as it was asked for. */
#ifndef CHECK_H
#define CHECK_H

#include "volscan.h"

struct options;
struct tool;

struct check {
	const struct volscan_finding **findings;
	size_t count, room;
	size_t severities[VOLSCAN_ERROR + 1];	/* how many of each */
	const struct options *options;	/* only what is about the VGs that are its names,
					   once the paths are out; none: all */
	bool no_memory;
};

/* "note", "warning", "error" */
const char *finding_severity_name(enum volscan_severity severity);

/* On stdout, for people: each finding, then how many there are of what. */
void check_print(const struct tool *tool);

#endif
