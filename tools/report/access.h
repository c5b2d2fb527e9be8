/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* VGs that are not shown unless that is asked for: of other hosts, shared,
 * exported, or of a name that does not tell which. */
#ifndef REPORT_ACCESS_H
#define REPORT_ACCESS_H

#include "report/report.h"

/* True if the report must leave the VG out. What LVM2 has to say then, and it
 * mostly says it only of a VG that was `named`, is told. */
bool vg_is_refused(const struct report *report, const struct volscan_vg *vg, bool named);

#endif
