/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vgdisplay: the long form, -s and -c; with -v also the LVs and PVs of each VG. */
#include "listing/listing.h"

#include <inttypes.h>

#include "listing/display.h"
#include "report/live.h"

/* Of LVM2's status word, which -c prints as a number. */
static const struct {
	uint64_t flag;
	unsigned word;
} status_words[] = {
	{ VOLSCAN_VG_EXPORTED, 0x2 },
	{ VOLSCAN_VG_RESIZEABLE, 0x4 },
	{ VOLSCAN_VG_NOAUTOACTIVATE, 0x10 },
	{ VOLSCAN_VG_READ, 0x100 },
	{ VOLSCAN_VG_WRITE, 0x200 },
};

static unsigned status_word(const struct volscan_vg *vg)
{
	unsigned word = 0;
	size_t i;

	for (i = 0; i < sizeof(status_words) / sizeof(status_words[0]); i++)
		if (vg->status & status_words[i].flag)
			word |= status_words[i].word;
	return word;
}

static unsigned visible_lvs(const struct volscan_vg *vg)
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < vg->lv_count; i++)
		count += lv_is_visible(vg->lvs[i]);
	return count;
}

/* Only the kernel knows; LVM2 without it knows of none. */
static unsigned count_visible(const struct volscan_vg *vg, bool (*is)(const struct volscan_lv *lv))
{
	unsigned count = 0;
	size_t i;

	for (i = 0; i < vg->lv_count; i++)
		count += lv_is_visible(vg->lvs[i]) && is(vg->lvs[i]);
	return count;
}

static size_t found_pvs(const struct volscan_vg *vg)
{
	return vg->pv_count - vg->missing_pv_count;
}

static uint64_t used(const struct volscan_vg *vg)
{
	return vg->extent_count - vg->free_count;
}

static const char *access(const struct volscan_vg *vg)
{
	bool reads = vg->status & VOLSCAN_VG_READ, writes = vg->status & VOLSCAN_VG_WRITE;

	if (reads)
		return writes ? "read/write" : "read";
	return writes ? "write" : "";
}

static void show_counts(const struct volscan_vg *vg)
{
	say("MAX LV                %" PRIu32, vg->max_lv);
	say("Cur LV                %u", visible_lvs(vg));
	say("Open LV               %u", count_visible(vg, live_is_open));
	say("Max PV                %" PRIu32, vg->max_pv);
	say("Cur PV                %zu", vg->pv_count);
	say("Act PV                %zu", found_pvs(vg));
}

static void show_space(struct listing *l, const struct volscan_vg *vg)
{
	say("VG Size               %s", listing_extents(l, vg, vg->extent_count));
	say("PE Size               %s", listing_size(l, vg->extent_size));
	say("Total PE              %" PRIu64, vg->extent_count);
	say("Alloc PE / Size       %" PRIu64 " / %s", used(vg), listing_extents(l, vg, used(vg)));
	say("Free  PE / Size       %" PRIu64 " / %s", vg->free_count,
	    listing_extents(l, vg, vg->free_count));
}

static void show_long(struct listing *l, const struct volscan_vg *vg)
{
	say("--- Volume group ---");
	say("VG Name               %s", vg->name);
	say("System ID             %s", listing_safe(l, vg->system_id));
	say("Format                %s", vg->format);
	say("Metadata Areas        %" PRIu32, vg->mda_count);
	say("Metadata Sequence No  %" PRIu32, vg->seqno);
	say("VG Access             %s", access(vg));
	say("VG Status             %s%sresizable",
	    vg->status & VOLSCAN_VG_EXPORTED ? "exported/" : "",
	    vg->status & VOLSCAN_VG_RESIZEABLE ? "" : "NOT ");
	show_counts(vg);
	show_space(l, vg);
	say("VG UUID               %s", vg->uuid);
	say_blank();
}

static void show_pvs(struct listing *l, const struct volscan_vg *vg)
{
	size_t i;

	say("--- Physical volumes ---");
	for (i = 0; i < vg->pv_count; i++) {
		const struct volscan_pv *pv = vg->pvs[i];

		say("PV Name               %s     ", listing_pv_name(l, pv));
		say("PV UUID               %s", pv->uuid);
		say("PV Status             %sallocatable",
		    pv->status & VOLSCAN_PV_ALLOCATABLE ? "" : "NOT ");
		say("Total PE / Free PE    %" PRIu32 " / %" PRIu32, pv->pe_count,
		    pv->pe_count - pv->pe_alloc_count);
		say_blank();
	}
}

static void show_colon(const struct volscan_vg *vg)
{
	say("%s:%s:%u:-1:%" PRIu32 ":%u:%u:-1:%" PRIu32 ":%zu:%zu:%" PRIu64 ":%" PRIu64
	    ":%" PRIu64 ":%" PRIu64 ":%" PRIu64 ":%s",
	    vg->name, vg->status & VOLSCAN_VG_WRITE ? "r/w" : "r", status_word(vg), vg->max_lv,
	    visible_lvs(vg), count_visible(vg, live_is_open), vg->max_pv, vg->pv_count,
	    found_pvs(vg),
	    vg->extent_count * vg->extent_size / 2, vg->extent_size / 2, vg->extent_count,
	    used(vg), vg->free_count, vg->uuid);
}

static void show_short(struct listing *l, const struct volscan_vg *vg)
{
	say("\"%s\" %-9s [%-9s used / %s free]", vg->name, listing_extents(l, vg, vg->extent_count),
	    listing_extents(l, vg, used(vg)), listing_extents(l, vg, vg->free_count));
}

static void show_vg(struct listing *l, const struct volscan_vg *vg)
{
	if (!args_want_vg(l->args, vg) ||
	    (l->options->active_vgs && !count_visible(vg, live_is_active)))
		return;
	if (l->options->colon) {
		show_colon(vg);
	} else if (l->options->short_form) {
		show_short(l, vg);
	} else {
		show_long(l, vg);
		if (!l->options->verbose)
			return;
		listing_each_lv(l, vg, lv_show_long);
		show_pvs(l, vg);
	}
}

static void vgdisplay(struct listing *l)
{
	listing_each_vg(l, show_vg);
}

int vgdisplay_command(struct tool *tool)
{
	return display_command(tool, REPORT_VG, vgdisplay);
}
