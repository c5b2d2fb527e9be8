/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A depth-first walk from each LV to those it uses, as LVM2 walks to mark
 * partial ones, but with a stack of its own: a text can chain any number of LVs.
 *
 * An LV is left after all that it uses. Where the walk comes back to one that
 * it has not left, the LV contains itself, with one exception: an origin and
 * the COW stores of its snapshots depend on each other, so those edges may
 * lead back, though only straight to where the walk has come from.
 */
#include <errno.h>
#include <stdlib.h>

#include "metadata/resolve.h"

struct edge {
	struct volscan_lv *to;
	bool is_snapshot;	/* between an origin and a COW store */
};

enum state { NOT_VISITED, OPEN, LEFT };

/* One per LV, by its index. */
struct visit {
	enum state state;
	size_t edge, edge_end;	/* next one to follow */
	struct volscan_lv *from;	/* the walk came from there, or NULL */
	bool by_snapshot;
};

struct walk {
	struct resolver *r;
	struct visit *visits;
	struct edge *edges;
	size_t edge_count;
	struct volscan_lv **left;	/* in this order */
	size_t left_count;
};

/* ------------------------------------------------------------------------
 * Edges
 */

static void count_edge(void *context, struct volscan_lv *lv, bool needed)
{
	size_t *count = context;

	(void) lv;
	(void) needed;
	++*count;
}

static size_t count_edges(const struct volscan_vg *vg)
{
	size_t count = 0;

	for (size_t i = 0; i < vg->lv_count; i++) {
		count += (vg->lvs[i]->snapshot != NULL) + vg->lvs[i]->snapshot_count;
		for (size_t j = 0; j < vg->lvs[i]->segment_count; j++)
			segment_each_lv(vg->lvs[i]->segments[j], count_edge, &count);
	}
	return count;
}

static void add_edge(struct walk *w, struct volscan_lv *to, bool is_snapshot)
{
	w->edges[w->edge_count++] = (struct edge) { to, is_snapshot };
}

static void add_use(void *context, struct volscan_lv *lv, bool needed)
{
	(void) needed;
	add_edge(context, lv, false);
}

static void add_edges(struct walk *w, const struct volscan_lv *lv)
{
	struct visit *visit = &w->visits[lv->index];

	visit->edge = w->edge_count;
	if (lv->snapshot)
		add_edge(w, lv->snapshot->origin, true);
	for (size_t i = 0; i < lv->segment_count; i++)
		segment_each_lv(lv->segments[i], add_use, w);
	for (size_t i = 0; i < lv->snapshot_count; i++)
		add_edge(w, lv->snapshots[i]->cow, true);
	visit->edge_end = w->edge_count;
}

/* ------------------------------------------------------------------------
 * The walk
 */

static bool may_lead_back(const struct visit *visit, const struct edge *edge)
{
	return edge->is_snapshot && visit->by_snapshot && visit->from == edge->to;
}

/* The LV to go on with; NULL when `lv` was left and it was the first. */
static struct volscan_lv *leave(struct walk *w, struct volscan_lv *lv)
{
	w->visits[lv->index].state = LEFT;
	w->left[w->left_count++] = lv;
	return w->visits[lv->index].from;
}

static struct volscan_lv *enter(struct walk *w, struct volscan_lv *from,
				const struct edge *edge)
{
	struct visit *visit = &w->visits[edge->to->index];

	visit->state = OPEN;
	visit->from = from;
	visit->by_snapshot = edge->is_snapshot;
	return edge->to;
}

static int walk_from(struct walk *w, struct volscan_lv *lv)
{
	const struct edge start = { lv, false }, *edge;
	struct visit *visit;

	enter(w, NULL, &start);
	while (lv) {
		visit = &w->visits[lv->index];
		if (visit->edge == visit->edge_end) {
			lv = leave(w, lv);
			continue;
		}
		edge = &w->edges[visit->edge++];
		if (w->visits[edge->to->index].state == NOT_VISITED)
			lv = enter(w, lv, edge);
		else if (w->visits[edge->to->index].state == OPEN && !may_lead_back(visit, edge))
			return contradict(w->r, FINDING_LV_LOOP, edge->to->name,
					  "LV %s contains itself", edge->to->name);
	}
	return 0;
}

static int walk_all(struct walk *w)
{
	struct volscan_vg *vg = w->r->vg;
	int result = 0;

	for (size_t i = 0; i < vg->lv_count; i++)
		add_edges(w, vg->lvs[i]);
	for (size_t i = 0; i < vg->lv_count && !result; i++)
		if (w->visits[i].state == NOT_VISITED)
			result = walk_from(w, vg->lvs[i]);
	return result;
}

int resolve_order(struct resolver *r)
{
	struct volscan_vg *vg = r->vg;
	struct walk w = { .r = r };
	int result = -ENOMEM;

	w.visits = calloc(vg->lv_count + 1, sizeof(*w.visits));
	w.edges = calloc(count_edges(vg) + 1, sizeof(*w.edges));
	w.left = dm_pool_alloc(r->pool, (vg->lv_count + 1) * sizeof(*w.left));
	if (w.visits && w.edges && w.left)
		result = walk_all(&w);
	free(w.visits);
	free(w.edges);
	vg->lvs_bottom_up = result ? NULL : w.left;
	return result;
}
