/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef METADATA_PARTIAL_H
#define METADATA_PARTIAL_H

#include "metadata/vg.h"

/* Set VOLSCAN_LV_PARTIAL on each LV of a resolved VG that needs a missing PV,
 * and on no other. */
void vg_mark_partial(struct volscan_vg *vg);

#endif
