/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An entry is what LVM2 logs when it cannot read a device: an error, while a PV is
 * processed, which has neither UUID nor VG since nothing was read of it.
 */
#include "report/log_report.h"

#include "device.h"
#include "report/table.h"

#define REPORT_LOG 0x1u		/* the only type of its own table */

struct log_row {
	uint32_t number;	/* from 1 */
	const struct volscan_device *device;
};

#define COLUMN(type, sort, heading, width, id, help, value)				\
	FIELD_FUNCTION(id, value,							\
		const struct log_row *row = object;					\
		const struct volscan_device *device = row->device;			\
											\
		(void)device;)
#include "report/columns_log.def"
#undef COLUMN

#define COLUMN(type, sort, heading, width, id, help, value) \
	FIELD_ROW(type, sort, heading, width, id, help)
static const struct dm_report_field_type fields[] = {
#include "report/columns_log.def"
	{ .report_fn = NULL },
};
#undef COLUMN

static const struct dm_report_object_type object_types[] = {
	{ REPORT_LOG, "Command Log", "log_", same_object },
	{ 0, "", "", NULL },
};

static bool add_rows(struct dm_report *dm, const struct volscan *vs)
{
	struct volscan_device *const *devices;
	struct log_row row = { .number = 0 };
	size_t i, count;

	devices = volscan_devices(vs, &count);
	for (i = 0; i < count; i++) {
		if (!device_is_unread(devices[i]))
			continue;
		row.number++;
		row.device = devices[i];
		if (!dm_report_object(dm, &row))
			return false;
	}
	return true;
}

bool log_report_print(const struct report *report)
{
	struct report log = { .tool = report->tool, .json = true };
	uint32_t types = REPORT_LOG;
	bool ok;

	if (!report->json || !devices_unread(report->tool->vs))
		return true;
	log.dm = dm_report_init(&types, object_types, fields, "log_all", " ",
				DM_REPORT_OUTPUT_BUFFERED, "log_seq_num", &log);
	if (!log.dm)
		return false;
	ok = add_rows(log.dm, report->tool->vs) &&
	     dm_report_group_push(report->group, log.dm, (void *)"log") &&
	     dm_report_output(log.dm) && dm_report_group_pop(report->group);
	dm_report_free(log.dm);
	return ok;
}
