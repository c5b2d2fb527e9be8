/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "device/signature.h"
#include "partitions_rig.h"
#include "unit.h"

START_TEST(test_no_table)
{
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
	ck_assert_uint_eq(pt_reads, 0);
}
END_TEST

START_TEST(test_primaries)
{
	pt_put_entry(0, 0, PT_TYPE_LINUX, 63, 100);
	pt_put_entry(0, 2, 0x8e, 200, 1);
	ck_assert(signature_has_partitions(pt_disk, pt_first));
	pt_run();
	ck_assert_uint_eq(pt_count, 2);
	pt_assert(0, 1, 63, 100);
	pt_assert(1, 3, 200, 1);
	ck_assert_uint_eq(pt_reads, 0);
}
END_TEST

static void make_chain(void)
{
	pt_put_entry(0, 0, PT_TYPE_LINUX, 64, 100);
	pt_put_entry(0, 1, PT_TYPE_EXTENDED, 1000, 5000);
	pt_put_entry(1000, 0, PT_TYPE_LINUX, 10, 50);
	pt_put_entry(1000, 1, PT_TYPE_EXTENDED, 200, 100);
	pt_put_entry(1200, 0, 0x8e, 20, 60);
	pt_put_entry(1200, 1, PT_TYPE_EXTENDED, 400, 100);
	pt_put_entry(1400, 0, 0x8e, 30, 70);
}

START_TEST(test_logical)
{
	make_chain();
	pt_run();
	ck_assert_uint_eq(pt_count, 4);
	pt_assert(0, 1, 64, 100);
	pt_assert(1, 5, 1010, 50);
	pt_assert(2, 6, 1220, 60);
	pt_assert(3, 7, 1430, 70);
	ck_assert_uint_eq(pt_reads, 3);
}
END_TEST

START_TEST(test_extended_types)
{
	static const unsigned char types[] = { 0x05, 0x0f, 0x85 };

	make_chain();
	pt_put_entry(0, 1, types[_i], 1000, 5000);
	pt_run();
	ck_assert_uint_eq(pt_count, 4);
}
END_TEST

/* An EBR that cannot be read ends its chain; what was found before stays. */
START_TEST(test_lost_ebr)
{
	make_chain();
	pt_unreadable = 1200 * 512;
	pt_run();
	ck_assert_uint_eq(pt_count, 2);
	pt_assert(1, 5, 1010, 50);
	ck_assert_uint_eq(pt_reads, 2);
}
END_TEST

START_TEST(test_ebr_without_mark)
{
	make_chain();
	pt_disk[1200 * 512 + 510] = 0;
	pt_run();
	ck_assert_uint_eq(pt_count, 2);
	ck_assert_uint_eq(pt_reads, 2);		/* what it links to is not read */
}
END_TEST

/* A link to its own chain's head is none; the next one counts. */
START_TEST(test_link_to_zero)
{
	make_chain();
	pt_put_entry(1000, 1, PT_TYPE_EXTENDED, 0, 100);
	pt_put_entry(1000, 2, PT_TYPE_EXTENDED, 200, 100);
	pt_run();
	ck_assert_uint_eq(pt_reads, 3);
}
END_TEST

START_TEST(test_endless_chain)
{
	make_chain();
	pt_put_entry(1400, 1, PT_TYPE_EXTENDED, 200, 100);	/* back to the second */
	pt_run();
	ck_assert_uint_eq(pt_count, 4);
	ck_assert_uint_eq(pt_reads, 3);

	pt_put_entry(1000, 1, PT_TYPE_EXTENDED, 0, 100);	/* to itself */
	pt_run();
	ck_assert_uint_eq(pt_count, 2);
}
END_TEST

START_TEST(test_long_chain)
{
	pt_put_entry(0, 0, PT_TYPE_EXTENDED, 100, 16000);
	for (unsigned i = 0; i < 2000; i++) {
		pt_put_entry(100 + 4 * i, 0, PT_TYPE_LINUX, 1, 3);
		pt_put_entry(100 + 4 * i, 1, PT_TYPE_EXTENDED, 4 * (i + 1), 4);
	}
	pt_run();
	ck_assert_uint_eq(pt_reads, PARTITIONS_MAX);
	ck_assert_uint_gt(pt_count, 50);
}
END_TEST

START_TEST(test_chain_outside)
{
	pt_put_entry(0, 0, PT_TYPE_LINUX, 64, 100);
	pt_put_entry(0, 1, PT_TYPE_EXTENDED, PT_DISK_SIZE / 512, 5000);
	pt_put_entry(0, 2, PT_TYPE_EXTENDED, UINT32_MAX, UINT32_MAX);
	pt_put_entry(0, 3, PT_TYPE_EXTENDED, 1000, 5000);
	pt_put_entry(1000, 1, PT_TYPE_EXTENDED, UINT32_MAX - 999, 100);
	pt_run();
	ck_assert_uint_eq(pt_count, 1);
	ck_assert_uint_eq(pt_reads, 1);
}
END_TEST

/* As the kernel does it. */
START_TEST(test_past_the_end)
{
	pt_put_entry(0, 0, PT_TYPE_LINUX, 64, UINT32_MAX);
	pt_put_entry(0, 1, PT_TYPE_LINUX, PT_DISK_SIZE / 512 - 1, 2);
	pt_put_entry(0, 2, PT_TYPE_LINUX, PT_DISK_SIZE / 512, 1);
	pt_put_entry(0, 3, PT_TYPE_LINUX, UINT32_MAX, UINT32_MAX);
	pt_run();
	ck_assert_uint_eq(pt_count, 2);
	pt_assert(0, 1, 64, PT_DISK_SIZE / 512 - 64);
	pt_assert(1, 2, PT_DISK_SIZE / 512 - 1, 1);
}
END_TEST

/* A partition that holds its own table would have the disk's label as its own. */
START_TEST(test_start_zero)
{
	pt_put_entry(0, 0, PT_TYPE_LINUX, 0, 100);
	pt_put_entry(0, 1, PT_TYPE_LINUX, 100, 100);
	pt_run();
	ck_assert_uint_eq(pt_count, 1);
	pt_assert(0, 2, 100, 100);
}
END_TEST

START_TEST(test_fat_boot_sector)
{
	static const unsigned char fat16[] =
		"\xeb\x3c\x90mkfs.fat\0\2\4\4\0\2\0\2\0\x10\xf8\x10\0\x20\0\2\0\0\0\0\0"
		"\0\0\0\0\x80\0\x29\x12\x34\x56\x78NO NAME    FAT16   ";

	pt_put_entry(0, 0, 0x0e, 1, 4095);
	memcpy(pt_disk, fat16, sizeof(fat16) - 1);
	pt_disk[446] = 0x80;
	ck_assert(signature_has_partitions(pt_disk, pt_first));
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
}
END_TEST

START_TEST(test_mbr_of_4k_blocks)
{
	pt_block_size = 4096;
	pt_put_entry(0, 0, PT_TYPE_LINUX, 16, 100);
	pt_put_entry(0, 1, PT_TYPE_EXTENDED, 200, 1000);
	pt_put_entry(200, 0, PT_TYPE_LINUX, 8, 50);
	pt_run();
	ck_assert_uint_eq(pt_count, 2);
	pt_assert(0, 1, 16, 100);
	pt_assert(1, 5, 208, 50);
}
END_TEST

START_TEST(test_size_beyond_files)
{
	pt_size = UINT64_MAX;
	ck_assert_int_lt(partition_probe_new(pt_size, 512, pt_disk, 8192, &pt_probe), 0);
	ck_assert_ptr_null(pt_probe);
}
END_TEST

START_TEST(test_random_tables)
{
	srand(1);
	for (unsigned n = 0; n < 500; n++) {
		memset(pt_disk, 0, 65536);
		for (unsigned i = 0; i < 4; i++)
			pt_put_entry(0, i, rand() % 2 ? PT_TYPE_EXTENDED : (unsigned char)rand(),
				  (uint32_t)rand() % 128, (uint32_t)rand() % 200);
		for (unsigned i = 0; i < 100; i++)
			pt_put_entry((unsigned)rand() % 128, (unsigned)rand() % 4,
				  rand() % 2 ? PT_TYPE_EXTENDED : (unsigned char)rand(),
				  (uint32_t)rand() % 128, (uint32_t)rand() % 200);
		pt_run();
	}
}
END_TEST

/* Nothing is told before everything was fed. */
START_TEST(test_result_too_early)
{
	struct partition_range range;

	make_chain();
	ck_assert_int_eq(partition_probe_new(pt_size, 512, pt_disk, 8192, &pt_probe), 0);
	partition_probe_result(pt_probe, &pt_count);
	ck_assert_uint_eq(pt_count, 0);
	ck_assert(partition_probe_next(pt_probe, &range));
	partition_probe_result(pt_probe, &pt_count);
	ck_assert_uint_eq(pt_count, 0);
	ck_assert(partition_probe_next(pt_probe, &range));	/* the same again */
	ck_assert_uint_eq(range.offset, 1000 * 512);
	ck_assert_uint_eq(range.length, 512);
}
END_TEST

START_TEST(test_free_nothing)
{
	partition_probe_free(NULL);
}
END_TEST

Suite *partitions_suite(void)
{
	Suite *suite = suite_create("partitions");
	TCase *tcase = tcase_create("partitions");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, pt_setup, pt_teardown);
	tcase_add_test(tcase, test_no_table);
	tcase_add_test(tcase, test_primaries);
	tcase_add_test(tcase, test_logical);
	tcase_add_loop_test(tcase, test_extended_types, 0, 3);
	tcase_add_test(tcase, test_lost_ebr);
	tcase_add_test(tcase, test_ebr_without_mark);
	tcase_add_test(tcase, test_link_to_zero);
	tcase_add_test(tcase, test_endless_chain);
	tcase_add_test(tcase, test_long_chain);
	tcase_add_test(tcase, test_chain_outside);
	tcase_add_test(tcase, test_past_the_end);
	tcase_add_test(tcase, test_start_zero);
	tcase_add_test(tcase, test_fat_boot_sector);
	tcase_add_test(tcase, test_mbr_of_4k_blocks);
	tcase_add_test(tcase, test_size_beyond_files);
	tcase_add_test(tcase, test_random_tables);
	tcase_add_test(tcase, test_result_too_early);
	tcase_add_test(tcase, test_free_nothing);
	suite_add_tcase(suite, tcase);
	return suite;
}
