/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The PVs, VGs and LVs of disks and images that are named, or of this machine. */
#include <inttypes.h>
#include <stdio.h>
#include <volscan.h>

static void print_vg(const struct volscan_vg *vg)
{
	printf("VG %s, %" PRIu64 " of %" PRIu64 " extents free\n", vg->name, vg->free_count,
	       vg->extent_count);
	for (size_t i = 0; i < vg->pv_count; i++)
		printf("  PV %s\n", vg->pvs[i]->device ? vg->pvs[i]->device->name : "(missing)");
	for (size_t i = 0; i < vg->lv_count; i++)
		if (vg->lvs[i]->status & VOLSCAN_LV_VISIBLE)
			printf("  LV %s, %" PRIu64 " MiB\n", vg->lvs[i]->name,
			       vg->lvs[i]->size * VOLSCAN_SECTOR_SIZE >> 20);
}

int main(int argc, char **argv)
{
	const struct volscan_vg *const *vgs;
	struct volscan *vs;
	size_t count = 0;
	int r;

	if (volscan_new(&vs))
		return 1;
	r = volscan_config_string(vs, "devices/io_isolation=1");
	for (int i = 1; !r && i < argc; i++)
		r = volscan_add(vs, argv[i]);
	if (!r)
		r = volscan_scan(vs, NULL, NULL);
	if (r)
		fprintf(stderr, "%s\n", volscan_error(vs));
	vgs = volscan_vgs(vs, &count);
	for (size_t i = 0; i < count; i++)
		print_vg(vgs[i]);
	volscan_free(vs);
	return r ? 1 : 0;
}
