/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Areas are read a few at a time and gone through in the order of the devices, so that
 * what comes out does not depend on which disk answers first. A text is parsed when it
 * is met for the first time, to see whether it is whole; of that only a few words are
 * kept, since a machine may have thousands of old texts.
 */
#include "scan/generations.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format_text/text.h"
#include "scan/mda_bytes.h"
#include "scan/texts.h"

#define POOL_CHUNK 65536

/* What hostile areas can make us hold: texts that are kept, all together; and how many
 * there may be in an area, which is more than one of 4 MiB has room for. */
#define KEPT_MAX (UINT64_C(16) << 20)
#define AREA_TEXTS_MAX 8192u

/* A text of a few thousand LVs. To parse one takes many times its size of memory, so that
 * of a larger one only the end is looked at. */
#define PARSED_MAX (UINT64_C(2) << 20)
#define TAIL 256u

struct copy {
	struct dm_list list;
	struct volscan_text_copy info;
};

struct generation {
	struct volscan_generation info;	/* what the caller of the library sees */
	struct dm_list list;
	struct dm_list copies;
	size_t number;			/* in the order found */
	bool whole;			/* it can be parsed */
	const char *group;		/* newest name of a VG with this UUID */
	const struct volscan_vg *vg;	/* once it was asked for */
};

static_assert(offsetof(struct generation, info) == 0, "a public one is one of these");

struct reader {
	struct dm_pool *pool;
	struct texts *texts;
	const struct log *log;
	struct dm_list found;		/* struct generation */
	size_t count;
	uint64_t kept;			/* bytes of texts */
};

/* ------------------------------------------------------------------------
 * A text that has not been met yet
 */

static char *keep_string(struct reader *r, const char *string)
{
	return dm_pool_strdup(r->pool, string);
}

static int keep_words(struct reader *r, struct generation *g, const struct volscan_vg *vg)
{
	g->whole = true;
	g->info.creation_time = vg->creation_time;
	g->info.description = keep_string(r, vg->description);
	g->info.creation_host = keep_string(r, vg->creation_host);
	return g->info.description && g->info.creation_host ? 0 : -ENOMEM;
}

/* What is left of an old text may be anything: nobody is to be told. */
static int try_text(struct reader *r, struct generation *g, const char *bytes, size_t size)
{
	struct dm_pool *pool = dm_pool_create("old text", POOL_CHUNK);
	struct volscan_vg *vg;
	int e = pool ? text_parse(bytes, size, pool, NULL, NULL, &vg) : -ENOMEM;

	if (!e)
		e = keep_words(r, g, vg);
	if (pool)
		dm_pool_destroy(pool);
	return e == -EBADMSG ? 0 : e;
}

static int keep_text(struct reader *r, struct generation *g, struct text *text, const char *bytes)
{
	if (r->kept + text->size > KEPT_MAX)
		return 0;
	if (text_fill(r->texts, text, bytes))
		return -ENOMEM;
	r->kept += text->size;
	g->info.text = text->bytes;
	return 0;
}

/* LVM2 ends each text with when it was written. */
static bool ends_well(const struct ring *ring, const struct ring_text *found)
{
	size_t length = found->size < TAIL ? found->size : TAIL;
	size_t at = found->offset + found->size - length;
	char tail[TAIL];

	if (at >= ring->length)
		at -= ring->length - MDA_HEADER_SIZE;
	ring_copy(ring, at, length, tail);
	return memmem(tail, length, "\ncreation_time = ", strlen("\ncreation_time = "));
}

static int look_into(struct reader *r, struct generation *g, struct text *text,
		     const struct ring *ring, const struct ring_text *found)
{
	bool large = found->size > PARSED_MAX;
	char *bytes;
	int e;

	if (large)
		g->whole = ends_well(ring, found);
	if (large && r->kept + found->size > KEPT_MAX)
		return 0;
	bytes = malloc(found->size + 1);
	if (!bytes)
		return -ENOMEM;
	ring_copy(ring, found->offset, found->size, bytes);
	e = large ? 0 : try_text(r, g, bytes, found->size);
	if (!e)
		e = keep_text(r, g, text, bytes);
	free(bytes);
	return e;
}

static struct generation *new_generation(struct reader *r, const struct ring_text *found)
{
	struct generation *g = dm_pool_zalloc(r->pool, sizeof(*g));

	if (!g)
		return NULL;
	g->info.vg_name = keep_string(r, found->vg_name);
	g->info.vg_uuid = keep_string(r, found->vg_uuid);
	if (!g->info.vg_name || !g->info.vg_uuid)
		return NULL;
	g->info.description = g->info.creation_host = "";
	g->info.seqno = found->seqno;
	g->info.text_size = found->size;
	g->number = r->count++;
	dm_list_init(&g->copies);
	dm_list_add(&r->found, &g->list);
	return g;
}

static int get_generation(struct reader *r, const struct mda_bytes *area,
			  const struct ring_text *found, struct generation **generation)
{
	struct raw_locn key = {
		.size = found->size,
		.crc = ring_crc(&area->ring, found->offset, found->size),
	};
	struct text *text = texts_get(r->texts, &key, found->vg_name);

	if (!text)
		return -ENOMEM;
	*generation = text->generation;
	if (text->generation)
		return 0;
	*generation = text->generation = new_generation(r, found);
	return *generation ? look_into(r, *generation, text, &area->ring, found) : -ENOMEM;
}

/* ------------------------------------------------------------------------
 * The texts of an area
 */

/* Does the slot name this text, and lie in what was read? */
static bool names(const struct raw_locn *locn, const struct mda_bytes *area, uint64_t offset)
{
	const struct ring *ring = &area->ring;

	return locn->offset && locn->offset == offset && !locn->ignored &&
	       locn->size <= ring->length - MDA_HEADER_SIZE &&
	       (ring->wraps || locn->size <= ring->length - offset);
}

static bool crc_is_right(const struct raw_locn *locn, const struct mda_bytes *area)
{
	return ring_crc(&area->ring, locn->offset, locn->size) == locn->crc;
}

static enum volscan_text_state state_in(const struct mda_bytes *area, uint64_t offset, bool whole)
{
	const struct mda_header *header = &area->header;

	if (names(&header->committed, area, offset))
		return crc_is_right(&header->committed, area) ? VOLSCAN_TEXT_COMMITTED
							      : VOLSCAN_TEXT_CRC_WRONG;
	if (names(&header->precommitted, area, offset))
		return crc_is_right(&header->precommitted, area) ? VOLSCAN_TEXT_PRECOMMITTED
								 : VOLSCAN_TEXT_CRC_WRONG;
	return whole ? VOLSCAN_TEXT_WHOLE : VOLSCAN_TEXT_INCOMPLETE;
}

static int add_copy(struct reader *r, const struct mda_bytes *area, const struct ring_text *found)
{
	struct copy *copy = dm_pool_zalloc(r->pool, sizeof(*copy));
	struct generation *g;
	int e = copy ? get_generation(r, area, found, &g) : -ENOMEM;

	if (e)
		return e;
	copy->info.device = &area->dev->info;
	copy->info.mda = area->index;
	copy->info.offset = found->offset;
	copy->info.state = state_in(area, found->offset, g->whole);
	if (!g->info.copy_count++ || copy->info.state > g->info.state)
		g->info.state = copy->info.state;
	dm_list_add(&g->copies, &copy->list);
	return 0;
}

static void warn_many(const struct reader *r, const struct mda_bytes *area)
{
	log_print(r->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_METADATA,
		  "%s: only the first %u texts of the metadata area at byte %" PRIu64 " are in "
		  "the history.", area->dev->info.name, AREA_TEXTS_MAX,
		  area->dev->info.pv->mdas[area->index].offset);
}

static int take_texts(struct reader *r, const struct mda_bytes *area)
{
	struct ring_text found;
	size_t from = 0;
	unsigned count = 0;
	int e = 0;

	for (; !e && ring_next(&area->ring, from, &found); from = found.offset + 1) {
		if (count++ == AREA_TEXTS_MAX) {
			warn_many(r, area);
			break;
		}
		e = add_copy(r, area, &found);
	}
	return e;
}

/* Header or text in use are not as they should be: they may have been written just then. */
static bool looks_torn(const struct mda_bytes *area)
{
	const struct raw_locn *locn = &area->header.committed;

	if (!area->header.size)
		return true;
	return names(locn, area, locn->offset) && !crc_is_right(locn, area);
}

static int take_area(struct reader *r, struct dev_io *io, struct mda_bytes *area)
{
	int e = 0;

	if (!area->error && looks_torn(area))
		e = mda_bytes_read_again(io, area);
	if (e)
		return e;
	if (!area->error)
		return take_texts(r, area);
	log_print(r->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_IO,
		  "%s: metadata area at byte %" PRIu64 " cannot be read: %s. Its texts are not in "
		  "the history.", area->dev->info.name,
		  area->dev->info.pv->mdas[area->index].offset, strerror(-area->error));
	return 0;
}

static int take_areas(struct reader *r, struct dev_io *io, struct mda_bytes *areas, size_t count)
{
	size_t i, n, done;
	int e = 0;

	for (done = 0; !e && done < count; done += n) {
		n = mda_bytes_read(io, areas + done, count - done, &e);
		for (i = done; !e && i < done + n; i++) {
			e = take_area(r, io, &areas[i]);
			mda_bytes_free(&areas[i]);
		}
	}
	for (i = 0; e && i < count; i++)
		mda_bytes_free(&areas[i]);
	return e;
}

/* ------------------------------------------------------------------------
 * In order
 */

static int compare_newest_first(const struct generation *x, const struct generation *y)
{
	if (x->info.seqno != y->info.seqno)
		return x->info.seqno > y->info.seqno ? -1 : 1;
	if (x->info.state != y->info.state)
		return x->info.state > y->info.state ? -1 : 1;
	if (x->info.creation_time != y->info.creation_time)
		return x->info.creation_time > y->info.creation_time ? -1 : 1;
	return x->number < y->number ? -1 : 1;
}

static int compare_by_uuid(const void *a, const void *b)
{
	const struct generation *x = *(struct generation *const *)a;
	const struct generation *y = *(struct generation *const *)b;
	int order = strcmp(x->info.vg_uuid, y->info.vg_uuid);

	return order ? order : compare_newest_first(x, y);
}

static int compare_by_group(const void *a, const void *b)
{
	const struct generation *x = *(struct generation *const *)a;
	const struct generation *y = *(struct generation *const *)b;
	int order = strcmp(x->group, y->group);

	return order ? order : compare_by_uuid(a, b);
}

static void sort(struct generation **items, size_t count)
{
	size_t i;

	if (!count)
		return;
	qsort(items, count, sizeof(*items), compare_by_uuid);
	for (i = 0; i < count; i++)
		items[i]->group = i && !strcmp(items[i]->info.vg_uuid, items[i - 1]->info.vg_uuid)
				  ? items[i - 1]->group : items[i]->info.vg_name;
	qsort(items, count, sizeof(*items), compare_by_group);
}

static int list_copies(struct reader *r, struct generation *g)
{
	struct volscan_text_copy *copies;
	const struct copy *copy;
	size_t n = 0;

	copies = dm_pool_alloc(r->pool, g->info.copy_count * sizeof(*copies));
	if (!copies)
		return -ENOMEM;
	dm_list_iterate_items(copy, &g->copies)
		copies[n++] = copy->info;
	g->info.copies = copies;
	return 0;
}

/* `info` comes first in a generation: an array of these is one of those. */
static int list_generations(struct reader *r, struct generations *result)
{
	struct generation **items = dm_pool_alloc(r->pool, (r->count + 1) * sizeof(*items));
	struct generation *g;
	size_t n = 0;

	if (!items)
		return -ENOMEM;
	dm_list_iterate_items(g, &r->found) {
		if (list_copies(r, g))
			return -ENOMEM;
		items[n++] = g;
	}
	sort(items, n);
	result->items = dm_pool_alloc(r->pool, (n + 1) * sizeof(*result->items));
	if (!result->items)
		return -ENOMEM;
	for (result->count = 0; result->count < n; result->count++)
		result->items[result->count] = &items[result->count]->info;
	return 0;
}

/* ------------------------------------------------------------------------
 * All of it
 */

static int read_all(struct reader *r, const struct dev_list *list, struct dev_io *io,
		    struct generations *result)
{
	struct mda_bytes *areas;
	size_t count;
	int e = mda_bytes_list(list, r->log, &areas, &count);

	if (e)
		return e;
	e = take_areas(r, io, areas, count);
	free(areas);
	return e ? e : list_generations(r, result);
}

int generations_read(const struct dev_list *list, struct dev_io *io, const struct log *log,
		     struct generations *generations)
{
	struct generations new = { .pool = dm_pool_create("generations", POOL_CHUNK) };
	struct reader r = { .pool = new.pool, .log = log };
	int e;

	if (!new.pool)
		return -ENOMEM;
	dm_list_init(&r.found);
	e = texts_new(new.pool, &r.texts);
	if (!e)
		e = read_all(&r, list, io, &new);
	texts_free(r.texts);
	if (e)
		generations_free(&new);
	else
		*generations = new;
	return e;
}

void generations_free(struct generations *generations)
{
	if (generations->pool)
		dm_pool_destroy(generations->pool);
	*generations = (struct generations) { 0 };
}

int generation_parse(struct generations *generations, const struct volscan_generation *generation,
		     const struct finding_sink *sink, const struct volscan_vg **vg)
{
	struct generation *g = (struct generation *)generation;
	struct volscan_vg *parsed;
	int e;

	if (!g->info.text)
		return -ENODATA;
	if (!g->vg) {
		e = text_parse(g->info.text, g->info.text_size, generations->pool, sink, NULL,
			       &parsed);
		if (e)
			return e;
		g->vg = parsed;
	}
	*vg = g->vg;
	return 0;
}
