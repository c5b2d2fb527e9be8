/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/found.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

struct note {
	struct dm_list list;
	enum volscan_log_class log_class;
	uint64_t offset;
	const char *text;
};

void *scan_zalloc(struct scan *scan, size_t size)
{
	void *p = dm_pool_zalloc(scan->pool, size);

	if (!p)
		scan->error = -ENOMEM;
	return p;
}

static const char *format_list(struct scan *scan, const char *format, va_list args)
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
	text = format_list(scan, format, args);
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

struct found *found_add(struct scan *scan, struct dev *dev, const struct found *whole)
{
	struct found *found = scan_zalloc(scan, sizeof(*found));

	if (!found || make_room(scan))
		return NULL;
	found->dev = dev;
	found->order = whole ? whole->order : scan->count;
	dm_list_init(&found->notes);
	scan->found[scan->count++] = found;
	return found;
}

static int compare_found(const void *a, const void *b)
{
	const struct found *const *x = a, *const *y = b;
	uint32_t px = (*x)->dev->info.partition, py = (*y)->dev->info.partition;

	if ((*x)->order != (*y)->order)
		return (*x)->order < (*y)->order ? -1 : 1;
	return px < py ? -1 : px > py;
}

void found_sort(struct scan *scan)
{
	if (scan->count)
		qsort(scan->found, scan->count, sizeof(*scan->found), compare_found);
}

/* The mdas of a device are walked side by side: hence the sorting. */
static void insert_note(struct dm_list *notes, struct note *note)
{
	struct note *other;

	dm_list_iterate_back_items(other, notes)
		if (other->offset <= note->offset) {
			dm_list_add_h(&other->list, &note->list);
			return;
		}
	dm_list_add_h(notes, &note->list);
}

void found_note(struct scan *scan, struct found *found, enum volscan_log_class log_class,
		uint64_t offset, const char *format, ...)
{
	struct note *note;
	va_list args;

	if (!log_wants(scan->log, VOLSCAN_LOG_WARNING) || !(note = scan_zalloc(scan, sizeof(*note))))
		return;
	note->log_class = log_class;
	note->offset = offset;
	va_start(args, format);
	note->text = format_list(scan, format, args);
	va_end(args);
	insert_note(&found->notes, note);
}

void found_tell(const struct scan *scan)
{
	const struct note *note;
	size_t i;

	for (i = 0; i < scan->count; i++)
		dm_list_iterate_items(note, &scan->found[i]->notes)
			scan_warn(scan, note->log_class, "%s: %s",
				  scan->found[i]->dev->info.name, note->text);
}
