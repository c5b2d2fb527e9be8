/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What is where on a PV, as its label, its mdas and the metadata of its VG say. Each of
 * them claims a span of bytes; they are sorted, and then what lies between two of them is
 * not used, and what begins before another has ended overlaps it.
 */
#include <inttypes.h>
#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "dump/dump.h"
#include "history/changes.h"
#include "log.h"
#include "report/units.h"
#include "text.h"

#define SECTOR VOLSCAN_SECTOR_SIZE

struct span {
	uint64_t start, end;	/* bytes; the end is not in it */
	const char *what;
	const struct volscan_generation *old;	/* one that may be joined with its neighbours,
						   and is the newest of them */
	uint32_t oldest;	/* seqno of the others */
};

struct map {
	const struct volscan_device *device;
	struct dm_pool *pool;	/* owns the texts */
	struct units units;
	struct span *spans;
	size_t count, room;
	bool no_memory;
	bool overlap;
};

static struct span *add_span(struct map *map, uint64_t start, uint64_t end, const char *what)
{
	size_t room = map->room ? 2 * map->room : 64;
	struct span *spans = map->spans;

	if (map->count == map->room) {
		spans = realloc(map->spans, room * sizeof(*spans));
		if (spans) {
			map->spans = spans;
			map->room = room;
		}
	}
	if (!spans || !what) {
		map->no_memory = true;
		return NULL;
	}
	spans[map->count] = (struct span) { .start = start, .end = end, .what = what };
	return &spans[map->count++];
}

static int compare_spans(const void *a, const void *b)
{
	const struct span *x = a, *y = b;

	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

static void sort_spans(struct span *spans, size_t count)
{
	if (count)
		qsort(spans, count, sizeof(*spans), compare_spans);
}

static uint64_t sum(uint64_t a, uint64_t b)
{
	uint64_t result;

	return __builtin_add_overflow(a, b, &result) ? UINT64_MAX : result;
}

/* ------------------------------------------------------------------------
 * Metadata areas
 */

static bool is_old(const struct volscan_text_copy *copy)
{
	return copy->state == VOLSCAN_TEXT_WHOLE || copy->state == VOLSCAN_TEXT_INCOMPLETE;
}

static const char *text_name(struct map *map, const struct volscan_generation *g,
			     const struct volscan_text_copy *copy)
{
	return text_format(map->pool, "metadata area %" PRIu32 ": text of VG %s, seqno %" PRIu32 "%s",
			   copy->mda + 1, g->vg_name, g->seqno,
			   copy->state == VOLSCAN_TEXT_COMMITTED ? ", in use"
			   : copy->state == VOLSCAN_TEXT_PRECOMMITTED ? ", not committed"
			   : copy->state == VOLSCAN_TEXT_CRC_WRONG ? ", in use, its checksum is WRONG"
			   : copy->state == VOLSCAN_TEXT_INCOMPLETE ? ", old, incomplete" : ", old");
}

static void add_text_span(struct map *map, uint64_t start, uint64_t end,
			  const struct volscan_generation *g, const struct volscan_text_copy *copy)
{
	struct span *span = add_span(map, start, end, text_name(map, g, copy));

	if (span && is_old(copy)) {
		span->old = g;
		span->oldest = g->seqno;
	}
}

/* Texts take whole sectors, and have a NUL at their end. */
static void add_copy(struct map *map, const struct volscan_generation *g,
		     const struct volscan_text_copy *copy)
{
	const struct volscan_mda *mda = &map->device->pv->mdas[copy->mda];
	uint64_t size = (g->text_size + SECTOR) / SECTOR * SECTOR, mda_end;
	uint64_t start = mda->offset + copy->offset;

	if (copy->state == VOLSCAN_TEXT_INCOMPLETE)
		size = (g->text_size + SECTOR - 1) / SECTOR * SECTOR;
	mda_end = mda->size ? sum(mda->offset, mda->size) : map->device->size;
	if (size <= mda_end - start) {
		add_text_span(map, start, start + size, g, copy);
		return;
	}
	add_text_span(map, start, mda_end, g, copy);
	start = mda->offset + SECTOR;
	add_text_span(map, start, start + size - (mda_end - mda->offset - copy->offset), g, copy);
}

static void add_texts(struct map *map, const struct volscan_generation *const *generations,
		      size_t count, uint32_t mda)
{
	size_t i, n;

	for (i = 0; i < count; i++)
		for (n = 0; n < generations[i]->copy_count; n++)
			if (generations[i]->copies[n].device == map->device &&
			    generations[i]->copies[n].mda == mda)
				add_copy(map, generations[i], &generations[i]->copies[n]);
}

/* Old texts of a VG that follow each other become one span. */
static size_t join_texts(struct map *map, size_t first)
{
	struct span *spans = map->spans, *last;
	size_t i, kept = first;

	for (i = first; i < map->count; i++) {
		last = kept > first ? &spans[kept - 1] : NULL;
		if (!last || !last->old || !spans[i].old || last->end != spans[i].start ||
		    strcmp(last->old->vg_uuid, spans[i].old->vg_uuid)) {
			spans[kept++] = spans[i];
			continue;
		}
		last->end = spans[i].end;
		if (spans[i].old->seqno < last->oldest)
			last->oldest = spans[i].old->seqno;
		if (spans[i].old->seqno > last->old->seqno)
			last->old = spans[i].old;
	}
	return kept;
}

static void name_joined(struct map *map, size_t first, uint32_t mda)
{
	size_t i;

	for (i = first; i < map->count; i++)
		if (map->spans[i].old && map->spans[i].oldest != map->spans[i].old->seqno)
			map->spans[i].what =
				text_format(map->pool, "metadata area %" PRIu32 ": old texts of VG %s, "
					    "seqno %" PRIu32 " to %" PRIu32, mda + 1,
					    map->spans[i].old->vg_name, map->spans[i].oldest,
					    map->spans[i].old->seqno);
}

/* What is left of the area between the texts. */
static void add_free(struct map *map, size_t first, uint32_t mda, uint64_t end)
{
	const char *name = text_format(map->pool, "metadata area %" PRIu32 ": free", mda + 1);
	uint64_t at = map->device->pv->mdas[mda].offset + SECTOR;
	size_t i, last = map->count;

	for (i = first; i < last; i++) {
		if (map->spans[i].start > at)
			add_span(map, at, map->spans[i].start, name);
		if (map->spans[i].end > at)
			at = map->spans[i].end;
	}
	if (at < end)
		add_span(map, at, end, name);
}

static void add_mda(struct map *map, const struct volscan_generation *const *generations,
		    size_t count, uint32_t mda)
{
	uint64_t start = map->device->pv->mdas[mda].offset, size = map->device->pv->mdas[mda].size;
	uint64_t end = size ? sum(start, size) : map->device->size;
	size_t first = map->count;

	add_texts(map, generations, count, mda);
	if (map->no_memory)
		return;
	sort_spans(map->spans + first, map->count - first);
	map->count = join_texts(map, first);
	name_joined(map, first, mda);
	add_free(map, first, mda, end);
	add_span(map, start, sum(start, SECTOR),
		 text_format(map->pool, "metadata area %" PRIu32 ": header", mda + 1));
}

/* ------------------------------------------------------------------------
 * Data
 */

static void add_extents(struct map *map, const struct volscan_pv *pv,
			const struct volscan_pv_segment *part)
{
	uint64_t extent = pv->vg->extent_size * SECTOR;
	uint64_t start = pv->pe_start * SECTOR + part->start * extent;
	uint32_t last = part->start + part->count - 1;
	const char *what;

	if (!part->count)
		return;
	if (part->segment)
		what = text_format(map->pool, "extents %" PRIu32 " to %" PRIu32 ": LV %s, %s",
				   part->start, last, part->segment->lv->name, part->segment->type);
	else
		what = text_format(map->pool, "extents %" PRIu32 " to %" PRIu32 ": free", part->start,
				   last);
	add_span(map, start, start + part->count * extent, what);
}

static void add_data(struct map *map, const struct volscan_pv *pv)
{
	uint64_t start = pv->pe_start * SECTOR;
	size_t i;

	for (i = 0; pv->vg && i < pv->segment_count; i++)
		add_extents(map, pv, &pv->segments[i]);
	if (!pv->vg && start && start < map->device->size)
		add_span(map, start, map->device->size, "data area, of no VG that is known");
}

/* ------------------------------------------------------------------------
 * The map
 */

static void print_span(struct map *map, uint64_t start, uint64_t end, const char *what,
		       const char *note)
{
	const char *size = units_format(&map->units, map->pool, (end - start) / SECTOR);

	printf("  %14" PRIu64 " %14" PRIu64 " %9s  ", start, end - 1, size ? size : "");
	text_print(stdout, what);
	puts(note);
}

static void print_spans(struct map *map)
{
	uint64_t at = 0;
	size_t i;

	printf("  %14s %14s %9s  %s\n", "First byte", "Last byte", "Size", "What");
	for (i = 0; i < map->count; i++) {
		const struct span *span = &map->spans[i];
		bool overlaps = span->start < at, past = span->end > map->device->size;

		if (span->start > at)
			print_span(map, at, span->start, "not used", "");
		print_span(map, span->start, span->end, span->what,
			   overlaps ? "; OVERLAPS what is before it"
			   : past ? "; PAST THE END of the device" : "");
		map->overlap |= overlaps || past;
		if (span->end > at)
			at = span->end;
	}
	if (at < map->device->size)
		print_span(map, at, map->device->size, "not used", "");
}

static void fill(struct map *map, const struct volscan_generation *const *generations, size_t count)
{
	const struct volscan_pv *pv = map->device->pv;
	uint64_t label = (uint64_t)pv->label_sector * SECTOR;
	uint32_t i;

	add_span(map, label, label + SECTOR, "label");
	for (i = 0; i < pv->mda_count; i++)
		add_mda(map, generations, count, i);
	if (pv->ba_size)
		add_span(map, pv->ba_start, sum(pv->ba_start, pv->ba_size), "bootloader area");
	add_data(map, pv);
}

static void print_map(struct dump *d, struct map *map)
{
	const struct volscan_generation *const *generations;
	size_t count;

	if (volscan_history(d->vs, &generations, &count)) {
		log_error("%s", volscan_error(d->vs));
		d->failed = true;
		return;
	}
	fill(map, generations, count);
	sort_spans(map->spans, map->count);
	if (!map->no_memory)
		print_spans(map);
}

void dump_areas(struct dump *d, const struct volscan_device *device)
{
	struct map map = { .device = device, .units = { .suffix = true, .si_consistency = true } };
	const char *unit = volscan_setting_string(d->vs, "global/units");

	text_print(stdout, device->name);
	printf(": %" PRIu64 " bytes\n", device->size);
	if (!device->pv) {
		puts("  no PV: its areas are not known");
		d->failed = true;
		return;
	}
	if (!units_parse(&map.units, unit ? unit : "r"))
		units_parse(&map.units, "r");
	map.pool = dm_pool_create("areas", 16384);
	map.no_memory = !map.pool;
	if (map.pool) {
		print_map(d, &map);
		dm_pool_destroy(map.pool);
	}
	if (map.no_memory)
		log_error("Out of memory.");
	d->failed |= map.no_memory || map.overlap;
	free(map.spans);
}
