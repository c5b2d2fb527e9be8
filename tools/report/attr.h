/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pv_attr, vg_attr and lv_attr: one character for each property, '-' where it
 * has nothing to say. Their meanings are in pvs(8), vgs(8) and lvs(8) of LVM2.
 * What only the kernel knows is 'X' in lv_attr where it was not asked.
 */
#ifndef REPORT_ATTR_H
#define REPORT_ATTR_H

#include "report/lv_view.h"

#define PV_ATTR_SIZE 4		/* with the NUL */
#define VG_ATTR_SIZE 7
#define LV_ATTR_SIZE 11

void pv_attr(const struct volscan_pv *pv, const struct volscan_vg *vg, char attr[PV_ATTR_SIZE]);
void vg_attr(const struct volscan_vg *vg, char attr[VG_ATTR_SIZE]);
void lv_attr(const struct lv_view *view, char attr[LV_ATTR_SIZE]);

bool is_missing_pv(const struct volscan_pv *pv);
bool is_exported_pv(const struct volscan_pv *pv, const struct volscan_vg *vg);
bool is_used_pv(const struct volscan_pv *pv);

/* "normal", "contiguous", ... */
const char *alloc_name(enum volscan_alloc alloc);

#endif
