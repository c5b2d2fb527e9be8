/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "monitor/messages.h"

#include <libdevmapper.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

static bool make_room(struct messages *messages)
{
	size_t room = messages->room ? 2 * messages->room : 16;
	struct message *items;

	if (messages->count < messages->room)
		return true;
	items = realloc(messages->items, room * sizeof(*items));
	if (!items)
		return false;
	messages->items = items;
	messages->room = room;
	return true;
}

void messages_add(void *context, enum volscan_log_level level, enum volscan_log_class log_class,
		  const char *text)
{
	struct messages *messages = context;
	char *copy = make_room(messages) ? strdup(text) : NULL;

	if (copy)
		messages->items[messages->count++] = (struct message) { level, log_class, copy };
	else
		log_library(NULL, level, log_class, text);
}

void messages_free(struct messages *messages)
{
	size_t i;

	for (i = 0; i < messages->count; i++)
		free(messages->items[i].text);
	free(messages->items);
	*messages = (struct messages) { .items = NULL };
}

static void print(const struct message *message)
{
	log_library(NULL, message->level, message->log_class, message->text);
}

void messages_print(const struct messages *messages, enum volscan_log_level level)
{
	size_t i;

	for (i = 0; i < messages->count; i++)
		if (messages->items[i].level <= level)
			print(&messages->items[i]);
}

/* A hash, since a disk can have a great many findings. Without memory for it all are new. */
void messages_print_new(const struct messages *messages, const struct messages *old)
{
	struct dm_hash_table *known = dm_hash_create((unsigned)old->count + 1);
	size_t i;

	for (i = 0; known && i < old->count; i++)
		dm_hash_insert(known, old->items[i].text, old->items[i].text);
	for (i = 0; i < messages->count; i++)
		if (!known || !dm_hash_lookup(known, messages->items[i].text))
			print(&messages->items[i]);
	if (known)
		dm_hash_destroy(known);
}
