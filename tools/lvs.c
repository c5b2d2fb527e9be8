/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

int lvs_command(struct tool *tool)
{
	return report_command(tool, tool->options.segments ? REPORT_SEG : REPORT_LV);
}
