/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "report/fields.h"

/* An LV deeper in others than this is no LV that LVM2 makes. */
#define NESTING_MAX 32

int value_lv_full_name(const struct cell *c, const struct report_object *o)
{
	return put_string(c, lv_full_name(c->pool, o->lv.lv, o->vg));
}

int value_lv_layout(const struct cell *c, const struct report_object *o)
{
	struct words layout, role;

	lv_layout_and_role(&o->lv, &layout, &role);
	return put_words(c, &layout);
}

int value_lv_role(const struct cell *c, const struct report_object *o)
{
	struct words layout, role;

	lv_layout_and_role(&o->lv, &layout, &role);
	return put_words(c, &role);
}

int value_lv_attr(const struct cell *c, const struct report_object *o)
{
	char attr[LV_ATTR_SIZE];

	lv_attr(&o->lv, attr);
	return put_string(c, dm_pool_strdup(c->pool, attr));
}

bool is_initially_synced(const struct lv_view *view)
{
	return (view_is_raid(view) || view->is_mirrored) &&
	       !(view->lv->status & VOLSCAN_LV_NOTSYNCED);
}

bool is_merging(const struct lv_view *view)
{
	if (lv_is_origin(view->lv) || view->external_uses)
		return lv_is_merging_origin(view->lv);
	return lv_is_merging_snapshot(view->lv);
}

const char *when_full(const struct lv_view *view)
{
	if (view->type->kind != SEGTYPE_THIN_POOL)
		return "";
	return view->lv->status & VOLSCAN_LV_ERROR_WHEN_FULL ? "error" : "queue";
}

/* Without the space that a RAID keeps for reshaping: on each stripe with data. */
uint64_t shown_size(const struct lv_view *view, const struct volscan_vg *vg)
{
	uint64_t stripes = view->seg->area_count > 2 ? view->seg->area_count - view->type->parity : 1;
	uint64_t spare = view->seg->reshape_count * stripes;

	if ((view->uses & LV_RAID_IMAGE) || spare > view->lv->extent_count)
		spare = 0;
	return (view->lv->extent_count - spare) * vg->extent_size;
}

int value_lv_metadata_size(const struct cell *c, const struct report_object *o)
{
	const struct volscan_lv *metadata = view_metadata(&o->lv);

	if (o->lv.type->kind == SEGTYPE_CACHE && o->lv.seg->metadata_len)
		return put_size(c, o->lv.seg->metadata_len);
	return put_size_if(c, metadata, metadata ? metadata->size : 0);
}

int value_origin_size(const struct cell *c, const struct report_object *o)
{
	const struct volscan_lv *lv = o->lv.lv;
	uint64_t size = 0;

	if (lv_is_cow(lv))
		size = lv->snapshot->count * o->vg->extent_size;
	else if (o->lv.seg->external_origin)
		size = o->lv.seg->external_origin->size;
	else if (lv_is_origin(lv))
		size = lv->size;
	return size ? put_size(c, size) : put_blank_zero(c);
}

static const char *setting_text(const struct volscan_segment *segment, const char *name)
{
	const struct volscan_parameter *setting = segment ? segment_setting(segment, name) : NULL;

	return setting ? setting->text : "";
}

const char *integrity_mode(const struct lv_view *view)
{
	switch (*setting_text(view_integrity(view), "mode")) {
	case 'B':
		return "bitmap";
	case 'J':
		return "journal";
	default:
		return "";
	}
}

int put_setting_or_minus_one(const struct cell *c, const struct volscan_segment *segment,
			     const char *name)
{
	const struct volscan_parameter *setting = segment ? segment_setting(segment, name) : NULL;

	return put_minus_one_if_not(c, setting && setting->number > 0,
				    setting ? (uint64_t)setting->number : 0);
}

const struct volscan_segment *writecache_segment(const struct lv_view *view)
{
	return view->type->kind == SEGTYPE_WRITECACHE ? view->seg : NULL;
}

int put_raid_number(const struct cell *c, const struct lv_view *view, uint32_t number)
{
	return put_number_if(c, view_is_raid_type(view) && number, number);
}

int value_move_pv(const struct cell *c, const struct report_object *o)
{
	const struct volscan_pv *pv = view_move_pv(&o->lv);

	return put_string(c, pv ? pv_shown_name(pv) : "");
}

int value_move_pv_uuid(const struct cell *c, const struct report_object *o)
{
	const struct volscan_pv *pv = view_move_pv(&o->lv);

	return put_string(c, pv ? pv->uuid : "");
}

int put_lineage(const struct cell *c, const struct volscan_lv *lv,
		bool (*walk)(const struct lineage *, const struct volscan_lv *), bool full)
{
	struct lineage lineage = {
		.pool = c->pool,
		.list = new_list(c),
		.full = full,
		.show_historical = c->report->tool->options.history,
	};

	if (!lineage.list || (lv->vg && !walk(&lineage, lv)))
		return 0;
	return put_list(c, lineage.list, c->report->list_separator);
}

static void add_word(struct words *words, const char *word)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (!strcmp(words->items[i], word))
			return;
	if (words->count < WORDS_MAX)
		words->items[words->count++] = word;
}

static void add_modules(struct words *words, const struct volscan_lv *lv, unsigned depth);

static void add_segment_modules(struct words *words, const struct volscan_segment *segment,
				unsigned depth)
{
	const struct segtype *type = segtype_of(segment);
	size_t i;

	for (i = 0; i < 2 && type->modules[i]; i++)
		add_word(words, type->modules[i]);
	for (i = 0; i < segment->area_count; i++)
		if (segment->areas[i].kind == VOLSCAN_AREA_LV && segment->areas[i].lv)
			add_modules(words, segment->areas[i].lv, depth);
}

/* What the LV needs, and what lies below it. */
static void add_modules(struct words *words, const struct volscan_lv *lv, unsigned depth)
{
	size_t i;

	if (lv_is_origin(lv) || lv_is_cow(lv))
		add_word(words, "snapshot");
	for (i = 0; i < lv->segment_count && depth < NESTING_MAX; i++)
		add_segment_modules(words, lv->segments[i], depth + 1);
}

int value_lv_modules(const struct cell *c, const struct report_object *o)
{
	struct words words = { .count = 0 };
	const struct volscan_strings strings = { .items = words.items };
	struct volscan_strings found = strings;

	add_modules(&words, o->lv.lv, 0);
	found.count = words.count;
	return put_sorted(c, &found);
}
