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

/* Read what there is; `root` stands before /proc and /dev, "" but for tests, and lives
 * as long as `nodes`. Without a devtmpfs there is nothing. -ENOMEM. */
int nodes_new(const char *root, struct nodes **nodes);
void nodes_free(struct nodes *nodes);

/* The name behind "/dev/" if `path` is such a node, which is no link, and on which
 * nothing is mounted; else NULL. */
const char *nodes_name(const struct nodes *nodes, const char *path);

#endif
