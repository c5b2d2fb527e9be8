/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The steps of vg_resolve(), in their order, and what they share. */
#ifndef METADATA_RESOLVE_H
#define METADATA_RESOLVE_H

#include "metadata/vg.h"

struct resolver {
	struct volscan_vg *vg;
	struct dm_pool *pool;
	struct contradiction found;
};

/* Note what contradicts, `lv` (or NULL) and the sentence. Returns -EBADMSG, or
 * -ENOMEM. */
int contradict(struct resolver *r, enum finding_id id, const char *lv, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Users, snapshots and origins. */
int resolve_relations(struct resolver *r);

/* lvs_bottom_up; no LV contains itself. */
int resolve_order(struct resolver *r);

/* No LV is its own ancestor, by way of historical LVs. */
int resolve_ancestry(struct resolver *r);

/* What LVM2 does not write but derives when it reads. */
void resolve_status(struct volscan_vg *vg);

void resolve_merge_segments(struct volscan_vg *vg);

/* Needs merged segments. */
int resolve_pv_segments(struct resolver *r);

/*
 * Each LV that `segment` refers to, some of them twice. `needed`: LVM2 calls
 * an LV partial when this one is.
 */
typedef void (*segment_lv_fn)(void *context, struct volscan_lv *lv, bool needed);
void segment_each_lv(const struct volscan_segment *segment, segment_lv_fn fn,
		     void *context);

#endif
