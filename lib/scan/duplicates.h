/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_DUPLICATES_H
#define SCAN_DUPLICATES_H

#include "scan/found.h"

/*
 * Where several devices have one PV UUID, choose the one that is used, and
 * set found->used of the others to it, with a warning for each that says why.
 * scan->found is sorted. LVM2's order of preference: what something uses, what
 * has the size that the PV was made with, a device-mapper device, an md
 * device, and what comes first.
 *
 * *by_uuid is a hash of the devices that are used, by the UUID of their PV;
 * the caller destroys it. -ENOMEM.
 */
int duplicates_choose(struct scan *scan, struct dm_hash_table **by_uuid);

#endif
