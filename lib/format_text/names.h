/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Things by name: a sorted array, since a hash table can be made slow by names
 * that were chosen for it.
 */
#ifndef FORMAT_TEXT_NAMES_H
#define FORMAT_TEXT_NAMES_H

#include <libdevmapper.h>
#include <stddef.h>

#include "format_text/tree.h"

struct name {
	const char *name;
	const struct node *node;	/* where it is in the text */
	void *thing;
};

struct names {
	struct name *items;
	size_t count, room;
};

/* Room for `room` of them. -ENOMEM. */
int names_init(struct names *names, struct dm_pool *pool, size_t room);

/* What is given lives as long as `names`. */
void names_add(struct names *names, const char *name, const struct node *node, void *thing);

/* After the last one was added, before the first is looked for. The second of
 * two things with one name, or NULL. */
const struct name *names_sort(struct names *names);

/* NULL if there is none. */
void *names_find(const struct names *names, const char *name);

#endif
