/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What there is to tell of which objects. */
#ifndef METRICS_FAMILIES_H
#define METRICS_FAMILIES_H

#include "metrics/openmetrics.h"
#include "report/lv_view.h"

/*
 * A family with one sample for each object: a PV, a VG, ... `value` gives it, in
 * parts of the unit; false = this one has none.
 */
struct device_family {
	struct openmetrics_family family;
	bool (*value)(const struct volscan_device *device, uint64_t *value);
};

struct pv_family {
	struct openmetrics_family family;
	bool (*value)(const struct volscan_pv *pv, uint64_t *value);
};

struct vg_family {
	struct openmetrics_family family;
	bool (*value)(const struct volscan_vg *vg, uint64_t *value);
};

struct lv_family {
	struct openmetrics_family family;
	bool (*value)(const struct lv_view *view, uint64_t *value);
};

/* A NULL name ends each. */
extern const struct device_family device_families[];
extern const struct pv_family pv_families[];
extern const struct vg_family vg_families[];
extern const struct lv_family lv_families[];

#endif
