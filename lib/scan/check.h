/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_CHECK_H
#define SCAN_CHECK_H

#include "scan/vgs.h"

/* Tell what is wrong with the VGs and with the devices of their PVs,
 * now that PVs are tied to devices; sets name_clash. Always the same messages
 * in the same order. */
void check_vgs(struct scan *scan, const struct vgs *vgs);

/* With check_all: tell what no VG of LVM2's would say. 0 or -ENOMEM. */
int check_rules(struct scan *scan, const struct vgs *vgs);

/* Tell which devices could not be read, did not answer or were not tried,
 * those with one reason in one message. */
void check_unreadable(struct scan *scan);

#endif
