/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of pvs: those of VGs, then those that belong to none. */
#include <stdlib.h>

#include "log.h"
#include "report/log_report.h"
#include "report/vg_order.h"
#include "report/walk.h"

static const struct volscan_vg orphan_vg = { .name = "", .format = "lvm2" };
static const struct volscan_vg unknown_vg = { .name = "[unknown]" };

/* With --segments, LVM2 says nothing of the VG of a PV that is outside. */
static const struct volscan_vg *outside_vg(const struct walk *w, const struct volscan_vg *vg)
{
	return w->report->type == REPORT_PVSEG ? report_object(NULL).vg : vg;
}

/* Of a duplicate, LVM2 shows that it is one, and nothing that it says. */
static void walk_duplicate(struct walk *w, const struct volscan_pv *pv)
{
	struct report_object object = report_object(pv->device);
	const struct volscan_pv shown = {
		.uuid = pv->uuid, .device = pv->device, .duplicate = true,
		.in_vg = pv->vg || pv->in_vg,
	};

	object.pv = &shown;
	if (pv->vg)
		object.vg = outside_vg(w, pv->vg);
	walk_row(w, &object);
}

static bool is_wanted_device(struct walk *w, const struct volscan_device *device)
{
	return args_want_all(w->args) || args_name_pv(w->args, device, device->pv);
}

bool is_orphan(const struct volscan_device *device)
{
	const struct volscan_pv *pv = device->pv;

	return pv && !pv->duplicate && !pv->vg && !pv->outdated;
}

static void walk_orphan(struct walk *w, const struct volscan_device *device)
{
	const struct volscan_pv *pv = device->pv;

	if (is_orphan(device) && is_wanted_device(w, device))
		walk_pv(w, pv, outside_vg(w, pv->in_vg ? &unknown_vg : &orphan_vg));
}

/* Orphans; duplicates with -a or by name; with -a all that is no PV, but not by
 * name, since names are those of PVs. */
static void walk_device(struct walk *w, const struct volscan_device *device)
{
	struct report_object object = report_object(device);
	const struct volscan_pv *pv = device->pv;
	bool everything = w->options->all && args_want_all(w->args);

	if (device->state == VOLSCAN_DEVICE_NOT_PV && everything) {
		walk_row(w, &object);
	} else if (pv && pv->duplicate) {
		if (everything || args_name_pv(w->args, device, NULL))
			walk_duplicate(w, pv);
	} else {
		walk_orphan(w, device);
	}
}

static void walk_devices(struct walk *w, void (*each)(struct walk *, const struct volscan_device *))
{
	size_t i, count;
	struct volscan_device **devices = device_order(w->vs, &count);

	w->no_memory |= !devices;
	for (i = 0; devices && i < count; i++)
		each(w, devices[i]);
	free(devices);
}

void walk_orphans(struct walk *w)
{
	walk_devices(w, walk_orphan);
}

/* ------------------------------------------------------------------------
 * What a label alone says
 */

static void walk_label(struct walk *w, const struct volscan_device *device)
{
	const struct log_object label = { .type = "label", .name = device->name };
	struct report_object object = report_object(device);

	object.pv = device->pv;
	walk_row(w, &object);
	log_done(w->report->log, label, false);
}

/* It is shown for each that was read, whatever its VG. */
static void walk_if_used(struct walk *w, const struct volscan_device *device)
{
	if (device->state == VOLSCAN_DEVICE_PV && !device->pv->duplicate)
		walk_label(w, device);
}

static void walk_named_label(void *context, const char *name, const struct volscan_device *device)
{
	struct walk *w = context;

	if (device && device->state == VOLSCAN_DEVICE_PV) {
		walk_label(w, device);
		return;
	}
	w->failed = true;
	if (!device)
		log_error("Failed to find device \"%s\".", name);
	else if (device->reason)
		log_error("Cannot use %s: %s", name, device->reason);
	else
		log_error("No physical volume label read from %s.", name);
}

static void walk_labels(struct walk *w)
{
	if (args_want_all(w->args))
		walk_devices(w, walk_if_used);
	else
		args_each_device(w->args, walk_named_label, w);
}

void walk_pvs(struct walk *w)
{
	args_find_devices(w->args, w->vs);
	if (w->report->type == REPORT_LABEL && !args_have_tags(w->args)) {
		walk_labels(w);
		return;
	}
	args_tell_devices(w->args);
	walk_vgs(w, walk_vg);
	if (w->over)
		return;
	walk_devices(w, walk_device);
	log_done(w->report->log, log_orphans(), false);
}
