/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is wrong with an LV. Of a RAID's images and metadata the RAID says it. */
#include <string.h>

#include "report/live.h"

static const struct live_health nothing = { '-', "" };

static int index_in(const struct volscan_area *areas, size_t count, const struct volscan_lv *lv)
{
	for (size_t i = 0; areas && i < count; i++)
		if (areas[i].kind == VOLSCAN_AREA_LV && areas[i].lv == lv)
			return (int)i;
	return -1;
}

static const struct volscan_segment *raid_user(const struct volscan_lv *lv, int *image)
{
	for (size_t i = 0; i < lv->user_count; i++) {
		const struct volscan_segment *user = lv->users[i];

		if (!segtype_is_raid(segtype_of(user)))
			continue;
		*image = index_in(user->areas, user->area_count, lv);
		if (*image < 0)
			*image = index_in(user->meta_areas, user->area_count, lv);
		return user;
	}
	return NULL;
}

static const struct volscan_dm_raid *status_of(const struct lv_view *view)
{
	const struct volscan_dm_target *status = live_of(view).status;

	return status ? status->raid : NULL;
}

const struct volscan_dm_raid *live_raid(const struct lv_view *view, int *image)
{
	const struct volscan_segment *user;
	struct lv_view raid;

	*image = -1;
	if (view_is_raid(view))
		return status_of(view);
	user = raid_user(view->lv, image);
	if (!user)
		return NULL;
	raid = lv_view(user->lv);
	return status_of(&raid);
}

static char health_of_image(const struct volscan_dm_raid *raid, int image)
{
	return image >= 0 && (size_t)image < strlen(raid->health) ? raid->health[image] : 0;
}

static bool mirror_is_in_sync(const struct volscan_lv *image)
{
	for (size_t i = 0; i < image->user_count; i++) {
		struct lv_view mirror = lv_view(image->users[i]->lv);

		if (mirror.type->kind == SEGTYPE_MIRROR)
			return live_percent(&mirror, LIVE_SYNC) == DM_PERCENT_100;
	}
	return false;
}

bool live_image_is_in_sync(const struct lv_view *view)
{
	const struct volscan_dm_raid *raid;
	int image;

	if (!(view->uses & LV_RAID_IMAGE))
		return view->uses & LV_MIRROR_IMAGE && mirror_is_in_sync(view->lv);
	if (lv_is_visible(view->lv) || !live_is_active(view->lv))
		return false;
	raid = live_raid(view, &image);
	return raid && health_of_image(raid, image) == 'A';
}

/* Nothing is said of what is not active. */
static bool is_healthy(const struct lv_view *view)
{
	const struct volscan_dm_raid *raid;
	int image;

	if (!live_is_active(view->lv))
		return true;
	raid = live_raid(view, &image);
	if (!raid)
		return false;
	return image < 0 ? !strchr(raid->health, 'D') : health_of_image(raid, image) != 'D';
}

static struct live_health of_raid(const struct lv_view *view)
{
	const struct volscan_dm_raid *raid = status_of(view);

	if (!is_healthy(view))
		return (struct live_health){ 'r', "refresh needed" };
	if (!view_is_raid(view))
		return view->lv->status & VOLSCAN_LV_WRITEMOSTLY ?
			(struct live_health){ 'w', "writemostly" } : nothing;
	if (raid && raid->mismatches)
		return (struct live_health){ 'm', "mismatches exist" };
	if (raid && !strcmp(raid->action, "reshape"))
		return (struct live_health){ 's', "" };
	return nothing;
}

static struct live_health of_pool(bool failed, bool out_of_data, bool read_only)
{
	if (failed)
		return (struct live_health){ 'F', "failed" };
	if (out_of_data)
		return (struct live_health){ 'D', "out_of_data" };
	if (read_only)
		return (struct live_health){ 'M', "metadata_read_only" };
	return nothing;
}

static struct live_health of_status(const struct volscan_dm_target *status,
				    const struct lv_view *view)
{
	if (status->cache)
		return of_pool(status->cache->failed, false, status->cache->read_only);
	if (status->thin_pool && view->type->kind == SEGTYPE_THIN_POOL)
		return of_pool(status->thin_pool->failed, status->thin_pool->out_of_data,
			       status->thin_pool->read_only);
	if (status->thin && status->thin->failed)
		return (struct live_health){ 'F', "failed" };
	if (status->writecache && status->writecache->error)
		return (struct live_health){ 'E', "error" };
	return nothing;
}

struct live_health live_health(const struct lv_view *view)
{
	struct live live = live_of(view);

	if (view->lv->status & VOLSCAN_LV_PARTIAL)
		return (struct live_health){ 'p', "partial" };
	if (view_is_raid_type(view))
		return live.known ? of_raid(view) : (struct live_health){ 'X', NULL };
	if (live.unclear)
		return (struct live_health){ 'X', NULL };
	return live.status ? of_status(live.status, view) : nothing;
}
