/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * vgck: whether a VG is sound. Metadata that is not has been told by the scan, in
 * warnings; what fails here, as in LVM2, is a VG without all of its PVs.
 */
#include "listing/listing.h"
#include "log.h"

static void check(struct listing *l, const struct volscan_vg *vg)
{
	bool named = args_name_vg(l->args, vg);

	if (!args_want_vg(l->args, vg))
		return;
	if (vg->status & VOLSCAN_VG_EXPORTED) {
		if (named)
			log_error("Volume group %s is exported", vg->name);
		l->failed |= named;
	} else if (vg->missing_pv_count) {
		log_error("The volume group is missing %zu physical volumes.",
			  vg->missing_pv_count);
		l->failed = true;
	}
}

static void vgck(struct listing *l)
{
	listing_each_vg(l, check);
}

int vgck_command(struct tool *tool)
{
	return listing_command(tool, REPORT_VG, vgck);
}
