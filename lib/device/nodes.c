/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Somebody with all rights could give a node another name there, or take it away, which
 * shows when it is opened. A container has no devtmpfs but a directory with some nodes, or
 * some that are mounted on a file each: neither is believed.
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
	bool believed;		/* /dev is a devtmpfs */
	struct dm_pool *pool;	/* has the names */
	struct table *mounted;	/* on which something is */
	struct table *names;	/* of block devices; NULL: not read yet */
};

/* "/dev/" with what is before it, or NULL. */
static const char *below_dev(const struct nodes *nodes, const char *path)
{
	size_t length = strlen(nodes->root);

	if (strncmp(path, nodes->root, length) || strncmp(path + length, DEV "/", sizeof(DEV)))
		return NULL;
	return path + length + sizeof(DEV);
}

/* What is further below may be on something else. */
const char *nodes_name(const struct nodes *nodes, const char *path)
{
	const char *name = nodes->believed ? below_dev(nodes, path) : NULL;

	if (!name || strchr(name, '/') || table_get_string(nodes->mounted, name))
		return NULL;
	return name;
}

static int add_name(struct nodes *nodes, struct table *names, const char *name)
{
	const char *copy = dm_pool_strdup(nodes->pool, name);

	return copy ? table_put_string(names, copy, nodes) : -ENOMEM;
}

/* The last one of /dev counts, as it hides the others. */
static int look_at_mount(struct nodes *nodes, const char *line)
{
	char point[PATH_MAX];
	const char *type = strstr(line, " - ");

	if (!type || sscanf(line, "%*u %*u %*s %*s %4095s", point) != 1)
		return 0;
	if (!strcmp(point, DEV))
		nodes->believed = !strncmp(type + 3, "devtmpfs ", 9);
	else if (!strncmp(point, DEV "/", sizeof(DEV)))
		return add_name(nodes, nodes->mounted, point + sizeof(DEV));
	return 0;
}

static int read_mounts(struct nodes *nodes)
{
	char path[PATH_MAX], *line = NULL;
	size_t size = 0;
	FILE *file;
	int r = 0;

	snprintf(path, sizeof(path), "%s/proc/self/mountinfo", nodes->root);
	file = fopen(path, "re");
	while (!r && file && getline(&line, &size, file) >= 0)
		r = look_at_mount(nodes, line);
	free(line);
	if (file)
		fclose(file);
	return r;
}

static int read_names(struct nodes *nodes)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;
	int r = table_new(0, &nodes->names);

	snprintf(path, sizeof(path), "%s" DEV, nodes->root);
	dir = r ? NULL : opendir(path);
	while (!r && dir && (entry = readdir(dir)))
		if (entry->d_type == DT_BLK)
			r = add_name(nodes, nodes->names, entry->d_name);
	if (dir)
		closedir(dir);
	return r;
}

/* For want of memory there are none: they are looked at one by one then. */
bool nodes_have(struct nodes *nodes, const char *name)
{
	if (!nodes->names && read_names(nodes))
		return false;
	return table_get_string(nodes->names, name);
}

int nodes_new(const char *root, struct nodes **nodes)
{
	struct nodes *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	n->root = root;
	n->pool = dm_pool_create("volscan nodes", POOL_CHUNK);
	if (!n->pool || table_new(0, &n->mounted) || read_mounts(n)) {
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
	table_free(nodes->mounted);
	table_free(nodes->names);
	if (nodes->pool)
		dm_pool_destroy(nodes->pool);
	free(nodes);
}
