/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "device/signature.h"
#include "partitions_rig.h"
#include "unit.h"

static void assert_gpt(void)
{
	ck_assert_uint_eq(pt_count, 3);
	pt_assert(0, 1, 100, 200);
	pt_assert(1, 3, 300, 1);
	pt_assert(2, 100, 400, 100);
}

START_TEST(test_gpt)
{
	pt_make_gpt();
	ck_assert(signature_has_partitions(pt_disk, pt_first));
	pt_run();
	assert_gpt();
	ck_assert_uint_eq(pt_reads, 1);
}
END_TEST

/* However much is in hand, nothing is asked for twice. */
START_TEST(test_gpt_in_hand)
{
	static const struct { size_t first; unsigned reads; } cases[] = {
		{ 512, 2 }, { 1023, 2 }, { 1024, 1 }, { 4096, 1 }, { 17407, 1 }, { 17408, 0 },
		{ 65536, 0 },
	};

	pt_make_gpt();
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		pt_first = cases[i].first;
		pt_run();
		assert_gpt();
		ck_assert_uint_eq(pt_reads, cases[i].reads);
	}
}
END_TEST

START_TEST(test_gpt_empty)
{
	uint64_t blocks = pt_size / pt_block_size;

	pt_put_entry(0, 0, 0xee, 1, (uint32_t)blocks - 1);
	pt_put_header(1, blocks - 1, 2, PT_GPT_ENTRIES);
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
	ck_assert_uint_eq(pt_reads, 1);	/* no need to look at the backup */
}
END_TEST

/* A damaged or unreadable first table: the backup tells. */
START_TEST(test_gpt_backup)
{
	pt_make_gpt();
	pt_disk[512 + 40] ^= 1;
	pt_run();
	assert_gpt();

	pt_make_gpt();
	pt_disk[1024 + 32] ^= 1;		/* an entry */
	pt_run();
	assert_gpt();

	pt_make_gpt();
	memset(pt_disk + 512, 0, 512);
	pt_run();
	assert_gpt();
	ck_assert_uint_eq(pt_reads, 2);

	pt_make_gpt();
	pt_unreadable = 9000;
	pt_run();
	assert_gpt();
}
END_TEST

START_TEST(test_gpt_both_damaged)
{
	pt_make_gpt();
	pt_disk[512 + 40] ^= 1;
	pt_disk[PT_DISK_SIZE - 512 + 40] ^= 1;
	pt_run();
	ck_assert_uint_eq(pt_count, 0);

	pt_make_gpt();
	pt_disk[512 + 40] ^= 1;
	pt_unreadable = PT_DISK_SIZE - 1;
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
}
END_TEST

/* Without the protective MBR a GPT does not count, neither for the kernel. */
START_TEST(test_gpt_without_mbr)
{
	pt_make_gpt();
	memset(pt_disk, 0, 512);
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
	ck_assert_uint_eq(pt_reads, 0);
}
END_TEST

/* An image of a 4 KiB disk is a file whose block size nobody knows. */
START_TEST(test_gpt_of_4k_blocks)
{
	pt_block_size = 4096;
	pt_make_gpt();
	pt_run();
	assert_gpt();

	pt_block_size = 512;
	pt_run();
	pt_block_size = 4096;
	assert_gpt();
}
END_TEST

/* What follows is rightly sealed, and impossible. */

START_TEST(test_gpt_hostile_count)
{
	static const uint32_t counts[] = { 0, 1025, 1 << 24, 0x1ffffff, UINT32_MAX };

	for (size_t i = 0; i < sizeof(counts) / sizeof(*counts); i++) {
		pt_make_gpt();
		pt_put32(512 + 80, counts[i]);
		pt_seal(512);
		pt_put32(PT_DISK_SIZE - 512 + 80, counts[i]);
		pt_seal(PT_DISK_SIZE - 512);
		pt_run();
		ck_assert_uint_eq(pt_count, 0);
		ck_assert_uint_le(pt_reads, 1);	/* of the backup header */
	}
}
END_TEST

/* Longer lists are sound, but not believed in: libblkid does not see them. */
START_TEST(test_gpt_long_list)
{
	const uint64_t last = PT_DISK_SIZE / 512 - 1;

	pt_put_entry(0, 0, 0xee, 1, (uint32_t)last);
	pt_put_gpt_entry(2, 0, 5000, 5099);
	pt_put_header(1, last, 2, 1024);
	pt_run();
	ck_assert_uint_eq(pt_count, 1);
	pt_put_header(1, last, 2, 1025);
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
	memset(pt_disk + 512, 0, 512);
	pt_put_header(last, 1, 2, 1025);
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
}
END_TEST

/* Its byte offset would be that of the right list if it overflowed. */
START_TEST(test_gpt_overflowing_place)
{
	pt_make_gpt();
	pt_put64(512 + 72, (UINT64_C(1) << 55) + 2);
	pt_seal(512);
	memset(pt_disk + PT_DISK_SIZE - 512, 0, 512);
	pt_run();
	ck_assert_uint_eq(pt_count, 0);
	ck_assert_uint_eq(pt_reads, 1);		/* of the backup header */
}
END_TEST

START_TEST(test_gpt_hostile_entry_size)
{
	static const uint32_t sizes[] = { 0, 1, 127, 129, 1 << 20, UINT32_MAX };

	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		pt_make_gpt();
		pt_put32(512 + 84, sizes[i]);
		pt_seal(512);
		pt_put32(PT_DISK_SIZE - 512 + 84, sizes[i]);
		pt_seal(PT_DISK_SIZE - 512);
		pt_run();
		ck_assert_uint_eq(pt_count, 0);
	}
}
END_TEST

START_TEST(test_gpt_hostile_place)
{
	static const uint64_t places[] = {
		0, PT_DISK_SIZE / 512 - 1, PT_DISK_SIZE / 512, UINT64_MAX / 512, UINT64_MAX
	};

	for (size_t i = 0; i < sizeof(places) / sizeof(*places); i++) {
		pt_make_gpt();
		pt_put64(512 + 72, places[i]);
		pt_seal(512);
		pt_disk[PT_DISK_SIZE - 512] ^= 1;
		pt_run();
		ck_assert_uint_eq(pt_count, 0);
	}
}
END_TEST

START_TEST(test_gpt_hostile_entries)
{
	pt_make_gpt();
	pt_put_gpt_entry(2, 0, 0, 99);
	pt_put_gpt_entry(2, 1, UINT64_MAX, UINT64_MAX);
	pt_put_gpt_entry(2, 2, 300, UINT64_MAX);
	pt_put_gpt_entry(2, 3, 500, 400);
	pt_put_gpt_entry(2, 4, UINT64_MAX - 10, 400);
	pt_put_header(1, PT_DISK_SIZE / 512 - 1, 2, PT_GPT_ENTRIES);
	pt_run();
	ck_assert_uint_ge(pt_count, 1);
	pt_assert(pt_count - 1, 100, 400, 100);
}
END_TEST

START_TEST(test_sizes)
{
	static const uint64_t sizes[] = {
		0, 1, 511, 512, 513, 1024, 8191, UINT64_C(1) << 40, INT64_MAX
	};

	pt_make_gpt();
	for (size_t i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		pt_size = sizes[i];
		pt_first = pt_size < 8192 ? pt_size : 8192;
		pt_run();
	}
}
END_TEST

START_TEST(test_random_gpt)
{
	srand(1);
	for (unsigned n = 0; n < 300; n++) {
		pt_make_gpt();
		for (unsigned i = 0; i < 3; i++)
			pt_disk[512 + (unsigned)rand() % 92] = (unsigned char)rand();
		pt_seal(512);
		pt_disk[1024 + (unsigned)rand() % 16384] = (unsigned char)rand();
		if (n % 2)
			pt_put32(512 + 88, pt_crc32(pt_disk + 1024, PT_GPT_ENTRIES * 128));
		pt_seal(512);
		pt_run();
	}
}
END_TEST

Suite *partitions_gpt_suite(void)
{
	Suite *suite = suite_create("partitions_gpt");
	TCase *tcase = tcase_create("gpt");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, pt_setup, pt_teardown);
	tcase_add_test(tcase, test_gpt);
	tcase_add_test(tcase, test_gpt_in_hand);
	tcase_add_test(tcase, test_gpt_empty);
	tcase_add_test(tcase, test_gpt_backup);
	tcase_add_test(tcase, test_gpt_both_damaged);
	tcase_add_test(tcase, test_gpt_without_mbr);
	tcase_add_test(tcase, test_gpt_of_4k_blocks);
	tcase_add_test(tcase, test_gpt_hostile_count);
	tcase_add_test(tcase, test_gpt_long_list);
	tcase_add_test(tcase, test_gpt_overflowing_place);
	tcase_add_test(tcase, test_gpt_hostile_entry_size);
	tcase_add_test(tcase, test_gpt_hostile_place);
	tcase_add_test(tcase, test_gpt_hostile_entries);
	tcase_add_test(tcase, test_sizes);
	tcase_add_test(tcase, test_random_gpt);
	suite_add_tcase(suite, tcase);
	return suite;
}
