/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each family of segment types adds its words, in LVM2's order. An LV that is
 * a part of another, or a pool, is private; the word for that comes first.
 */
#include "report/lv_role.h"

#include <assert.h>
#include <string.h>

struct result {
	struct words *layout, *role;
	bool is_private;
};

static void add(struct words *words, const char *word)
{
	assert(words->count < WORDS_MAX);
	words->items[words->count++] = word;
}

static void add_once(struct words *words, const char *word)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (!strcmp(words->items[i], word))
			return;
	add(words, word);
}

static void add_part(struct result *r, const char *a, const char *b, const char *c)
{
	add(r->role, a);
	add_once(r->role, b);
	if (c)
		add(r->role, c);
	r->is_private = true;
}

static void mirror_words(const struct lv_view *view, struct result *r)
{
	bool is_mirror = view->type->kind == SEGTYPE_MIRROR;

	if (view->uses & LV_MIRROR_IMAGE) {
		add_part(r, "mirror", "image", NULL);
	} else if (view->uses & LV_MIRROR_LOG) {
		add_part(r, "mirror", "log", NULL);
		if (is_mirror)
			add(r->layout, "mirror");
	} else if (view->lv->status & VOLSCAN_LV_PVMOVE) {
		add(r->role, "pvmove");
		add(r->layout, "mirror");
		r->is_private = true;
	} else if (is_mirror) {
		add(r->layout, "mirror");
	}
}

static void raid_words(const struct lv_view *view, struct result *r)
{
	size_t i;

	if (view->uses & LV_RAID_IMAGE) {
		add_part(r, "raid", "image", NULL);
		return;
	}
	if (view->uses & LV_RAID_META) {
		add_part(r, "raid", "metadata", NULL);
		return;
	}
	if (!view_is_raid(view))
		return;
	add(r->layout, "raid");
	for (i = 0; i < 2 && view->type->layouts[i]; i++)
		add(r->layout, view->type->layouts[i]);
}

static void thin_volume_words(const struct lv_view *view, struct result *r)
{
	add(r->layout, "thin");
	add(r->layout, "sparse");
	if (view->thin_snapshots) {
		add_once(r->role, "origin");
		add(r->role, "thinorigin");
	}
	if (view->thin_snapshots > 1)
		add(r->role, "multithinorigin");
	if (view_origin(view)) {
		add_once(r->role, "snapshot");
		add(r->role, "thinsnapshot");
	}
}

static void external_origin_words(const struct lv_view *view, struct result *r)
{
	if (!view->external_uses)
		return;
	add_once(r->role, "origin");
	add(r->role, "extthinorigin");
	if (view->external_uses > 1)
		add(r->role, "multiextthinorigin");
}

static void thin_words(const struct lv_view *view, struct result *r)
{
	if (view->uses & (LV_THIN_POOL_META | LV_THIN_POOL_DATA)) {
		add_part(r, "thin", "pool", view->uses & LV_THIN_POOL_META ? "metadata" : "data");
		return;
	}
	if (view->type->kind == SEGTYPE_THIN) {
		thin_volume_words(view, r);
	} else if (view->type->kind == SEGTYPE_THIN_POOL) {
		add(r->layout, "thin");
		add(r->layout, "pool");
		r->is_private = true;
	}
	external_origin_words(view, r);
}

static void private_layout(struct result *r, const char *a, const char *b)
{
	add(r->layout, a);
	add(r->layout, b);
	r->is_private = true;
}

/* True if the LV is a part of another one. */
static bool cache_part_words(const struct lv_view *view, struct result *r)
{
	if (view->uses & (LV_CACHE_POOL_META | LV_CACHE_POOL_DATA))
		add_part(r, "cache", "pool", view->uses & LV_CACHE_POOL_META ? "metadata" : "data");
	else if (view->uses & LV_CACHE_ORIGIN)
		add_part(r, "cache", "origin", "cacheorigin");
	else if (view->uses & LV_WRITECACHE_ORIGIN)
		add_part(r, "writecache", "origin", "writecacheorigin");
	else
		return false;
	return true;
}

static void cache_words(const struct lv_view *view, struct result *r)
{
	bool is_part = cache_part_words(view, r);

	if (view->type->kind == SEGTYPE_CACHE)
		add(r->layout, "cache");
	else if (view->type->kind == SEGTYPE_WRITECACHE)
		add(r->layout, "writecache");
	else if (is_part)
		return;
	else if (view->uses & LV_WRITECACHE_VOL)
		private_layout(r, "writecache", "cachevol");
	else if (view_is_cachevol(view))
		private_layout(r, "cache", "cachevol");
	else if (view->type->kind == SEGTYPE_CACHE_POOL)
		private_layout(r, "cache", "pool");
}

static void integrity_words(const struct lv_view *view, struct result *r)
{
	if (view->uses & LV_INTEGRITY_META)
		add_part(r, "integrity", "metadata", NULL);
	else if (view->uses & LV_INTEGRITY_ORIGIN)
		add_part(r, "integrity", "origin", "integrityorigin");
	else if (view->type->kind == SEGTYPE_INTEGRITY)
		add(r->layout, "integrity");
}

static void vdo_words(const struct lv_view *view, struct result *r)
{
	if (view->type->kind == SEGTYPE_VDO_POOL) {
		private_layout(r, "vdo", "pool");
	} else if (view->uses & LV_VDO_POOL_DATA) {
		add_part(r, "vdo", "pool", "data");
	} else if (view->type->kind == SEGTYPE_VDO) {
		add(r->layout, "vdo");
		add(r->layout, "sparse");
	}
}

static void snapshot_words(const struct lv_view *view, struct result *r)
{
	if (lv_is_origin(view->lv)) {
		add_once(r->role, "origin");
		add(r->role, "thickorigin");
		if (view->is_virtual && view->type->kind != SEGTYPE_THIN) {
			add(r->layout, "virtual");
			r->is_private = true;
		}
		if (view->lv->snapshot_count > 1)
			add(r->role, "multithickorigin");
	} else if (lv_is_cow(view->lv)) {
		add_once(r->role, "snapshot");
		add(r->role, "thicksnapshot");
	}
}

static void special_words(const struct lv_view *view, struct result *r)
{
	if (view->lv->status & VOLSCAN_LV_POOL_METADATA_SPARE)
		add_part(r, "pool", "spare", NULL);
	snapshot_words(view, r);
	if (view->lv->status & VOLSCAN_LV_LOCKD_SANLOCK)
		add_part(r, "lockd", "sanlock", NULL);
}

/* What no family has spoken for: linear, striped, or segments of both. */
static void plain_layout(const struct volscan_lv *lv, struct words *layout)
{
	bool linear = false, striped = false;
	size_t i;

	for (i = 0; i < lv->segment_count; i++) {
		enum segtype_kind kind = segtype_of(lv->segments[i])->kind;

		linear |= kind == SEGTYPE_LINEAR;
		striped |= kind == SEGTYPE_STRIPED;
	}
	if (linear)
		add(layout, "linear");
	if (striped)
		add(layout, "striped");
	if (!linear && !striped)
		add(layout, "unknown");
}

void lv_layout_and_role(const struct lv_view *view, struct words *layout, struct words *role)
{
	struct result r = { .layout = layout, .role = role };

	layout->count = role->count = 0;
	add(role, "public");
	if (view->lv->historical) {
		add(layout, "none");
		add(role, "history");
	}
	mirror_words(view, &r);
	raid_words(view, &r);
	thin_words(view, &r);
	cache_words(view, &r);
	integrity_words(view, &r);
	vdo_words(view, &r);
	special_words(view, &r);
	if (!layout->count)
		plain_layout(view->lv, layout);
	if (r.is_private)
		role->items[0] = "private";
}
