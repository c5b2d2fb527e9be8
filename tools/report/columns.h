/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From the settings' default and the options -o to one list of columns. */
#ifndef REPORT_COLUMNS_H
#define REPORT_COLUMNS_H

#include <libdevmapper.h>

#include "options.h"

/*
 * Each of `options` replaces the columns, or with a sign before it adds to them (+)
 * or takes from them (-). One with # concerns none. `prefix` ("pv") may be left
 * out or be there. *columns is "pv_name,vg_name,...", from `pool`. 0, -EINVAL
 * for an empty option, -ENOMEM.
 */
int columns_make(const char **columns, struct dm_pool *pool, const char *defaults,
		 const struct arguments *options, const char *prefix);

#endif
