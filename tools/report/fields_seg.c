/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdio.h>
#include <string.h>

#include "report/fields.h"

bool is_kind(const struct volscan_segment *seg, enum segtype_kind kind)
{
	return segtype_of(seg)->kind == kind;
}

bool is_thin_type(const struct volscan_segment *seg)
{
	return is_kind(seg, SEGTYPE_THIN) || is_kind(seg, SEGTYPE_THIN_POOL);
}

/* A RAID that can be reshaped, or the first segment of one of its images. */
bool can_reshape(const struct volscan_segment *seg)
{
	size_t i;

	if (segtype_is_reshapable(segtype_of(seg)))
		return true;
	if (!seg->lv || seg->start)
		return false;
	for (i = 0; i < seg->lv->user_count; i++)
		if (segtype_is_reshapable(segtype_of(seg->lv->users[i])))
			return lv_view(seg->lv).uses & LV_RAID_IMAGE;
	return false;
}

uint64_t reshape_extents(const struct volscan_segment *seg)
{
	return (uint64_t)seg->reshape_count * seg->area_count;
}

uint32_t data_copies(const struct volscan_segment *seg)
{
	if (seg->data_copies)
		return seg->data_copies;
	return seg->lv && seg->lv->vg ? segtype_data_copies(segtype_of(seg), (uint32_t)seg->area_count)
				      : 0;
}

uint32_t data_stripes(const struct volscan_segment *seg)
{
	const struct segtype *type = segtype_of(seg);
	uint32_t stripes = (uint32_t)seg->area_count, copies;

	if (stripes < type->parity)
		return 0;
	if (type->kind == SEGTYPE_RAID10) {
		copies = data_copies(seg);
		return copies ? stripes / copies : 0;
	}
	return stripes - type->parity;
}

static bool is_resilient(const struct volscan_area *area)
{
	const struct volscan_segment *first;

	first = area->kind == VOLSCAN_AREA_LV && area->lv ? first_segment(area->lv) : NULL;
	return first && data_copies(first) > 1;
}

/* One more if each of the images survives the loss of a disk by itself. */
uint32_t parity_chunks(const struct volscan_segment *seg)
{
	const struct segtype *type = segtype_of(seg);
	uint32_t chunks = type->parity;
	size_t i, resilient = 0;

	if (!chunks && data_copies(seg))
		chunks = data_copies(seg) - 1;
	for (i = 0; i < seg->area_count; i++)
		resilient += is_resilient(&seg->areas[i]);
	return chunks + (chunks && resilient && resilient == seg->area_count);
}

static const struct volscan_segment *pool_segment(const struct volscan_segment *seg)
{
	return seg->pool_lv ? first_segment(seg->pool_lv) : NULL;
}

const struct volscan_segment *cache_segment(const struct volscan_segment *seg)
{
	static const struct volscan_segment none = { .type = "" };

	if (is_kind(seg, SEGTYPE_CACHE_POOL))
		return seg;
	if (!is_kind(seg, SEGTYPE_CACHE))
		return &none;
	if (seg->pool_lv && (seg->pool_lv->status & VOLSCAN_LV_CACHE_VOL))
		return seg;
	seg = pool_segment(seg);
	return seg ? seg : &none;
}

uint32_t chunk_size(const struct volscan_segment *seg)
{
	if (seg->lv && lv_is_cow(seg->lv))
		return seg->lv->snapshot->chunk_size;
	if (is_kind(seg, SEGTYPE_THIN_POOL))
		return seg->chunk_size;
	return cache_segment(seg)->chunk_size;
}

uint32_t cache_format(const struct volscan_segment *seg)
{
	return cache_segment(seg)->cache_metadata_format;
}

/* Of a thin LV, what its pool says. */
static const struct volscan_segment *thin_pool_of(const struct volscan_segment *seg)
{
	if (is_kind(seg, SEGTYPE_THIN))
		seg = pool_segment(seg);
	return seg && is_kind(seg, SEGTYPE_THIN_POOL) ? seg : NULL;
}

const char *discards_text(const struct volscan_segment *seg)
{
	const struct volscan_segment *pool = thin_pool_of(seg);

	return pool ? pool->discards : "";
}

int value_zero(const struct cell *c, const struct report_object *o)
{
	const struct volscan_segment *pool = thin_pool_of(o->seg);

	return pool ? put_binary(c, pool->zero_new_blocks == 1, "zero") : put_unknown(c);
}

int value_thin_count(const struct cell *c, const struct report_object *o)
{
	if (!is_kind(o->seg, SEGTYPE_THIN_POOL))
		return put_undefined(c);
	return put_number(c, o->seg->lv->user_count);
}

int value_cache_settings(const struct cell *c, const struct report_object *o)
{
	const struct volscan_segment *seg = o->seg;
	bool writecache = is_kind(seg, SEGTYPE_WRITECACHE);
	struct dm_list *list = new_list(c);
	char text[256];
	size_t i;

	if (!writecache)
		seg = cache_segment(seg);
	for (i = 0; list && i < seg->setting_count; i++) {
		const struct volscan_parameter *setting = &seg->settings[i];

		if (writecache && !strcmp(setting->name, "writecache_block_size"))
			continue;
		snprintf(text, sizeof(text), "%s=%s", setting->name, setting->text);
		if (!list_add(c->pool, list, dm_pool_strdup(c->pool, text)))
			return 0;
	}
	return put_list(c, list, c->report->list_separator);
}

static int put_area_list(const struct cell *c, const struct volscan_segment *seg,
			 const struct volscan_area *areas, enum area_form form, bool mark_hidden,
			 const char *separator)
{
	struct dm_list *list = new_list(c);
	size_t i;

	for (i = 0; list && areas && i < seg->area_count; i++)
		if (!list_add(c->pool, list,
			      area_text(c->pool, seg, &areas[i], form, mark_hidden)))
			return 0;
	return put_list(c, list, separator);
}

int put_areas(const struct cell *c, const struct volscan_segment *seg, enum area_form form,
	      bool mark_hidden, const char *separator)
{
	return put_area_list(c, seg, seg->areas, form, mark_hidden, separator);
}

int put_meta_areas(const struct cell *c, const struct report_object *o, enum area_form form,
		   bool mark_hidden)
{
	bool part = o->lv.uses & (LV_RAID_IMAGE | LV_RAID_META);

	return put_area_list(c, o->seg, part ? NULL : o->seg->meta_areas, form, mark_hidden, ",");
}

/* A VDO LV shows its pool's parameters. */
static const struct volscan_segment *vdo_pool_of(const struct volscan_segment *seg)
{
	enum segtype_kind kind = segtype_of(seg)->kind;

	if (kind == SEGTYPE_VDO) {
		seg = pool_segment(seg);
		kind = seg ? segtype_of(seg)->kind : SEGTYPE_UNKNOWN;
	}
	return kind == SEGTYPE_VDO_POOL ? seg : NULL;
}

static uint64_t vdo_number(const struct volscan_segment *pool, const char *name)
{
	const struct volscan_parameter *setting = pool ? segment_setting(pool, name) : NULL;

	return setting && setting->number > 0 ? (uint64_t)setting->number : 0;
}

int put_vdo_number(const struct cell *c, const struct volscan_segment *seg, const char *name)
{
	const struct volscan_segment *pool = vdo_pool_of(seg);

	return put_number_if(c, pool, vdo_number(pool, name));
}

int put_vdo_binary(const struct cell *c, const struct volscan_segment *seg, const char *name)
{
	const struct volscan_segment *pool = vdo_pool_of(seg);

	return put_binary_if(c, pool, vdo_number(pool, name), "enabled");
}

int put_vdo_size(const struct cell *c, const struct volscan_segment *seg, const char *name,
		 uint64_t unit)
{
	const struct volscan_segment *pool = vdo_pool_of(seg);

	return put_size_if(c, pool, vdo_number(pool, name) * unit / VOLSCAN_SECTOR_SIZE);
}

int put_vdo_text(const struct cell *c, const struct volscan_segment *seg, const char *name)
{
	const struct volscan_segment *pool = vdo_pool_of(seg);
	const struct volscan_parameter *setting = pool ? segment_setting(pool, name) : NULL;

	if (!pool)
		return put_string(c, "");
	return put_string(c, setting ? setting->text : "auto");
}
