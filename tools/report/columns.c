/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/columns.h"

#include <errno.h>
#include <string.h>

#include "report/lineage.h"

/* Append the names between the commas of `text`. */
static bool add_columns(struct dm_pool *pool, struct dm_list *list, const char *text)
{
	for (;;) {
		size_t length = strcspn(text, ",");

		if (length && !list_add(pool, list, dm_pool_strndup(pool, text, length)))
			return false;
		if (!text[length])
			return true;
		text += length + 1;
	}
}

/* "pv_name" and "name" are the same column of a report of PVs. */
static const char *without_prefix(const char *name, const char *prefix)
{
	size_t length = strlen(prefix);

	if (strncmp(name, prefix, length))
		return name;
	return name[length] == '_' ? name + length + 1 : name + length;
}

static void remove_column(struct dm_list *list, const char *name, const char *prefix)
{
	struct dm_str_list *item;

	dm_list_iterate_back_items(item, list)
		if (!strcmp(without_prefix(item->str, prefix), without_prefix(name, prefix))) {
			dm_list_del(&item->list);
			return;
		}
}

static bool remove_columns(struct dm_pool *pool, struct dm_list *list, const char *text,
			   const char *prefix)
{
	struct dm_str_list *item;
	struct dm_list names;

	dm_list_init(&names);
	if (!add_columns(pool, &names, text))
		return false;
	dm_list_iterate_items(item, &names)
		remove_column(list, item->str, prefix);
	return true;
}

static bool apply(struct dm_pool *pool, struct dm_list *list, const char *option,
		  const char *prefix)
{
	switch (*option) {
	case '+':
		return add_columns(pool, list, option + 1);
	case '-':
		return remove_columns(pool, list, option + 1, prefix);
	case '#':
		return true;
	default:
		dm_list_init(list);
		return add_columns(pool, list, option);
	}
}

static const char *join(struct dm_pool *pool, struct dm_list *list)
{
	struct dm_str_list *item;

	if (!dm_pool_begin_object(pool, 256))
		return NULL;
	dm_list_iterate_items(item, list)
		if ((dm_list_first(list) != &item->list && !dm_pool_grow_object(pool, ",", 1)) ||
		    !dm_pool_grow_object(pool, item->str, strlen(item->str)))
			goto failed;
	if (dm_pool_grow_object(pool, "", 1))
		return dm_pool_end_object(pool);
failed:
	dm_pool_abandon_object(pool);
	return NULL;
}

int columns_make(const char **columns, struct dm_pool *pool, const char *defaults,
		 const struct arguments *options, const char *prefix)
{
	struct dm_list list;
	size_t i;

	dm_list_init(&list);
	if (!add_columns(pool, &list, defaults))
		return -ENOMEM;
	for (i = 0; i < options->count; i++) {
		if (!*options->items[i])
			return -EINVAL;
		if (!apply(pool, &list, options->items[i], prefix))
			return -ENOMEM;
	}
	*columns = join(pool, &list);
	return *columns ? 0 : -ENOMEM;
}
