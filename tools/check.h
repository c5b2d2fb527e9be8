/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `volscan check' found, as far as it was asked for. */
#ifndef CHECK_H
#define CHECK_H

#include "volscan.h"

struct tool;

struct check {
	const struct volscan_finding **findings;
	size_t count, room;
	size_t severities[VOLSCAN_ERROR + 1];	/* how many of each */
	const char *const *vgs;		/* only what is about these; none: all */
	size_t vg_count;
	bool no_memory;
};

/* "note", "warning", "error" */
const char *finding_severity_name(enum volscan_severity severity);

/* On stdout, for people: each finding, then how many there are of what. */
void check_print(const struct tool *tool);

#endif
