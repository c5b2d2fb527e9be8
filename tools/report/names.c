/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/names.h"

#include <string.h>

#include "report/lv_view.h"

#define PARTS_MAX 8
#define NUMBER_SIZE 24		/* of 64 bits in digits, and a NUL */

/* All `parts`, up to NULL, as one string. */
static const char *join(struct dm_pool *pool, const char *const *parts)
{
	size_t lengths[PARTS_MAX], length = 0, i;
	char *text, *at;

	for (i = 0; parts[i]; i++)
		length += lengths[i] = strlen(parts[i]);
	text = at = dm_pool_alloc(pool, length + 1);
	if (!text)
		return NULL;
	for (i = 0; parts[i]; i++)
		at = mempcpy(at, parts[i], lengths[i]);
	*at = '\0';
	return text;
}

#define JOIN(pool, ...) join(pool, (const char *const[]){ __VA_ARGS__, NULL })

const char *lv_shown_name(struct dm_pool *pool, const struct volscan_lv *lv, bool mark_hidden)
{
	if (lv->historical)
		return JOIN(pool, "-", lv->name);
	if (mark_hidden && !lv_is_visible(lv))
		return JOIN(pool, "[", lv->name, "]");
	return lv->name;
}

const char *lv_full_name(struct dm_pool *pool, const struct volscan_lv *lv,
			 const struct volscan_vg *vg)
{
	return JOIN(pool, vg->name, "/", lv->name);
}

const char *lv_path(struct dm_pool *pool, const struct volscan_lv *lv,
		    const struct volscan_vg *vg)
{
	const struct volscan_segment *segment = first_segment(lv);

	if (!*vg->name || !lv_is_visible(lv) ||
	    (segment && segtype_of(segment)->kind == SEGTYPE_THIN_POOL))
		return "";
	return JOIN(pool, "/dev/", vg->name, "/", lv->name);
}

const char *lv_dm_path(struct dm_pool *pool, const struct volscan_lv *lv,
		       const struct volscan_vg *vg)
{
	const char *name;

	if (!*vg->name)
		return "";
	name = dm_build_dm_name(pool, vg->name, lv->name, NULL);
	return name ? JOIN(pool, "/dev/mapper/", name) : NULL;
}

const char *pv_shown_name(const struct volscan_pv *pv)
{
	return pv->device ? pv->device->name : "[unknown]";
}

/* In digits, at the end of `text`. */
static const char *digits(char text[NUMBER_SIZE], uint64_t number)
{
	char *at = &text[NUMBER_SIZE - 1];

	*at = '\0';
	do
		*--at = (char)('0' + number % 10);
	while (number /= 10);
	return at;
}

static const char *extents_text(struct dm_pool *pool, const char *name, uint64_t start,
				uint64_t count, enum area_form form)
{
	char from[NUMBER_SIZE], to[NUMBER_SIZE];

	if (!name)
		return NULL;
	if (form == AREA_START)
		return JOIN(pool, name, "(", digits(from, start), ")");
	/* Of no extents, as LVM2 writes it: one before the first, in 32 bits. */
	return JOIN(pool, name, ":", digits(from, start), "-",
		    digits(to, (uint32_t)(start + count - 1)));
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
