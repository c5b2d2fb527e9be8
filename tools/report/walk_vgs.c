/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What each row is about has been chosen from the fields; here it is looked for VG by
 * VG, and then, for pvs, among the PVs without a VG.
 */
#include <stdlib.h>

#include "log.h"
#include "report/access.h"
#include "report/log_report.h"
#include "report/walk.h"

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

/* Nobody needs to hear of one that was not asked for. */
static void refuse(struct walk *w, const struct volscan_vg *vg, bool named)
{
	w->failed |= named;
	refuse_pvs(w, vg);
	args_drop_lvs(w->args, vg);
	if (w->failed)
		log_done(w->report->log, log_vg(vg), true);
}

static void show(struct walk *w, const struct volscan_vg *vg, walk_vg_fn *each)
{
	log_missing_pvs(w->report->log, vg);
	each(w, vg);
	w->failed |= args_tell_lvs(w->args, w->report->log, vg);
	log_done(w->report->log, log_vg(vg), w->failed);
}

static void visit(struct walk *w, const struct volscan_vg *vg, walk_vg_fn *each)
{
	bool failed = w->failed, named = !w->of_pvs && args_name_vg(w->args, vg);

	if (w->report->base == REPORT_VG && !args_want_vg(w->args, vg))
		return;
	w->failed = false;
	log_begin(w->report->log, log_vg(vg));
	if (vg_is_refused(w->report, vg, named))
		refuse(w, vg, named);
	else
		show(w, vg, each);
	w->failed |= failed;
}

/* LVM2 goes to the next VG only if a PV that was asked for has not been met. */
static bool is_over(const struct walk *w, size_t visited)
{
	return w->of_pvs && visited && args_are_met(w->args);
}

static void take_step(struct walk *w, const struct args_step *step, walk_vg_fn *each)
{
	if (step->vg) {
		visit(w, step->vg, each);
	} else {
		args_tell_vg(w->args, w->report->log, step->missing);
		w->failed = true;
	}
}

void walk_vgs(struct walk *w, walk_vg_fn *each)
{
	size_t i, count;
	struct args_step *steps = args_steps(w->args, w->vs, &count);

	w->no_memory |= !steps;
	for (i = 0; steps && i < count && !is_over(w, i); i++)
		take_step(w, &steps[i], each);
	w->over = is_over(w, i);
	free(steps);
}

struct walk walk_of(struct report *report, struct args *args)
{
	return (struct walk){
		.report = report,
		.options = &report->tool->options,
		.vs = report->tool->vs,
		.args = args,
		.of_pvs = args_name_pvs(args),
	};
}

static int walk(struct walk *w)
{
	if (w->of_pvs)
		walk_pvs(w);
	else
		walk_vgs(w, walk_vg);
	if (args_missing(w->args))
		w->failed = true;
	if (w->no_memory)
		log_error("Out of memory.");
	return w->failed || w->no_memory ? STATUS_FAILED : STATUS_OK;
}

int report_walk(struct report *report)
{
	struct walk w = walk_of(report, report->args);
	int status = args_check(report->args);

	return status ? status : walk(&w);
}
