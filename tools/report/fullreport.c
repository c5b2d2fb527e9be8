/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * fullreport: all that there is about each VG, as five reports, VG by VG, and then
 * the PVs without a VG. The reports are the same for each VG. They are made before the
 * scan and tell what is wrong with the options, and nothing is on stdout then.
 */
#include <stdlib.h>

#include "log.h"
#include "report/access.h"
#include "report/args.h"
#include "report/log_report.h"
#include "report/output.h"
#include "report/vg_order.h"
#include "report/walk.h"

static const unsigned vg_parts[] = { REPORT_VG, REPORT_PV, REPORT_LV, REPORT_PVSEG, REPORT_SEG };
static const unsigned orphan_parts[] = { REPORT_PV, REPORT_PVSEG };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct fullreport {
	struct tool *tool;
	struct output *output;
	struct args *args;
	struct report *reports;	/* one for each of vg_parts, opened */
	const struct volscan_vg *vg;	/* the one at hand; NULL = PVs without any */
	bool failed;
};

static struct report *report_of(const struct fullreport *f, unsigned base)
{
	struct report *report = f->reports;

	while (report->base != base)
		report++;
	return report;
}

static bool print_part(struct fullreport *f, unsigned base)
{
	struct report *report = report_of(f, base);
	struct walk walk = walk_of(report, f->args);

	report->output = f->output;
	if (f->vg)
		walk_vg(&walk, f->vg);
	else
		walk_orphans(&walk);
	return report_print(report, f->output) && !walk.no_memory;
}

static void print_parts(struct fullreport *f, const unsigned *parts, size_t count)
{
	size_t i;

	output_begin(f->output, NULL);
	for (i = 0; i < count; i++)
		if (!print_part(f, parts[i]))
			f->failed = true;
	output_end(f->output);
}

/* Whether it is shown, and what has to be said if not, is the same as in vgs. */
static bool is_shown(struct fullreport *f, const struct report *report,
		     const struct volscan_vg *vg)
{
	bool named = args_name_vg(f->args, vg), wanted = args_want_vg(f->args, vg);

	if (!vg_is_refused(report, vg, named))
		return wanted;
	f->failed |= named;
	return false;
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

static void print_vgs(struct fullreport *f, const struct report *report)
{
	const struct volscan_vg *const *by_name;
	const struct volscan_vg **vgs;
	size_t i, count;

	by_name = volscan_vgs(f->tool->vs, &count);
	vgs = vg_order(by_name, count);
	f->failed |= !vgs;
	for (i = 0; vgs && i < count; i++) {
		f->vg = vgs[i];
		if (is_shown(f, report, vgs[i]) && !f->tool->options.log_only)
			print_parts(f, vg_parts, COUNT(vg_parts));
	}
	free(vgs);
}

static void print_all(struct fullreport *f, const struct report *report)
{
	bool has_main = !f->tool->options.log_only;

	if (has_main)
		output_begin(f->output, "report");
	print_vgs(f, report);
	f->vg = NULL;
	if (has_main && args_want_all(f->args) && has_orphans(f->tool->vs))
		print_parts(f, orphan_parts, COUNT(orphan_parts));
	if (has_main)
		output_end(f->output);
}

static int scan_and_print(struct tool *tool, struct report reports[])
{
	struct fullreport f = { .tool = tool, .reports = reports };
	int status = args_new(tool, ARGS_VG, &f.args);

	if (status)
		return status;
	if (tool_scan(tool, NULL, 0) && (f.output = output_open(reports))) {
		print_all(&f, reports);
		f.failed |= args_missing(f.args);
		status = f.failed ? STATUS_FAILED : STATUS_OK;
		f.failed |= !log_report_print(reports, f.output, status);
		f.failed |= !output_close(f.output);
	} else {
		f.failed = true;
	}
	args_free(f.args);
	return f.failed ? STATUS_FAILED : STATUS_OK;
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
