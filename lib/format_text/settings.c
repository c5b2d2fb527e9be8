/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What volscan hands on without a meaning of its own: settings of caches, of
 * integrity, of VDO.
 */
#include <errno.h>
#include <string.h>

#include "format_text/text_private.h"

/* The values of a list with commas between. */
static int keep_values(struct text_reader *t, const struct node *node, const char **text)
{
	const struct node_value *value = node->values;

	if (!dm_pool_begin_object(t->pool, 32))
		return -ENOMEM;
	for (; value; value = value->next) {
		if (!dm_pool_grow_object(t->pool, value->text, strlen(value->text)) ||
		    (value->next && !dm_pool_grow_object(t->pool, ",", 1))) {
			dm_pool_abandon_object(t->pool);
			return -ENOMEM;
		}
	}
	if (!dm_pool_grow_object(t->pool, "", 1)) {
		dm_pool_abandon_object(t->pool);
		return -ENOMEM;
	}
	*text = dm_pool_end_object(t->pool);
	return 0;
}

static int add_setting(struct text_reader *t, const struct node *node,
		       struct volscan_segment *segment)
{
	struct volscan_parameter *setting = &segment->settings[segment->setting_count];
	const struct node_value *only = node_value(node);

	setting->name = dm_pool_strdup(t->pool, node->name);
	if (!setting->name)
		return -ENOMEM;
	setting->is_number = only && only->is_number;
	setting->number = setting->is_number ? only->number : 0;
	segment->setting_count++;
	return keep_values(t, node, &setting->text);
}

static int add_room(struct text_reader *t, const struct node *section,
		    struct volscan_segment *segment)
{
	size_t room = node_count_children(section) + 1;

	segment->settings = dm_pool_zalloc(t->pool, room * sizeof(*segment->settings));
	return segment->settings ? 0 : -ENOMEM;
}

static bool is_field(const struct segtype *type, const char *name)
{
	return segment_has_field(name) || fields_have(type->fields, type->field_count, name);
}

int settings_read(struct text_reader *t, const struct node *section,
		  const struct segtype *but, struct volscan_segment *segment)
{
	const struct node *node;
	int r = add_room(t, section, segment);

	for (node = section->children; node && !r; node = node->next)
		if (!node->is_section && !is_field(but, node->name))
			r = add_setting(t, node, segment);
	return r;
}

int settings_read_messages(struct text_reader *t, const struct node *section,
			   struct volscan_segment *segment)
{
	const struct node *node, *message;
	int r = add_room(t, section, segment);

	for (node = section->children; node && !r; node = node->next) {
		if (!node->is_section)
			continue;
		message = node_find(node, "create");
		if (!message)
			message = node_find(node, "delete");
		r = message && !message->is_section ? add_setting(t, message, segment) :
		    text_fail(t, FINDING_OF(TEXT_MISSING), node,
			      "expected a message to create or delete a thin LV");
	}
	return r;
}
