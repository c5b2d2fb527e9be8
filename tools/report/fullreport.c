/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fullreport: all that there is about each VG, as five reports, VG by VG, and then
 * the PVs without a VG. The reports are the same for each VG. They are made before the
 * scan and tell what is wrong with the options, and nothing is on stdout then.
 */
#include "log.h"
#include "report/args.h"
#include "report/log_report.h"
#include "report/output.h"
#include "report/walk.h"

static const unsigned vg_parts[] = { REPORT_VG, REPORT_PV, REPORT_LV, REPORT_PVSEG, REPORT_SEG };
static const unsigned orphan_parts[] = { REPORT_PV, REPORT_PVSEG };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fullreport {
	struct tool *tool;
	struct args *args;
	struct report *reports;	/* one for each of vg_parts, opened */
	bool failed;
};

static struct report *report_of(const struct fullreport *f, unsigned base)
{
	struct report *report = f->reports;

	while (report->base != base)
		report++;
	return report;
}

/* Also if there is nothing but the log: what is in it is what is done here. */
static bool add_part(struct fullreport *f, struct report *report, const struct volscan_vg *vg)
{
	struct walk walk = walk_of(report, f->args);

	if (vg)
		walk_vg(&walk, vg);
	else
		walk_orphans(&walk);
	return !walk.no_memory;
}

static bool print_part(struct fullreport *f, unsigned base, const struct volscan_vg *vg)
{
	struct report *report = report_of(f, base);

	return add_part(f, report, vg) &&
	       (f->tool->options.log_only || report_print(report, f->reports->output));
}

/* `vg` is NULL for the PVs without any. */
static void print_parts(struct fullreport *f, const unsigned *parts, size_t count,
			const struct volscan_vg *vg)
{
	bool has_main = !f->tool->options.log_only;
	size_t i;

	if (has_main)
		output_begin(f->reports->output, NULL);
	for (i = 0; i < count; i++)
		if (!print_part(f, parts[i], vg))
			f->failed = true;
	if (has_main)
		output_end(f->reports->output);
}

static void print_vg(struct walk *walk, const struct volscan_vg *vg)
{
	print_parts(walk->context, vg_parts, COUNT(vg_parts), vg);
}

static bool has_orphans(const struct volscan *vs)
{
	const struct volscan_device *const *devices;
	size_t i, count;

	devices = volscan_devices(vs, &count);
	for (i = 0; i < count; i++)
		if (is_orphan(devices[i]))
			return true;
	return false;
}

static void print_orphans(struct fullreport *f)
{
	if (!args_want_all(f->args))
		return;
	if (has_orphans(f->tool->vs))
		print_parts(f, orphan_parts, COUNT(orphan_parts), NULL);
	log_done(f->reports->log, log_orphans(), false);
}

static void print_named(struct fullreport *f)
{
	struct walk walk = walk_of(f->reports, f->args);

	walk.context = f;
	walk_vgs(&walk, print_vg);
	print_orphans(f);
	f->failed |= walk.failed | walk.no_memory | args_missing(f->args);
}

static int print_all(struct fullreport *f)
{
	bool has_main = !f->tool->options.log_only;
	int status;

	if (has_main)
		output_begin(f->reports->output, "report");
	status = args_check(f->args);
	if (!status)
		print_named(f);
	if (has_main)
		output_end(f->reports->output);
	return f->failed ? STATUS_FAILED : status;
}

static void share_log_and_output(struct report reports[])
{
	size_t i;

	for (i = 1; i < COUNT(vg_parts); i++) {
		reports[i].log = reports->log;
		reports[i].output = reports->output;
	}
}

static int print_with_log(struct fullreport *f)
{
	struct report *first = f->reports;
	bool ok = log_report_open(first) && (first->output = output_open(first));
	int status = STATUS_FAILED;

	if (ok) {
		share_log_and_output(first);
		status = print_all(f);
		ok = log_report_print(first->log, first->output);
	}
	log_report_close(first->log);
	return output_close(first->output) && ok ? status : STATUS_FAILED;
}

static int scan_and_print(struct tool *tool, struct report reports[])
{
	struct fullreport f = { .tool = tool, .reports = reports };
	int status = args_new(tool, ARGS_VG, &f.args);

	if (status)
		return status;
	status = tool_scan(tool, NULL, 0) ? print_with_log(&f) : STATUS_FAILED;
	args_free(f.args);
	return status;
}

static void warn_of_options(const struct options *options)
{
	const struct report_choice *lost = &options->choices[REPORT_CHOICE_MAIN];

	if (lost->columns.count || lost->select || lost->sort)
		log_warn("fullreport has several reports: -o, -S and -O are for none of them "
			 "without --configreport before.");
}

int fullreport_command(struct tool *tool)
{
	struct report reports[COUNT(vg_parts)];
	bool done = false;
	size_t i, opened = 0;
	int status = STATUS_OK;

	warn_of_options(&tool->options);
	while (!status && !done && opened < COUNT(reports)) {
		status = report_open_part(&reports[opened], tool, vg_parts[opened], &done);
		opened++;
	}
	if (!status && !done)
		status = scan_and_print(tool, reports);
	for (i = 0; i < opened; i++)
		report_close(&reports[i]);
	return status;
}
