/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/tie.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

#include "scan/tell.h"

/* ------------------------------------------------------------------------
 * PVs of VGs
 */

/* Has the device itself metadata, of whatever age, of the VG of `text`? */
static bool has_text_of(const struct found *found, const struct text *text)
{
	const struct text *own;
	size_t i;

	for (i = 0; i < found->pv->mda_count; i++) {
		own = found->mdas[i].text;
		if (own && own->vg && !strcmp(own->vg->uuid, text->vg->uuid))
			return true;
	}
	return false;
}

static bool is_better_owner(const struct found *found, const struct text *a,
			    const struct text *b)
{
	bool has_a = has_text_of(found, a), has_b = has_text_of(found, b);

	if (has_a != has_b)
		return has_a;
	return a->vg->creation_time > b->vg->creation_time;
}

static void claim(struct scan *scan, struct found *found, struct text *text)
{
	struct text *loser = text;

	if (found->owner == text)
		return;
	if (!found->owner) {
		found->owner = text;
		return;
	}
	if (is_better_owner(found, text, found->owner)) {
		loser = found->owner;
		found->owner = text;
	}
	scan_tell(scan, &found->dev->info,
		  FINDING_OF(PV_CLAIMED, .vg = found->owner->vg->name,
			     .expected = found->owner->vg->uuid, .found = loser->vg->uuid),
		  "PV %s is listed by VG %s (%s) and by VG %s (%s): it is taken for one of "
		  "%s, and for missing in the other. \"vgreduce --removemissing\" puts that "
		  "right.", found->pv->uuid, found->owner->vg->name, found->owner->vg->uuid,
		  loser->vg->name, loser->vg->uuid, found->owner->vg->name);
}

void tie_pv(struct found *found, struct volscan_pv *pv)
{
	const struct volscan_pv *label = found->pv;

	pv->device = label->device;
	pv->header_size = label->header_size;
	pv->label_sector = label->label_sector;
	pv->ext_version = label->ext_version;
	pv->ext_flags = label->ext_flags;
	pv->ba_start = label->ba_start;
	pv->ba_size = label->ba_size;
	pv->mdas = label->mdas;
	pv->mda_count = label->mda_count;
	found->row = pv;
}

void untie_pv(struct volscan_pv *pv)
{
	pv->device = NULL;
	pv->header_size = 0;
	pv->label_sector = 0;
	pv->ext_version = 0;
	pv->ext_flags = 0;
	pv->ba_start = 0;
	pv->ba_size = 0;
	pv->mdas = NULL;
	pv->mda_count = 0;
}

void tie_pvs(struct scan *scan, const struct vgs *vgs, const struct table *by_uuid)
{
	const struct volscan_vg *vg;
	struct found *found;
	size_t i, n;

	for (i = 0; i < vgs->count; i++)
		for (vg = vgs->texts[i]->vg, n = 0; n < vg->pv_count; n++)
			if ((found = table_get_string(by_uuid, vg->pvs[n]->uuid)))
				claim(scan, found, vgs->texts[i]);
	for (i = 0; i < vgs->count; i++)
		for (vg = vgs->texts[i]->vg, n = 0; n < vg->pv_count; n++) {
			found = table_get_string(by_uuid, vg->pvs[n]->uuid);
			if (found && found->owner == vgs->texts[i] && !found->row)
				tie_pv(found, vg->pvs[n]);
		}
}

/* ------------------------------------------------------------------------
 * The others
 */

/* The newest VG metadata that the device has itself, or NULL. */
static const struct volscan_vg *own_vg(const struct found *found)
{
	const struct volscan_vg *newest = NULL, *vg;
	size_t i;

	for (i = 0; i < found->pv->mda_count; i++) {
		vg = found->mdas[i].text ? found->mdas[i].text->vg : NULL;
		if (vg && (!newest || vg->seqno > newest->seqno))
			newest = vg;
	}
	return newest;
}

/* LVM2 shows such a device nowhere, not even among the devices that are no
 * PVs. It is still found as the PV of its device. */
static void leave_out_outdated(struct scan *scan, struct found *found,
			       const struct volscan_vg *vg)
{
	found->pv->outdated = true;
	found->pv->in_vg = false;
	found->dev->info.reason = scan_format(scan, "outdated PV: VG %s lists it no more", vg->name);
	scan_tell(scan, &found->dev->info, FINDING_OF(PV_OUTDATED, .vg = vg->name),
		  "an outdated PV: its metadata is of seqno %" PRIu32 " of VG %s, which lists "
		  "it no more. It is not shown; \"vgck --updatemetadata %s\" clears it.",
		  vg->seqno, vg->name, vg->name);
}

static void decide(struct scan *scan, struct found *found)
{
	const struct volscan_vg *vg = own_vg(found);

	if (vg) {
		leave_out_outdated(scan, found, vg);
		return;
	}
	found->row = found->pv;
	if (found->pv->in_vg)
		scan_tell(scan, &found->dev->info, FINDING_OF(PV_UNLISTED),
			  "PV %s is marked as used by a VG, but no readable metadata lists "
			  "it. If the other PVs of its VG are not connected, connect them.",
			  found->pv->uuid);
}

void tie_rest(struct scan *scan)
{
	struct found *found;
	size_t i;

	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		if (found->pv && !found->used && !found->row)
			decide(scan, found);
	}
	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		if (!found->used || !found->used->row)
			continue;
		assert(found->pv);
		found->row = found->pv;
		found->row->duplicate = true;
		found->row->vg = found->used->row->vg;
		found->row->in_vg = found->used->row->in_vg;
	}
}
