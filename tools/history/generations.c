/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "history/generations.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "log.h"

/* ------------------------------------------------------------------------
 * VGs
 */

static bool same_vg(const struct volscan_generation *a, const struct volscan_generation *b)
{
	return !strcmp(a->vg_uuid, b->vg_uuid);
}

/* How many of `count` generations are of the VG of the first. */
static size_t group_size(const struct volscan_generation *const *items, size_t count)
{
	size_t n = 1;

	while (n < count && same_vg(items[0], items[n]))
		n++;
	return n;
}

static bool group_has_name(const struct volscan_generation *const *items, size_t count,
			   const char *name)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (!strcmp(items[i]->vg_name, name) || !strcmp(items[i]->vg_uuid, name))
			return true;
	return false;
}

/* What was asked for, and which names have been met. */
struct wanted {
	const char *const *names;
	bool *met;
	size_t count;
};

static bool wants_group(struct wanted *wanted, const struct volscan_generation *const *items,
			size_t count)
{
	bool wants = !wanted->count;
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (group_has_name(items, count, wanted->names[i]))
			wants = wanted->met[i] = true;
	return wants;
}

static bool all_met(const struct wanted *wanted)
{
	bool all = true;
	size_t i;

	for (i = 0; i < wanted->count; i++)
		if (!wanted->met[i]) {
			log_error("No metadata of a VG \"%s\" was found.", wanted->names[i]);
			all = false;
		}
	return all;
}

static const struct volscan_generation **choose(struct wanted *wanted,
						const struct volscan_generation *const *items,
						size_t total, size_t *count)
{
	const struct volscan_generation **chosen = calloc(total + 1, sizeof(*chosen));
	size_t i, n, group;

	if (!chosen)
		log_error("Out of memory.");
	*count = 0;
	for (i = 0; chosen && i < total; i += group) {
		group = group_size(items + i, total - i);
		if (wants_group(wanted, items + i, group))
			for (n = 0; n < group; n++)
				chosen[(*count)++] = items[i + n];
	}
	if (!chosen || all_met(wanted))
		return chosen;
	free(chosen);
	return NULL;
}

const struct volscan_generation **generations_choose(struct volscan *vs, const char *const *names,
						     size_t name_count, size_t *count)
{
	const struct volscan_generation **chosen = NULL;
	const struct volscan_generation *const *items;
	struct wanted wanted = { names, calloc(name_count + 1, sizeof(*wanted.met)), name_count };
	size_t total;

	if (!wanted.met)
		log_error("Out of memory.");
	else if (volscan_history(vs, &items, &total))
		log_error("%s", volscan_error(vs));
	else
		chosen = choose(&wanted, items, total, count);
	free(wanted.met);
	return chosen;
}

/* ------------------------------------------------------------------------
 * One of them
 */

bool seqno_parse(const char *text, uint32_t *seqno)
{
	unsigned long number;
	char *end;

	errno = 0;
	number = strtoul(text, &end, 10);
	if (errno || *text < '0' || *text > '9' || *end || number > UINT32_MAX) {
		log_error("%s is no seqno, which is a number.", text);
		return false;
	}
	*seqno = (uint32_t)number;
	return true;
}

/* `g` meets what was asked for: is it the one, or one more, or of another VG? */
static bool take(const struct volscan_generation **found, const struct volscan_generation *g)
{
	if (*found && !same_vg(*found, g)) {
		log_error("There is a seqno %" PRIu32 " of VG %s (%s) and of VG %s (%s): choose "
			  "one.", g->seqno, (*found)->vg_name, (*found)->vg_uuid, g->vg_name,
			  g->vg_uuid);
		return false;
	}
	if (*found)
		log_warn("VG %s has several texts of seqno %" PRIu32 ": the first one is taken.",
			 g->vg_name, g->seqno);
	else
		*found = g;
	return true;
}

const struct volscan_generation *generation_find(const struct volscan_generation *const *chosen,
						 size_t count, uint32_t seqno)
{
	const struct volscan_generation *found = NULL, *cut = NULL;
	size_t i;

	for (i = 0; i < count; i++) {
		if (chosen[i]->seqno != seqno)
			continue;
		if (chosen[i]->state == VOLSCAN_TEXT_INCOMPLETE)
			cut = chosen[i];
		else if (!take(&found, chosen[i]))
			return NULL;
	}
	if (found)
		return found;
	if (!cut)
		log_error("No metadata with seqno %" PRIu32 " was found.", seqno);
	return cut;
}
