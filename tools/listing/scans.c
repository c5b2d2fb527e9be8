/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vgscan and lvscan: a line for each VG, for each LV. */
#include "listing/listing.h"
#include "log.h"
#include "report/attr.h"
#include "report/live.h"

static void vgscan_line(struct listing *l, const struct volscan_vg *vg)
{
	(void)l;
	say("Found %svolume group \"%s\" using metadata type %s",
	    vg->status & VOLSCAN_VG_EXPORTED ? "exported " : "", vg->name, vg->format);
}

static void vgscan(struct listing *l)
{
	listing_each_vg(l, vgscan_line);
}

int vgscan_command(struct tool *tool)
{
	int status = listing_without_names(tool, REPORT_VG, vgscan);

	if (!tool->options.nodes || status == STATUS_USAGE)
		return status;
	log_error("--mknodes: volscan writes nothing, and has made no nodes in /dev.");
	return STATUS_FAILED;
}

static const char *role(const struct volscan_lv *lv)
{
	if (lv_is_origin(lv))
		return "Original";
	return lv_is_cow(lv) ? "Snapshot" : "        ";
}

/* Only the kernel knows; LVM2 without it knows of none. A snapshot that is lost is not. */
static bool is_active(const struct volscan_lv *lv)
{
	struct lv_view view = lv_view(lv);

	return live_is_active(lv) &&
	       (!lv_is_cow(lv) || live_percent(&view, LIVE_DATA) != DM_PERCENT_INVALID);
}

static void lvscan_line(struct listing *l, const struct volscan_lv *lv)
{
	say("%s %s '/dev/%s/%s' [%s] %s", is_active(lv) ? "ACTIVE  " : "inactive", role(lv),
	    lv->vg->name, lv->name,
	    listing_size(l, lv->size), alloc_name(lv->alloc));
}

static void lvscan_vg(struct listing *l, const struct volscan_vg *vg)
{
	listing_each_lv(l, vg, lvscan_line);
}

static void lvscan(struct listing *l)
{
	listing_each_vg(l, lvscan_vg);
}

int lvscan_command(struct tool *tool)
{
	return listing_without_names(tool, REPORT_LV, lvscan);
}
