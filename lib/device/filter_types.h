/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kinds of block devices, by the major numbers that /proc/devices gives them. */
#ifndef DEVICE_FILTER_TYPES_H
#define DEVICE_FILTER_TYPES_H

#include <libdevmapper.h>
#include <stdbool.h>

struct filter_types;

/*
 * `more` is the setting devices/types, NULL-terminated pairs of a name and the
 * number of partitions. Without <root>/proc/devices nothing is rejected. All is
 * taken from `pool`. -ENOMEM.
 */
int filter_types_new(const char *root, const char *const *more, struct dm_pool *pool,
		     struct filter_types **types);

/* Why devices of that major number hold no PVs, or NULL. */
const char *filter_types_rejects(const struct filter_types *types, unsigned major);

/* Can the kernel have devices of that kind? True, too, without /proc/devices. */
bool filter_types_has(const struct filter_types *types, const char *name);

#endif
