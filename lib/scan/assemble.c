/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From devices with labels and texts to PVs and VGs:
 *
 *	duplicates	one device per PV UUID is used, the others only shown
 *	vgs		each text is parsed once; the newest of each VG counts
 *	tie		its PVs get the devices with their UUIDs, or are missing
 *	check		what does not fit is told
 *
 * The texts of a device that is not used as its PV do not count: it may be a
 * snapshot of another one, taken at any time.
 */
#include "scan/assemble.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/vg.h"
#include "scan/check.h"
#include "scan/check_layout.h"
#include "scan/duplicates.h"
#include "scan/early.h"
#include "scan/lost.h"
#include "scan/system_id.h"
#include "scan/tell.h"
#include "scan/tie.h"

void assemble_text_valid(const struct found *found)
{
	const struct text *text;
	size_t mda;

	for (mda = 0; found->pv && mda < found->pv->mda_count; mda++) {
		text = found->mdas[mda].text;
		found->pv->mdas[mda].text_valid = text && text->bytes;
	}
}

static void set_text_valid(struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->count; i++)
		assemble_text_valid(scan->found[i]);
}

void assemble_vg(struct scan *scan, struct volscan_vg *vg)
{
	vg->foreign = system_id_is_foreign(scan->config, scan->local_id, vg->system_id);
	vg_tie(vg);
}

static void finish_vgs(struct scan *scan, const struct vgs *vgs)
{
	size_t i;

	for (i = 0; i < vgs->count; i++)
		assemble_vg(scan, vgs->texts[i]->vg);
}

/* ------------------------------------------------------------------------
 * Results
 */

static int compare_missing(const struct volscan_pv *x, const struct volscan_pv *y)
{
	int order = strcmp(x->vg->name, y->vg->name);

	if (!order)
		order = strcmp(x->vg->uuid, y->vg->uuid);
	return order ? order : strcmp(x->uuid, y->uuid);
}

static int compare_pvs(const void *a, const void *b)
{
	const struct volscan_pv *x = *(struct volscan_pv *const *)a;
	const struct volscan_pv *y = *(struct volscan_pv *const *)b;

	if (x->device && y->device)
		return strcmp(x->device->name, y->device->name);
	if (x->device || y->device)
		return x->device ? -1 : 1;
	return compare_missing(x, y);
}

static size_t count_pvs(const struct scan *scan, const struct vgs *vgs)
{
	size_t i, count = scan->count;

	for (i = 0; i < vgs->count; i++)
		count += vgs->texts[i]->vg->pv_count;
	return count;
}

/* Each row of a device, and each PV of a VG that has none. */
static int list_pvs(struct scan *scan, const struct vgs *vgs, struct scan_results *results)
{
	const struct volscan_vg *vg;
	struct found *found;
	size_t i, n, count = 0;
	struct volscan_pv **pvs = scan_zalloc(scan, (count_pvs(scan, vgs) + 1) * sizeof(*pvs));

	if (!pvs)
		return -ENOMEM;
	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		if (found->row) {
			found->dev->info.pv = found->row;
			pvs[count++] = found->row;
		}
	}
	for (i = 0; i < vgs->count; i++)
		for (vg = vgs->texts[i]->vg, n = 0; n < vg->pv_count; n++)
			if (!vg->pvs[n]->device)
				pvs[count++] = vg->pvs[n];
	qsort(pvs, count, sizeof(*pvs), compare_pvs);
	results->pvs = pvs;
	results->pv_count = count;
	return 0;
}

static int list_vgs(struct scan *scan, const struct vgs *vgs, struct scan_results *results)
{
	struct volscan_vg **list = scan_zalloc(scan, (vgs->count + 1) * sizeof(*list));
	size_t i;

	if (!list)
		return -ENOMEM;
	for (i = 0; i < vgs->count; i++)
		list[i] = vgs->texts[i]->vg;
	results->vgs = list;
	results->vg_count = vgs->count;
	return 0;
}

static int assemble_vgs(struct scan *scan, struct vgs *vgs, const struct table *by_uuid,
			struct scan_results *results)
{
	int r = vgs_read(scan, vgs);

	if (r)
		return r;
	tie_pvs(scan, vgs, by_uuid);
	tie_rest(scan);
	lost_tie(scan, vgs);
	finish_vgs(scan, vgs);
	check_vgs(scan, vgs);
	if (scan->check_all) {
		check_layout(scan);
		r = check_rules(scan, vgs);
		if (r)
			return r;
	}
	r = list_pvs(scan, vgs, results);
	if (!r)
		r = list_vgs(scan, vgs, results);
	if (!r)
		early_tell_rest(scan, vgs);
	return r;
}

int assemble(struct scan *scan, struct scan_results *results)
{
	struct table *by_uuid;
	struct vgs vgs = { 0 };
	int r;

	early_undo(scan);
	check_unreadable(scan);
	found_tell(scan);
	set_text_valid(scan);
	r = duplicates_choose(scan, &by_uuid);
	if (r)
		return r;
	r = assemble_vgs(scan, &vgs, by_uuid, results);
	vgs_free(&vgs);
	table_free(by_uuid);
	return r;
}
