/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sources: LVM2's check_lv_segments(), lvmthin(7) and lvmcache(7), and how lvcreate
 * numbers the LVs of a thin pool.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>

#include "metadata/check_private.h"

/* ------------------------------------------------------------------------
 * Pools
 */

/* Sectors: 2 MiB, also for caches. */
#define METADATA_MIN 4096

static void check_metadata(const struct check *c, const struct volscan_segment *pool)
{
	const struct volscan_lv *metadata = pool->metadata_lv;

	if (!pool->data_lv || !metadata || metadata->size >= METADATA_MIN)
		return;
	segment_tell(c, pool, SEGMENT_FINDING(POOL_METADATA, pool, .field = "metadata",
					      .expected = NUMBER(METADATA_MIN),
					      .found = NUMBER(metadata->size)),
		     "its metadata LV %s has %" PRIu64 " sectors, and none has fewer than %d. Was "
		     "the text changed by hand? Restore older metadata with \"vgcfgrestore\".",
		     metadata->name, metadata->size, METADATA_MIN);
}

static bool ends_within(uint64_t start, uint64_t length, uint64_t size)
{
	return length && start <= size && length <= size - start;
}

/* `start` is not before the other one's. */
static bool begins_behind(uint64_t start, uint64_t other, uint64_t length)
{
	return start >= other && start - other >= length;
}

static void check_cachevol(const struct check *c, const struct volscan_segment *cache)
{
	const struct volscan_lv *fast = cache->pool_lv;

	if (!segment_is(cache, "cache") || !(fast->status & VOLSCAN_LV_CACHE_VOL))
		return;
	if (!ends_within(cache->metadata_start, cache->metadata_len, fast->size))
		segment_tell(c, cache, SEGMENT_FINDING(CACHE_RANGE, cache, .field = "metadata_len",
						       .expected = NUMBER(fast->size),
						       .found = NUMBER(cache->metadata_len)),
			     "the cache's metadata, %" PRIu64 " sectors from %" PRIu64 " on, are "
			     "not within LV %s of %" PRIu64 " sectors.", cache->metadata_len,
			     cache->metadata_start, fast->name, fast->size);
	else if (!ends_within(cache->data_start, cache->data_len, fast->size))
		segment_tell(c, cache, SEGMENT_FINDING(CACHE_RANGE, cache, .field = "data_len",
						       .expected = NUMBER(fast->size),
						       .found = NUMBER(cache->data_len)),
			     "the cache's data, %" PRIu64 " sectors from %" PRIu64 " on, are not "
			     "within LV %s of %" PRIu64 " sectors.", cache->data_len,
			     cache->data_start, fast->name, fast->size);
	else if (!begins_behind(cache->data_start, cache->metadata_start, cache->metadata_len) &&
		 !begins_behind(cache->metadata_start, cache->data_start, cache->data_len))
		segment_tell(c, cache, SEGMENT_FINDING(CACHE_RANGE, cache, .field = "data_start",
						       .found = NUMBER(cache->data_start)),
			     "the cache's metadata, from sector %" PRIu64 " of LV %s on, and its "
			     "data, from sector %" PRIu64 " on, overlap.", cache->metadata_start,
			     fast->name, cache->data_start);
}

/* ------------------------------------------------------------------------
 * Thin LVs
 */

static bool is_in_pool(const struct volscan_segment *segment, const struct volscan_lv *pool)
{
	return segment_is(segment, "thin") && segment->pool_lv == pool;
}

static void check_transaction(const struct check *c, const struct volscan_segment *thin,
			      uint64_t of_pool)
{
	if (thin->transaction_id <= of_pool)
		return;
	segment_tell(c, thin, SEGMENT_FINDING(THIN_TRANSACTION, thin, .field = "transaction_id",
					      .expected = NUMBER(of_pool),
					      .found = NUMBER(thin->transaction_id)),
		     "it was made by transaction %" PRIu64 " of pool %s, whose last one is %" PRIu64
		     ". Is the pool's metadata older than the LV? Look at both with "
		     "\"thin_dump\" before activating them.", thin->transaction_id,
		     thin->pool_lv->name, of_pool);
}

static int compare_ids(const void *a, const void *b)
{
	const struct volscan_segment *x = *(const struct volscan_segment *const *) a;
	const struct volscan_segment *y = *(const struct volscan_segment *const *) b;

	if (x->device_id != y->device_id)
		return x->device_id < y->device_id ? -1 : 1;
	return (x->lv->index > y->lv->index) - (x->lv->index < y->lv->index);
}

static void check_ids(const struct check *c, const struct volscan_segment **thins, size_t count)
{
	qsort(thins, count, sizeof(*thins), compare_ids);
	for (size_t i = 1; i < count; i++)
		if (thins[i]->device_id && thins[i]->device_id == thins[i - 1]->device_id)
			segment_tell(c, thins[i],
				     SEGMENT_FINDING(THIN_DEVICE_ID, thins[i],
						     .field = "device_id",
						     .expected = "one of its own",
						     .found = NUMBER(thins[i]->device_id)),
				     "its device_id %" PRIu32 " is that of LV %s in the same pool: both "
				     "have the same blocks. Activate neither; restore older metadata "
				     "with \"vgcfgrestore\".", thins[i]->device_id,
				     thins[i - 1]->lv->name);
}

static int check_thins(const struct check *c, const struct volscan_segment *pool)
{
	const struct volscan_lv *lv = pool->lv;
	const struct volscan_segment **thins = calloc(lv->user_count + 1, sizeof(*thins));
	size_t count = 0;

	if (!thins)
		return -ENOMEM;
	for (size_t i = 0; i < lv->user_count; i++)
		if (is_in_pool(lv->users[i], lv))
			thins[count++] = lv->users[i];
	for (size_t i = 0; i < count; i++)
		check_transaction(c, thins[i], pool->transaction_id);
	check_ids(c, thins, count);
	free(thins);
	return 0;
}

static void check_segment(const struct check *c, const struct volscan_segment *segment)
{
	check_metadata(c, segment);
	check_cachevol(c, segment);
}

int check_pools(const struct check *c)
{
	int r = 0;

	check_each_segment(c, check_segment);
	for (size_t i = 0; i < c->vg->lv_count && !r; i++)
		if (lv_is(c->vg->lvs[i], "thin-pool"))
			r = check_thins(c, c->vg->lvs[i]->segments[0]);
	return r;
}
