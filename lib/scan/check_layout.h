/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_CHECK_LAYOUT_H
#define SCAN_CHECK_LAYOUT_H

#include "scan/found.h"

/* With check_all, when PVs are in their VGs: tell what is wrong with pv_headers, and with
 * where on each device its label, areas and extents are. */
void check_layout(struct scan *scan);

#endif
