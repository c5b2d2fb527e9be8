/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "format_text/names.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

int names_init(struct names *names, struct dm_pool *pool, size_t room)
{
	names->count = 0;
	names->room = room;
	names->items = dm_pool_alloc(pool, (room + 1) * sizeof(*names->items));
	return names->items ? 0 : -ENOMEM;
}

void names_add(struct names *names, const char *name, const struct node *node, void *thing)
{
	assert(names->count < names->room);
	names->items[names->count++] = (struct name) { name, node, thing };
}

static int compare(const void *a, const void *b)
{
	const struct name *x = a, *y = b;
	int by_name = strcmp(x->name, y->name);

	if (by_name)
		return by_name;
	return (x->node->line > y->node->line) - (x->node->line < y->node->line);
}

const struct name *names_sort(struct names *names)
{
	if (names->count)
		qsort(names->items, names->count, sizeof(*names->items), compare);
	for (size_t i = 1; i < names->count; i++)
		if (!strcmp(names->items[i - 1].name, names->items[i].name))
			return &names->items[i];
	return NULL;
}

static int compare_key(const void *key, const void *item)
{
	const struct name *name = item;

	return strcmp(key, name->name);
}

void *names_find(const struct names *names, const char *name)
{
	struct name *found = NULL;

	if (names->count)
		found = bsearch(name, names->items, names->count, sizeof(*names->items),
				compare_key);
	return found ? found->thing : NULL;
}
