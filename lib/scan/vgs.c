/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/vgs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format_text/text.h"
#include "scan/early.h"
#include "scan/tell.h"
#include "scan/versions.h"

void vgs_free(struct vgs *vgs)
{
	free(vgs->texts);
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
	if (early_take(text, budget))
		return 0;
	r = text_parse(text->bytes, text->size, scan->pool, &sink, &budget->tree, &text->vg);
	if (!r)
		return 0;
	text->vg = NULL;
	return r == -ENOMEM ? r : 0;
}

static int read_device(struct scan *scan, struct versions *versions, const struct found *found)
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
			r = versions_add(versions, text, found, found->of != NULL);
	}
	return r;
}

/* Metadata without a label beside it is parsed last: a text that another device has too
 * is that one's. */
static int read_all(struct scan *scan, struct versions *versions)
{
	const struct found *lost;
	int r = 0;

	for (size_t i = 0; !r && i < scan->count; i++)
		if (scan->found[i]->pv && !scan->found[i]->used)
			r = read_device(scan, versions, scan->found[i]);
	for (lost = scan->lost; !r && lost; lost = lost->next_lost)
		r = read_device(scan, versions, lost);
	return r;
}

static int compare_vgs(const void *a, const void *b)
{
	const struct text *const *x = a, *const *y = b;
	int order = strcmp((*x)->vg->name, (*y)->vg->name);

	return order ? order : strcmp((*x)->vg->uuid, (*y)->vg->uuid);
}

int vgs_read(struct scan *scan, struct vgs *vgs)
{
	struct versions versions = { 0 };
	int r = read_all(scan, &versions);

	if (!r)
		r = versions_choose(scan, &versions, vgs);
	versions_free(&versions);
	if (vgs->count)
		qsort(vgs->texts, vgs->count, sizeof(*vgs->texts), compare_vgs);
	return r;
}
