/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The order in which LVM2 reports what is equal in what rows are sorted by, and
 * what is not sorted. It looks at devices by a key made of their numbers; image files,
 * which have none, come by name. Of VGs the one that it found last comes first.
 */
#ifndef REPORT_VG_ORDER_H
#define REPORT_VG_ORDER_H

#include "volscan.h"

/* All VGs or devices of the last scan in that order, to be freed; NULL, and a count of 0, when
 * there is no memory. */
const struct volscan_vg **vg_order(const struct volscan *vs, size_t *count);
struct volscan_device **device_order(const struct volscan *vs, size_t *count);

#endif
