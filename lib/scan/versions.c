/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Texts are sorted by UUID, those of a UUID with the newest first: each is then compared
 * with what has been taken before it, by one look-up for its name and for each of its PVs,
 * and the result does not depend on the order of devices.
 */
#include "scan/versions.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"
#include "scan/tell.h"

int versions_add(struct versions *versions, struct text *text, const struct found *found,
		 bool is_lost)
{
	size_t room = versions->room ? 2 * versions->room : 64;
	struct version *items;

	if (versions->count == versions->room) {
		items = realloc(versions->items, room * sizeof(*items));
		if (!items)
			return -ENOMEM;
		versions->items = items;
		versions->room = room;
	}
	versions->items[versions->count] = (struct version) {
		.text = text, .found = found, .is_lost = is_lost, .order = versions->count,
	};
	versions->count++;
	return 0;
}

void versions_free(struct versions *versions)
{
	free(versions->items);
}

/* ------------------------------------------------------------------------
 * What has been taken of the UUID, by names and PVs. The two cannot be mistaken for each
 * other: of a PV the NUL is part of the key.
 */

static const struct text *look_up(const struct table *taken, const struct volscan_vg *vg)
{
	const struct text *text = table_get(taken, vg->name, strlen(vg->name));

	for (size_t i = 0; !text && i < vg->pv_count; i++)
		text = table_get(taken, vg->pvs[i]->uuid, VOLSCAN_UUID_LEN + 1);
	return text;
}

static int enter(struct table *taken, const struct text *text)
{
	const struct volscan_vg *vg = text->vg;
	int r = table_put(taken, vg->name, strlen(vg->name), text);

	for (size_t i = 0; !r && i < vg->pv_count; i++)
		r = table_put(taken, vg->pvs[i]->uuid, VOLSCAN_UUID_LEN + 1, text);
	return r;
}

/* ------------------------------------------------------------------------
 * What is odd about them
 */

static void tell_split(struct scan *scan, const struct volscan_vg *vg, const struct found *found)
{
	scan_tell(scan, &found->dev->info,
		  FINDING_OF(VG_SPLIT, .vg = vg->name, .field = "seqno",
			     .found = finding_number(FINDING_ROOM, vg->seqno)),
		  "its metadata of VG %s differs from that of other PVs although both have "
		  "seqno %" PRIu32 ": the VG was changed on two machines at once. The text found "
		  "first is used; compare them with pvck --dump metadata.",
		  vg->name, vg->seqno);
}

static void tell_twin(struct scan *scan, const struct volscan_vg *vg, const struct volscan_vg *twin)
{
	scan_tell(scan, NULL,
		  FINDING_OF(VG_UUID, .vg = vg->name, .field = "id", .expected = twin->name,
			     .found = vg->uuid),
		  "VGs %s and %s have the same UUID, %s, and no PV in common. \"vgchange --uuid "
		  "%s\" gives one of them another; find out first where it comes from.",
		  twin->name, vg->name, vg->uuid, vg->name);
}

/* ------------------------------------------------------------------------
 * Choosing
 */

static void take(struct vgs *vgs, const struct version *version)
{
	version->text->vg->uncertain = version->is_lost;
	vgs->texts[vgs->count++] = version->text;
}

static int consider(struct scan *scan, struct vgs *vgs, struct table *taken,
		    const struct version *version, const struct version *newest)
{
	const struct volscan_vg *vg = version->text->vg;
	const struct text *newer = look_up(taken, vg);

	if (newer) {
		if (newer->vg->seqno == vg->seqno && !version->is_lost)
			tell_split(scan, newer->vg, version->found);
		return 0;
	}
	if (version != newest)
		tell_twin(scan, vg, newest->text->vg);
	take(vgs, version);
	return enter(taken, version->text);
}

/* Those of one UUID. */
static int choose(struct scan *scan, const struct version *versions, size_t count,
		  struct vgs *vgs)
{
	struct table *taken;
	int r;

	if (count == 1) {
		take(vgs, versions);
		return 0;
	}
	r = table_new(versions->text->vg->pv_count + 1, &taken);
	if (r)
		return r;
	for (size_t i = 0; !r && i < count; i++)
		r = consider(scan, vgs, taken, &versions[i], versions);
	table_free(taken);
	return r;
}

static int compare(const void *a, const void *b)
{
	const struct version *x = a, *y = b;
	int order = strcmp(x->text->vg->uuid, y->text->vg->uuid);

	if (order)
		return order;
	if (x->is_lost != y->is_lost)
		return x->is_lost ? 1 : -1;
	if (x->text->vg->seqno != y->text->vg->seqno)
		return x->text->vg->seqno > y->text->vg->seqno ? -1 : 1;
	return x->order < y->order ? -1 : 1;
}

static bool is_same_uuid(const struct version *a, const struct version *b)
{
	return !strcmp(a->text->vg->uuid, b->text->vg->uuid);
}

int versions_choose(struct scan *scan, struct versions *versions, struct vgs *vgs)
{
	const struct version *items = versions->items;
	int r = 0;

	if (!versions->count)
		return 0;
	vgs->texts = calloc(versions->count, sizeof(*vgs->texts));
	if (!vgs->texts)
		return -ENOMEM;
	qsort(versions->items, versions->count, sizeof(*items), compare);
	for (size_t i = 0, n; !r && i < versions->count; i += n) {
		for (n = 1; i + n < versions->count && is_same_uuid(&items[i], &items[i + n]); )
			n++;
		r = choose(scan, &items[i], n, vgs);
	}
	return r;
}
