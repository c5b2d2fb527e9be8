/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An entry is what LVM2 logs when it cannot read a device: an error, while a PV is
 * processed, which has neither UUID nor VG since nothing was read of it.
 */
#include "report/log_report.h"

#include "device.h"
#include "report/columns.h"
#include "report/form.h"
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

const struct report_table report_log_table = { object_types, fields, report_undefined };

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

static const char *join_columns(struct dm_pool *pool, const struct report_choice *choice)
{
	const char *columns;

	return columns_make(&columns, pool, "log_all", &choice->columns, "log") ? NULL : columns;
}

static bool make(struct report *log, struct dm_pool *pool)
{
	const char *columns = join_columns(pool, log->choice);
	uint32_t types = REPORT_LOG;

	if (!columns)
		return false;
	log->dm = dm_report_init_with_selection(&types, object_types, fields, columns,
						form_separator(log), form_output_flags(log),
						log->choice->sort ? log->choice->sort
								  : "log_seq_num",
						log->choice->select, report_undefined, log);
	return log->dm;
}

/* Who asks for the log alone is to see that there is nothing in it. */
static bool print(struct report *log, struct dm_report_group *group)
{
	if (!log->json && !devices_unread(log->tool->vs))
		return dm_report_column_headings(log->dm);
	return add_rows(log->dm, log->tool->vs) &&
	       dm_report_group_push(group, log->dm, (void *)"log") &&
	       dm_report_output(log->dm) && dm_report_group_pop(group);
}

bool log_report_print(const struct report *report, struct dm_report_group *group)
{
	const struct options *o = &report->tool->options;
	struct report log = {
		.tool = report->tool, .json = report->json,
		.choice = &o->choices[REPORT_CHOICE_LOG],
	};
	struct dm_pool *pool;
	bool ok;

	if (!o->log_only && !(report->json && devices_unread(report->tool->vs)))
		return true;
	pool = dm_pool_create("log report", 1024);
	ok = pool && make(&log, pool) && print(&log, group);
	if (log.dm)
		dm_report_free(log.dm);
	if (pool)
		dm_pool_destroy(pool);
	return ok;
}
