/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "device/aliases.h"

#include <errno.h>
#include <fts.h>
#include <libdevmapper.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#define POOL_CHUNK	16384
#define HASH_SIZE	1024

struct aliases {
	size_t root_length;
	struct dm_pool *pool;
	struct dm_hash_table *by_number;	/* the last found of each device */
};

static int add(struct aliases *aliases, const char *name, dev_t number)
{
	struct alias *alias = dm_pool_alloc(aliases->pool, sizeof(*alias));

	if (!alias)
		return -ENOMEM;
	alias->name = dm_pool_strdup(aliases->pool, name);
	alias->next = dm_hash_lookup_binary(aliases->by_number, &number, sizeof(number));
	if (!alias->name ||
	    !dm_hash_insert_binary(aliases->by_number, &number, sizeof(number), alias))
		return -ENOMEM;
	return 0;
}

/* A link is known as such (it is not followed by the walk), a node is a kind of file
 * that has no name of its own there. */
static int take(struct aliases *aliases, const FTSENT *entry)
{
	struct stat st;

	if (entry->fts_info != FTS_SL && entry->fts_info != FTS_DEFAULT)
		return 0;
	if (stat(entry->fts_path, &st) || !S_ISBLK(st.st_mode))
		return 0;
	return add(aliases, entry->fts_path + aliases->root_length, st.st_rdev);
}

static int walk(struct aliases *aliases, FTS *tree)
{
	FTSENT *entry;
	int r = 0;

	errno = 0;
	while (!r && (entry = fts_read(tree))) {
		if (entry->fts_level == FTS_ROOTLEVEL)
			continue;
		if (entry->fts_name[0] == '.')
			fts_set(tree, entry, FTS_SKIP);
		else
			r = take(aliases, entry);
		errno = 0;
	}
	return r || errno != ENOMEM ? r : -ENOMEM;
}

static int find(struct aliases *aliases, const char *root, const char *dir)
{
	char path[PATH_MAX], *paths[] = { path, NULL };
	FTS *tree;
	int r;

	if (snprintf(path, sizeof(path), "%s%s", root, dir) >= PATH_MAX)
		return 0;
	tree = fts_open(paths, FTS_PHYSICAL | FTS_COMFOLLOW | FTS_XDEV | FTS_NOCHDIR, NULL);
	if (!tree)
		return errno == ENOMEM ? -ENOMEM : 0;
	r = walk(aliases, tree);
	fts_close(tree);
	return r;
}

int aliases_new(const char *root, const char *const *dirs, struct aliases **aliases)
{
	struct aliases *a = calloc(1, sizeof(*a));
	int r = 0;

	if (!a)
		return -ENOMEM;
	a->root_length = strlen(root);
	a->pool = dm_pool_create("volscan aliases", POOL_CHUNK);
	a->by_number = dm_hash_create(HASH_SIZE);
	if (!a->pool || !a->by_number)
		r = -ENOMEM;
	for (; !r && *dirs; dirs++)
		r = find(a, root, *dirs);
	if (r)
		aliases_free(a);
	else
		*aliases = a;
	return r;
}

void aliases_free(struct aliases *aliases)
{
	if (!aliases)
		return;
	if (aliases->by_number)
		dm_hash_destroy(aliases->by_number);
	if (aliases->pool)
		dm_pool_destroy(aliases->pool);
	free(aliases);
}

const struct alias *aliases_of(const struct aliases *aliases, unsigned major, unsigned minor)
{
	dev_t number = makedev(major, minor);

	return dm_hash_lookup_binary(aliases->by_number, &number, sizeof(number));
}
