/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order in which LVM2 reports VGs that are equal in what rows are sorted
 * by: the one that it found last comes first. It looks at devices by number.
 */
#ifndef REPORT_VG_ORDER_H
#define REPORT_VG_ORDER_H

#include "volscan.h"

/* A copy of the `count` VGs in that order, to be freed; NULL = no memory. */
const struct volscan_vg **vg_order(struct volscan_vg *const *vgs, size_t count);

#endif
