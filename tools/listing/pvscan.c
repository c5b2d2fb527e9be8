/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * pvscan: a line for each PV, and sums. Columns are as wide as the longest names of
 * all PVs, shown or not, so that they are gone through twice.
 */
#include "listing/listing.h"

#include <stdio.h>
#include <string.h>

#include "log.h"

#define PADDING 2
#define ORPHANS_WIDTH 13	/* LVM2 has its VG of orphans among the names: #orphans_lvm2 */
#define UUID_TEXT_WIDTH ((int)sizeof(" with UUID ") + VOLSCAN_UUID_LEN)

struct pvscan {
	int pv_width, vg_width;
	unsigned count, orphan_count;
	uint64_t size, orphan_size;	/* sectors */
};

static bool is_listed(const struct listing *l, const struct volscan_pv *pv)
{
	if (l->options->exported)
		return pv->vg && (pv->vg->status & VOLSCAN_VG_EXPORTED);
	return !l->options->no_vg || !pv->vg;
}

static int wider(int width, const char *text)
{
	int length = (int)strlen(text);

	return length > width ? length : width;
}

static void measure(struct listing *l, const struct volscan_pv *pv)
{
	struct pvscan *scan = l->context;

	scan->pv_width = wider(scan->pv_width, listing_pv_name(l, pv));
	if (pv->vg)
		scan->vg_width = wider(scan->vg_width, pv->vg->name);
}

static uint64_t usable_size(const struct volscan_pv *pv)
{
	return pv->vg ? pv->pe_count * pv->vg->extent_size : pv->dev_size;
}

static void count(struct pvscan *scan, const struct volscan_pv *pv)
{
	scan->count++;
	scan->size += usable_size(pv);
	if (pv->vg)
		return;
	scan->orphan_count++;
	scan->orphan_size += usable_size(pv);
}

/* Name and, with -u, UUID, padded to the width of its column. */
static const char *pv_column(struct listing *l, const struct volscan_pv *pv)
{
	const struct pvscan *scan = l->context;
	const char *name = listing_pv_name(l, pv);
	int size = scan->pv_width + PADDING + UUID_TEXT_WIDTH + 1;
	char *text = dm_pool_alloc(l->pool, (size_t)size);

	if (!text) {
		l->no_memory = true;
		return name;
	}
	if (l->options->show_uuid)
		snprintf(text, (size_t)size, "%-*s with UUID %-*s", scan->pv_width, name,
			 VOLSCAN_UUID_LEN + PADDING + 1, pv->uuid);
	else
		snprintf(text, (size_t)size, "%-*s", scan->pv_width + PADDING, name);
	return text;
}

static void show_line(struct listing *l, const struct volscan_pv *pv)
{
	const struct pvscan *scan = l->context;
	int vg_width = scan->vg_width + PADDING;
	const char *size = listing_size(l, usable_size(pv));
	const char *name = pv_column(l, pv), *free_size;

	if (!pv->vg) {
		say("PV %s    %-*s %s [%s]", name, vg_width, "", "lvm2", size);
		return;
	}
	free_size = listing_extents(l, pv->vg, pv->pe_count - pv->pe_alloc_count);
	if (pv->vg->status & VOLSCAN_VG_EXPORTED)
		say("PV %s  is in exported VG %s [%s / %s free]", name, pv->vg->name, size,
		    free_size);
	else
		say("PV %s VG %-*s %s [%s / %s free]", name, vg_width, pv->vg->name,
		    pv->vg->format, size, free_size);
}

static void show_pv(struct listing *l, const struct volscan_pv *pv)
{
	if (!is_listed(l, pv))
		return;
	count(l->context, pv);
	if (l->options->short_form)
		say("%s", listing_pv_name(l, pv));
	else
		show_line(l, pv);
}

static void show_sums(struct listing *l)
{
	const struct pvscan *scan = l->context;

	if (!scan->count) {
		say("No matching physical volumes found");
		return;
	}
	say("Total: %u [%s] / in use: %u [%s] / in no VG: %u [%s]",
	    scan->count, listing_size(l, scan->size),
	    scan->count - scan->orphan_count, listing_size(l, scan->size - scan->orphan_size),
	    scan->orphan_count, listing_size(l, scan->orphan_size));
}

static void pvscan(struct listing *l)
{
	struct pvscan scan = { .vg_width = ORPHANS_WIDTH };

	l->context = &scan;
	if (l->options->exported)
		log_warn("WARNING: only considering physical volumes of exported volume group(s)");
	if (l->options->no_vg)
		log_warn("WARNING: only considering physical volumes in no volume group");
	listing_each_pv(l, measure);
	listing_each_pv(l, show_pv);
	show_sums(l);
}

int pvscan_command(struct tool *tool)
{
	if (tool->options.cache) {
		log_error("pvscan --cache notes PVs for LVM2's activation of VGs; volscan writes "
			  "nothing, and needs no notes. Run LVM2's pvscan for it.");
		return STATUS_USAGE;
	}
	if (tool->options.exported && tool->options.no_vg) {
		log_error("Options -e and -n are incompatible");
		return STATUS_USAGE;
	}
	return listing_without_names(tool, REPORT_LABEL, pvscan);
}
