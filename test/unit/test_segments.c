/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What text_parse() makes of each type of segment, in text_everything mostly. */
#include <stdlib.h>
#include <string.h>

#include "text_rig.h"
#include "unit.h"

static struct text_rig rig;

static void read_everything(void)
{
	text_rig_read(&rig, text_everything);
	ck_assert_uint_eq(rig.warnings, 0);
}

static void end(void)
{
	text_rig_end(&rig);
}

/* The name of what an area, or a role, is. */
static const char *name_of(const struct volscan_lv *lv)
{
	return lv ? lv->name : "";
}

static void check_area(const struct volscan_area *area, const char *name, uint32_t start)
{
	ck_assert_uint_eq(area->start, start);
	if (area->kind == VOLSCAN_AREA_LV) {
		ck_assert_str_eq(area->lv->name, name);
		ck_assert_ptr_null(area->pv);
		return;
	}
	ck_assert_int_eq(area->kind, VOLSCAN_AREA_PV);
	ck_assert_str_eq(area->pv->uuid, strcmp(name, "pv0") ? PV1_UUID : PV0_UUID);
	ck_assert_ptr_null(area->lv);
}

static const char *setting(const struct volscan_segment *segment, const char *name)
{
	for (size_t i = 0; i < segment->setting_count; i++)
		if (!strcmp(segment->settings[i].name, name))
			return segment->settings[i].text;
	return "(none)";
}

/* What every segment has; the areas are counted only. */
static struct volscan_segment *check_segment(const char *lv, const char *type, uint32_t count,
					     size_t areas, uint32_t area_len)
{
	struct volscan_segment *segment = rig_segment(&rig, lv);

	ck_assert_ptr_eq(segment->lv, rig_lv(&rig, lv));
	ck_assert_str_eq(segment->type, type);
	ck_assert(!segment->unknown_type);
	ck_assert_uint_eq(segment->start, 0);
	ck_assert_uint_eq(segment->count, count);
	ck_assert_uint_eq(segment->area_count, areas);
	ck_assert_uint_eq(segment->area_len, area_len);
	return segment;
}

/* ------------------------------------------------------------------------
 * Types
 */

START_TEST(test_linear)
{
	const struct volscan_segment *segment = check_segment("wc_wcorig", "linear", 4, 1, 4);

	check_area(&segment->areas[0], "pv0", 17);
	ck_assert_uint_eq(segment->stripe_size, 0);
	ck_assert_uint_eq(segment->data_copies, 1);
	ck_assert_int_eq(segment->zero_new_blocks, -1);
	ck_assert_ptr_null(segment->discards);
	ck_assert_ptr_null(segment->cache_mode);
	ck_assert_ptr_null(segment->meta_areas);
}
END_TEST

START_TEST(test_striped)
{
	const struct volscan_segment *segment = check_segment("str", "striped", 6, 2, 3);

	check_area(&segment->areas[0], "pv0", 53);
	check_area(&segment->areas[1], "pv1", 38);
	ck_assert_uint_eq(segment->stripe_size, 128);
}
END_TEST

START_TEST(test_virtual)
{
	check_segment("er", "error", 3, 0, 0);
	check_segment("ze", "zero", 3, 0, 0);
}
END_TEST

START_TEST(test_mirror)
{
	const struct volscan_segment *segment = check_segment("mi", "mirror", 2, 2, 2);

	check_area(&segment->areas[0], "mi_mimage_0", 0);
	check_area(&segment->areas[1], "mi_mimage_1", 0);
	ck_assert_str_eq(name_of(segment->log_lv), "mi_mlog");
	ck_assert_uint_eq(segment->region_size, 1024);
	ck_assert_uint_eq(segment->status, 0);
}
END_TEST

START_TEST(test_pvmove)
{
	const struct volscan_lv *lv = rig_lv(&rig, "pvmove0");

	ck_assert_uint_eq(lv->segment_count, 2);
	ck_assert_str_eq(lv->segments[0]->type, "mirror");
	ck_assert_uint_eq(lv->segments[0]->extents_copied, 2);
	ck_assert_uint_eq(lv->segments[0]->status, VOLSCAN_LV_PVMOVE);
	check_area(&lv->segments[0]->areas[0], "pv0", 60);
	check_area(&lv->segments[0]->areas[1], "pv1", 50);
	ck_assert_uint_eq(lv->segments[1]->start, 2);
	ck_assert_uint_eq(lv->segments[1]->extents_copied, 0);
	ck_assert_uint_eq(lv->segments[1]->status, VOLSCAN_LV_PVMOVE);
	ck_assert_int_eq(lv->alloc, VOLSCAN_ALLOC_CONTIGUOUS);
	check_area(&rig_lv(&rig, "moved")->segments[1]->areas[0], "pvmove0", 2);
}
END_TEST

START_TEST(test_raid0)
{
	const struct volscan_segment *segment = check_segment("r0", "raid0", 4, 2, 2);

	check_area(&segment->areas[1], "r0_rimage_1", 0);
	ck_assert_ptr_null(segment->meta_areas);
	ck_assert_uint_eq(segment->stripe_size, 128);
	ck_assert_uint_eq(segment->data_copies, 1);
}
END_TEST

START_TEST(test_raid1)
{
	const struct volscan_segment *segment = check_segment("r1", "raid1", 2, 2, 2);

	check_area(&segment->areas[0], "r1_rimage_0", 0);
	check_area(&segment->areas[1], "r1_rimage_1", 0);
	check_area(&segment->meta_areas[0], "r1_rmeta_0", 0);
	check_area(&segment->meta_areas[1], "r1_rmeta_1", 0);
	ck_assert_uint_eq(segment->region_size, 1024);
	ck_assert_uint_eq(segment->writebehind, 512);
	ck_assert_uint_eq(segment->min_recovery_rate, 64);
	ck_assert_uint_eq(segment->max_recovery_rate, 128);
	ck_assert_uint_eq(segment->data_copies, 2);
}
END_TEST

START_TEST(test_raid10)
{
	const struct volscan_segment *segment = check_segment("r10", "raid10", 4, 4, 2);

	check_area(&segment->areas[3], "r10_rimage_3", 0);
	check_area(&segment->meta_areas[3], "r10_rmeta_3", 0);
	ck_assert_uint_eq(segment->data_copies, 2);
	ck_assert_uint_eq(segment->stripe_size, 128);
}
END_TEST

START_TEST(test_raid5)
{
	const struct volscan_segment *segment = check_segment("r5", "raid5_ls", 4, 3, 2);

	check_area(&segment->areas[2], "r5_rimage_2", 0);
	ck_assert_uint_eq(segment->data_copies, 2);
}
END_TEST

/* The other names of raids, on the images of r5. */
static const struct {
	const char *type;
	uint32_t area_len, data_copies;
} raids[] = {
	{ "raid0_meta", 2, 1 },
	{ "raid1", 4, 3 },
	{ "raid10", 3, 2 }, { "raid10_near", 3, 2 },
	{ "raid4", 2, 2 },
	{ "raid5", 2, 2 }, { "raid5_n", 2, 2 }, { "raid5_la", 2, 2 }, { "raid5_ls", 2, 2 },
	{ "raid5_ra", 2, 2 }, { "raid5_rs", 2, 2 },
	{ "raid6", 4, 3 }, { "raid6_nc", 4, 3 }, { "raid6_nr", 4, 3 }, { "raid6_zr", 4, 3 },
	{ "raid6_la_6", 4, 3 }, { "raid6_ls_6", 4, 3 }, { "raid6_ra_6", 4, 3 },
	{ "raid6_rs_6", 4, 3 }, { "raid6_n_6", 4, 3 },
};

START_TEST(test_raids)
{
	char to[64], *text;
	const struct volscan_segment *segment;

	snprintf(to, sizeof(to), "type = \"%s\"", raids[_i].type);
	text = text_replace(text_everything, "type = \"raid5_ls\"", to);
	text_rig_read(&rig, text);
	segment = check_segment("r5", raids[_i].type, 4, 3, raids[_i].area_len);
	ck_assert_uint_eq(segment->data_copies, raids[_i].data_copies);
	text_rig_end(&rig);
	free(text);
}
END_TEST

START_TEST(test_reshape)
{
	char *text = text_replace(text_everything, "type = \"raid5_ls\"",
				  "type = \"raid5_ls+RESHAPE+RESHAPE_DATA_OFFSET\"\n"
				  "reshape_count = 2\ndata_offset = 2048\n");
	const struct volscan_segment *segment;

	text_rig_read(&rig, text);
	segment = check_segment("r5", "raid5_ls", 4, 3, 2);
	ck_assert_uint_eq(segment->reshape_count, 2);
	ck_assert_uint_eq(segment->data_offset, 2048);
	ck_assert_uint_eq(segment->type_flags.count, 2);
	ck_assert_str_eq(segment->type_flags.items[0], "RESHAPE");
	ck_assert_str_eq(segment->type_flags.items[1], "RESHAPE_DATA_OFFSET");
	ck_assert(segment->lv->status & VOLSCAN_LV_RESHAPE);
	text_rig_end(&rig);
	free(text);
}
END_TEST

START_TEST(test_snapshot)
{
	const struct volscan_segment *segment = check_segment("snapshot1", "snapshot", 2, 0, 0);

	ck_assert_str_eq(name_of(segment->origin), "mo");
	ck_assert_str_eq(name_of(segment->cow), "mc2");
	ck_assert_uint_eq(segment->chunk_size, 16);
	ck_assert_uint_eq(segment->status, 0);
}
END_TEST

START_TEST(test_merging_snapshot)
{
	const struct volscan_segment *segment = check_segment("snapshot0", "snapshot", 2, 0, 0);

	ck_assert_str_eq(name_of(segment->cow), "mc");
	ck_assert_uint_eq(segment->status, VOLSCAN_LV_MERGING);
	ck_assert(rig_lv(&rig, "mo")->status & VOLSCAN_LV_MERGING);
	ck_assert(!(rig_lv(&rig, "mc")->status & VOLSCAN_LV_MERGING));
}
END_TEST

START_TEST(test_thin_pool)
{
	const struct volscan_segment *segment = check_segment("tp", "thin-pool", 2, 1, 2);

	check_area(&segment->areas[0], "tp_tdata", 0);
	ck_assert_str_eq(name_of(segment->data_lv), "tp_tdata");
	ck_assert_str_eq(name_of(segment->metadata_lv), "tp_tmeta");
	ck_assert_uint_eq(segment->transaction_id, 6);
	ck_assert_uint_eq(segment->chunk_size, 128);
	ck_assert_str_eq(segment->discards, "nopassdown");
	ck_assert_int_eq(segment->zero_new_blocks, 1);
	ck_assert(segment->crop_metadata);
	ck_assert(segment->lv->status & VOLSCAN_LV_CROP_METADATA);
	ck_assert_uint_eq(segment->type_flags.count, 1);
	ck_assert_uint_eq(segment->setting_count, 2);
	ck_assert_str_eq(segment->settings[0].name, "create");
	ck_assert_str_eq(segment->settings[0].text, "th2");
	ck_assert(!segment->settings[0].is_number);
	ck_assert_str_eq(segment->settings[1].name, "delete");
	ck_assert(segment->settings[1].is_number);
	ck_assert_int_eq(segment->settings[1].number, 7);
}
END_TEST

START_TEST(test_thin_pool_that_says_little)
{
	const struct volscan_segment *segment = check_segment("tq", "thin-pool", 1, 1, 1);

	ck_assert_str_eq(segment->discards, "ignore");
	ck_assert_int_eq(segment->zero_new_blocks, 0);
	ck_assert(!segment->crop_metadata);
	ck_assert_uint_eq(segment->setting_count, 0);
}
END_TEST

START_TEST(test_thin)
{
	const struct volscan_segment *segment = check_segment("th2", "thin", 3, 0, 0);

	ck_assert_str_eq(name_of(segment->pool_lv), "tp");
	ck_assert_str_eq(name_of(segment->origin), "th1");
	ck_assert_str_eq(name_of(segment->external_origin), "");
	ck_assert_uint_eq(segment->transaction_id, 2);
	ck_assert_uint_eq(segment->device_id, 3);
	segment = check_segment("the", "thin", 2, 0, 0);
	ck_assert_str_eq(name_of(segment->external_origin), "ext");
	ck_assert_str_eq(name_of(segment->origin), "");
	segment = check_segment("thm", "thin", 3, 0, 0);
	ck_assert_str_eq(name_of(segment->merge_lv), "th1");
	ck_assert_uint_eq(segment->status, VOLSCAN_LV_MERGING);
	ck_assert(rig_lv(&rig, "th1")->status & VOLSCAN_LV_MERGING);
}
END_TEST

START_TEST(test_cache_pool)
{
	const struct volscan_segment *segment = check_segment("cpp_cpool", "cache-pool", 2, 1, 2);

	check_area(&segment->areas[0], "cpp_cpool_cdata", 0);
	ck_assert_str_eq(name_of(segment->data_lv), "cpp_cpool_cdata");
	ck_assert_str_eq(name_of(segment->metadata_lv), "cpp_cpool_cmeta");
	ck_assert_uint_eq(segment->cache_metadata_format, 2);
	ck_assert_uint_eq(segment->chunk_size, 128);
	ck_assert_str_eq(segment->cache_mode, "passthrough");
	ck_assert_str_eq(segment->cache_policy, "smq");
	ck_assert(segment->lv->status & VOLSCAN_LV_METADATA_FORMAT);
}
END_TEST

START_TEST(test_cache)
{
	const struct volscan_segment *segment = check_segment("cp", "cache", 4, 1, 4);

	check_area(&segment->areas[0], "cp_corig", 0);
	ck_assert_str_eq(name_of(segment->pool_lv), "cpp_cpool");
	ck_assert_str_eq(name_of(segment->origin), "cp_corig");
	ck_assert(segment->cache_cleaner);
	ck_assert(!(segment->pool_lv->status & VOLSCAN_LV_CACHE_VOL));
}
END_TEST

START_TEST(test_cachevol)
{
	const struct volscan_segment *segment = check_segment("cv", "cache", 8, 1, 8);

	ck_assert_str_eq(segment->type_flags.items[0], "CACHE_USES_CACHEVOL");
	ck_assert_str_eq(name_of(segment->pool_lv), "cvf_cvol");
	ck_assert(segment->pool_lv->status & VOLSCAN_LV_CACHE_VOL);
	ck_assert_uint_eq(segment->cache_metadata_format, 2);
	ck_assert_str_eq(segment->cache_mode, "writeback");
	ck_assert_uint_eq(segment->chunk_size, 128);
	ck_assert_uint_eq(segment->metadata_start, 0);
	ck_assert_uint_eq(segment->metadata_len, 4096);
	ck_assert_uint_eq(segment->data_start, 4096);
	ck_assert_uint_eq(segment->data_len, 12288);
	ck_assert_uint_eq(segment->setting_count, 1);
	ck_assert_str_eq(setting(segment, "migration_threshold"), "2048");
}
END_TEST

START_TEST(test_writecache)
{
	const struct volscan_segment *segment = check_segment("wc", "writecache", 4, 1, 4);

	check_area(&segment->areas[0], "wc_wcorig", 0);
	ck_assert_str_eq(name_of(segment->origin), "wc_wcorig");
	ck_assert_str_eq(name_of(segment->pool_lv), "wcf_cvol");
	ck_assert_uint_eq(segment->setting_count, 4);
	ck_assert_str_eq(setting(segment, "writecache_block_size"), "4096");
	ck_assert_str_eq(setting(segment, "high_watermark"), "60");
	ck_assert_str_eq(setting(segment, "low_watermark"), "40");
	ck_assert_str_eq(setting(segment, "max_age"), "100");
}
END_TEST

START_TEST(test_integrity)
{
	const struct volscan_segment *segment = check_segment("integ", "integrity", 2, 1, 2);

	check_area(&segment->areas[0], "integ_iorig", 0);
	ck_assert_str_eq(name_of(segment->origin), "integ_iorig");
	ck_assert_str_eq(name_of(segment->metadata_lv), "integ_imeta");
	ck_assert_uint_eq(segment->setting_count, 6);
	ck_assert_str_eq(setting(segment, "data_sectors"), "4096");
	ck_assert_str_eq(setting(segment, "mode"), "J");
	ck_assert_str_eq(setting(segment, "tag_size"), "4");
	ck_assert_str_eq(setting(segment, "internal_hash"), "crc32c");
	ck_assert_str_eq(setting(segment, "journal_sectors"), "100");
	ck_assert_str_eq(setting(segment, "block_size"), "512");
}
END_TEST

START_TEST(test_vdo)
{
	const struct volscan_segment *segment = check_segment("v1", "vdo", 10, 1, 10);

	check_area(&segment->areas[0], "vp", 3);
	ck_assert_str_eq(name_of(segment->pool_lv), "vp");
	segment = check_segment("vp", "vdo-pool", 6, 1, 6);
	check_area(&segment->areas[0], "vp_vdata", 0);
	ck_assert_str_eq(name_of(segment->data_lv), "vp_vdata");
	ck_assert_uint_eq(segment->setting_count, 18);
	ck_assert_str_eq(setting(segment, "header_size"), "1024");
	ck_assert_str_eq(setting(segment, "use_compression"), "1");
	ck_assert_str_eq(setting(segment, "write_policy"), "sync");
}
END_TEST

Suite *segments_suite(void)
{
	Suite *suite = suite_create("segments");
	TCase *types = tcase_create("types"), *more = tcase_create("more");

	tcase_add_checked_fixture(types, read_everything, end);
	tcase_add_test(types, test_linear);
	tcase_add_test(types, test_striped);
	tcase_add_test(types, test_virtual);
	tcase_add_test(types, test_mirror);
	tcase_add_test(types, test_pvmove);
	tcase_add_test(types, test_raid0);
	tcase_add_test(types, test_raid1);
	tcase_add_test(types, test_raid10);
	tcase_add_test(types, test_raid5);
	tcase_add_test(types, test_snapshot);
	tcase_add_test(types, test_merging_snapshot);
	tcase_add_test(types, test_thin_pool);
	tcase_add_test(types, test_thin_pool_that_says_little);
	tcase_add_test(types, test_thin);
	tcase_add_test(types, test_cache_pool);
	tcase_add_test(types, test_cache);
	tcase_add_test(types, test_cachevol);
	tcase_add_test(types, test_writecache);
	tcase_add_test(types, test_integrity);
	tcase_add_test(types, test_vdo);
	suite_add_tcase(suite, types);

	tcase_add_loop_test(more, test_raids, 0, sizeof(raids) / sizeof(raids[0]));
	tcase_add_test(more, test_reshape);
	suite_add_tcase(suite, more);
	return suite;
}
