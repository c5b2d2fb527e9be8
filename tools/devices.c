/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/report.h"

int devices_command(struct tool *tool)
{
	return report_command(tool, REPORT_DEVICE);
}
