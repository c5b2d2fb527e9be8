/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Somebody with all rights could give a node another name there. A container has
 * no devtmpfs but a directory with some nodes, or some that are mounted on a file
 * each: neither is believed.
 */
#include "device/nodes.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/table.h"

#define DEV "/dev"
#define POOL_CHUNK 16384

struct nodes {
	const char *root;
	struct dm_pool *pool;	/* has the names */
	struct table *names;
};

/* "/dev/" with what is before it, or NULL. */
static const char *below_dev(const struct nodes *nodes, const char *path)
{
	size_t length = strlen(nodes->root);

	if (strncmp(path, nodes->root, length) || strncmp(path + length, DEV "/", sizeof(DEV)))
		return NULL;
	return path + length + sizeof(DEV);
}

const char *nodes_name(const struct nodes *nodes, const char *path)
{
	const char *name = below_dev(nodes, path);

	return name && table_get_string(nodes->names, name) ? name : NULL;
}

/* The last one of /dev counts, as it hides the others. */
static void look_at_mount(struct nodes *nodes, const char *line, bool *is_devtmpfs)
{
	char point[PATH_MAX];
	const char *type = strstr(line, " - ");

	if (!type || sscanf(line, "%*u %*u %*s %*s %4095s", point) != 1)
		return;
	if (!strcmp(point, DEV))
		*is_devtmpfs = !strncmp(type + 3, "devtmpfs ", 9);
	else if (!strncmp(point, DEV "/", sizeof(DEV)))
		table_remove(nodes->names, point + sizeof(DEV), strlen(point + sizeof(DEV)));
}

static bool is_devtmpfs(struct nodes *nodes)
{
	char path[PATH_MAX], *line = NULL;
	bool found = false;
	size_t size = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/self/mountinfo", nodes->root);
	file = fopen(path, "re");
	while (file && getline(&line, &size, file) >= 0)
		look_at_mount(nodes, line, &found);
	free(line);
	if (file)
		fclose(file);
	return found;
}

static int add_name(struct nodes *nodes, const char *name)
{
	const char *copy = dm_pool_strdup(nodes->pool, name);

	return copy ? table_put_string(nodes->names, copy, nodes) : -ENOMEM;
}

static int read_names(struct nodes *nodes)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;
	int r = 0;

	snprintf(path, sizeof(path), "%s" DEV, nodes->root);
	dir = opendir(path);
	while (!r && dir && (entry = readdir(dir)))
		if (entry->d_type == DT_BLK)
			r = add_name(nodes, entry->d_name);
	if (dir)
		closedir(dir);
	return r;
}

/* None of them, where they are not believed. */
static int fill(struct nodes *nodes)
{
	int r = table_new(0, &nodes->names);

	if (!r)
		r = read_names(nodes);
	if (r || is_devtmpfs(nodes))
		return r;
	table_free(nodes->names);
	nodes->names = NULL;
	return table_new(0, &nodes->names);
}

int nodes_new(const char *root, struct nodes **nodes)
{
	struct nodes *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	n->root = root;
	n->pool = dm_pool_create("volscan nodes", POOL_CHUNK);
	if (!n->pool || fill(n)) {
		nodes_free(n);
		return -ENOMEM;
	}
	*nodes = n;
	return 0;
}

void nodes_free(struct nodes *nodes)
{
	if (!nodes)
		return;
	table_free(nodes->names);
	if (nodes->pool)
		dm_pool_destroy(nodes->pool);
	free(nodes);
}
