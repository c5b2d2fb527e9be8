/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * lvdisplay: the long form, -c and -m. Whether an LV is active, and how full it is,
 * only the kernel knows; where it was not asked such lines are left out, as LVM2 does.
 */
#include "listing/listing.h"

#include <inttypes.h>
#include <stdio.h>
#include <time.h>

#include "listing/display.h"
#include "report/attr.h"
#include "report/form.h"
#include "report/live.h"

#define TIME_SIZE 256
#define PERCENT_SIZE 16

static void say_lv(const char *label, const struct volscan_lv *lv)
{
	if (lv)
		say("%-22s %s", label, lv->name);
}

static const char *access(const struct volscan_lv *lv)
{
	const struct volscan_dm *device = live_device(lv);

	if (!(lv->status & VOLSCAN_LV_WRITE))
		return "read only";
	return device && device->read_only ? "read/write (activated read only)" : "read/write";
}

static void show_names(const struct volscan_lv *lv)
{
	if (!lv_is_visible(lv)) {
		say("Internal LV Name       %s", lv->name);
	} else {
		if (!lv_is_thin_pool(lv))
			say("LV Path                /dev/%s/%s", lv->vg->name, lv->name);
		say("LV Name                %s", lv->name);
	}
	say("VG Name                %s", lv->vg->name);
	say("LV UUID                %s", lv->uuid);
	say("LV Write Access        %s", access(lv));
}

/* Empty for a time that is not known, or that does not fit. */
static const char *time_text(struct listing *l, int64_t time, char text[TIME_SIZE])
{
	const char *format = form_setting(&l->report, "report/time_format");
	time_t seconds = (time_t)time;
	struct tm tm;

	if (!seconds || !localtime_r(&seconds, &tm) || !strftime(text, TIME_SIZE, format, &tm))
		*text = '\0';
	return text;
}

static void show_creation(struct listing *l, const struct volscan_lv *lv)
{
	char text[TIME_SIZE];

	say("LV Creation host, time %s, %s", listing_safe(l, lv->creation_host),
	    time_text(l, lv->creation_time, text));
}

/* "" where there is nothing to tell. */
static const char *percent_text(const struct volscan_lv *lv, enum live_share share,
				char text[PERCENT_SIZE])
{
	struct lv_view view = lv_view(lv);
	dm_percent_t percent = live_percent(&view, share);

	*text = '\0';
	if (percent != DM_PERCENT_INVALID)
		snprintf(text, PERCENT_SIZE, "%.2f%%", dm_percent_to_round_float(percent, 2));
	return text;
}

static const char *snapshot_state(const struct volscan_lv *cow)
{
	char text[PERCENT_SIZE];

	return *percent_text(cow, LIVE_DATA, text) ? "active" : "INACTIVE";
}

static void show_snapshots(const struct volscan_lv *lv)
{
	size_t i;

	if (lv_is_origin(lv)) {
		say("LV snapshot status     source of");
		for (i = 0; i < lv->snapshot_count; i++)
			if (lv->snapshots[i]->cow)
				say("                       %s [%s]",
				    lv->snapshots[i]->cow->name,
				    snapshot_state(lv->snapshots[i]->cow));
	} else if (lv_is_cow(lv) && lv->snapshot->origin) {
		say("LV snapshot status     %s destination for %s", snapshot_state(lv),
		    lv->snapshot->origin->name);
	}
}

static const struct volscan_lv *user_of(const struct lv_view *view, unsigned use)
{
	return view->uses & use && view->lv->user_count ? view->lv->users[0]->lv : NULL;
}

/* The thin snapshot that is being merged into this one, or NULL. */
static const struct volscan_lv *merged_snapshot(const struct volscan_lv *lv)
{
	size_t i;

	for (i = 0; i < lv->user_count; i++)
		if (lv->users[i]->merge_lv == lv)
			return lv->users[i]->lv;
	return NULL;
}

static void show_relations(const struct lv_view *view)
{
	const struct volscan_segment *seg = view->seg;

	switch (view->type->kind) {
	case SEGTYPE_THIN:
		say_lv("LV Pool name", seg->pool_lv);
		say_lv("LV Thin origin name", seg->origin);
		say_lv("LV External origin name", seg->external_origin);
		say_lv("LV merging to", seg->merge_lv);
		say_lv("LV merged with", merged_snapshot(view->lv));
		break;
	case SEGTYPE_VDO:
		say_lv("LV VDO Pool name", seg->pool_lv);
		break;
	case SEGTYPE_VDO_POOL:
		say_lv("LV VDO Pool data", seg->data_lv);
		break;
	case SEGTYPE_CACHE:
		if (!view->lv->kernel)
			break;
		say_lv("LV Cache pool name", seg->pool_lv);
		say_lv("LV Cache origin name", seg->origin);
		break;
	case SEGTYPE_THIN_POOL:
	case SEGTYPE_CACHE_POOL:
		say_lv("LV Pool metadata", seg->metadata_lv);
		say_lv("LV Pool data", seg->data_lv);
		break;
	default:
		break;
	}
	say_lv("LV origin of Cache LV", user_of(view, LV_CACHE_ORIGIN));
}

static void show_status(const struct volscan_lv *lv)
{
	const struct volscan_dm *device = live_device(lv);

	if (!lv->kernel)
		return;
	if (device && device->suspended)
		say("LV Status              suspended");
	else
		say("LV Status              %savailable%s", device ? "" : "NOT ",
		    lv->status & VOLSCAN_LV_PARTIAL ? " (partial)" : "");
	if (device)
		say("# open                 %" PRIu32, device->open_count);
}

static void say_percent(const char *label, const struct volscan_lv *lv, enum live_share share)
{
	char text[PERCENT_SIZE];

	if (*percent_text(lv, share, text))
		say("%-22s %s", label, text);
}

static void show_cache(const struct lv_view *view)
{
	const struct volscan_dm_target *status = live_of(view).status;
	const struct volscan_dm_cache *cache = status ? status->cache : NULL;

	if (!cache || cache->failed)
		return;
	say_percent("Cache used blocks", view->lv, LIVE_DATA);
	say_percent("Cache metadata blocks", view->lv, LIVE_METADATA);
	say_percent("Cache dirty blocks", view->lv, LIVE_SYNC);
	say("Cache read hits/misses %" PRIu64 " / %" PRIu64, cache->read_hits,
	    cache->read_misses);
	say("Cache wrt hits/misses  %" PRIu64 " / %" PRIu64, cache->write_hits,
	    cache->write_misses);
	say("Cache demotions        %" PRIu64, cache->demotions);
	say("Cache promotions       %" PRIu64, cache->promotions);
}

/* How full it is. */
static void show_fill(const struct lv_view *view)
{
	switch (view->type->kind) {
	case SEGTYPE_CACHE:
		show_cache(view);
		break;
	case SEGTYPE_THIN_POOL:
		say_percent("Allocated pool data", view->lv, LIVE_DATA);
		say_percent("Allocated metadata", view->lv, LIVE_METADATA);
		break;
	case SEGTYPE_THIN:
		say_percent("Mapped size", view->lv, LIVE_DATA);
		break;
	default:
		break;
	}
}

/* A snapshot is as large as its origin was; its own extents are the COW table. */
static void show_size(struct listing *l, const struct lv_view *view)
{
	const struct volscan_lv *lv = view->lv;
	bool cow = lv_is_cow(lv);
	uint64_t extents = cow ? lv->snapshot->count : lv->extent_count;

	say("LV Size                %s", listing_extents(l, lv->vg, extents));
	show_fill(view);
	say("Current LE             %" PRIu64, extents);
	if (cow) {
		say("COW-table size         %s", listing_size(l, lv->size));
		say("COW-table LE           %" PRIu64, lv->extent_count);
		say_percent("Allocated to snapshot", lv, LIVE_DATA);
		say("Snapshot chunk size    %s", listing_size(l, lv->snapshot->chunk_size));
	}
	if (view->is_mirrored)
		say("Mirrored volumes       %zu", view->seg->area_count);
	say("Segments               %zu", lv->segment_count);
}

static void show_device(const struct volscan_lv *lv)
{
	const struct volscan_dm *device = live_device(lv);

	say("Allocation             %s", alloc_name(lv->alloc));
	if (lv->read_ahead == VOLSCAN_READ_AHEAD_AUTO)
		say("Read ahead sectors     auto");
	else
		say("Read ahead sectors     %" PRIu32, lv->read_ahead);
	if (device && device->read_ahead != lv->read_ahead)
		say("- currently set to     %" PRIu64, device->read_ahead);
	if (lv->status & VOLSCAN_LV_FIXED_MINOR) {
		if (lv->major >= 0)
			say("Persistent major       %" PRId32, lv->major);
		say("Persistent minor       %" PRId32, lv->minor);
	}
	if (device)
		say("Block device           %" PRIu32 ":%" PRIu32, device->major, device->minor);
}

static void show_historical(struct listing *l, const struct volscan_lv *lv)
{
	char text[TIME_SIZE];

	say("--- Historical Logical volume ---");
	say("LV Name                -%s", lv->name);
	say("VG Name                %s", lv->vg->name);
	say("LV UUID                %s", lv->uuid);
	say("LV Creation time       %s", time_text(l, lv->creation_time, text));
	say("LV Removal time        %s", time_text(l, lv->removal_time, text));
	say_blank();
}

void lv_show_long(struct listing *l, const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);

	if (lv->historical) {
		show_historical(l, lv);
		return;
	}
	say("--- Logical volume ---");
	show_names(lv);
	show_creation(l, lv);
	show_snapshots(lv);
	show_relations(&view);
	show_status(lv);
	show_size(l, &view);
	show_device(lv);
	say_blank();
}

static void show_colon(const struct volscan_lv *lv)
{
	const struct volscan_dm *device = live_device(lv);

	say("/dev/%s/%s:%s:%d:%d:-1:%" PRIu32 ":%" PRIu64 ":%" PRIu64 ":-1:%d:%" PRId32
	    ":%" PRId64 ":%" PRId64,
	    lv->vg->name, lv->name, lv->vg->name,
	    (lv->status & VOLSCAN_LV_READ ? 1 : 0) | (lv->status & VOLSCAN_LV_WRITE ? 2 : 0),
	    device ? 1 : 0, device ? device->open_count : 0, lv->size, lv->extent_count,
	    lv->alloc == VOLSCAN_ALLOC_CONTIGUOUS ? 2 : 0,
	    lv->read_ahead == VOLSCAN_READ_AHEAD_AUTO ? -1 : (int32_t)lv->read_ahead,
	    device ? (int64_t)device->major : -1, device ? (int64_t)device->minor : -1);
}

static void show_lv(struct listing *l, const struct volscan_lv *lv)
{
	if (l->options->colon) {
		show_colon(lv);
		return;
	}
	lv_show_long(l, lv);
	if (l->options->maps && !lv->historical)
		lv_show_segments(l, lv);
}

static void show_vg(struct listing *l, const struct volscan_vg *vg)
{
	listing_each_lv(l, vg, show_lv);
}

static void lvdisplay(struct listing *l)
{
	listing_each_vg(l, show_vg);
}

int lvdisplay_command(struct tool *tool)
{
	return display_command(tool, REPORT_LV, lvdisplay);
}
