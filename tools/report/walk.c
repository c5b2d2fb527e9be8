/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which objects become rows. What each row is about has been chosen from the
 * fields; here it is looked for VG by VG, and then, for pvs, among the PVs
 * without a VG, and with -a among all devices. Rows that are equal in what
 * they are sorted by stay in this order.
 */
#include <stdlib.h>
#include <string.h>

#include "log.h"
#include "report/access.h"
#include "report/vg_order.h"
#include "report/walk.h"

/* What stands for a thing that is not there: zero in all that is a number. */
static const struct volscan_vg no_vg = { .name = "" };
static const struct volscan_vg orphan_vg = { .name = "", .format = "lvm2" };
static const struct volscan_vg unknown_vg = { .name = "[unknown]" };
static const struct volscan_lv no_lv = {
	.name = "", .uuid = "", .status = VOLSCAN_LV_VISIBLE, .major = -1, .minor = -1,
};
static const struct volscan_segment free_segment = { .type = "free" };
static const struct volscan_pv no_pv = { .uuid = "" };
static const struct volscan_device no_device = { .name = "[unknown]" };
static const struct volscan_pv_segment no_pv_segment;
static const struct volscan_generation no_generation = { .vg_name = "", .vg_uuid = "" };

struct report_object report_object(const struct volscan_device *device)
{
	return (struct report_object){
		.vg = &no_vg,
		.lv = lv_view(&no_lv),
		.seg = &free_segment,
		.pv = &no_pv,
		.device = device ? device : &no_device,
		.pvseg = &no_pv_segment,
		.generation = &no_generation,
	};
}

static void add_row(struct walk *w, const struct report_object *object)
{
	if (!report_row(w->report, object))
		w->no_memory = true;
}

static bool may_show(struct walk *w, const struct volscan_vg *vg)
{
	bool named = !w->of_pvs && args_name_vg(w->args, vg);
	bool refused = vg_is_refused(w->report, vg, named);

	if (refused && named)
		w->failed = true;
	return !refused;
}

/* ------------------------------------------------------------------------
 * Rows of one VG
 */

static void walk_segments(struct walk *w, const struct volscan_lv *lv, struct report_object *object)
{
	size_t i;

	if (!w->options->all && !lv_is_visible(lv))
		return;
	for (i = 0; i < lv->segment_count; i++) {
		object->seg = lv->segments[i];
		add_row(w, object);
	}
}

static void walk_lv(struct walk *w, const struct volscan_lv *lv)
{
	struct report_object object = report_object(NULL);

	object.vg = lv->vg;
	object.lv = lv_view(lv);
	object.seg = object.lv.seg;
	if (w->report->type == REPORT_SEG)
		walk_segments(w, lv, &object);
	else
		add_row(w, &object);
}

static bool is_wanted_lv(struct walk *w, const struct volscan_lv *lv, bool whole_vg)
{
	if (lv_is_snapshot_store(lv))
		return false;
	if (args_name_lv(w->args, lv))
		return true;
	return whole_vg && (w->options->all || lv_is_visible(lv));
}

static void walk_if_wanted(struct walk *w, const struct volscan_lv *lv, bool whole_vg)
{
	if (is_wanted_lv(w, lv, whole_vg))
		walk_lv(w, lv);
}

/* LVM2's order: thin pools first, the last one of the text before the others. */
static void walk_lvs(struct walk *w, const struct volscan_vg *vg)
{
	bool whole_vg = args_want_vg(w->args, vg);
	size_t i;

	for (i = vg->lv_count; i-- > 0; )
		if (lv_is_thin_pool(vg->lvs[i]))
			walk_if_wanted(w, vg->lvs[i], whole_vg);
	for (i = 0; i < vg->lv_count; i++)
		if (!lv_is_thin_pool(vg->lvs[i]))
			walk_if_wanted(w, vg->lvs[i], whole_vg);
	for (i = 0; w->options->history && i < vg->historical_lv_count; i++)
		walk_if_wanted(w, vg->historical_lvs[i], whole_vg);
}

static void walk_pv_segments(struct walk *w, const struct volscan_pv *pv,
			     struct report_object object)
{
	struct volscan_segment free_space = free_segment;
	size_t i;

	for (i = 0; i < pv->segment_count; i++) {
		const struct volscan_pv_segment *pvseg = &pv->segments[i];

		object.pvseg = pvseg;
		free_space.count = pvseg->count;
		object.seg = pvseg->segment ? pvseg->segment : &free_space;
		object.lv = lv_view(pvseg->segment ? pvseg->segment->lv : &no_lv);
		add_row(w, &object);
	}
}

static void walk_pv(struct walk *w, const struct volscan_pv *pv, const struct volscan_vg *vg)
{
	struct report_object object = report_object(pv->device);

	object.pv = pv;
	object.vg = vg;
	if (w->report->type == REPORT_PVSEG && pv->segment_count)
		walk_pv_segments(w, pv, object);
	else
		add_row(w, &object);
}

static bool is_wanted_pv(struct walk *w, const struct volscan_pv *pv)
{
	bool named = args_name_pv(w->args, pv->device ? pv->device : &no_device, pv);

	return named || args_want_all(w->args);
}

static void walk_vg_pvs(struct walk *w, const struct volscan_vg *vg)
{
	bool whole_vg = args_want_vg(w->args, vg);
	size_t i;

	for (i = 0; i < vg->pv_count; i++)
		if ((w->of_pvs && is_wanted_pv(w, vg->pvs[i])) || whole_vg)
			walk_pv(w, vg->pvs[i], vg);
}

void walk_vg(struct walk *w, const struct volscan_vg *vg)
{
	struct report_object object = report_object(NULL);

	object.vg = vg;
	if (w->report->type == REPORT_LV || w->report->type == REPORT_SEG)
		walk_lvs(w, vg);
	else if (w->report->type != REPORT_VG)
		walk_vg_pvs(w, vg);
	else if (args_want_vg(w->args, vg))
		add_row(w, &object);
}

/* ------------------------------------------------------------------------
 * Rows of pvs that belong to no VG
 */

/* A PV in a VG that is refused: told if it was asked for by name. */
static void refuse_pvs(struct walk *w, const struct volscan_vg *vg)
{
	size_t i;

	for (i = 0; w->of_pvs && i < vg->pv_count; i++) {
		const struct volscan_pv *pv = vg->pvs[i];

		if (!pv->device || !args_name_pv(w->args, pv->device, NULL))
			continue;
		log_error("Cannot use PV %s in foreign VG %s.", pv->device->name, vg->name);
		w->failed = true;
	}
}

static void walk_vgs(struct walk *w)
{
	const struct volscan_vg *const *by_name;
	const struct volscan_vg **vgs;
	size_t i, count;

	by_name = volscan_vgs(w->vs, &count);
	vgs = vg_order(by_name, count);
	w->no_memory |= !vgs;
	for (i = 0; vgs && i < count; i++) {
		if (may_show(w, vgs[i]))
			walk_vg(w, vgs[i]);
		else
			refuse_pvs(w, vgs[i]);
	}
	free(vgs);
}

/* With --segments, LVM2 says nothing of the VG of a PV that is outside. */
static const struct volscan_vg *outside_vg(const struct walk *w, const struct volscan_vg *vg)
{
	return w->report->type == REPORT_PVSEG ? &no_vg : vg;
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
	object.vg = outside_vg(w, pv->vg ? pv->vg : &no_vg);
	add_row(w, &object);
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

	if (pv && is_orphan(device))
		walk_pv(w, pv, outside_vg(w, pv->in_vg ? &unknown_vg : &orphan_vg));
}

/* Orphans; duplicates with -a or by name; with -a all that is no PV, but not by
 * name, since names are those of PVs. */
static void walk_device(struct walk *w, const struct volscan_device *device)
{
	struct report_object object = report_object(device);
	const struct volscan_pv *pv = device->pv;
	bool everything = w->options->all && args_want_all(w->args);

	args_explain_device(w->args, device);
	if (device->state == VOLSCAN_DEVICE_NOT_PV && everything) {
		add_row(w, &object);
	} else if (pv && pv->duplicate) {
		if (everything || args_name_pv(w->args, device, NULL))
			walk_duplicate(w, pv);
	} else if (is_wanted_device(w, device)) {
		walk_orphan(w, device);
	}
}

/* What a label alone says is shown for each that was read, whatever its VG. */
static void walk_label(struct walk *w, const struct volscan_device *device)
{
	struct report_object object = report_object(device);

	args_explain_device(w->args, device);
	if (device->state != VOLSCAN_DEVICE_PV || device->pv->duplicate)
		return;
	object.pv = device->pv;
	if (is_wanted_device(w, device))
		add_row(w, &object);
}

static void walk_devices(struct walk *w, void (*each)(struct walk *, const struct volscan_device *))
{
	const struct volscan_device *const *by_name;
	struct volscan_device **devices;
	size_t i, count;

	by_name = volscan_devices(w->vs, &count);
	devices = device_order(by_name, count);
	w->no_memory |= !devices;
	for (i = 0; devices && i < count; i++)
		each(w, devices[i]);
	free(devices);
}

void walk_orphans(struct walk *w)
{
	walk_devices(w, walk_orphan);
}

struct walk walk_of(struct report *report, struct args *args)
{
	return (struct walk){
		.report = report,
		.options = &report->tool->options,
		.vs = report->tool->vs,
		.args = args,
	};
}

static int walk(struct walk *w)
{
	if (w->report->type == REPORT_LABEL) {
		walk_devices(w, walk_label);
	} else {
		walk_vgs(w);
		if (w->of_pvs)
			walk_devices(w, walk_device);
	}
	if (args_missing(w->args))
		w->failed = true;
	if (w->no_memory)
		log_error("Out of memory.");
	return w->failed || w->no_memory ? STATUS_FAILED : STATUS_OK;
}

static enum args_kind args_kind_of(unsigned base)
{
	switch (base) {
	case REPORT_VG:
		return ARGS_VG;
	case REPORT_LV:
	case REPORT_SEG:
		return ARGS_LV;
	default:
		return ARGS_PV;
	}
}

int report_walk(struct report *report)
{
	enum args_kind kind = args_kind_of(report->base);
	struct args *args;
	struct walk w;
	int status = args_new(report->tool, kind, &args);

	if (status)
		return status;
	w = walk_of(report, args);
	w.of_pvs = kind == ARGS_PV;
	status = walk(&w);
	args_free(args);
	return status;
}
