/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

int pvs_command(struct tool *tool)
{
	return report_command(tool, tool->options.segments ? REPORT_PVSEG : REPORT_LABEL);
}
