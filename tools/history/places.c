/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Segments are made and joined without anything being moved, so that places are compared
 * piece by piece, a piece ending where a segment of either LV does. Within a segment
 * each extent of an area has a share of the LV's: area_len of count.
 */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "history/changes.h"

const char *text_format(struct dm_pool *pool, const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (length < 0 || !(text = dm_pool_alloc(pool, (size_t)length + 1)))
		return NULL;
	va_start(args, format);
	vsnprintf(text, (size_t)length + 1, format, args);
	va_end(args);
	return text;
}

const char *pv_text(const struct volscan_pv *pv)
{
	return *pv->device_hint ? pv->device_hint : pv->uuid;
}

static const char *area_uuid(const struct volscan_area *area)
{
	if (area->kind == VOLSCAN_AREA_PV && area->pv)
		return area->pv->uuid;
	return area->kind == VOLSCAN_AREA_LV && area->lv ? area->lv->uuid : "";
}

/* The extent of an area that has extent `at` of the LV. */
static uint64_t extent_on(const struct volscan_segment *segment, uint32_t area, uint32_t at)
{
	uint64_t offset = at - segment->start;

	return segment->areas[area].start + offset * segment->area_len / segment->count;
}

static bool same_areas(const struct volscan_segment *a, const struct volscan_segment *b,
		       uint32_t at)
{
	uint32_t i;

	if (a->area_count != b->area_count)
		return false;
	for (i = 0; i < a->area_count; i++)
		if (strcmp(area_uuid(&a->areas[i]), area_uuid(&b->areas[i])) ||
		    extent_on(a, i, at) != extent_on(b, i, at))
			return false;
	return true;
}

static uint32_t end_of(const struct volscan_segment *segment)
{
	return segment->start + segment->count;
}

bool same_places(const struct volscan_lv *a, const struct volscan_lv *b)
{
	const struct volscan_segment *x, *y;
	size_t i = 0, j = 0;

	while (i < a->segment_count && j < b->segment_count) {
		x = a->segments[i];
		y = b->segments[j];
		if (!same_areas(x, y, x->start > y->start ? x->start : y->start))
			return false;
		i += end_of(x) <= end_of(y);
		j += end_of(y) <= end_of(x);
	}
	return true;
}

static void print_area(FILE *out, const struct volscan_segment *segment,
		       const struct volscan_area *area)
{
	uint64_t last = (uint64_t)area->start + segment->area_len - !!segment->area_len;

	if (area->kind == VOLSCAN_AREA_PV && area->pv)
		fprintf(out, "%s:%" PRIu32 "-%" PRIu64, pv_text(area->pv), area->start, last);
	else
		fputs(area->kind == VOLSCAN_AREA_LV && area->lv ? area->lv->name : "unassigned", out);
}

static void print_places(FILE *out, const struct volscan_lv *lv)
{
	const char *space = "";
	size_t i, j;

	for (i = 0; i < lv->segment_count; i++)
		for (j = 0; j < lv->segments[i]->area_count; j++, space = " ") {
			fputs(space, out);
			print_area(out, lv->segments[i], &lv->segments[i]->areas[j]);
		}
}

const char *places_text(struct dm_pool *pool, const struct volscan_lv *lv)
{
	const char *copy = NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	print_places(out, lv);
	if (!fclose(out))
		copy = dm_pool_strdup(pool, text);
	free(text);
	return copy;
}
