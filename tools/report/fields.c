/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables of fields: columns.def becomes a function for each field, then the
 * table, then numbers for the reserved values (reserved.def).
 */
#include "report/fields.h"

#include <float.h>

#include "report/table.h"
#include "report/times.h"

/* What columns.def may use is set up here; most fields use but one of it. */
#define COLUMNS "report/columns.def"
#define COLUMN_LETS \
	const struct report_object *o = object; \
	const struct lv_view *view = &o->lv; \
	const struct volscan_lv *lv = view->lv; \
	const struct volscan_vg *vg = o->vg; \
	const struct volscan_pv *pv = o->pv; \
	const struct volscan_segment *seg = o->seg; \
	const struct volscan_device *device = o->device; \
	const struct volscan_pv_segment *pvseg = o->pvseg; \
	(void)view, (void)lv, (void)vg, (void)pv, (void)seg, (void)device, (void)pvseg;
#include "report/fields_of.h"

enum {
#define COLUMN(type, sort, heading, width, id, help, value) NUMBER_##id,
#include "report/columns.def"
#undef COLUMN
};

static const struct report_type types[] = {
	{ REPORT_VG, "Volume Group", "vg_" },
	{ REPORT_LV, "Logical Volume", "lv_" },
	{ REPORT_LV_INFO, "Logical Volume Device Info", "lv_" },
	{ REPORT_LV_STATUS, "Logical Volume Device Status", "lv_" },
	{ REPORT_LV_INFO_STATUS, "Logical Volume Device Info and Status Combined", "lv_" },
	{ REPORT_PV, "Physical Volume", "pv_" },
	{ REPORT_LABEL, "Physical Volume Label", "pv_" },
	{ REPORT_SEG, "Logical Volume Segment", "seg_" },
	{ REPORT_PVSEG, "Physical Volume Segment", "pvseg_" },
	{ REPORT_LV_LATER, "Logical Volume Device Status of Later Versions", "later_" },
	{ 0, "", "" },
};

const char *report_prefix(unsigned type)
{
	switch (type) {
	case REPORT_VG:
		return "vg";
	case REPORT_SEG:
		return "seg";
	case REPORT_PVSEG:
		return "pvseg";
	case REPORT_PV:
	case REPORT_LABEL:
		return "pv";
	case REPORT_DEVICE:
		return "device";
	case REPORT_FINDING:
		return "finding";
	case REPORT_GENERATION:
		return "generation";
	case REPORT_CHANGE:
		return "change";
	default:
		return "lv";
	}
}

/* Reserved values: first the data, then the table that points to them. */
static const uint64_t no = 0, yes = 1, undefined = UINT64_MAX;
static const double largest_size = DBL_MAX;
static const char *undefined_names[] = { "-1", "unknown", "undefined", "undef", NULL };
static const char *no_names[] = { NULL };

#define NAMES(id, ...) static const char *id##_names[] = { __VA_ARGS__, NULL };
#define RESERVED(field, id, flags, value, ...)						\
	NAMES(id, __VA_ARGS__)								\
	static const struct dm_report_field_reserved_value id = { NUMBER_##field, value };
#define BINARY(field, ...)								\
	RESERVED(field, field##_yes, 0, &yes, __VA_ARGS__, "yes")			\
	RESERVED(field, field##_no, 0, &no, __VA_ARGS__, "no")
#include "report/reserved.def"
#undef RESERVED
#undef BINARY

#define NAMED DM_REPORT_FIELD_RESERVED_VALUE_NAMED
#define RESERVED(field, id, flags, value, ...) \
	{ DM_REPORT_FIELD_TYPE_NONE | (flags), &id, id##_names, "" },
#define BINARY(field, ...)								\
	RESERVED(field, field##_yes, NAMED, &yes, __VA_ARGS__)				\
	RESERVED(field, field##_no, NAMED, &no, __VA_ARGS__)
#define UNDEFINED { DM_REPORT_FIELD_TYPE_NUMBER, &undefined, undefined_names, \
		    "A number that is not known, or makes no sense here." }
#define TIME_WORDS {									\
	DM_REPORT_FIELD_TYPE_TIME | DM_REPORT_FIELD_RESERVED_VALUE_FUZZY_NAMES |	\
	DM_REPORT_FIELD_RESERVED_VALUE_DYNAMIC_VALUE | DM_REPORT_FIELD_RESERVED_VALUE_RANGE, \
	report_time_words, no_names, "" }
const struct dm_report_reserved_value report_undefined[] = {
	UNDEFINED,
	TIME_WORDS,
	{ 0, NULL, NULL, NULL },
};
static const struct dm_report_reserved_value reserved_values[] = {
	UNDEFINED,
#include "report/reserved.def"
	TIME_WORDS,
	{ 0, NULL, NULL, NULL },
};

const struct report_table report_lvm_table = { types, fields, reserved_values };
