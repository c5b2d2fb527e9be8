/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef SCAN_VGS_H
#define SCAN_VGS_H

#include "scan/found.h"

/* The newest text of each VG, by name of the VG, then UUID. */
struct vgs {
	struct text **texts;
	size_t count;
};

/*
 * Parse each distinct text that a device in use has, and keep the newest of each VG, see
 * versions.h. What cannot be parsed has been told to the log, and counts as not there.
 * scan->found is sorted. -ENOMEM; vgs_free() all the same.
 */
int vgs_read(struct scan *scan, struct vgs *vgs);
void vgs_free(struct vgs *vgs);

#endif
