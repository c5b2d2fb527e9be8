/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 *	a walk is over -> its PV -> its texts: parsed, if they are new
 *	                   |          each is tied to the PVs that it lists
 *	                   v
 *	              the texts that list it: is this the last PV that they waited for?
 *
 * What is parsed here is not parsed again, since it told nothing: whose device it would
 * have been told of depends on which disk answers first, and must not.
 */
#include "scan/early.h"

#include <assert.h>
#include <errno.h>

#include "base/table.h"
#include "format_text/text.h"
#include "scan/assemble.h"
#include "scan/tie.h"

#define EXPECTED 256

struct early {
	struct table *pvs;	/* by UUID: struct early_pv */
	struct early_vg *told;		/* linked by `next` */
};

/* A PV that was found, or that a text lists. */
struct early_pv {
	struct found *found;	/* NULL: not yet */
	bool twice;		/* two devices have its UUID */
	struct waiting *waiting;
};

/* A text that lists it. */
struct waiting {
	struct waiting *next;
	struct text *text;
};

struct early_vg {
	struct early_vg *next;
	struct text *text;
	struct volscan_vg *vg;	/* NULL: there is something to be told of the text */
	size_t tree;		/* bytes that it took to parse it */
	size_t awaited;		/* PVs that have not been found yet */
	bool told;
};

/* ------------------------------------------------------------------------
 * Calling
 */

/* With no more of it once the program has said so. */
#define TELL(scan, callback, what) do { \
	if ((scan)->callbacks && (scan)->callbacks->callback && !(scan)->stopped) \
		(scan)->stopped = (scan)->callbacks->callback((scan)->callback_context, (what)); \
} while (0)

void early_device(struct scan *scan, const struct volscan_device *info)
{
	TELL(scan, on_device, info);
}

static void tell_vg(struct scan *scan, const struct volscan_vg *vg)
{
	size_t i;

	for (i = 0; i < vg->pv_count; i++)
		TELL(scan, on_pv, vg->pvs[i]);
	TELL(scan, on_vg, vg);
}

static bool is_wanted(const struct scan *scan)
{
	return scan->callbacks && (scan->callbacks->on_pv || scan->callbacks->on_vg) &&
	       !scan->stopped && !scan->error;
}

/* ------------------------------------------------------------------------
 * Who waits for whom
 */

static struct early *early_of(struct scan *scan)
{
	if (scan->early)
		return scan->early;
	scan->early = scan_zalloc(scan, sizeof(*scan->early));
	if (scan->early && table_new(EXPECTED, &scan->early->pvs))
		scan->error = -ENOMEM;
	return scan->error ? NULL : scan->early;
}

void early_free(struct scan *scan)
{
	if (scan->early && scan->early->pvs)
		table_free(scan->early->pvs);
}

/* One that there is. */
static struct early_pv *known_pv(const struct scan *scan, const char *uuid)
{
	struct early_pv *pv = table_get_string(scan->early->pvs, uuid);

	assert(pv);
	return pv;
}

/* It, or a new one; NULL without memory. */
static struct early_pv *pv_of(struct scan *scan, const char *uuid)
{
	struct early *early = early_of(scan);
	struct early_pv *pv = early ? table_get_string(early->pvs, uuid) : NULL;

	if (pv || !early)
		return pv;
	pv = scan_zalloc(scan, sizeof(*pv));
	if (pv && table_put_string(early->pvs, uuid, pv))
		scan->error = -ENOMEM;
	return scan->error ? NULL : pv;
}

static bool wait_for(struct scan *scan, struct early_pv *pv, struct text *text)
{
	struct waiting *waiting = scan_zalloc(scan, sizeof(*waiting));

	if (!waiting)
		return false;
	*waiting = (struct waiting) { pv->waiting, text };
	pv->waiting = waiting;
	text->early->awaited += !pv->found;
	return true;
}

static void wait_for_all(struct scan *scan, struct text *text)
{
	const struct volscan_vg *vg = text->early->vg;
	struct early_pv *pv;
	size_t i;

	for (i = 0; i < vg->pv_count; i++) {
		pv = pv_of(scan, vg->pvs[i]->uuid);
		if (!pv || !wait_for(scan, pv, text))
			return;
	}
}

/* ------------------------------------------------------------------------
 * Texts
 */

static void note_that(void *context, const struct finding *finding, const char *message)
{
	bool *told = context;

	(void)finding;
	(void)message;
	*told = true;
}

/* True if it was not parsed before, and is well. */
static bool parse(struct scan *scan, struct text *text)
{
	struct scan_budget all = scan_whole_budget(scan), budget = all;
	bool told = false;
	struct finding_sink sink = { note_that, &told };
	struct volscan_vg *vg;
	int r;

	if (text->early || !text->bytes || text->size > budget.text)
		return false;
	text->early = scan_zalloc(scan, sizeof(*text->early));
	if (!text->early)
		return false;
	r = text_parse(text->bytes, text->size, scan->pool, &sink, &budget.tree, &vg);
	if (r == -ENOMEM)
		scan->error = r;
	if (r || told)
		return false;
	text->early->text = text;
	text->early->vg = vg;
	text->early->tree = all.tree - budget.tree;
	return true;
}

bool early_take(struct text *text, struct scan_budget *budget)
{
	const struct early_vg *early = text->early;

	if (!early || !early->vg || early->tree > budget->tree)
		return false;
	budget->tree -= early->tree;
	text->vg = early->vg;
	return true;
}

/* ------------------------------------------------------------------------
 * Whole
 */

static bool has_nothing_else(const struct found *found, const struct text *text)
{
	size_t i;

	for (i = 0; i < found->pv->mda_count; i++)
		if (!found->pv->mdas[i].valid ||
		    (found->mdas[i].text && found->mdas[i].text != text))
			return false;
	return found->dev->info.state == VOLSCAN_DEVICE_PV;
}

/* What the text calls missing has come back, and is not to be relied on. */
static bool is_whole(const struct scan *scan, const struct early_vg *early)
{
	const struct early_pv *pv;
	size_t i;

	for (i = 0; i < early->vg->pv_count; i++) {
		pv = known_pv(scan, early->vg->pvs[i]->uuid);
		if (!pv->found || pv->twice || pv->found->row ||
		    early->vg->pvs[i]->status & VOLSCAN_PV_MISSING_FLAG ||
		    !has_nothing_else(pv->found, early->text))
			return false;
	}
	return true;
}

static void tell_early(struct scan *scan, struct early_vg *early)
{
	struct found *found;
	size_t i;

	for (i = 0; i < early->vg->pv_count; i++) {
		found = known_pv(scan, early->vg->pvs[i]->uuid)->found;
		assemble_text_valid(found);
		tie_pv(found, early->vg->pvs[i]);
		found->dev->info.pv = early->vg->pvs[i];
	}
	assemble_vg(scan, early->vg);
	early->told = true;
	early->next = scan->early->told;
	scan->early->told = early;
	tell_vg(scan, early->vg);
}

static void tell_if_whole(struct scan *scan, struct text *text)
{
	if (!scan->error && !text->early->awaited && !text->early->told &&
	    is_whole(scan, text->early))
		tell_early(scan, text->early);
}

/* ------------------------------------------------------------------------
 * While devices are walked
 */

void early_text(struct scan *scan, struct text *text)
{
	if (!is_wanted(scan) || !parse(scan, text))
		return;
	wait_for_all(scan, text);
	tell_if_whole(scan, text);
}

static void found_pv(struct scan *scan, struct early_pv *pv, struct found *found)
{
	struct waiting *waiting;

	if (pv->found) {
		pv->twice = true;
		return;
	}
	pv->found = found;
	for (waiting = pv->waiting; waiting; waiting = waiting->next) {
		waiting->text->early->awaited--;
		tell_if_whole(scan, waiting->text);
	}
}

void early_pv(struct scan *scan, struct found *found)
{
	struct early_pv *pv;
	size_t i;

	if (!is_wanted(scan) || !found->pv)
		return;
	pv = pv_of(scan, found->pv->uuid);
	if (pv)
		found_pv(scan, pv, found);
	for (i = 0; pv && i < found->pv->mda_count; i++)
		if (found->mdas[i].text)
			early_text(scan, found->mdas[i].text);
}

/* ------------------------------------------------------------------------
 * When all of them have been
 */

static void undo(const struct scan *scan, const struct early_vg *early)
{
	struct found *found;
	size_t i;

	for (i = 0; i < early->vg->pv_count; i++) {
		found = known_pv(scan, early->vg->pvs[i]->uuid)->found;
		found->row = NULL;
		found->dev->info.pv = found->pv;
		untie_pv(early->vg->pvs[i]);
	}
}

void early_undo(struct scan *scan)
{
	const struct early_vg *early;

	for (early = scan->early ? scan->early->told : NULL; early; early = early->next)
		undo(scan, early);
}

static bool was_told(const struct text *text)
{
	return text->early && text->early->told && text->early->vg == text->vg;
}

/* A PV of a VG is not the label's own. */
void early_tell_rest(struct scan *scan, const struct vgs *vgs)
{
	size_t i;

	for (i = 0; i < vgs->count; i++)
		if (!was_told(vgs->texts[i]))
			tell_vg(scan, vgs->texts[i]->vg);
	for (i = 0; i < scan->count; i++)
		if (scan->found[i]->row && scan->found[i]->row == scan->found[i]->pv)
			TELL(scan, on_pv, scan->found[i]->row);
}
