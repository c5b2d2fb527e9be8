/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "history/changes.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/attr.h"
#include "report/names.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The VG, PV or LV that is being compared. */
struct subject {
	const struct changes *changes;
	const char *type, *name, *uuid;
	bool ok;
};

static void tell(struct subject *s, const char *what, const char *from, const char *to)
{
	struct change change = { s->type, s->name, s->uuid, what, from, to };

	if (s->ok)
		s->ok = s->name && from && to && s->changes->tell(s->changes->context, &change);
}

/* ------------------------------------------------------------------------
 * Values
 */

static void compare_text(struct subject *s, const char *what, const char *from, const char *to)
{
	if (strcmp(from, to))
		tell(s, what, from, to);
}

static const char *number_text(struct subject *s, uint64_t number)
{
	return text_format(s->changes->pool, "%" PRIu64, number);
}

static void compare_number(struct subject *s, const char *what, uint64_t from, uint64_t to)
{
	if (from != to)
		tell(s, what, number_text(s, from), number_text(s, to));
}

static const char *size_text(struct subject *s, uint64_t sectors)
{
	return units_format(&s->changes->units, s->changes->pool, sectors);
}

static void compare_size(struct subject *s, const char *what, uint64_t from, uint64_t to)
{
	if (from != to)
		tell(s, what, size_text(s, from), size_text(s, to));
}

static bool has_string(const struct volscan_strings *strings, const char *string)
{
	size_t i;

	for (i = 0; i < strings->count; i++)
		if (!strcmp(strings->items[i], string))
			return true;
	return false;
}

/* What `a` has and `b` has not, one row each. */
static void tell_missing(struct subject *s, const char *what, const struct volscan_strings *a,
			 const struct volscan_strings *b, bool removed)
{
	size_t i;

	for (i = 0; i < a->count; i++)
		if (!has_string(b, a->items[i]))
			tell(s, what, removed ? a->items[i] : "", removed ? "" : a->items[i]);
}

static void compare_strings(struct subject *s, const char *what, const struct volscan_strings *from,
			    const struct volscan_strings *to)
{
	tell_missing(s, what, from, to, true);
	tell_missing(s, what, to, from, false);
}

struct word {
	uint64_t bit;
	const char *word;
};

static void compare_words(struct subject *s, const struct word *words, size_t count, uint64_t from,
			  uint64_t to)
{
	size_t i;

	for (i = 0; i < count; i++)
		if ((from ^ to) & words[i].bit)
			tell(s, "status", from & words[i].bit ? words[i].word : "",
			     to & words[i].bit ? words[i].word : "");
}

/* ------------------------------------------------------------------------
 * The VG
 */

static const struct word vg_words[] = {
	{ VOLSCAN_VG_RESIZEABLE, "resizeable" },
	{ VOLSCAN_VG_EXPORTED, "exported" },
	{ VOLSCAN_VG_WRITE, "writeable" },
	{ VOLSCAN_VG_CLUSTERED, "clustered" },
	{ VOLSCAN_VG_NOAUTOACTIVATE, "no autoactivation" },
	{ VOLSCAN_VG_PVMOVE, "pvmove" },
	{ VOLSCAN_VG_PARTIAL_FLAG, "partial" },
};

static bool compare_vgs(const struct changes *changes)
{
	const struct volscan_vg *a = changes->from, *b = changes->to;
	struct subject s = { changes, "VG", b->name, b->uuid, true };

	compare_text(&s, "renamed", a->name, b->name);
	compare_text(&s, "uuid", a->uuid, b->uuid);
	compare_size(&s, "extent size", a->extent_size, b->extent_size);
	compare_number(&s, "max LVs", a->max_lv, b->max_lv);
	compare_number(&s, "max PVs", a->max_pv, b->max_pv);
	compare_number(&s, "metadata copies", a->metadata_copies, b->metadata_copies);
	compare_text(&s, "allocation", alloc_name(a->alloc), alloc_name(b->alloc));
	compare_text(&s, "system ID", a->system_id, b->system_id);
	compare_text(&s, "lock type", a->lock_type, b->lock_type);
	compare_text(&s, "lock args", a->lock_args, b->lock_args);
	compare_text(&s, "profile", a->profile, b->profile);
	compare_words(&s, vg_words, COUNT(vg_words), a->status, b->status);
	compare_strings(&s, "flags", &a->unknown_flags, &b->unknown_flags);
	compare_strings(&s, "tags", &a->tags, &b->tags);
	return s.ok;
}

/* ------------------------------------------------------------------------
 * PVs
 */

static const struct word pv_words[] = {
	{ VOLSCAN_PV_ALLOCATABLE, "allocatable" },
	{ VOLSCAN_PV_EXPORTED, "exported" },
	{ VOLSCAN_PV_MISSING_FLAG, "missing" },
};

static uint64_t pv_size(const struct volscan_pv *pv)
{
	return pv->pe_count * pv->vg->extent_size;
}

static bool compare_pv(const struct changes *changes, const struct volscan_pv *a,
		       const struct volscan_pv *b)
{
	struct subject s = { changes, "PV", pv_text(b), b->uuid, true };

	compare_text(&s, "device", a->device_hint, b->device_hint);
	compare_text(&s, "device ID", a->device_id, b->device_id);
	compare_size(&s, "device size", a->dev_size, b->dev_size);
	compare_size(&s, "resized", pv_size(a), pv_size(b));
	compare_size(&s, "first extent", a->pe_start, b->pe_start);
	compare_words(&s, pv_words, COUNT(pv_words), a->status, b->status);
	compare_strings(&s, "tags", &a->tags, &b->tags);
	return s.ok;
}

static bool tell_pv(const struct changes *changes, const struct volscan_pv *pv, bool removed)
{
	struct subject s = { changes, "PV", pv_text(pv), pv->uuid, true };

	tell(&s, removed ? "removed" : "added", removed ? size_text(&s, pv_size(pv)) : "",
	     removed ? "" : size_text(&s, pv_size(pv)));
	return s.ok;
}

static bool compare_pvs(const struct changes *changes, struct dm_hash_table *from,
			struct dm_hash_table *to)
{
	const struct volscan_vg *a = changes->from, *b = changes->to;
	const struct volscan_pv *other;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < a->pv_count; i++)
		if (!dm_hash_lookup(to, a->pvs[i]->uuid))
			ok = tell_pv(changes, a->pvs[i], true);
	for (i = 0; ok && i < b->pv_count; i++) {
		other = dm_hash_lookup(from, b->pvs[i]->uuid);
		ok = other ? compare_pv(changes, other, b->pvs[i])
			   : tell_pv(changes, b->pvs[i], false);
	}
	return ok;
}

/* ------------------------------------------------------------------------
 * LVs
 */

static const struct word lv_words[] = {
	{ VOLSCAN_LV_WRITE, "writeable" },
	{ VOLSCAN_LV_VISIBLE, "visible" },
	{ VOLSCAN_LV_FIXED_MINOR, "fixed minor" },
	{ VOLSCAN_LV_PVMOVE, "pvmove" },
	{ VOLSCAN_LV_LOCKED, "locked" },
	{ VOLSCAN_LV_NOTSYNCED, "not synced" },
	{ VOLSCAN_LV_REBUILD, "rebuild" },
	{ VOLSCAN_LV_WRITEMOSTLY, "writemostly" },
	{ VOLSCAN_LV_CONVERTING, "converting" },
	{ VOLSCAN_LV_ACTIVATION_SKIP, "activation skip" },
	{ VOLSCAN_LV_ERROR_WHEN_FULL, "error when full" },
	{ VOLSCAN_LV_NOAUTOACTIVATE, "no autoactivation" },
	{ VOLSCAN_LV_RESHAPE, "reshape" },
	{ VOLSCAN_LV_MERGING, "merging" },
};

static const char *lv_type(const struct volscan_lv *lv)
{
	return lv->segment_count ? lv->segments[0]->type : "";
}

static const struct volscan_lv *pool_of(const struct volscan_lv *lv)
{
	return lv->segment_count ? lv->segments[0]->pool_lv : NULL;
}

static const struct volscan_lv *origin_of(const struct volscan_lv *lv)
{
	return lv->segment_count ? lv->segments[0]->origin : NULL;
}

/* Another LV that this one needs; it may have a new name. */
static void compare_needed(struct subject *s, const char *what, const struct volscan_lv *from,
			   const struct volscan_lv *to)
{
	if (strcmp(from ? from->uuid : "", to ? to->uuid : ""))
		tell(s, what, from ? from->name : "", to ? to->name : "");
}

static const char *read_ahead_text(struct subject *s, uint32_t read_ahead)
{
	return read_ahead == VOLSCAN_READ_AHEAD_AUTO ? "auto" : size_text(s, read_ahead);
}

static void compare_places(struct subject *s, const struct volscan_lv *a,
			   const struct volscan_lv *b)
{
	if (!strcmp(lv_type(a), lv_type(b)) && !same_places(a, b))
		tell(s, "moved", places_text(s->changes->pool, a), places_text(s->changes->pool, b));
}

static bool compare_lv(const struct changes *changes, const struct volscan_lv *a,
		       const struct volscan_lv *b)
{
	const char *name = lv_shown_name(changes->pool, b, true);
	struct subject s = { changes, "LV", name, b->uuid, true };

	compare_text(&s, "renamed", a->name, b->name);
	compare_size(&s, "resized", a->size, b->size);
	compare_text(&s, "type", lv_type(a), lv_type(b));
	compare_places(&s, a, b);
	compare_needed(&s, "pool", pool_of(a), pool_of(b));
	compare_needed(&s, "origin", origin_of(a), origin_of(b));
	compare_text(&s, "allocation", alloc_name(a->alloc), alloc_name(b->alloc));
	if (a->read_ahead != b->read_ahead)
		tell(&s, "read ahead", read_ahead_text(&s, a->read_ahead),
		     read_ahead_text(&s, b->read_ahead));
	compare_text(&s, "profile", a->profile, b->profile);
	compare_words(&s, lv_words, COUNT(lv_words), a->status, b->status);
	compare_strings(&s, "flags", &a->unknown_flags, &b->unknown_flags);
	compare_strings(&s, "tags", &a->tags, &b->tags);
	return s.ok;
}

static bool tell_lv(const struct changes *changes, const struct volscan_lv *lv, bool removed)
{
	const char *name = lv_shown_name(changes->pool, lv, true);
	struct subject s = { changes, "LV", name, lv->uuid, true };

	tell(&s, removed ? "removed" : "made", removed ? size_text(&s, lv->size) : "",
	     removed ? "" : size_text(&s, lv->size));
	return s.ok;
}

static bool compare_lvs(const struct changes *changes, struct dm_hash_table *from,
			struct dm_hash_table *to)
{
	const struct volscan_vg *a = changes->from, *b = changes->to;
	const struct volscan_lv *other;
	bool ok = true;
	size_t i;

	for (i = 0; ok && i < a->lv_count; i++)
		if (!dm_hash_lookup(to, a->lvs[i]->uuid))
			ok = tell_lv(changes, a->lvs[i], true);
	for (i = 0; ok && i < b->lv_count; i++) {
		other = dm_hash_lookup(from, b->lvs[i]->uuid);
		ok = other ? compare_lv(changes, other, b->lvs[i])
			   : tell_lv(changes, b->lvs[i], false);
	}
	return ok;
}

/* ------------------------------------------------------------------------
 * By UUID
 */

static struct dm_hash_table *index_pvs(const struct volscan_vg *vg)
{
	struct dm_hash_table *table = dm_hash_create(64);
	size_t i;

	for (i = 0; table && i < vg->pv_count; i++)
		if (!dm_hash_insert(table, vg->pvs[i]->uuid, vg->pvs[i])) {
			dm_hash_destroy(table);
			return NULL;
		}
	return table;
}

static struct dm_hash_table *index_lvs(const struct volscan_vg *vg)
{
	struct dm_hash_table *table = dm_hash_create(256);
	size_t i;

	for (i = 0; table && i < vg->lv_count; i++)
		if (!dm_hash_insert(table, vg->lvs[i]->uuid, vg->lvs[i])) {
			dm_hash_destroy(table);
			return NULL;
		}
	return table;
}

typedef struct dm_hash_table *index_fn(const struct volscan_vg *vg);
typedef bool compare_fn(const struct changes *changes, struct dm_hash_table *from,
			struct dm_hash_table *to);

static bool compare_indexed(const struct changes *changes, index_fn *index, compare_fn *compare)
{
	struct dm_hash_table *from = index(changes->from), *to = index(changes->to);
	bool ok = from && to && compare(changes, from, to);

	if (from)
		dm_hash_destroy(from);
	if (to)
		dm_hash_destroy(to);
	return ok;
}

bool changes_tell(const struct changes *changes)
{
	return compare_vgs(changes) && compare_indexed(changes, index_pvs, compare_pvs) &&
	       compare_indexed(changes, index_lvs, compare_lvs);
}
