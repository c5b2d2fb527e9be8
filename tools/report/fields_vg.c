/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/fields.h"

int value_vg_attr(const struct cell *c, const struct report_object *o)
{
	char attr[VG_ATTR_SIZE];

	vg_attr(o->vg, attr);
	return put_string(c, dm_pool_strdup(c->pool, attr));
}

const char *lock_type(const struct volscan_vg *vg)
{
	return vg->lock_type && strcmp(vg->lock_type, "none") ? vg->lock_type : "";
}

/* Rows come VG by VG, so that each VG is counted once. */
const struct vg_counts *vg_counts(struct report *report, const struct volscan_vg *vg)
{
	struct vg_counts *counts = &report->counts;
	size_t i;

	if (counts->vg == vg)
		return counts;
	*counts = (struct vg_counts){ .vg = vg };
	for (i = 0; i < vg->lv_count; i++) {
		counts->visible_lvs += lv_is_visible(vg->lvs[i]);
		counts->snapshots += lv_is_cow(vg->lvs[i]);
	}
	return counts;
}
