/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_check(): pools and cachevols, and what is in them. */
#include "check_rig.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The cachevol of text_everything has 65536 sectors. */
#define RANGES(metadata_start, metadata_len, data_start, data_len) \
	"metadata_start = 0\nmetadata_len = 4096\ndata_start = 4096\ndata_len = 12288", \
	"metadata_start = " #metadata_start "\nmetadata_len = " #metadata_len "\n" \
	"data_start = " #data_start "\ndata_len = " #data_len

static const struct broken rows[] = {
	{ RANGES(0, 0, 4096, 12288), FINDING_CACHE_RANGE, "cv", "segment1/metadata_len", "0",
	  "the cache's metadata, 0 sectors from 0 on, are not within LV cvf_cvol" },
	{ RANGES(61441, 4096, 0, 12288), FINDING_CACHE_RANGE, "cv", "segment1/metadata_len",
	  "4096", "4096 sectors from 61441 on" },
	{ RANGES(9223372036854775806, 4096, 0, 12288), FINDING_CACHE_RANGE, "cv",
	  "segment1/metadata_len", "4096", "from 9223372036854775806 on" },
	{ RANGES(0, 4096, 4096, 61441), FINDING_CACHE_RANGE, "cv", "segment1/data_len", "61441",
	  "the cache's data, 61441 sectors from 4096 on, are not within LV cvf_cvol of 65536" },
	{ RANGES(0, 4096, 4096, 0), FINDING_CACHE_RANGE, "cv", "segment1/data_len", "0",
	  "the cache's data" },
	{ RANGES(0, 4096, 4095, 12288), FINDING_CACHE_RANGE, "cv", "segment1/data_start", "4095",
	  "overlap" },
	{ RANGES(12287, 4096, 0, 12288), FINDING_CACHE_RANGE, "cv", "segment1/data_start", "0",
	  "overlap" },
	{ RANGES(100, 100, 100, 100), FINDING_CACHE_RANGE, "cv", "segment1/data_start", "100",
	  "overlap" },

	{ "transaction_id = 3\ndevice_id = 9", "transaction_id = 7\ndevice_id = 9",
	  FINDING_THIN_TRANSACTION, "late", "segment1/transaction_id", "7",
	  "transaction 7 of pool tp, whose last one is 6" },
	{ "device_id = 9", "device_id = 1", FINDING_THIN_DEVICE_ID, "late", "segment1/device_id",
	  "1", "its device_id 1 is that of LV the in the same pool" },
};

static const char *const right[][2] = {
	{ RANGES(0, 4096, 4096, 61440) },
	{ RANGES(12288, 53248, 0, 12288) },
	{ RANGES(65535, 1, 0, 65535) },
	{ "transaction_id = 3\ndevice_id = 9", "transaction_id = 6\ndevice_id = 9" },
	/* A number of another pool */
	{ "thin_pool = \"tp\"\ntransaction_id = 3\ndevice_id = 9",
	  "thin_pool = \"tq\"\ntransaction_id = 0\ndevice_id = 1" },
};

START_TEST(each_rule)
{
	check_rig_broken(text_everything, &rows[_i]);
}
END_TEST

START_TEST(what_is_still_right)
{
	check_rig_right(text_everything, right[_i][0], right[_i][1]);
}
END_TEST

static void check_metadata(const char *pool, const char *metadata)
{
	const struct broken expected = {
		NULL, NULL, FINDING_POOL_METADATA, pool, "segment1/metadata", "4095", metadata
	};
	struct check_rig rig;

	check_rig_read(&rig, text_everything);
	rig_lv(&rig.text, metadata)->size = 4096;
	check_rig_check(&rig);
	ck_assert_msg(!rig.count, "%s", rig.all);

	rig_lv(&rig.text, metadata)->size = 4095;
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);
	check_rig_end(&rig);
}

START_TEST(metadata_of_pools)
{
	check_metadata("tp", "tp_tmeta");
	check_metadata("cpp_cpool", "cpp_cpool_cmeta");
}
END_TEST

Suite *check_pools_suite(void)
{
	Suite *suite = suite_create("check_pools");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, each_rule, 0, COUNT_OF(rows));
	tcase_add_loop_test(tc, what_is_still_right, 0, COUNT_OF(right));
	tcase_add_test(tc, metadata_of_pools);
	suite_add_tcase(suite, tc);
	return suite;
}
