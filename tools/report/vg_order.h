/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order in which LVM2 reports what is equal in what rows are sorted by, and
 * what is not sorted. It looks at devices by a key made of their numbers; image files,
 * which have none, come by name. Of VGs the one that it found last comes first.
 */
#ifndef REPORT_VG_ORDER_H
#define REPORT_VG_ORDER_H

#include "volscan.h"

/* Copies of the `count` VGs or devices in that order, to be freed; NULL = no memory. */
const struct volscan_vg **vg_order(const struct volscan_vg *const *vgs, size_t count);
struct volscan_device **device_order(const struct volscan_device *const *devices, size_t count);

#endif
