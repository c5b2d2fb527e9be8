/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/names.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "report/lv_view.h"

__attribute__((format(printf, 2, 3)))
static const char *pool_printf(struct dm_pool *pool, const char *format, ...)
{
	va_list ap;
	char *text;
	int length;

	va_start(ap, format);
	length = vsnprintf(NULL, 0, format, ap);
	va_end(ap);
	if (length < 0 || !(text = dm_pool_alloc(pool, (size_t)length + 1)))
		return NULL;
	va_start(ap, format);
	vsnprintf(text, (size_t)length + 1, format, ap);
	va_end(ap);
	return text;
}

const char *lv_shown_name(struct dm_pool *pool, const struct volscan_lv *lv, bool mark_hidden)
{
	if (lv->historical)
		return pool_printf(pool, "-%s", lv->name);
	if (mark_hidden && !lv_is_visible(lv))
		return pool_printf(pool, "[%s]", lv->name);
	return lv->name;
}

const char *lv_full_name(struct dm_pool *pool, const struct volscan_lv *lv,
			 const struct volscan_vg *vg)
{
	return pool_printf(pool, "%s/%s", vg->name, lv->name);
}

const char *lv_path(struct dm_pool *pool, const struct volscan_lv *lv,
		    const struct volscan_vg *vg)
{
	const struct volscan_segment *segment = first_segment(lv);

	if (!*vg->name || !lv_is_visible(lv) ||
	    (segment && segtype_of(segment)->kind == SEGTYPE_THIN_POOL))
		return "";
	return pool_printf(pool, "/dev/%s/%s", vg->name, lv->name);
}

const char *lv_dm_path(struct dm_pool *pool, const struct volscan_lv *lv,
		       const struct volscan_vg *vg)
{
	const char *name;

	if (!*vg->name)
		return "";
	name = dm_build_dm_name(pool, vg->name, lv->name, NULL);
	return name ? pool_printf(pool, "/dev/mapper/%s", name) : NULL;
}

const char *pv_shown_name(const struct volscan_pv *pv)
{
	return pv->device ? pv->device->name : "[unknown]";
}

static const char *extents_text(struct dm_pool *pool, const char *name, uint64_t start,
				uint64_t count, enum area_form form)
{
	if (!name)
		return NULL;
	if (form == AREA_START)
		return pool_printf(pool, "%s(%" PRIu64 ")", name, start);
	/* Of no extents, as LVM2 writes it: one before the first, in 32 bits. */
	return pool_printf(pool, "%s:%" PRIu64 "-%" PRIu32, name, start,
			   (uint32_t)(start + count - 1));
}

const char *area_text(struct dm_pool *pool, const struct volscan_segment *segment,
		      const struct volscan_area *area, enum area_form form, bool mark_hidden)
{
	if (area->kind == VOLSCAN_AREA_PV && area->pv)
		return extents_text(pool, pv_shown_name(area->pv), area->start,
				    segment->area_len, form);
	if (area->kind == VOLSCAN_AREA_LV && area->lv)
		return extents_text(pool, lv_shown_name(pool, area->lv, mark_hidden), 0,
				    area->lv->extent_count, form);
	return extents_text(pool, "unassigned", 0, 0, form);
}
