/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* history: the texts that are still to be found in the metadata areas. */
#include "report/report.h"

int history_command(struct tool *tool)
{
	return report_command(tool, REPORT_GENERATION);
}
