/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/vgs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format_text/text.h"
#include "scan/tell.h"

#define HASH_SLOTS 1024

void vgs_free(struct vgs *vgs)
{
	free(vgs->texts);
}

static int append(struct vgs *vgs, struct text *text)
{
	size_t room = vgs->room ? 2 * vgs->room : 64;
	struct text **texts;

	if (vgs->count == vgs->room) {
		texts = realloc(vgs->texts, room * sizeof(*texts));
		if (!texts)
			return -ENOMEM;
		vgs->texts = texts;
		vgs->room = room;
	}
	vgs->texts[vgs->count++] = text;
	return 0;
}

/* Of all metadata areas and partitions together. */
static void tell_too_much(struct scan *scan, const struct found *found, const struct text *text,
			  uint64_t offset)
{
	scan_tell(scan, &found->dev->info,
		  FINDING_OF(LOCN_LONG, .offset = offset, .length = text->size),
		  "metadata text at byte %" PRIu64 " is not read: all that is on the device is "
		  "longer than the setting metadata/max_size allows.", offset);
}

static int parse(struct scan *scan, struct text *text, const struct found *found, unsigned mda)
{
	const struct mda_header *header = &found->mdas[mda].header;
	struct scan_place place = {
		.scan = scan, .device = &found->dev->info,
		.base = header->start + header->committed.offset,
	};
	struct finding_sink sink = scan_sink(&place);
	struct scan_budget *budget = found->budget;
	int r;

	place.what = scan_format(scan, "metadata text at byte %" PRIu64 ", ", place.base);
	text->parsed = true;
	if (text->size > budget->text) {
		tell_too_much(scan, found, text, place.base);
		return 0;
	}
	budget->text -= text->size;
	r = text_parse(text->bytes, text->size, scan->pool, &sink, &budget->tree, &text->vg);
	if (!r)
		return 0;
	text->vg = NULL;
	return r == -ENOMEM ? r : 0;
}

/* Two texts of one VG: the newer one, `first` if they are of one age. */
static struct text *newer(struct scan *scan, struct text *first, struct text *second,
			  const struct found *found)
{
	const struct volscan_vg *vg = first->vg;

	if (first->vg->seqno != second->vg->seqno)
		return first->vg->seqno > second->vg->seqno ? first : second;
	scan_tell(scan, &found->dev->info,
		  FINDING_OF(VG_SPLIT, .vg = vg->name, .field = "seqno",
			     .found = finding_number(FINDING_ROOM, vg->seqno)),
		  "its metadata of VG %s differs from that of other PVs although both have "
		  "seqno %" PRIu32 ": the VG was changed on two machines at once. The text found "
		  "first is used; compare them with pvck --dump metadata.",
		  vg->name, vg->seqno);
	return first;
}

/* Enter a text that was just parsed under the UUID of its VG. */
static int enter(struct scan *scan, struct dm_hash_table *by_uuid, struct text *text,
		 const struct found *found)
{
	struct text *other = dm_hash_lookup(by_uuid, text->vg->uuid);

	if (other)
		text = newer(scan, other, text, found);
	return dm_hash_insert(by_uuid, text->vg->uuid, text) ? 0 : -ENOMEM;
}

static int read_device(struct scan *scan, struct dm_hash_table *by_uuid,
		       const struct found *found)
{
	struct text *text;
	unsigned mda;
	int r = 0;

	for (mda = 0; !r && mda < found->pv->mda_count; mda++) {
		text = found->mdas[mda].text;
		if (!text || !text->bytes || text->parsed)
			continue;
		r = parse(scan, text, found, mda);
		if (!r && text->vg)
			r = enter(scan, by_uuid, text, found);
	}
	return r;
}

/* Metadata without a label beside it counts for a VG that has no other. */
static int enter_lost(struct dm_hash_table *by_uuid, struct text *text)
{
	if (dm_hash_lookup(by_uuid, text->vg->uuid))
		return 0;
	text->vg->uncertain = true;
	return dm_hash_insert(by_uuid, text->vg->uuid, text) ? 0 : -ENOMEM;
}

static int read_lost(struct scan *scan, struct dm_hash_table *by_uuid, const struct found *lost)
{
	struct text *text = lost->pv->mda_count ? lost->mdas[0].text : NULL;
	int r;

	if (!text || !text->bytes || text->parsed)
		return 0;
	r = parse(scan, text, lost, 0);
	return r || !text->vg ? r : enter_lost(by_uuid, text);
}

static int compare_vgs(const void *a, const void *b)
{
	const struct text *const *x = a, *const *y = b;
	int order = strcmp((*x)->vg->name, (*y)->vg->name);

	return order ? order : strcmp((*x)->vg->uuid, (*y)->vg->uuid);
}

int vgs_read(struct scan *scan, struct vgs *vgs)
{
	struct dm_hash_table *by_uuid = dm_hash_create(HASH_SLOTS);
	struct dm_hash_node *node;
	const struct found *lost;
	size_t i;
	int r = by_uuid ? 0 : -ENOMEM;

	for (i = 0; !r && i < scan->count; i++)
		if (scan->found[i]->pv && !scan->found[i]->used)
			r = read_device(scan, by_uuid, scan->found[i]);
	for (lost = scan->lost; !r && lost; lost = lost->next_lost)
		r = read_lost(scan, by_uuid, lost);
	if (!r)
		dm_hash_iterate(node, by_uuid)
			if ((r = append(vgs, dm_hash_get_data(by_uuid, node))))
				break;
	if (by_uuid)
		dm_hash_destroy(by_uuid);
	if (vgs->count)
		qsort(vgs->texts, vgs->count, sizeof(*vgs->texts), compare_vgs);
	return r;
}
