/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_DUPLICATES_H
#define SCAN_DUPLICATES_H

#include "base/table.h"
#include "scan/found.h"

/*
 * Where several devices have one PV UUID, choose the one that is used, and
 * set found->used of the others to it, with a warning for each that says why.
 * scan->found is sorted. LVM2's order of preference: what something uses, what
 * has the size that the PV was made with, a device-mapper device, an md
 * device, and what comes first.
 *
 * *by_uuid is a table of the devices that are used, by the UUID of their PV;
 * the caller frees it. -ENOMEM.
 */
int duplicates_choose(struct scan *scan, struct table **by_uuid);

#endif
