/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Each type of segment that LVM2 2.03 writes. What a type has beyond values
 * for members of the struct is in its finish function.
 *
 * Sources: the text_import functions below LVM2's lib/.
 */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "format_text/text_private.h"

#define FIELD(type, member) FIELD_FOR(volscan_segment, #member, type, member)
#define RENAMED(text, type, member) FIELD_FOR(volscan_segment, text, type, member)

static int fail_missing(struct text_reader *t, const struct node *node, const char *name)
{
	return text_fail(t, FINDING_OF(TEXT_MISSING), node, "%s is missing", name);
}

/* ------------------------------------------------------------------------
 * striped, mirror
 */

static const struct field striped_fields[] = {
	{ FIELD(FIELD_U32, stripe_size) },
};

static int finish_striped(struct text_reader *t, const struct node *node,
			  const struct segtype *type, struct volscan_segment *segment)
{
	int r = areas_read(t, node, "stripe_count", "stripes", segment);

	(void) type;
	if (r)
		return r;
	if (segment->area_count == 1)
		segment->type = "linear";
	else if (!segment->stripe_size)
		return fail_missing(t, node, "stripe_size");
	if (segment->count % segment->area_count)
		return text_fail(t, FINDING_OF(SEG_SPREAD), node, "%" PRIu32
				 " extents cannot be spread evenly on %zu stripes",
				 segment->count, segment->area_count);
	segment->area_len = (uint32_t) (segment->count / segment->area_count);
	return 0;
}

static const struct field mirror_fields[] = {
	{ RENAMED("extents_moved", FIELD_U32, extents_copied) },
	{ RENAMED("mirror_log", FIELD_LV, log_lv) },
	{ FIELD(FIELD_U32, region_size) },
};

static int finish_mirror(struct text_reader *t, const struct node *node,
			 const struct segtype *type, struct volscan_segment *segment)
{
	(void) type;
	if (segment->log_lv && !segment->region_size)
		return fail_missing(t, node, "region_size");
	if (node_find(node, "extents_moved"))
		segment->status |= VOLSCAN_LV_PVMOVE;
	segment->area_len = segment->count;
	return areas_read(t, node, "mirror_count", "mirrors", segment);
}

/* ------------------------------------------------------------------------
 * raid
 */

static const struct field raid_fields[] = {
	{ FIELD(FIELD_U32, region_size) },
	{ FIELD(FIELD_U32, stripe_size) },
	{ FIELD(FIELD_U32, data_copies) },
	{ FIELD(FIELD_U32, reshape_count) },
	{ FIELD(FIELD_U64, data_offset) },
	{ FIELD(FIELD_U32, writebehind) },
	{ FIELD(FIELD_U32, min_recovery_rate) },
	{ FIELD(FIELD_U32, max_recovery_rate) },
};

static bool is_raid1(const struct segtype *type)
{
	return !strcmp(type->name, "raid1");
}

static bool is_raid10(const struct segtype *type)
{
	return !strncmp(type->name, "raid10", strlen("raid10"));
}

/* Unless the text says more than one. */
static uint32_t default_data_copies(const struct segtype *type,
				    const struct volscan_segment *segment)
{
	if (is_raid10(type))
		return 2;
	if (is_raid1(type))
		return (uint32_t) segment->area_count;
	return type->parity + 1;
}

static uint32_t image_extents(const struct segtype *type,
			      const struct volscan_segment *segment)
{
	uint64_t extents = segment->count, stripes = segment->area_count - type->parity;

	if (is_raid1(type))
		return segment->count;
	if (is_raid10(type))
		extents *= segment->data_copies;
	extents = (extents + stripes - 1) / stripes;
	return extents > UINT32_MAX ? UINT32_MAX : (uint32_t) extents;
}

static int finish_raid(struct text_reader *t, const struct node *node,
		       const struct segtype *type, struct volscan_segment *segment)
{
	bool metas = strcmp(type->name, "raid0") != 0;
	int r = areas_read_images(t, node, metas ? "raids" : "raid0_lvs", metas, segment);

	if (r)
		return r;
	if (segment->area_count <= type->parity)
		return text_fail(t, FINDING_OF(SEG_IMAGES), node,
				 "%zu images are too few for %s", segment->area_count,
				 type->name);
	if (segment->data_copies < 2)
		segment->data_copies = default_data_copies(type, segment);
	segment->area_len = image_extents(type, segment);
	return 0;
}

/* ------------------------------------------------------------------------
 * snapshot, thin
 */

static const struct field snapshot_fields[] = {
	{ FIELD(FIELD_U32, chunk_size), .required = true, .min = 1 },
	{ FIELD(FIELD_LV, origin), .required = true },
	{ RENAMED("cow_store", FIELD_LV, cow) },
};

static int finish_snapshot(struct text_reader *t, const struct node *node,
			   const struct segtype *type, struct volscan_segment *segment)
{
	static const struct field merging = {
		RENAMED("merging_store", FIELD_LV, cow), .required = true
	};
	int r;

	(void) type;
	if (segment->cow)
		return 0;
	r = fields_read(t, node, &merging, 1, segment);
	if (r)
		return r;
	segment->status |= VOLSCAN_LV_MERGING;
	segment->origin->status |= VOLSCAN_LV_MERGING;
	return 0;
}

/* What dm-thin can do; 64 KiB to 1 GiB. */
#define THIN_CHUNK_MIN 128
#define THIN_CHUNK_MAX (INT64_C(2) * 1024 * 1024)
#define THIN_DEVICE_ID_MAX ((1 << 24) - 1)

static const struct field thin_pool_fields[] = {
	{ RENAMED("pool", FIELD_LV, data_lv), .required = true },
	{ RENAMED("metadata", FIELD_LV, metadata_lv), .required = true },
	{ FIELD(FIELD_U64, transaction_id), .required = true },
	{ FIELD(FIELD_U32, chunk_size), .required = true,
	  .min = THIN_CHUNK_MIN, .max = THIN_CHUNK_MAX },
	{ FIELD(FIELD_STRING, discards), .words = "passdown|nopassdown|ignore" },
	{ FIELD(FIELD_U32, zero_new_blocks) },
	{ FIELD(FIELD_BOOL, crop_metadata) },
};

/* What is not said is no. */
static int finish_thin_pool(struct text_reader *t, const struct node *node,
			    const struct segtype *type, struct volscan_segment *segment)
{
	int r;

	(void) type;
	if (!segment->discards)
		segment->discards = "ignore";
	segment->zero_new_blocks = node_find(node, "zero_new_blocks") &&
				   segment->zero_new_blocks;
	if (node_find(node, "crop_metadata"))
		segment->lv->status |= VOLSCAN_LV_CROP_METADATA;
	r = settings_read_messages(t, node, segment);
	return r ? r : areas_set_lv(t, segment, segment->data_lv, 0);
}

static const struct field thin_fields[] = {
	{ RENAMED("thin_pool", FIELD_LV, pool_lv), .required = true },
	{ FIELD(FIELD_U64, transaction_id), .required = true },
	{ FIELD(FIELD_U32, device_id), .required = true, .max = THIN_DEVICE_ID_MAX },
	{ FIELD(FIELD_LV, origin) },
	{ FIELD(FIELD_LV, external_origin) },
	{ RENAMED("merge", FIELD_LV, merge_lv) },
};

static int finish_thin(struct text_reader *t, const struct node *node,
		       const struct segtype *type, struct volscan_segment *segment)
{
	(void) t;
	(void) node;
	(void) type;
	if (segment->merge_lv) {
		segment->status |= VOLSCAN_LV_MERGING;
		segment->merge_lv->status |= VOLSCAN_LV_MERGING;
	}
	return 0;
}

/* ------------------------------------------------------------------------
 * cache, writecache
 */

#define CACHE_MODES "writethrough|writeback|passthrough"

static const struct field cache_pool_fields[] = {
	{ RENAMED("data", FIELD_LV, data_lv), .required = true },
	{ RENAMED("metadata", FIELD_LV, metadata_lv), .required = true },
	{ RENAMED("metadata_format", FIELD_U32, cache_metadata_format), .min = 1, .max = 2 },
	{ FIELD(FIELD_U32, chunk_size) },
	{ FIELD(FIELD_STRING, cache_mode), .words = CACHE_MODES },
	{ RENAMED("policy", FIELD_STRING, cache_policy) },
};

static const struct field cache_fields[] = {
	{ RENAMED("cache_pool", FIELD_LV, pool_lv), .required = true },
	{ FIELD(FIELD_LV, origin), .required = true },
	{ RENAMED("cleaner", FIELD_BOOL, cache_cleaner) },
	{ RENAMED("metadata_format", FIELD_U32, cache_metadata_format), .min = 1, .max = 2 },
	{ FIELD(FIELD_U32, chunk_size) },
	{ FIELD(FIELD_STRING, cache_mode), .words = CACHE_MODES },
	{ RENAMED("policy", FIELD_STRING, cache_policy) },
	{ FIELD(FIELD_U64, metadata_start) },
	{ FIELD(FIELD_U64, metadata_len) },
	{ FIELD(FIELD_U64, data_start) },
	{ FIELD(FIELD_U64, data_len) },
};

static int read_policy(struct text_reader *t, const struct node *node,
		       struct volscan_segment *segment)
{
	static const struct segtype none = { .name = "" };
	const struct node *section = node_find(node, "policy_settings");

	if (!section)
		return 0;
	if (!section->is_section)
		return text_fail(t, FINDING_OF(TEXT_TYPE), section,
				 "policy_settings is not a section");
	return settings_read(t, section, &none, segment);
}

static int finish_cache_pool(struct text_reader *t, const struct node *node,
			     const struct segtype *type, struct volscan_segment *segment)
{
	int r = read_policy(t, node, segment);

	(void) type;
	if (segment->cache_metadata_format == 2)
		segment->lv->status |= VOLSCAN_LV_METADATA_FORMAT;
	return r ? r : areas_set_lv(t, segment, segment->data_lv, 0);
}

/* A cachevol is a pool whose metadata and data are one LV. */
static int finish_cache(struct text_reader *t, const struct node *node,
			const struct segtype *type, struct volscan_segment *segment)
{
	int r = read_policy(t, node, segment);

	(void) type;
	if (node_find(node, "metadata_start"))
		segment->pool_lv->status |= VOLSCAN_LV_CACHE_VOL;
	return r ? r : areas_set_lv(t, segment, segment->origin, 0);
}

static const struct field writecache_fields[] = {
	{ FIELD(FIELD_LV, origin), .required = true },
	{ RENAMED("writecache", FIELD_LV, pool_lv), .required = true },
};

/* ------------------------------------------------------------------------
 * integrity, vdo
 */

static const struct field integrity_fields[] = {
	{ FIELD(FIELD_LV, origin), .required = true },
	{ RENAMED("meta_dev", FIELD_LV, metadata_lv) },
};

static int finish_with_origin(struct text_reader *t, const struct node *node,
			      const struct segtype *type, struct volscan_segment *segment)
{
	int r = settings_read(t, node, type, segment);

	return r ? r : areas_set_lv(t, segment, segment->origin, 0);
}

static const struct field vdo_fields[] = {
	{ RENAMED("vdo_pool", FIELD_LV, pool_lv), .required = true },
};

static int finish_vdo(struct text_reader *t, const struct node *node,
		      const struct segtype *type, struct volscan_segment *segment)
{
	uint32_t start;
	int r = number_read(t, node, "vdo_offset", &start);

	(void) type;
	return r ? r : areas_set_lv(t, segment, segment->pool_lv, start);
}

static const struct field vdo_pool_fields[] = {
	{ RENAMED("data", FIELD_LV, data_lv), .required = true },
};

static int finish_vdo_pool(struct text_reader *t, const struct node *node,
			   const struct segtype *type, struct volscan_segment *segment)
{
	int r = settings_read(t, node, type, segment);

	return r ? r : areas_set_lv(t, segment, segment->data_lv, 0);
}

/* ------------------------------------------------------------------------
 * All of them
 */

#define TYPE(name, fields, finish) { name, fields, COUNT_OF(fields), finish, 0 }
#define RAID(name, parity) { name, raid_fields, COUNT_OF(raid_fields), finish_raid, parity }

static const struct segtype segtypes[] = {
	TYPE("striped", striped_fields, finish_striped),
	TYPE("linear", striped_fields, finish_striped),
	TYPE("mirror", mirror_fields, finish_mirror),
	TYPE("snapshot", snapshot_fields, finish_snapshot),
	TYPE("thin-pool", thin_pool_fields, finish_thin_pool),
	TYPE("thin", thin_fields, finish_thin),
	TYPE("cache-pool", cache_pool_fields, finish_cache_pool),
	TYPE("cache", cache_fields, finish_cache),
	TYPE("writecache", writecache_fields, finish_with_origin),
	TYPE("integrity", integrity_fields, finish_with_origin),
	TYPE("vdo", vdo_fields, finish_vdo),
	TYPE("vdo-pool", vdo_pool_fields, finish_vdo_pool),
	{ .name = "error" },
	{ .name = "zero" },
	RAID("raid0", 0), RAID("raid0_meta", 0),
	RAID("raid1", 0),
	RAID("raid10", 0), RAID("raid10_near", 0),
	RAID("raid4", 1),
	RAID("raid5", 1), RAID("raid5_n", 1),
	RAID("raid5_la", 1), RAID("raid5_ls", 1), RAID("raid5_ra", 1), RAID("raid5_rs", 1),
	RAID("raid6", 2), RAID("raid6_nc", 2), RAID("raid6_nr", 2), RAID("raid6_zr", 2),
	RAID("raid6_la_6", 2), RAID("raid6_ls_6", 2), RAID("raid6_ra_6", 2),
	RAID("raid6_rs_6", 2), RAID("raid6_n_6", 2),
};

const struct segtype *segtype_find(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(segtypes); i++)
		if (!strcmp(segtypes[i].name, name))
			return &segtypes[i];
	return NULL;
}

int segtype_read(struct text_reader *t, const struct node *node, const struct segtype *type,
		 struct volscan_segment *segment)
{
	int r = fields_read(t, node, type->fields, type->field_count, segment);

	return r || !type->finish ? r : type->finish(t, node, type, segment);
}
