/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which objects of a VG become rows. Rows that are equal in what they are sorted by
 * stay in this order.
 */
#include "report/log_report.h"
#include "report/walk.h"

/* What stands for a thing that is not there: zero in all that is a number. */
static const struct volscan_vg no_vg = { .name = "" };
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

void walk_row(struct walk *w, const struct report_object *object)
{
	if (!report_row(w->report, object))
		w->no_memory = true;
}

static void walk_segments(struct walk *w, const struct volscan_lv *lv, struct report_object *object)
{
	size_t i;

	if (!w->options->all && !lv_is_visible(lv))
		return;
	for (i = 0; i < lv->segment_count; i++) {
		object->seg = lv->segments[i];
		walk_row(w, object);
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
		walk_row(w, &object);
	log_done(w->report->log, log_lv(lv), false);
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
		walk_row(w, &object);
	}
}

void walk_pv(struct walk *w, const struct volscan_pv *pv, const struct volscan_vg *vg)
{
	struct report_object object = report_object(pv->device);

	object.pv = pv;
	object.vg = vg;
	if (w->report->type == REPORT_PVSEG && pv->segment_count)
		walk_pv_segments(w, pv, object);
	else
		walk_row(w, &object);
	log_done(w->report->log, log_pv(pv), false);
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
		walk_row(w, &object);
}
