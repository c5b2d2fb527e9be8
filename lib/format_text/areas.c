/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The lists are believed, and compared with the count beside them; a count is
 * never a reason to allocate.
 */
#include <errno.h>
#include <inttypes.h>

#include "format_text/text_private.h"

static int add_areas(struct text_reader *t, size_t count, struct volscan_area **areas)
{
	*areas = dm_pool_zalloc(t->pool, count * sizeof(**areas));
	return *areas ? 0 : -ENOMEM;
}

static int find_list(struct text_reader *t, const struct node *node, const char *name,
		     const struct node **list)
{
	*list = node_find(node, name);
	if (!*list || !(*list)->value_count)
		return text_fail(t, FINDING_OF(TEXT_MISSING), node,
				 "%s is missing or empty", name);
	return 0;
}

static int check_count(struct text_reader *t, const struct node *list, uint32_t count,
		       size_t per_area)
{
	if (list->value_count == count * (uint64_t) per_area)
		return 0;
	return text_fail(t, FINDING_OF(TEXT_COUNT), list, "%s has %zu values, expected "
			 "%zu for each of %" PRIu32 " areas", list->name, list->value_count,
			 per_area, count);
}

int areas_set_lv(struct text_reader *t, struct volscan_segment *segment, struct volscan_lv *lv,
		 uint32_t start)
{
	int r = add_areas(t, 1, &segment->areas);

	if (r)
		return r;
	segment->area_count = 1;
	segment->area_len = segment->count;
	segment->areas[0] = (struct volscan_area) {
		.kind = VOLSCAN_AREA_LV, .lv = lv, .start = start
	};
	return 0;
}

/* ------------------------------------------------------------------------
 * stripes = [ "pv0", 0, "lv", 12 ]
 */

static int set_volume(struct text_reader *t, const struct node *list, const char *name,
		      struct volscan_area *area)
{
	char room[QUOTED_ROOM];

	area->pv = names_find(&t->pvs, name);
	if (!area->pv)
		area->lv = names_find(&t->lvs, name);
	if (!area->pv && !area->lv)
		return text_fail(t, FINDING_OF(TEXT_REFERENCE), list,
				 "the VG has no PV or LV %s", quote(room, name));
	area->kind = area->pv ? VOLSCAN_AREA_PV : VOLSCAN_AREA_LV;
	return 0;
}

static int set_area(struct text_reader *t, const struct node *list,
		    const struct node_value *name, struct volscan_area *area)
{
	const struct node_value *start = name->next;

	if (name->is_number || !start->is_number || start->number < 0 ||
	    start->number > UINT32_MAX)
		return text_fail(t, FINDING_OF(TEXT_TYPE), list,
				 "%s must be names, each followed by an extent",
				 list->name);
	area->start = (uint32_t) start->number;
	return set_volume(t, list, name->text, area);
}

int areas_read(struct text_reader *t, const struct node *node, const char *count_name,
	       const char *list_name, struct volscan_segment *segment)
{
	const struct node_value *value;
	const struct node *list;
	uint32_t count;
	int r;

	r = number_read(t, node, count_name, &count);
	if (!r)
		r = find_list(t, node, list_name, &list);
	if (!r)
		r = check_count(t, list, count, 2);
	if (!r)
		r = add_areas(t, count, &segment->areas);
	if (r)
		return r;
	segment->area_count = count;
	value = list->values;
	for (size_t i = 0; i < count && !r; i++, value = value->next->next)
		r = set_area(t, list, value, &segment->areas[i]);
	return r;
}

/* ------------------------------------------------------------------------
 * raids = [ "lv_rmeta_0", "lv_rimage_0" ]
 */

static int set_image(struct text_reader *t, const struct node *list,
		     const struct node_value *value, struct volscan_area *area)
{
	char room[QUOTED_ROOM];

	if (!value->is_number)
		area->lv = names_find(&t->lvs, value->text);
	if (!area->lv)
		return text_fail(t, FINDING_OF(TEXT_REFERENCE), list, "the VG has no LV %s",
				 quote(room, value->text));
	area->kind = VOLSCAN_AREA_LV;
	return 0;
}

static int set_images(struct text_reader *t, const struct node *list,
		      struct volscan_segment *segment)
{
	const struct node_value *value = list->values;
	int r = 0;

	for (size_t i = 0; i < segment->area_count && !r; i++) {
		if (segment->meta_areas) {
			r = set_image(t, list, value, &segment->meta_areas[i]);
			value = value->next;
		}
		if (!r)
			r = set_image(t, list, value, &segment->areas[i]);
		value = value->next;
	}
	return r;
}

static int read_image_count(struct text_reader *t, const struct node *node, uint32_t *count)
{
	if (node_find(node, "device_count"))
		return number_read(t, node, "device_count", count);
	return number_read(t, node, "stripe_count", count);
}

int areas_read_images(struct text_reader *t, const struct node *node,
		      const char *list_name, bool metas, struct volscan_segment *segment)
{
	const struct node *list;
	uint32_t count;
	int r;

	r = read_image_count(t, node, &count);
	if (!r)
		r = find_list(t, node, list_name, &list);
	if (!r)
		r = check_count(t, list, count, metas ? 2 : 1);
	if (!r)
		r = add_areas(t, count, &segment->areas);
	if (!r && metas)
		r = add_areas(t, count, &segment->meta_areas);
	if (r)
		return r;
	segment->area_count = count;
	return set_images(t, list, segment);
}
