/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/found.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

void *scan_zalloc(struct scan *scan, size_t size)
{
	void *p = dm_pool_zalloc(scan->pool, size);

	if (!p)
		scan->error = -ENOMEM;
	return p;
}

const char *scan_vformat(struct scan *scan, const char *format, va_list args)
{
	char *text = NULL;
	const char *copy = NULL;

	if (vasprintf(&text, format, args) >= 0) {
		copy = dm_pool_strdup(scan->pool, text);
		free(text);
	}
	if (!copy) {
		scan->error = -ENOMEM;
		return "";
	}
	return copy;
}

const char *scan_format(struct scan *scan, const char *format, ...)
{
	va_list args;
	const char *text;

	va_start(args, format);
	text = scan_vformat(scan, format, args);
	va_end(args);
	return text;
}

static int make_room(struct scan *scan)
{
	size_t room = scan->room ? 2 * scan->room : 64;
	struct found **found;

	if (scan->count < scan->room)
		return 0;
	found = realloc(scan->found, room * sizeof(*found));
	if (!found)
		return scan->error = -ENOMEM;
	scan->found = found;
	scan->room = room;
	return 0;
}

/* Three times the text is what a real one of the largest size takes. */
#define TREE_OF_TEXT 3

struct scan_budget scan_whole_budget(const struct scan *scan)
{
	return (struct scan_budget) {
		.text = scan->max_size,
		.tree = (size_t)scan->max_size * TREE_OF_TEXT,
	};
}

static struct scan_budget *make_budget(struct scan *scan)
{
	struct scan_budget *budget = scan_zalloc(scan, sizeof(*budget));

	if (budget)
		*budget = scan_whole_budget(scan);
	return budget;
}

struct found *found_add(struct scan *scan, struct dev *dev, const struct found *whole)
{
	struct found *found = scan_zalloc(scan, sizeof(*found));

	if (!found || make_room(scan))
		return NULL;
	found->dev = dev;
	found->budget = whole ? whole->budget : make_budget(scan);
	if (!found->budget)
		return NULL;
	found->order = whole ? whole->order : scan->count;
	dm_list_init(&found->notes);
	scan->found[scan->count++] = found;
	return found;
}

int found_compare(const struct found *x, const struct found *y)
{
	uint32_t px = x->dev->info.partition, py = y->dev->info.partition;

	if (x->order != y->order)
		return x->order < y->order ? -1 : 1;
	return px < py ? -1 : px > py;
}

static int compare_found(const void *a, const void *b)
{
	const struct found *const *x = a, *const *y = b;

	return found_compare(*x, *y);
}

void found_sort(struct scan *scan)
{
	if (scan->count)
		qsort(scan->found, scan->count, sizeof(*scan->found), compare_found);
}
