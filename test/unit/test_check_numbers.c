/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_check(): numbers of segments that must lie in a range. */
#include "check_rig.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* In text_everything: the first line with `name` behind `type`, and two values for it. */
#define AFTER_TYPE(type, between, name, from, to) \
	"type = \"" type "\"\n" between name " = " #from, "type = \"" type "\"\n" between name " = " #to

#define STRIPED(to) AFTER_TYPE("striped", "stripe_count = 2\n", "stripe_size", 128, to)
#define RAID0(to) AFTER_TYPE("raid0", "stripe_count = 2\n", "stripe_size", 128, to)
#define RAID0_AND(name, value) \
	"type = \"raid0\"\n", "type = \"raid0\"\n" name " = " #value "\n"
#define RAID1_AND(name, value) \
	"type = \"raid1\"\n", "type = \"raid1\"\n" name " = " #value "\n"
#define RAID1_REGION(to) \
	AFTER_TYPE("raid1", "device_count = 2\n", "region_size", 1024, to)
#define RAID10_REGION(to) \
	AFTER_TYPE("raid10", "device_count = 4\ndata_copies = 2\n", "region_size", 1024, to)
#define RAID5_REGION(to) \
	AFTER_TYPE("raid5_ls", "device_count = 3\n", "region_size", 1024, to)
#define MIRROR_REGION(to) \
	"mirror_log = \"mi_mlog\"\nregion_size = 1024", \
	"mirror_log = \"mi_mlog\"\nregion_size = " #to
#define SNAPSHOT(to) AFTER_TYPE("snapshot", "", "chunk_size", 16, to)
#define THIN_POOL(to) "transaction_id = 6\nchunk_size = 128", \
	"transaction_id = 6\nchunk_size = " #to
#define CACHE_POOL(to) "metadata = \"oldp_cmeta\"\nchunk_size = 128", \
	"metadata = \"oldp_cmeta\"\nchunk_size = " #to
#define CACHEVOL(to) "origin = \"cv_corig\"\nmetadata_format = 2\nchunk_size = 128", \
	"origin = \"cv_corig\"\nmetadata_format = 2\nchunk_size = " #to
#define SETTING(name, from, to) name " = " #from "\n", name " = " #to "\n"

static const struct broken rows[] = {
	{ STRIPED(96), FINDING_SEG_STRIPE_SIZE, "str", "segment1/stripe_size", "96",
	  "LV str, segment 1: stripe_size is 96, and striped has a power of 2 from 8" },
	{ STRIPED(4), FINDING_SEG_STRIPE_SIZE, "str", "segment1/stripe_size", "4", "is 4" },
	{ RAID0(100), FINDING_SEG_STRIPE_SIZE, "r0", "segment1/stripe_size", "100", "raid0" },
	{ RAID0(0), FINDING_SEG_STRIPE_SIZE, "r0", "segment1/stripe_size", "0", "raid0" },
	{ "region_size = 1024\nstripe_size = 128", "region_size = 1024\nstripe_size = 129",
	  FINDING_SEG_STRIPE_SIZE, "r10", "segment1/stripe_size", "129", "raid10" },
	{ "device_count = 3\nregion_size = 1024\nstripe_size = 128",
	  "device_count = 3\nregion_size = 1024\nstripe_size = 129",
	  FINDING_SEG_STRIPE_SIZE, "r5", "segment1/stripe_size", "129", "raid5_ls" },
	{ RAID1_AND("stripe_size", 128), FINDING_SEG_STRIPE_SIZE, "r1", "segment1/stripe_size",
	  "128", "raid1 has none" },
	{ RAID0_AND("region_size", 1024), FINDING_SEG_REGION_SIZE, "r0", "segment1/region_size",
	  "1024", "raid0 has none" },
	{ RAID1_REGION(1000), FINDING_SEG_REGION_SIZE, "r1", "segment1/region_size", "1000",
	  "a power of 2" },
	{ RAID1_REGION(0), FINDING_SEG_REGION_SIZE, "r1", "segment1/region_size", "0",
	  "a power of 2" },
	{ RAID10_REGION(1000), FINDING_SEG_REGION_SIZE, "r10", "segment1/region_size", "1000",
	  "a power of 2" },
	{ RAID5_REGION(1000), FINDING_SEG_REGION_SIZE, "r5", "segment1/region_size", "1000",
	  "a power of 2" },
	{ MIRROR_REGION(1000), FINDING_SEG_REGION_SIZE, "mi", "segment1/region_size", "1000",
	  "a power of 2" },
	{ SNAPSHOT(4), FINDING_SEG_CHUNK_SIZE, "snapshot1", "segment1/chunk_size", "4",
	  "from 8 to 1024" },
	{ SNAPSHOT(24), FINDING_SEG_CHUNK_SIZE, "snapshot1", "segment1/chunk_size", "24",
	  "from 8 to 1024" },
	{ SNAPSHOT(2048), FINDING_SEG_CHUNK_SIZE, "snapshot1", "segment1/chunk_size", "2048",
	  "from 8 to 1024" },
	{ THIN_POOL(200), FINDING_SEG_CHUNK_SIZE, "tp", "segment1/chunk_size", "200",
	  "a multiple of 128" },
	{ CACHE_POOL(32), FINDING_SEG_CHUNK_SIZE, "oldp", "segment1/chunk_size", "32",
	  "a multiple of 64" },
	{ CACHE_POOL(100), FINDING_SEG_CHUNK_SIZE, "oldp", "segment1/chunk_size", "100",
	  "a multiple of 64" },
	{ CACHE_POOL(2097216), FINDING_SEG_CHUNK_SIZE, "oldp", "segment1/chunk_size", "2097216",
	  "a multiple of 64" },
	{ CACHEVOL(100), FINDING_SEG_CHUNK_SIZE, "cv", "segment1/chunk_size", "100",
	  "a multiple of 64" },
	{ RAID0_AND("writebehind", 256), FINDING_SEG_PARAMETER, "r0", "segment1/writebehind",
	  "256", "none" },
	{ "type = \"raid10\"\n", "type = \"raid10\"\nwritebehind = 256\n", FINDING_SEG_PARAMETER,
	  "r10", "segment1/writebehind", "256", "none" },
	{ RAID0_AND("min_recovery_rate", 64), FINDING_SEG_PARAMETER, "r0",
	  "segment1/min_recovery_rate", "64", "none" },
	{ RAID0_AND("max_recovery_rate", 64), FINDING_SEG_PARAMETER, "r0",
	  "segment1/max_recovery_rate", "64", "none" },
	{ "device_id = 9", "device_id = 0", FINDING_THIN_DEVICE_ID, "late", "segment1/device_id",
	  "0", "from 1 to 16777215" },

	{ SETTING("writecache_block_size", 4096, 1024), FINDING_SEG_PARAMETER, "wc",
	  "segment1/writecache_block_size", "1024", "512 or 4096 bytes" },
	{ "journal_sectors = 100\nblock_size = 512", "journal_sectors = 100\nblock_size = 8192",
	  FINDING_SEG_PARAMETER, "integ", "segment1/block_size", "8192", "4096 bytes" },
	{ SETTING("minimum_io_size", 4096, 2048), FINDING_SEG_PARAMETER, "vp",
	  "segment1/minimum_io_size", "2048", "512 or 4096" },
	{ SETTING("block_map_cache_size_mb", 128, 127), FINDING_SEG_PARAMETER, "vp",
	  "segment1/block_map_cache_size_mb", "127", "from 128" },
	{ SETTING("block_map_cache_size_mb", 128, 16777216), FINDING_SEG_PARAMETER, "vp",
	  "segment1/block_map_cache_size_mb", "16777216", "from 128" },
	{ SETTING("block_map_era_length", 16380, 16381), FINDING_SEG_PARAMETER, "vp",
	  "segment1/block_map_era_length", "16381", "to 16380" },
	{ SETTING("block_map_era_length", 16380, -1), FINDING_SEG_PARAMETER, "vp",
	  "segment1/block_map_era_length", "18446744073709551615", "to 16380" },
	{ SETTING("index_memory_size_mb", 256, 255), FINDING_SEG_PARAMETER, "vp",
	  "segment1/index_memory_size_mb", "255", "from 256" },
	{ SETTING("slab_size_mb", 2048, 32769), FINDING_SEG_PARAMETER, "vp",
	  "segment1/slab_size_mb", "32769", "from 128" },
	{ SETTING("max_discard", 1, 0), FINDING_SEG_PARAMETER, "vp", "segment1/max_discard", "0",
	  "from 1" },
	{ SETTING("ack_threads", 1, 101), FINDING_SEG_PARAMETER, "vp", "segment1/ack_threads",
	  "101", "up to 100" },
	{ SETTING("bio_threads", 4, 0), FINDING_SEG_PARAMETER, "vp", "segment1/bio_threads", "0",
	  "from 1 to 100" },
	{ SETTING("bio_rotation", 64, 1025), FINDING_SEG_PARAMETER, "vp",
	  "segment1/bio_rotation", "1025", "to 1024" },
	{ SETTING("cpu_threads", 2, 101), FINDING_SEG_PARAMETER, "vp", "segment1/cpu_threads",
	  "101", "to 100" },
	{ SETTING("hash_zone_threads", 1, 101), FINDING_SEG_PARAMETER, "vp",
	  "segment1/hash_zone_threads", "101", "up to 100" },
	{ SETTING("logical_threads", 1, 101), FINDING_SEG_PARAMETER, "vp",
	  "segment1/logical_threads", "101", "up to 100" },
	{ SETTING("physical_threads", 1, 17), FINDING_SEG_PARAMETER, "vp",
	  "segment1/physical_threads", "17", "up to 16" },
};

START_TEST(each_range)
{
	check_rig_broken(text_everything, &rows[_i]);
}
END_TEST

static const char *const right[][2] = {
	{ STRIPED(8) },
	{ STRIPED(8192) },
	{ RAID0(4096) },
	{ RAID1_REGION(8) },
	{ RAID1_REGION(16384) },
	{ MIRROR_REGION(16384) },
	{ SNAPSHOT(8) },
	{ SNAPSHOT(1024) },
	{ THIN_POOL(384) },
	{ THIN_POOL(2097152) },
	{ CACHE_POOL(64) },
	{ CACHE_POOL(2097152) },
	{ CACHEVOL(192) },
	{ "device_id = 9", "device_id = 16777215" },
	{ SETTING("writecache_block_size", 4096, 512) },
	{ "journal_sectors = 100\nblock_size = 512", "journal_sectors = 100\nblock_size = 4096" },
	{ "journal_sectors = 100\nblock_size = 512", "journal_sectors = 100\nblock_size = 1024" },
	{ SETTING("block_map_cache_size_mb", 128, 16777215) },
	{ SETTING("slab_size_mb", 2048, 32768) },
	{ SETTING("slab_size_mb", 2048, 128) },
	{ SETTING("ack_threads", 1, 0) },
	{ SETTING("physical_threads", 1, 16) },
};

START_TEST(the_ends_of_ranges)
{
	check_rig_right(text_everything, right[_i][0], right[_i][1]);
}
END_TEST

Suite *check_numbers_suite(void)
{
	Suite *suite = suite_create("check_numbers");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, each_range, 0, COUNT_OF(rows));
	tcase_add_loop_test(tc, the_ends_of_ranges, 0, COUNT_OF(right));
	suite_add_tcase(suite, tc);
	return suite;
}
