/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Which texts are versions of one VG, and which of them counts. LVM2 raises the seqno
 * with each change, so that a text with a lower one was not there when the VG was changed
 * last.
 *
 * A VG is known by its UUID; but a disk may say that it has the UUID of another's VG, and
 * must not hide that with a higher seqno. So texts of one UUID are of one VG only if they
 * have the same name, or list a PV in common: a VG that was renamed keeps its PVs. Others
 * are VGs of their own, as LVM2 has it, and the UUID is told to be there twice.
 */
#ifndef SCAN_VERSIONS_H
#define SCAN_VERSIONS_H

#include "scan/found.h"
#include "scan/vgs.h"

struct version {
	struct text *text;		/* of a VG */
	const struct found *found;	/* the first that has it */
	bool is_lost;			/* found without a label: counts where nothing else does */
	size_t order;
};

struct versions {
	struct version *items;
	size_t count, room;
};

/* In the order of devices. -ENOMEM. */
int versions_add(struct versions *versions, struct text *text, const struct found *found,
		 bool is_lost);
void versions_free(struct versions *versions);

/* One text of each VG goes into `vgs`, which is empty. Of two that have the same seqno it
 * is the first, and that they differ is told. -ENOMEM. */
int versions_choose(struct scan *scan, struct versions *versions, struct vgs *vgs);

#endif
