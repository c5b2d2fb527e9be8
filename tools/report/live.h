/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the kernel has of an LV, as LVM2 shows it: an LV can have several devices, and
 * which of them is asked for what is part of the format.
 */
#ifndef REPORT_LIVE_H
#define REPORT_LIVE_H

#include <libdevmapper.h>

#include "report/lv_view.h"

struct live {
	bool known;		/* the kernel was asked, and has answered */
	const struct volscan_dm *info;	/* the device that is shown, or NULL */
	const struct volscan_dm_target *status;	/* the target that is shown, or NULL */
	bool unclear;		/* its status is not understood */
};

struct live live_of(const struct lv_view *view);

/* The device that bears the LV's name: if it is there, the LV is active. Of a pool it is
 * not the one that is shown. */
const struct volscan_dm *live_device(const struct volscan_lv *lv);
bool live_is_active(const struct volscan_lv *lv);
bool live_is_open(const struct volscan_lv *lv);

/* Of an image: is it in sync? False where that is not known. */
bool live_image_is_in_sync(const struct lv_view *view);

/* The status of the RAID that the LV is, or is an image or metadata of; NULL if there is
 * none to be had. `image`: its number there, or -1 for the RAID. */
const struct volscan_dm_raid *live_raid(const struct lv_view *view, int *image);

enum live_share { LIVE_DATA, LIVE_METADATA, LIVE_SYNC };

/* DM_PERCENT_INVALID where there is nothing to tell. */
dm_percent_t live_percent(const struct lv_view *view, enum live_share share);

/* What is wrong with it. `letter` is that of lv_attr, which says more than `text`, that
 * of lv_health_status; NULL and 'X' = it cannot be known. */
struct live_health {
	char letter;
	const char *text;
};

struct live_health live_health(const struct lv_view *view);

/* The fifth and the sixth letter of lv_attr. */
char live_state(const struct lv_view *view);
char live_open(const struct lv_view *view);

#endif
