/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Ancestors and descendants of snapshots and thin LVs, historical LVs among
 * them. Each list ends after as many names as the VG has LVs: a damaged
 * text can make its LVs each other's origins.
 */
#ifndef REPORT_LINEAGE_H
#define REPORT_LINEAGE_H

#include <libdevmapper.h>

#include "report/segtype.h"

struct lineage {
	struct dm_pool *pool;
	struct dm_list *list;	/* of struct dm_str_list; added to */
	bool full;		/* follow historical LVs too */
	bool show_historical;	/* and name them */
};

bool lineage_ancestors(const struct lineage *lineage, const struct volscan_lv *lv);
bool lineage_descendants(const struct lineage *lineage, const struct volscan_lv *lv);

/* Append a string to such a list. */
bool list_add(struct dm_pool *pool, struct dm_list *list, const char *text);

#endif
