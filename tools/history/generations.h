/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which generations of which VGs history and dump are asked for. */
#ifndef HISTORY_GENERATIONS_H
#define HISTORY_GENERATIONS_H

#include "volscan.h"

/*
 * Those of the last scan that belong to the VGs that `names` has, or to all if there are
 * none in it; whatever else a VG was called at other times. In the order of
 * volscan_history(), to be freed. NULL after a message, also about a name that is nowhere.
 */
const struct volscan_generation **generations_choose(struct volscan *vs, const char *const *names,
						     size_t name_count, size_t *count);

/*
 * The one with this seqno, of those that were chosen: the first one that is whole. NULL
 * after a message: there is none, or they are of several VGs.
 */
const struct volscan_generation *generation_find(const struct volscan_generation *const *chosen,
						 size_t count, uint32_t seqno);

/* False after a message: `text` is no seqno. */
bool seqno_parse(const char *text, uint32_t *seqno);

#endif
