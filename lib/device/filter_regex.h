/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A list of patterns, as the settings filter and global_filter have it. */
#ifndef DEVICE_FILTER_REGEX_H
#define DEVICE_FILTER_REGEX_H

#include <libdevmapper.h>

struct filter_regex;

/*
 * `patterns` is NULL-terminated, `setting` the name of the setting for
 * messages. An empty list makes NULL, which rejects nothing. All is taken from
 * `pool`. -EINVAL with a sentence in *error (to be freed) for a bad pattern.
 */
int filter_regex_new(const char *setting, const char *const *patterns, struct dm_pool *pool,
		     struct filter_regex **regex, char **error);

enum filter_verdict {
	FILTER_NOTHING,		/* no pattern matches */
	FILTER_ACCEPTS,
	FILTER_REJECTS,		/* *reason says why, as long as the pool lives */
};

/* What the first pattern that matches says of `name`. */
enum filter_verdict filter_regex_judge(struct filter_regex *regex, const char *name,
				       const char **reason);

#endif
