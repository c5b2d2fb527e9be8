/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The nodes that the kernel itself has made, in /dev: where that is a devtmpfs the
 * node of a device has the kernel's name of it, and there is no need for a stat() of
 * each to know its number.
 */
#ifndef DEVICE_NODES_H
#define DEVICE_NODES_H

#include <stdbool.h>

struct nodes;

/* Look whether it is one; `root` stands before /proc and /dev, "" but for tests, and lives
 * as long as `nodes`. -ENOMEM. */
int nodes_new(const char *root, struct nodes **nodes);
void nodes_free(struct nodes *nodes);

/* The name behind "/dev/" if the kernel's node of a device of that name would be at `path`
 * and nothing is mounted on it; else NULL. */
const char *nodes_name(const struct nodes *nodes, const char *path);

/* Whether a block device is there. All names are read at once, the first time. */
bool nodes_have(struct nodes *nodes, const char *name);

#endif
