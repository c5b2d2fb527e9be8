/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2 keeps words that it must understand in "status", others in "flags", and
 * words that older versions must stumble over behind the type of a segment.
 * Some have moved between the first two, so both are read alike.
 * Source: LVM2 lib/format_text/flags.c.
 */
#include <errno.h>
#include <string.h>

#include "format_text/text_private.h"

struct word {
	const char *text;
	uint64_t bit;		/* 0: known, but the model has no bit for it */
};

static const struct word pv_words[] = {
	{ "ALLOCATABLE", VOLSCAN_PV_ALLOCATABLE },
	{ "EXPORTED", VOLSCAN_PV_EXPORTED },
	{ "MISSING", VOLSCAN_PV_MISSING_FLAG },
	{ NULL, 0 }
};

/* WRITE_LOCKED stands in for WRITE, to keep old versions from writing. */
static const struct word vg_words[] = {
	{ "EXPORTED", VOLSCAN_VG_EXPORTED },
	{ "RESIZEABLE", VOLSCAN_VG_RESIZEABLE },
	{ "PVMOVE", VOLSCAN_VG_PVMOVE },
	{ "READ", VOLSCAN_VG_READ },
	{ "WRITE", VOLSCAN_VG_WRITE },
	{ "WRITE_LOCKED", VOLSCAN_VG_WRITE },
	{ "CLUSTERED", VOLSCAN_VG_CLUSTERED },
	{ "SHARED", VOLSCAN_VG_SHARED },
	{ "NOAUTOACTIVATE", VOLSCAN_VG_NOAUTOACTIVATE },
	{ "PARTIAL", VOLSCAN_VG_PARTIAL_FLAG },
	{ NULL, 0 }
};

static const struct word lv_words[] = {
	{ "READ", VOLSCAN_LV_READ },
	{ "WRITE", VOLSCAN_LV_WRITE },
	{ "WRITE_LOCKED", VOLSCAN_LV_WRITE },
	{ "FIXED_MINOR", VOLSCAN_LV_FIXED_MINOR },
	{ "VISIBLE", VOLSCAN_LV_VISIBLE },
	{ "PVMOVE", VOLSCAN_LV_PVMOVE },
	{ "LOCKED", VOLSCAN_LV_LOCKED },
	{ "NOTSYNCED", VOLSCAN_LV_NOTSYNCED },
	{ "REBUILD", VOLSCAN_LV_REBUILD },
	{ "WRITEMOSTLY", VOLSCAN_LV_WRITEMOSTLY },
	{ "ACTIVATION_SKIP", VOLSCAN_LV_ACTIVATION_SKIP },
	{ "NOAUTOACTIVATE", VOLSCAN_LV_NOAUTOACTIVATE },
	{ "ERROR_WHEN_FULL", VOLSCAN_LV_ERROR_WHEN_FULL },
	{ "CACHE_VOL", VOLSCAN_LV_CACHE_VOL },
	{ NULL, 0 }
};

static const struct word segtype_words[] = {
	{ "RESHAPE", VOLSCAN_LV_RESHAPE },
	{ "RESHAPE_DATA_OFFSET", 0 },
	{ "RESHAPE_DELTA_DISKS_PLUS", VOLSCAN_LV_RESHAPE_DELTA_DISKS_PLUS },
	{ "RESHAPE_DELTA_DISKS_MINUS", VOLSCAN_LV_RESHAPE_DELTA_DISKS_MINUS },
	{ "REMOVE_AFTER_RESHAPE", 0 },
	{ "METADATA_FORMAT", VOLSCAN_LV_METADATA_FORMAT },
	{ "CROP_METADATA", VOLSCAN_LV_CROP_METADATA },
	{ "CACHE_USES_CACHEVOL", 0 },
	{ NULL, 0 }
};

static const struct word *const words_of[] = {
	[WORD_PV] = pv_words,
	[WORD_VG] = vg_words,
	[WORD_LV] = lv_words,
	[WORD_SEGTYPE] = segtype_words,
};

bool word_find(enum word_kind kind, const char *word, uint64_t *bit)
{
	const struct word *known = words_of[kind];

	while (known->text && strcmp(known->text, word))
		known++;
	*bit = known->bit;
	return known->text;
}

static size_t count_unknown(const struct node *node, enum word_kind kind)
{
	size_t count = 0;
	uint64_t bit;

	for (const struct node_value *value = node->values; value; value = value->next)
		count += !word_find(kind, value->text, &bit);
	return count;
}

static int keep_unknown(struct text_reader *t, const struct node *node, const char *word,
			struct volscan_strings *unknown)
{
	char room[QUOTED_ROOM];

	text_warn(t, FINDING_OF(TEXT_FLAG), node, "%s has the unknown word %s", node->name,
		  quote(room, word));
	word = dm_pool_strdup(t->pool, word);
	if (!word)
		return -ENOMEM;
	unknown->items[unknown->count++] = word;
	return 0;
}

/* `unknown` has room for all unknown words of the list. */
static int read_list(struct text_reader *t, const struct node *node, enum word_kind kind,
		     uint64_t *status, struct volscan_strings *unknown)
{
	uint64_t bit;
	int r = 0;

	if (node->is_section)
		return text_fail(t, FINDING_OF(TEXT_TYPE), node,
				 "%s is a section, expected a list", node->name);
	for (const struct node_value *value = node->values; value && !r; value = value->next) {
		if (value->is_number)
			r = text_fail(t, FINDING_OF(TEXT_TYPE), node,
				      "%s has a number in it, expected words", node->name);
		else if (word_find(kind, value->text, &bit))
			*status |= bit;
		else
			r = keep_unknown(t, node, value->text, unknown);
	}
	return r;
}

int words_read(struct text_reader *t, const struct node *section, enum word_kind kind,
	       uint64_t *status, struct volscan_strings *unknown)
{
	const struct node *words = node_find(section, "status");
	const struct node *flags = node_find(section, "flags");
	size_t room;
	int r;

	if (!words)
		return text_fail(t, FINDING_OF(TEXT_MISSING), section, "status is missing");
	room = count_unknown(words, kind) + (flags ? count_unknown(flags, kind) : 0);
	if (room && !(unknown->items = dm_pool_alloc(t->pool, room * sizeof(*unknown->items))))
		return -ENOMEM;
	r = read_list(t, words, kind, status, unknown);
	return r || !flags ? r : read_list(t, flags, kind, status, unknown);
}
