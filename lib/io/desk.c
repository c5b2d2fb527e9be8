/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <assert.h>
#include <errno.h>
#include <stdlib.h>

#include "io/desk.h"

/* Most slots and parts are never needed: not a page of theirs is touched. */
static bool allocate(struct desk *desk)
{
	desk->free = reallocarray(NULL, desk->count, sizeof(*desk->free));
	desk->parts = reallocarray(NULL, desk->count, sizeof(*desk->parts));
	desk->out[0] = reallocarray(NULL, desk->count, DESK_WORKERS * sizeof(struct part *));
	return desk->free && desk->parts && desk->out[0];
}

int desk_init(struct desk *desk, unsigned count)
{
	unsigned w;

	*desk = (struct desk) { .count = count, .window = DESK_WINDOW };
	if (!allocate(desk)) {
		desk_free(desk);
		return -ENOMEM;
	}
	for (w = 1; w < DESK_WORKERS; w++)
		desk->out[w] = desk->out[w - 1] + count;
	dm_list_init(&desk->unused);
	dm_list_init(&desk->again);
	dm_list_init(&desk->suspects);
	return 0;
}

void desk_free(struct desk *desk)
{
	free(desk->free);
	free(desk->parts);
	free(desk->out[0]);
}

static struct part *take_first(struct dm_list *list)
{
	struct part *part;

	if (dm_list_empty(list))
		return NULL;
	part = dm_list_item(dm_list_first(list), struct part);
	dm_list_del(&part->list);
	dm_list_init(&part->list);
	return part;
}

bool desk_has_room(const struct desk *desk)
{
	return desk->in_use < desk->window && desk->in_use < desk->count;
}

static struct part *take_fresh(struct desk *desk)
{
	struct part *part;

	if (desk->fresh == desk->count)
		return NULL;
	part = &desk->parts[desk->fresh++];
	dm_list_init(&part->list);
	return part;
}

struct part *desk_new(struct desk *desk, void *owner, size_t from, size_t length)
{
	struct part *part = take_first(&desk->unused);

	if (!part)
		part = take_fresh(desk);
	if (!part)
		return NULL;
	part->owner = owner;
	part->from = from;
	part->length = length;
	for (unsigned w = 0; w < DESK_WORKERS; w++)
		part->slot[w] = -1;
	return part;
}

struct part *desk_again(struct desk *desk)
{
	return take_first(&desk->again);
}

struct part *desk_suspect(struct desk *desk)
{
	return take_first(&desk->suspects);
}

unsigned desk_ask(struct desk *desk, struct part *part)
{
	unsigned slot;

	assert(desk->in_use < desk->count);
	slot = desk->free_count ? desk->free[--desk->free_count] :
				  desk->touched[desk->worker]++;
	desk->in_use++;
	part->slot[desk->worker] = (int) slot;
	desk->out[desk->worker][slot] = part;
	return slot;
}

/* No answer is waited for, from anybody. */
static void call_off(struct desk *desk, struct part *part)
{
	for (unsigned w = 0; w < DESK_WORKERS; w++) {
		if (part->slot[w] >= 0)
			desk->out[w][part->slot[w]] = NULL;
		part->slot[w] = -1;
	}
	dm_list_del(&part->list);
	dm_list_init(&part->list);
}

struct part *desk_answered(struct desk *desk, unsigned worker, unsigned slot)
{
	struct part *part;

	if (slot >= desk->touched[worker])
		return NULL;	/* nothing has been asked there */
	part = desk->out[worker][slot];
	if (worker == desk->worker) {
		desk->free[desk->free_count++] = slot;
		desk->in_use--;
	}
	if (part)
		call_off(desk, part);
	return part;
}

void desk_drop(struct desk *desk, struct part *part)
{
	dm_list_add_h(&desk->unused, &part->list);
}

int desk_next_of(const struct desk *desk, const void *owner, unsigned slot)
{
	const struct part *part;

	for (; slot < desk->touched[desk->worker]; slot++) {
		part = desk->out[desk->worker][slot];
		if (part && part->owner == owner)
			return (int) slot;
	}
	return -1;
}

/* Those that it has not begun cannot be what it hangs at. */
void desk_replace(struct desk *desk, const struct slots *slots, bool dead)
{
	unsigned old = desk->worker++;
	struct part *part;

	assert(desk->worker < DESK_WORKERS);
	for (unsigned i = 0; i < desk->touched[old]; i++) {
		part = desk->out[old][i];
		if (!part)
			continue;
		dm_list_add(slots_is_begun(slots, i) ? &desk->suspects : &desk->again,
			    &part->list);
		if (dead) {
			desk->out[old][i] = NULL;
			part->slot[old] = -1;
		}
	}
	desk->in_use = desk->free_count = 0;
}
