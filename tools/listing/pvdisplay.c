/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* pvdisplay: the long form, -s, -c and -m. */
#include "listing/listing.h"

#include <inttypes.h>

#include "report/attr.h"

/* Of LVM2's status word, which -c prints as a number. */
#define STATUS_EXPORTED		0x2u
#define STATUS_ALLOCATABLE	0x8u
#define STATUS_MISSING		0x800000u

static uint32_t free_extents(const struct volscan_pv *pv)
{
	return pv->pe_count - pv->pe_alloc_count;
}

static uint64_t extent_size(const struct volscan_pv *pv)
{
	return pv->vg ? pv->vg->extent_size : 0;
}

static bool is_exported(const struct volscan_pv *pv)
{
	return pv->vg && (pv->vg->status & VOLSCAN_VG_EXPORTED);
}

/* Space that is in no extent counts from pe_start on; what is shown is all of it. After
 * pvresize the text can have a size that lacks what is before pe_start. */
static void say_size(struct listing *l, const struct volscan_pv *pv)
{
	uint64_t data = pv->pe_count * extent_size(pv), end = pv->pe_start + data;
	uint64_t size = pv->dev_size > end ? pv->dev_size : end;

	if (pv->vg && pv->pe_count)
		say("PV Size               %s / not usable %s", listing_size(l, size),
		    listing_size(l, size - (pv->dev_size > end ? data : pv->dev_size)));
	else
		say("PV Size               %s", listing_size(l, pv->dev_size));
}

static const char *allocatable(const struct volscan_pv *pv)
{
	if (!(pv->status & VOLSCAN_PV_ALLOCATABLE))
		return "NO";
	return pv->pe_count && !free_extents(pv) ? "yes (but full)" : "yes ";
}

static void show_long(struct listing *l, const struct volscan_pv *pv)
{
	say("--- %sPhysical volume ---", pv->vg ? "" : "NEW ");
	say("PV Name               %s", listing_pv_name(l, pv));
	say("VG Name               %s%s", pv->vg ? pv->vg->name : "",
	    is_exported(pv) ? " (exported)" : "");
	say_size(l, pv);
	say("Allocatable           %s", allocatable(pv));
	say("PE Size               %s", listing_size(l, extent_size(pv)));
	say("Total PE              %" PRIu32, pv->pe_count);
	say("Free PE               %" PRIu32, free_extents(pv));
	say("Allocated PE          %" PRIu32, pv->pe_alloc_count);
	say("PV UUID               %s", pv->uuid);
	say_blank();
}

static void show_map(const struct volscan_pv *pv)
{
	size_t i;

	if (extent_size(pv))
		say("--- Physical Segments ---");
	for (i = 0; i < pv->segment_count; i++) {
		const struct volscan_pv_segment *part = &pv->segments[i];
		const struct volscan_segment *seg = part->segment;

		say("Physical extent %" PRIu32 " to %" PRIu32 ":", part->start,
		    part->start + part->count - 1);
		if (!seg) {
			say("  FREE");
			continue;
		}
		say("  Logical volume\t/dev/%s/%s", seg->lv->vg->name, seg->lv->name);
		say("  Logical extents\t%" PRIu32 " to %" PRIu32, seg->start,
		    seg->start + seg->count - 1);
	}
	say_blank();
}

static unsigned status_word(const struct volscan_pv *pv)
{
	return (is_exported(pv) ? STATUS_EXPORTED : 0) |
	       (pv->status & VOLSCAN_PV_ALLOCATABLE ? STATUS_ALLOCATABLE : 0) |
	       (is_missing_pv(pv) ? STATUS_MISSING : 0);
}

static void show_colon(struct listing *l, const struct volscan_pv *pv)
{
	unsigned status = status_word(pv);

	say("%s:%s:%" PRIu64 ":-1:%u:%u:-1:%" PRIu64 ":%" PRIu32 ":%" PRIu32 ":%" PRIu32 ":%s",
	    listing_pv_name(l, pv), pv->vg ? pv->vg->name : "", pv->dev_size, status,
	    status & STATUS_ALLOCATABLE, extent_size(pv) / 2, pv->pe_count, free_extents(pv),
	    pv->pe_alloc_count, pv->uuid);
}

static void show_short(struct listing *l, const struct volscan_pv *pv)
{
	uint64_t size = pv->vg ? free_extents(pv) * extent_size(pv) : pv->dev_size;

	say("Device \"%s\" has a capacity of %s", listing_pv_name(l, pv), listing_size(l, size));
}

/* Messages to LVM2, which -qq silences. */
static void say_what_is_special(struct listing *l, const struct volscan_pv *pv)
{
	const char *name = listing_pv_name(l, pv);

	if (l->options->quiet > 1)
		return;
	if (is_exported(pv))
		say("Physical volume \"%s\" of volume group \"%s\" is exported", name,
		    pv->vg->name);
	if (!pv->vg)
		say("\"%s\" is a new physical volume of \"%s\"", name,
		    listing_size(l, pv->dev_size));
}

static void show_pv(struct listing *l, const struct volscan_pv *pv)
{
	if (l->options->short_form) {
		show_short(l, pv);
		return;
	}
	say_what_is_special(l, pv);
	if (l->options->colon) {
		show_colon(l, pv);
		return;
	}
	show_long(l, pv);
	if (l->options->maps)
		show_map(pv);
}

static void pvdisplay(struct listing *l)
{
	listing_each_pv(l, show_pv);
}

int pvdisplay_command(struct tool *tool)
{
	return display_command(tool, REPORT_LABEL, pvdisplay);
}
