/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/texts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

struct texts {
	struct dm_pool *pool;
	struct table *index;
};

int texts_new(struct dm_pool *pool, struct texts **texts)
{
	struct texts *t = calloc(1, sizeof(*t));

	if (!t)
		return -ENOMEM;
	t->pool = pool;
	if (table_new(0, &t->index)) {
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
	table_free(texts->index);
	free(texts);
}

/* `key` has what `locn` and `vg_name` say, and nothing else. Gives the length of it that
 * the index goes by. */
static size_t make_key(struct text *key, const struct raw_locn *locn, const char *vg_name)
{
	size_t length = strnlen(vg_name, MDA_VG_NAME_MAX);

	key->size = locn->size;
	key->crc = locn->crc;
	memcpy(key->vg_name, vg_name, length);
	return offsetof(struct text, vg_name) + length;
}

bool texts_has(const struct texts *texts, const struct raw_locn *locn, const char *vg_name,
	       const void *bytes)
{
	struct text key;
	size_t length = make_key(&key, locn, vg_name);
	const struct text *text = table_get(texts->index, &key, length);

	return text && text->bytes && !memcmp(text->bytes, bytes, text->size);
}

struct text *texts_get(struct texts *texts, const struct raw_locn *locn, const char *vg_name)
{
	struct text key;
	size_t length = make_key(&key, locn, vg_name);
	struct text *text = table_get(texts->index, &key, length);

	if (text)
		return text;
	text = dm_pool_zalloc(texts->pool, sizeof(*text));
	if (!text)
		return NULL;
	make_key(text, locn, vg_name);
	return table_put(texts->index, text, length, text) ? NULL : text;
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
