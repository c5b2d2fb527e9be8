/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "listing/selection.h"

#include "log.h"

/* Fields and order by default could make it a report of other rows. */
static const char *name_column(unsigned base)
{
	switch (base) {
	case REPORT_VG:
		return "vg_name";
	case REPORT_LV:
		return "lv_name";
	default:
		return "pv_name";
	}
}

/* Names, hidden LVs and VGs of others are for the listing to look at, and to tell. */
static void widen(struct selection *s, unsigned base)
{
	struct options *o = &s->tool.options;
	struct report_choice *choice = &o->choices[REPORT_CHOICE_MAIN];

	s->column = name_column(base);
	choice->columns = (struct arguments){ .items = &s->column, .count = 1 };
	choice->sort = s->column;
	o->name_count = 0;
	o->all = o->foreign = o->shared = true;
}

static bool add(struct selection *s, const void *thing)
{
	return dm_hash_insert_binary(s->selected, &thing, sizeof(thing), s);
}

static bool has(const struct selection *s, const void *thing)
{
	return dm_hash_lookup_binary(s->selected, &thing, sizeof(thing));
}

/* A PV without PV segments has a row in a report of them, which is for people to see
 * that it is there; LVM2 selects nothing by it. */
static bool keep(const struct report *report, const struct report_object *object, void *context)
{
	struct selection *s = context;

	if (report->type == REPORT_PVSEG && !object->pv->segment_count)
		return true;
	return add(s, object->vg) && add(s, object->lv.lv) && add(s, object->pv);
}

int selection_open(struct selection *s, const struct tool *tool, unsigned base, bool *done)
{
	*s = (struct selection){ .any = tool->options.choices[REPORT_CHOICE_MAIN].select };
	*done = false;
	if (!s->any)
		return STATUS_OK;
	s->tool = *tool;
	widen(s, base);
	s->selected = dm_hash_create(1024);
	if (s->selected)
		return report_open(&s->report, &s->tool, base, done);
	log_error("Out of memory.");
	return STATUS_FAILED;
}

int selection_find(struct selection *s)
{
	if (!s->any)
		return STATUS_OK;
	s->report.keep = keep;
	s->report.keep_context = s;
	return report_walk(&s->report);
}

bool selection_has_pv(const struct selection *s, const struct volscan_pv *pv)
{
	return !s->any || has(s, pv);
}

bool selection_has_vg(const struct selection *s, const struct volscan_vg *vg)
{
	return !s->any || has(s, vg);
}

bool selection_has_lv(const struct selection *s, const struct volscan_lv *lv)
{
	return !s->any || !(s->report.type & (REPORT_LV | REPORT_SEG)) || has(s, lv);
}

void selection_close(struct selection *s)
{
	report_close(&s->report);
	if (s->selected)
		dm_hash_destroy(s->selected);
}
