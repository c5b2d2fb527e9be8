/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/defaults.h"

static bool any(const char *name)
{
	(void)name;
	return true;
}

static const struct report_subject lvm = { &report_lvm_table, report_walk, NULL };
static const struct report_subject devices = { &report_device_table, report_walk_devices, any };
static const struct report_subject history = {
	&report_history_table, report_walk_history, is_path
};
static const struct report_subject findings = {
	&report_finding_table, report_walk_findings, is_path
};
static const struct report_subject changes = {
	&report_changes_table, report_walk_changes, is_path
};

#define ALONE(name) \
	"report/" #name "_cols", "report/" #name "_cols_verbose", "report/" #name "_sort"
#define IN_FULL(name) \
	"report/" #name "_cols_full", "report/" #name "_cols_full", "report/" #name "_sort_full"

static const struct report_defaults alone[] = {
	{ REPORT_LABEL, REPORT_CHOICE_PV, &lvm, ALONE(pvs) },
	{ REPORT_PVSEG, REPORT_CHOICE_PVSEG, &lvm, ALONE(pvsegs) },
	{ REPORT_VG, REPORT_CHOICE_VG, &lvm, ALONE(vgs) },
	{ REPORT_LV, REPORT_CHOICE_LV, &lvm, ALONE(lvs) },
	{ REPORT_SEG, REPORT_CHOICE_SEG, &lvm, ALONE(segs) },
	{ REPORT_DEVICE, REPORT_CHOICE_MAIN, &devices, ALONE(devices) },
	{ REPORT_FINDING, REPORT_CHOICE_MAIN, &findings, ALONE(findings) },
	{ REPORT_GENERATION, REPORT_CHOICE_MAIN, &history, ALONE(history) },
	{ REPORT_CHANGE, REPORT_CHOICE_MAIN, &changes, ALONE(changes) },
};

static const struct report_defaults in_full[] = {
	{ REPORT_VG, REPORT_CHOICE_VG, &lvm, IN_FULL(vgs) },
	{ REPORT_PV, REPORT_CHOICE_PV, &lvm, IN_FULL(pvs) },
	{ REPORT_LV, REPORT_CHOICE_LV, &lvm, IN_FULL(lvs) },
	{ REPORT_PVSEG, REPORT_CHOICE_PVSEG, &lvm, IN_FULL(pvsegs) },
	{ REPORT_SEG, REPORT_CHOICE_SEG, &lvm, IN_FULL(segs) },
};

const struct report_defaults *report_defaults(const struct report *report)
{
	const struct report_defaults *d = report->in_full ? in_full : alone;

	while (d->base != report->base)
		d++;
	return d;
}
