/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A made-up file tree, to stand in for /proc, /sys and /dev. */
#ifndef TREE_H
#define TREE_H

#include <stdbool.h>

/* Make an empty tree below TMPDIR; its path, until tree_remove(). Use these as
 * an unchecked or a checked fixture. */
extern char tree_root[];
void tree_make(void);
void tree_remove(void);

/* The path of `name` in the tree; good until the fourth call after it. */
const char *tree_path(const char *name);

/* A file with that text, its directories as needed. */
void tree_write(const char *name, const char *text);
/* Add to a file. */
void tree_append(const char *name, const char *text);
void tree_mkdir(const char *name);
void tree_symlink(const char *name, const char *target);
/* A file of that size without contents. */
void tree_sparse(const char *name, long long size);

/* A node of a block device; false where that is not allowed (no root). */
bool tree_node(const char *name, unsigned major, unsigned minor);

/* A device in sysfs with its size in sectors, and its line in /proc/partitions
 * unless the size is 0. */
void tree_device(unsigned major, unsigned minor, const char *name, unsigned long long sectors);
/* A file in the device's directory in sysfs. */
void tree_attribute(unsigned major, unsigned minor, const char *name, const char *value);

#endif
