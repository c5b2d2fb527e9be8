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

#define DEV "/dev"
#define HASH_SIZE 1024

struct nodes {
	const char *root;
	struct dm_hash_table *names;
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

	return name && dm_hash_lookup(nodes->names, name) ? name : NULL;
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
		dm_hash_remove(nodes->names, point + sizeof(DEV));
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

static int read_names(struct nodes *nodes)
{
	char path[PATH_MAX];
	struct dirent *entry;
	DIR *dir;
	int r = 0;

	snprintf(path, sizeof(path), "%s" DEV, nodes->root);
	dir = opendir(path);
	while (!r && dir && (entry = readdir(dir)))
		if (entry->d_type == DT_BLK && !dm_hash_insert(nodes->names, entry->d_name, nodes))
			r = -ENOMEM;
	if (dir)
		closedir(dir);
	return r;
}

int nodes_new(const char *root, struct nodes **nodes)
{
	struct nodes *n = calloc(1, sizeof(*n));

	if (!n)
		return -ENOMEM;
	n->root = root;
	n->names = dm_hash_create(HASH_SIZE);
	if (!n->names || read_names(n)) {
		nodes_free(n);
		return -ENOMEM;
	}
	if (!is_devtmpfs(n))
		dm_hash_wipe(n->names);
	*nodes = n;
	return 0;
}

void nodes_free(struct nodes *nodes)
{
	if (!nodes)
		return;
	if (nodes->names)
		dm_hash_destroy(nodes->names);
	free(nodes);
}
