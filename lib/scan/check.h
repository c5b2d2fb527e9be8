/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_CHECK_H
#define SCAN_CHECK_H

#include "scan/vgs.h"

/* Tell the log what is wrong with the VGs and with the devices of their PVs,
 * now that PVs are tied to devices; sets name_clash. Always the same messages
 * in the same order. */
void check_vgs(struct scan *scan, const struct vgs *vgs);

/* Tell the log which devices could not be read, did not answer or were not tried,
 * those with one reason in one message. */
void check_unreadable(struct scan *scan);

#endif
