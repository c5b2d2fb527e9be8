/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Seen in the log of LVM2 2.03.16: an object has its entry behind those of what is in it;
 * an error leaves -1 as errno of all that follow; and before there is an object, messages
 * are about the kind of object that the command is for.
 *
 * LVM2 logs nothing of devices that it cannot read. Theirs are volscan's own entries, and
 * come first.
 */
#include "report/log_report.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "device.h"
#include "log.h"
#include "report/columns.h"
#include "report/form.h"
#include "report/names.h"
#include "report/table.h"

#define REPORT_LOG 0x1u		/* the only type of its own table */

#define LVM_PROCESSED 1		/* LVM2's ECMD_PROCESSED and ECMD_FAILED */
#define LVM_FAILED 5

struct log_row {
	uint32_t number;	/* from 1 */
	const char *type;
	struct log_object object;
	const char *message;
	int error;
	unsigned ret_code;
};

struct log_report {
	struct report report;
	const char *subject;	/* the type of object that the command is for */
	struct log_object object;	/* what messages are about */
	uint32_t count;
	int error;		/* -1 after an error */
	bool takes_messages;
	bool adding;
	bool failed;
};

static const char *or_empty(const char *text)
{
	return text ? text : "";
}

#define COLUMNS "report/columns_log.def"
#define COLUMN_LETS \
	const struct log_row *row = object; \
	(void)row;
#include "report/fields_of.h"

static const struct report_type types[] = {
	{ REPORT_LOG, "Command Log", "log_" },
	{ 0, "", "" },
};

const struct report_table report_log_table = { types, fields, report_undefined };

/* ------------------------------------------------------------------------
 * Entries
 */

/* What is said meanwhile is about the log, and is not in it. */
static void add(struct log_report *log, struct log_row row)
{
	row.number = ++log->count;
	log->adding = true;
	if (!report_add(&log->report, &row))
		log->failed = true;
	log->adding = false;
}

static void add_message(struct log_report *log, bool is_error, const char *message)
{
	if (is_error)
		log->error = -1;
	add(log, (struct log_row){
		.type = is_error ? "error" : "warn", .object = log->object,
		.message = message, .error = log->error,
	});
}

__attribute__((format(printf, 2, 3)))
static void add_warning(struct log_report *log, const char *format, ...)
{
	char *message;
	va_list ap;

	va_start(ap, format);
	if (vasprintf(&message, format, ap) >= 0) {
		add_message(log, false, message);
		free(message);
	} else {
		log->failed = true;
	}
	va_end(ap);
}

static bool take_message(void *context, bool is_error, const char *message)
{
	struct log_report *log = context;

	if (log->adding)
		return false;
	if (is_error)
		add_message(log, true, message);
	else
		add_warning(log, "WARNING: %s", message);
	return log->takes_messages;
}

struct log_object log_vg(const struct volscan_vg *vg)
{
	return (struct log_object){ .type = "vg", .name = vg->name, .id = vg->uuid };
}

struct log_object log_lv(const struct volscan_lv *lv)
{
	return (struct log_object){
		.type = "lv", .name = lv->name, .id = lv->uuid,
		.group = lv->vg->name, .group_id = lv->vg->uuid,
	};
}

struct log_object log_pv(const struct volscan_pv *pv)
{
	const struct volscan_vg *vg = pv->vg;

	return (struct log_object){
		.type = "pv", .name = pv_shown_name(pv), .id = pv->uuid,
		.group = vg ? vg->name : NULL, .group_id = vg ? vg->uuid : NULL,
	};
}

struct log_object log_orphans(void)
{
	return (struct log_object){ .type = "orphan", .name = "lvm2" };
}

void log_begin(struct log_report *log, struct log_object object)
{
	if (log)
		log->object = object;
}

void log_done(struct log_report *log, struct log_object object, bool failed)
{
	if (!log)
		return;
	add(log, (struct log_row){
		.type = "status", .object = object,
		.message = failed ? "failure" : "success", .error = log->error,
		.ret_code = failed ? LVM_FAILED : LVM_PROCESSED,
	});
	log->object = (struct log_object){ .type = log->subject };
}

/* ------------------------------------------------------------------------
 * What is not there
 */

void log_missing_pvs(struct log_report *log, const struct volscan_vg *vg)
{
	size_t i;

	for (i = 0; log && i < vg->pv_count; i++)
		if (!vg->pvs[i]->device)
			add_warning(log, "WARNING: Couldn't find device with uuid %s.",
				    vg->pvs[i]->uuid);
	for (i = 0; log && i < vg->pv_count; i++) {
		const char *hint = vg->pvs[i]->device_hint;

		if (!vg->pvs[i]->device)
			add_warning(log, "WARNING: VG %s is missing PV %s (last written to %s).",
				    vg->name, vg->pvs[i]->uuid, *hint ? hint : "[unknown]");
	}
}

static void add_unread(struct log_report *log, const struct volscan *vs)
{
	const struct volscan_device *const *devices;
	size_t i, count;

	devices = volscan_devices(vs, &count);
	for (i = 0; i < count; i++)
		if (device_is_unread(devices[i]))
			add(log, (struct log_row){
				.type = "error",
				.object = { .type = "pv", .name = devices[i]->name },
				.message = device_reason(devices[i]),
				.error = devices[i]->error,
			});
}

/* ------------------------------------------------------------------------
 * The report
 */

static bool is_asked_for(const struct report *report)
{
	return report->tool->options.log_only || form_setting_is_on(report, "log/report_command_log");
}

bool log_report_is_wanted(const struct report *report)
{
	return is_asked_for(report) || (report->json && devices_unread(report->tool->vs));
}

static bool make(struct report *r)
{
	const struct report_choice *choice = r->choice;
	const char *columns;

	r->pool = dm_pool_create("log report", 1024);
	if (!r->pool || columns_make(&columns, r->pool, form_setting(r, "log/command_log_cols"),
				     &choice->columns, "log"))
		return false;
	return report_make(r, &report_log_table, columns,
			   choice->sort ? choice->sort : form_setting(r, "log/command_log_sort"),
			   choice->select ? choice->select
					  : form_setting(r, "log/command_log_selection"));
}

/* In the form of the main report. */
static struct report report_like(const struct report *report)
{
	return (struct report){
		.tool = report->tool, .json = report->json, .json_std = report->json_std,
		.escapes = report->escapes, .headings = report->headings,
		.aligned = report->aligned, .as_rows = report->as_rows,
		.prefixes = report->prefixes, .quoted = report->quoted,
		.separator = report->separator,
		.separator_length = report->separator_length, .buffered = true,
		.base = REPORT_LOG,
		.choice = &report->tool->options.choices[REPORT_CHOICE_LOG],
	};
}

static const char *subject_of(const struct report *report)
{
	switch (report->base) {
	case REPORT_VG:
		return "vg";
	case REPORT_LV:
	case REPORT_SEG:
		return "lv";
	default:
		return report->type == REPORT_LABEL ? "label" : "pv";
	}
}

bool log_report_open(struct report *report)
{
	struct log_report *log;

	if (!log_report_is_wanted(report))
		return true;
	log = report->log = calloc(1, sizeof(*log));
	if (!log)
		return false;
	log->report = report_like(report);
	log->takes_messages = is_asked_for(report);
	log->subject = log->object.type = subject_of(report);
	if (!make(&log->report))
		return false;
	log_divert(take_message, log);
	add_unread(log, report->tool->vs);
	return true;
}

/* It has title and headings even if none of its entries is selected, but not without any. */
bool log_report_print(struct log_report *log, struct output *output)
{
	if (!log)
		return true;
	log_divert(NULL, NULL);
	log->report.shows_titles = log->count;
	return !log->failed && report_print_titled(&log->report, output,
						   log->report.json ? "log" : types[0].title);
}

void log_report_close(struct log_report *log)
{
	if (!log)
		return;
	log_divert(NULL, NULL);
	report_close(&log->report);
	free(log);
}
