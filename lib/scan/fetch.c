/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fetches of all long texts run side by side, and each goes through the
 * copies of its text in the order of the devices. They wait for the end of
 * the walks for the sake of that order: which copy is read, and so whose
 * damage is noticed, must not depend on which disk answers first. It costs
 * one round trip for all VGs together.
 */
#include "scan/fetch.h"

#include <errno.h>
#include <stdlib.h>

#include "scan/early.h"
#include "scan/mda_walk.h"

struct fetch {
	struct dm_list list;
	struct text *text;
	struct mda_walk walk;
	struct dm_list copies;	/* not tried yet */
};

struct copy {
	struct dm_list list;
	struct found *found;
	unsigned mda;
};

static void fetch_next(struct fetch *fetch)
{
	struct copy *copy;
	struct mda_walk *w = &fetch->walk;

	if (fetch->text->bytes || dm_list_empty(&fetch->copies))
		return;
	copy = dm_list_item(dm_list_first(&fetch->copies), struct copy);
	dm_list_del(&copy->list);
	w->found = copy->found;
	w->index = copy->mda;
	w->again = false;
	mda_walk_text(w);
}

static void on_end(void *context, struct mda_walk *walk)
{
	struct fetch *fetch = context;

	dev_forget(walk->scan->io, walk->found->dev);
	if (fetch->text->bytes)
		early_text(walk->scan, fetch->text);
	fetch_next(fetch);
}

static struct fetch *fetch_for(struct scan *scan, struct dm_list *fetches, struct text *text)
{
	struct fetch *fetch = text->fetch;

	if (fetch)
		return fetch;
	fetch = scan_zalloc(scan, sizeof(*fetch));
	if (!fetch)
		return NULL;
	text->fetch = fetch;
	fetch->text = text;
	fetch->walk.scan = scan;
	fetch->walk.whole = true;
	fetch->walk.ended = on_end;
	fetch->walk.context = fetch;
	dm_list_init(&fetch->copies);
	dm_list_add(fetches, &fetch->list);
	return fetch;
}

static int add_copy(struct scan *scan, struct dm_list *fetches, struct found *found, unsigned mda)
{
	struct fetch *fetch = fetch_for(scan, fetches, found->mdas[mda].text);
	struct copy *copy = scan_zalloc(scan, sizeof(*copy));

	if (!fetch || !copy)
		return -ENOMEM;
	copy->found = found;
	copy->mda = mda;
	dm_list_add(&fetch->copies, &copy->list);
	return 0;
}

static int find_copies(struct scan *scan, struct dm_list *fetches)
{
	const struct text *text;
	struct found *found;
	unsigned mda;
	size_t i;

	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		for (mda = 0; found->pv && mda < found->pv->mda_count; mda++) {
			text = found->mdas[mda].text;
			if (text && !text->bytes && add_copy(scan, fetches, found, mda))
				return -ENOMEM;
		}
	}
	return 0;
}

/* The list is needed for the beginning only. */
int fetch_long_texts(struct scan *scan)
{
	struct dm_list fetches;
	struct fetch *fetch;

	dm_list_init(&fetches);
	if (find_copies(scan, &fetches))
		return -ENOMEM;
	dm_list_iterate_items(fetch, &fetches)
		fetch_next(fetch);
	return 0;
}
