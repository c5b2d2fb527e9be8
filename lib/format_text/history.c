/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVs that were removed while record_lvs_history was on: snapshots whose
 * descendants would otherwise not know where they came from. One of them is
 * referred to as "-name".
 */
#include <errno.h>
#include <string.h>

#include "format_text/text_private.h"

#define HISTORICAL_PREFIX '-'

static const struct field history_fields[] = {
	{ FIELD_FOR(volscan_lv, "id", FIELD_UUID, uuid), .required = true },
	{ FIELD_FOR(volscan_lv, "name", FIELD_STRING, name) },
	{ FIELD_FOR(volscan_lv, "creation_time", FIELD_TIME, creation_time) },
	{ FIELD_FOR(volscan_lv, "removal_time", FIELD_TIME, removal_time) },
	{ FIELD_FOR(volscan_lv, "descendants", FIELD_STRINGS, descendants) },
};

static int read_historical(struct text_reader *t, const struct node *node,
			   struct volscan_lv *lv)
{
	char room[QUOTED_ROOM];
	int r;

	if (!node->is_section)
		return text_fail(t, FINDING_OF(TEXT_TYPE), node,
				 "%s is not the section of a historical LV",
				 quote(room, node->name));
	lv->vg = t->vg;
	lv->historical = true;
	lv->major = lv->minor = -1;
	lv->creation_host = lv->lock_args = lv->profile = "";
	lv->name = dm_pool_strdup(t->pool, node->name);
	if (!lv->name)
		return -ENOMEM;
	r = fields_read(t, node, history_fields, COUNT_OF(history_fields), lv);
	return r ? r : name_check(t, node, lv->name);
}

static int add_historical(struct text_reader *t, const struct node *node)
{
	struct volscan_lv *lv = dm_pool_zalloc(t->pool, sizeof(*lv));
	int r;

	if (!lv)
		return -ENOMEM;
	r = read_historical(t, node, lv);
	if (r)
		return r;
	t->vg->historical_lvs[t->vg->historical_lv_count++] = lv;
	names_add(&t->historical_lvs, lv->name, node, lv);
	return 0;
}

static int find_lv(struct text_reader *t, const struct node *node, const char *name,
		   struct volscan_lv **lv)
{
	char room[QUOTED_ROOM];

	*lv = *name == HISTORICAL_PREFIX ? names_find(&t->historical_lvs, name + 1) :
					   names_find(&t->lvs, name);
	return *lv ? 0 : text_fail(t, FINDING_OF(TEXT_REFERENCE), node, "there is no LV %s",
				   quote(room, name));
}

static int tie_origin(struct text_reader *t, const struct node *node, struct volscan_lv *lv)
{
	static const struct field field = { .name = "origin", .type = FIELD_STRING };
	const char *name = NULL;
	int r = fields_read(t, node, &field, 1, &name);

	return r || !name ? r : find_lv(t, node, name, &lv->historical_origin);
}

static int tie_descendants(struct text_reader *t, const struct node *node,
			   struct volscan_lv *lv)
{
	struct volscan_lv *descendant;
	int r;

	for (size_t i = 0; i < lv->descendants.count; i++) {
		r = find_lv(t, node, lv->descendants.items[i], &descendant);
		if (r)
			return r;
		if (descendant->historical)
			descendant->historical_origin = lv;
		else if (descendant->segment_count)
			descendant->segments[0]->indirect_origin = lv;
	}
	return 0;
}

static int add_all(struct text_reader *t, const struct node *section)
{
	size_t count = section ? node_count_children(section) : 0;
	const struct node *node;
	const struct name *twice;
	int r = names_init(&t->historical_lvs, t->scratch, count);

	if (r)
		return r;
	t->vg->historical_lvs = dm_pool_alloc(t->pool, (count + 1) *
					      sizeof(*t->vg->historical_lvs));
	if (!t->vg->historical_lvs)
		return -ENOMEM;
	for (node = count ? section->children : NULL; node && !r; node = node->next)
		r = add_historical(t, node);
	if (r)
		return r;
	twice = names_sort(&t->historical_lvs);
	return twice ? text_fail(t, FINDING_OF(TEXT_TWICE), twice->node,
				 "two historical LVs have this name") : 0;
}

int history_read(struct text_reader *t, const struct node *vg_node)
{
	const struct node *section = node_find(vg_node, "historical_logical_volumes"), *node;
	size_t i = 0;
	int r = add_all(t, section);

	if (r || !section)
		return r;
	for (node = section->children; node && !r; node = node->next, i++) {
		r = tie_origin(t, node, t->vg->historical_lvs[i]);
		if (!r)
			r = tie_descendants(t, node, t->vg->historical_lvs[i]);
	}
	return r;
}
