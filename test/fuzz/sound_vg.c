/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "sound_vg.h"

#include <string.h>

#include "base/crc.h"
#include "base/uuid.h"
#include "fuzz.h"
#include "metadata/vg.h"

/* ------------------------------------------------------------------------
 * The number
 */

#define NOTHING UINT64_MAX

static void add(uint64_t *sum, uint64_t value)
{
	*sum = (*sum ^ value) * UINT64_C(0x100000001b3);
	*sum ^= *sum >> 29;
}

/* NULL is not "". */
static void add_string(uint64_t *sum, const char *string)
{
	size_t length = string ? strlen(string) : 0;

	add(sum, string ? length : NOTHING);
	add(sum, lvm_crc(LVM_CRC_SEED, string, length));
}

static void add_needed(uint64_t *sum, const char *string)
{
	CHECK(string);
	add_string(sum, string);
}

static void add_strings(uint64_t *sum, const struct volscan_strings *strings)
{
	add(sum, strings->count);
	for (size_t i = 0; i < strings->count; i++)
		add_needed(sum, strings->items[i]);
}

static void check_uuid(const char *uuid)
{
	CHECK(uuid && strlen(uuid) == VOLSCAN_UUID_LEN && uuid_parse(uuid, NULL));
}

/* ------------------------------------------------------------------------
 * References
 */

static void check_lv(const struct volscan_vg *vg, const struct volscan_lv *lv)
{
	struct volscan_lv *const *lvs = lv->historical ? vg->historical_lvs : vg->lvs;

	CHECK(lv->index < (lv->historical ? vg->historical_lv_count : vg->lv_count));
	CHECK(lvs[lv->index] == lv);
}

static void add_lv(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_lv *lv)
{
	if (lv)
		check_lv(vg, lv);
	add(sum, lv ? lv->index : NOTHING);
}

/* One that is not historical. */
static void add_live(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_lv *lv)
{
	CHECK(!lv || !lv->historical);
	add_lv(sum, vg, lv);
}

static void add_pv(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_pv *pv)
{
	CHECK(pv->vg == vg);
	add_string(sum, pv->uuid);
}

static void check_segment_of(const struct volscan_vg *vg, const struct volscan_segment *segment)
{
	CHECK(segment->lv->vg == vg);
	check_lv(vg, segment->lv);
}

/* ------------------------------------------------------------------------
 * PVs
 */

static void add_pv_segment(uint64_t *sum, const struct volscan_vg *vg,
			   const struct volscan_pv *pv, const struct volscan_pv_segment *part)
{
	const struct volscan_area *area;

	add(sum, part->start);
	add(sum, part->count);
	if (!part->segment)
		return;
	check_segment_of(vg, part->segment);
	CHECK(part->area < part->segment->area_count);
	area = &part->segment->areas[part->area];
	CHECK(area->kind == VOLSCAN_AREA_PV && area->pv == pv && area->start == part->start);
	CHECK(part->segment->area_len == part->count);
}

static void add_pv_map(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_pv *pv)
{
	const struct volscan_pv_segment *part;
	uint64_t next = 0, used = 0;

	for (size_t i = 0; i < pv->segment_count; i++) {
		part = &pv->segments[i];
		CHECK(part->start == next && part->count);
		next += part->count;
		used += part->segment ? part->count : 0;
		add_pv_segment(sum, vg, pv, part);
	}
	CHECK(next == pv->pe_count && used == pv->pe_alloc_count);
}

static void add_pv_all(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_pv *pv)
{
	check_uuid(pv->uuid);
	add_pv(sum, vg, pv);
	add(sum, pv->status);
	add_needed(sum, pv->device_hint);
	add_needed(sum, pv->device_id);
	add_needed(sum, pv->device_id_type);
	add(sum, pv->dev_size);
	add(sum, pv->pe_start);
	add(sum, pv->pe_count);
	add_strings(sum, &pv->tags);
	CHECK(pv->dev_size <= VG_SECTORS_MAX);
	CHECK(pv->pe_start <= VG_SECTORS_MAX);
	CHECK(pv->pe_count * vg->extent_size <= VG_SECTORS_MAX - pv->pe_start);
	add_pv_map(sum, vg, pv);
}

/* ------------------------------------------------------------------------
 * Segments
 */

static void add_area(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_area *area)
{
	add(sum, area->kind);
	add(sum, area->start);
	if (area->kind == VOLSCAN_AREA_PV)
		add_pv(sum, vg, area->pv);
	if (area->kind == VOLSCAN_AREA_LV) {
		CHECK(area->lv);
		add_live(sum, vg, area->lv);
	}
}

static void add_areas(uint64_t *sum, const struct volscan_vg *vg,
		      const struct volscan_segment *segment)
{
	CHECK(segment->areas || !segment->area_count);
	add(sum, segment->area_count);
	add(sum, segment->area_len);
	for (size_t i = 0; i < segment->area_count; i++) {
		CHECK(segment->areas[i].kind != VOLSCAN_AREA_UNASSIGNED);
		add_area(sum, vg, &segment->areas[i]);
		if (segment->meta_areas)
			add_area(sum, vg, &segment->meta_areas[i]);
	}
}

static void add_relations(uint64_t *sum, const struct volscan_vg *vg,
			  const struct volscan_segment *segment)
{
	const struct volscan_lv *const lvs[] = {
		segment->log_lv, segment->origin, segment->external_origin, segment->merge_lv,
		segment->cow, segment->pool_lv, segment->data_lv, segment->metadata_lv,
	};

	for (size_t i = 0; i < sizeof(lvs) / sizeof(lvs[0]); i++)
		add_live(sum, vg, lvs[i]);
	add_lv(sum, vg, segment->indirect_origin);
}

static void add_settings(uint64_t *sum, const struct volscan_segment *segment)
{
	const struct volscan_parameter *setting;

	for (size_t i = 0; i < segment->setting_count; i++) {
		setting = &segment->settings[i];
		add_needed(sum, setting->name);
		add_needed(sum, setting->text);
		add(sum, setting->is_number);
		add(sum, setting->is_number ? (uint64_t)setting->number : 0);
	}
}

static void add_values(uint64_t *sum, const struct volscan_segment *segment)
{
	const uint64_t values[] = {
		segment->unknown_type, segment->status, segment->stripe_size, segment->region_size,
		segment->extents_copied, segment->data_copies, segment->reshape_count,
		segment->data_offset, segment->writebehind, segment->min_recovery_rate,
		segment->max_recovery_rate, segment->chunk_size, segment->transaction_id,
		segment->device_id, (uint64_t)segment->zero_new_blocks, segment->crop_metadata,
		segment->cache_metadata_format, segment->cache_cleaner, segment->metadata_start,
		segment->metadata_len, segment->data_start, segment->data_len,
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		add(sum, values[i]);
	add_string(sum, segment->discards);
	add_string(sum, segment->cache_mode);
	add_string(sum, segment->cache_policy);
}

static void add_segment(uint64_t *sum, const struct volscan_lv *lv,
			const struct volscan_segment *segment)
{
	CHECK(segment->lv == lv && segment->count);
	add(sum, segment->start);
	add(sum, segment->count);
	add_needed(sum, segment->type);
	add_strings(sum, &segment->type_flags);
	add_strings(sum, &segment->tags);
	add_areas(sum, lv->vg, segment);
	add_relations(sum, lv->vg, segment);
	add_settings(sum, segment);
	add_values(sum, segment);
}

/* ------------------------------------------------------------------------
 * LVs
 */

static void add_users(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_lv *lv)
{
	add(sum, lv->user_count);
	for (size_t i = 0; i < lv->user_count; i++)
		check_segment_of(vg, lv->users[i]);
	CHECK(!lv->snapshot || lv->snapshot->cow == lv);
	add(sum, lv->snapshot_count);
	for (size_t i = 0; i < lv->snapshot_count; i++) {
		check_segment_of(vg, lv->snapshots[i]);
		CHECK(lv->snapshots[i]->origin == lv && lv->snapshots[i]->cow->snapshot ==
		      lv->snapshots[i]);
	}
}

static void add_segments(uint64_t *sum, const struct volscan_lv *lv)
{
	uint64_t next = 0;

	for (size_t i = 0; i < lv->segment_count; i++) {
		CHECK(lv->segments[i]->start == next);
		next += lv->segments[i]->count;
		add_segment(sum, lv, lv->segments[i]);
	}
	CHECK(lv->historical || next == lv->extent_count);
}

static void add_lv_all(uint64_t *sum, const struct volscan_vg *vg, const struct volscan_lv *lv)
{
	CHECK(lv->vg == vg && lv->name && lv->name[0]);
	check_lv(vg, lv);
	check_uuid(lv->uuid);
	add_string(sum, lv->name);
	add_string(sum, lv->uuid);
	add(sum, lv->status);
	add(sum, lv->alloc);
	add(sum, (uint64_t)lv->creation_time);
	add(sum, (uint64_t)lv->removal_time);
	add(sum, lv->read_ahead);
	add(sum, (uint64_t)lv->major);
	add(sum, (uint64_t)lv->minor);
	add_needed(sum, lv->creation_host);
	add_needed(sum, lv->profile);
	add_needed(sum, lv->lock_args);
	add_strings(sum, &lv->unknown_flags);
	add_strings(sum, &lv->tags);
	add_strings(sum, &lv->descendants);
	add_lv(sum, vg, lv->historical_origin);
	CHECK(lv->size == lv->extent_count * vg->extent_size);
	CHECK(lv->extent_count <= VG_SECTORS_MAX / vg->extent_size);
	add_segments(sum, lv);
	add_users(sum, vg, lv);
}

/* Each of them once. */
static void add_order(uint64_t *sum, const struct volscan_vg *vg)
{
	uint64_t indexes = 0, positions = 0;

	for (size_t i = 0; i < vg->lv_count; i++) {
		CHECK(vg->lvs[i]->index == i);
		add_live(sum, vg, vg->lvs_bottom_up[i]);
		indexes += vg->lvs_bottom_up[i]->index;
		positions += i;
	}
	CHECK(indexes == positions);
}

/* ------------------------------------------------------------------------
 * The VG
 */

static void add_vg(uint64_t *sum, const struct volscan_vg *vg)
{
	CHECK(vg->name && vg->name[0] && vg->extent_size && vg->pv_count);
	check_uuid(vg->uuid);
	add_string(sum, vg->name);
	add_string(sum, vg->uuid);
	add(sum, vg->seqno);
	add(sum, vg->status);
	add(sum, vg->alloc);
	add(sum, vg->extent_size);
	add(sum, vg->max_lv);
	add(sum, vg->max_pv);
	add(sum, vg->metadata_copies);
	add(sum, (uint64_t)vg->creation_time);
	add_needed(sum, vg->format);
	add_needed(sum, vg->system_id);
	add_needed(sum, vg->lock_type);
	add_needed(sum, vg->lock_args);
	add_needed(sum, vg->profile);
	add_needed(sum, vg->description);
	add_needed(sum, vg->creation_host);
	add_strings(sum, &vg->unknown_flags);
	add_strings(sum, &vg->tags);
}

uint64_t sound_vg(const struct volscan_vg *vg)
{
	uint64_t sum = 0, extents = 0, unused = 0;

	add_vg(&sum, vg);
	for (size_t i = 0; i < vg->pv_count; i++) {
		add_pv_all(&sum, vg, vg->pvs[i]);
		extents += vg->pvs[i]->pe_count;
		unused += vg->pvs[i]->pe_count - vg->pvs[i]->pe_alloc_count;
	}
	CHECK(extents == vg->extent_count && unused == vg->free_count);
	for (size_t i = 0; i < vg->lv_count; i++)
		add_lv_all(&sum, vg, vg->lvs[i]);
	for (size_t i = 0; i < vg->historical_lv_count; i++)
		add_lv_all(&sum, vg, vg->historical_lvs[i]);
	add_order(&sum, vg);
	return sum;
}
