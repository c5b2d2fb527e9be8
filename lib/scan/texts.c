/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HASH_SLOTS 1024

struct texts {
	struct dm_pool *pool;
	struct dm_hash_table *index;
};

/* What the index goes by: no padding, and as long as the name is. */
struct text_key {
	uint64_t size;
	uint32_t crc;
	char vg_name[MDA_VG_NAME_MAX + 1];
};

int texts_new(struct dm_pool *pool, struct texts **texts)
{
	struct texts *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->pool = pool;
	t->index = dm_hash_create(HASH_SLOTS);
	if (!t->index) {
		free(t);
		return -ENOMEM;
	}
	*texts = t;
	return 0;
}

void texts_free(struct texts *texts)
{
	if (!texts)
		return;
	dm_hash_destroy(texts->index);
	free(texts);
}

static uint32_t make_key(struct text_key *key, const struct raw_locn *locn, const char *vg_name)
{
	size_t length = strnlen(vg_name, MDA_VG_NAME_MAX);

	key->size = locn->size;
	key->crc = locn->crc;
	memcpy(key->vg_name, vg_name, length);
	return (uint32_t)(offsetof(struct text_key, vg_name) + length);
}

static struct text *find(const struct texts *texts, const struct text_key *key, uint32_t length)
{
	return dm_hash_lookup_binary(texts->index, (const char *)key, length);
}

bool texts_has(const struct texts *texts, const struct raw_locn *locn, const char *vg_name,
	       const void *bytes)
{
	struct text_key key;
	uint32_t length = make_key(&key, locn, vg_name);
	const struct text *text = find(texts, &key, length);

	return text && text->bytes && !memcmp(text->bytes, bytes, text->size);
}

struct text *texts_get(struct texts *texts, const struct raw_locn *locn, const char *vg_name)
{
	struct text_key key;
	uint32_t length = make_key(&key, locn, vg_name);
	struct text *text = find(texts, &key, length);

	if (text)
		return text;
	text = dm_pool_zalloc(texts->pool, sizeof(*text));
	if (!text || !dm_hash_insert_binary(texts->index, (const char *)&key, length, text))
		return NULL;
	text->crc = locn->crc;
	text->size = locn->size;
	memcpy(text->vg_name, key.vg_name, length - offsetof(struct text_key, vg_name));
	return text;
}

int text_fill(struct texts *texts, struct text *text, const void *bytes)
{
	char *copy;

	if (text->bytes)
		return 0;
	copy = dm_pool_alloc(texts->pool, text->size);
	if (!copy)
		return -ENOMEM;
	memcpy(copy, bytes, text->size);
	text->bytes = copy;
	return 0;
}
