/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "log.h"
#include "report/report.h"

int report_walk_devices(struct report *report)
{
	const struct volscan_device *const *devices;
	struct report_object object;
	size_t i, count;

	devices = volscan_devices(report->tool->vs, &count);
	for (i = 0; i < count; i++) {
		object = report_object(devices[i]);
		if (!report_row(report, &object)) {
			log_error("Out of memory.");
			return STATUS_FAILED;
		}
	}
	return STATUS_OK;
}
