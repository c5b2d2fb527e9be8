/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tree.h"

#include <errno.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "unit.h"

char tree_root[PATH_MAX / 2];

void tree_make(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(tree_root, sizeof(tree_root), "%s/volscan-tree-XXXXXX", tmp ? tmp : "/tmp");
	ck_assert_ptr_nonnull(mkdtemp(tree_root));
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

void tree_remove(void)
{
	nftw(tree_root, remove_one, 8, FTW_DEPTH | FTW_PHYS);
}

const char *tree_path(const char *name)
{
	static char paths[4][PATH_MAX];
	static unsigned next;
	char *path = paths[next++ % 4];

	snprintf(path, PATH_MAX, "%s/%s", tree_root, name);
	return path;
}

/* All directories above `path`. */
static void make_parents(const char *path)
{
	char copy[PATH_MAX];

	snprintf(copy, sizeof(copy), "%s", path);
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0755);
		*slash = '/';
	}
}

static void put(const char *name, const char *mode, const char *text)
{
	const char *path = tree_path(name);
	FILE *file;

	make_parents(path);
	file = fopen(path, mode);
	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

void tree_write(const char *name, const char *text)
{
	put(name, "w", text);
}

void tree_append(const char *name, const char *text)
{
	put(name, "a", text);
}

void tree_mkdir(const char *name)
{
	const char *path = tree_path(name);

	make_parents(path);
	ck_assert(!mkdir(path, 0755) || errno == EEXIST);
}

void tree_symlink(const char *name, const char *target)
{
	const char *path = tree_path(name);

	make_parents(path);
	ck_assert_int_eq(symlink(target, path), 0);
}

void tree_sparse(const char *name, long long size)
{
	tree_write(name, "");
	ck_assert_int_eq(truncate(tree_path(name), size), 0);
}

bool tree_node(const char *name, unsigned major, unsigned minor)
{
	const char *path = tree_path(name);

	make_parents(path);
	return !mknod(path, S_IFBLK | 0600, makedev(major, minor));
}

void tree_device(unsigned major, unsigned minor, const char *name, unsigned long long sectors)
{
	char entry[64], target[128], line[128];

	snprintf(entry, sizeof(entry), "sys/dev/block/%u:%u", major, minor);
	snprintf(target, sizeof(target), "../../devices/virtual/block/%s", name);
	tree_symlink(entry, target);
	snprintf(target, sizeof(target), "sys/devices/virtual/block/%s/size", name);
	snprintf(line, sizeof(line), "%llu\n", sectors);
	tree_write(target, line);
	if (!sectors)
		return;
	snprintf(line, sizeof(line), "%4u  %7u %10llu %s\n", major, minor, sectors / 2, name);
	tree_append("proc/partitions", line);
}

void tree_attribute(unsigned major, unsigned minor, const char *name, const char *value)
{
	char path[512];

	snprintf(path, sizeof(path), "sys/dev/block/%u:%u/%s", major, minor, name);
	tree_write(path, value);
}
