/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is expected here was seen with LVM2 2.03.16 on loop devices that may
 * have partitions. */
#include <string.h>

#include "device/signature.h"
#include "unit.h"

static unsigned char block[8192];

static void clear(void)
{
	memset(block, 0, sizeof(block));
}

static void put_mark(void)
{
	block[510] = 0x55;
	block[511] = 0xaa;
}

static void put_entry(unsigned index, unsigned char boot, unsigned char sectors)
{
	block[0x1be + 16 * index] = boot;
	block[0x1be + 16 * index + 12] = sectors;
}

static const char *rejects(void)
{
	return signature_rejects(block, sizeof(block), true, true);
}

static void assert_rejected(const char *text)
{
	ck_assert_ptr_nonnull(rejects());
	ck_assert_ptr_nonnull(strstr(rejects(), text));
}

START_TEST(test_nothing)
{
	ck_assert_ptr_null(rejects());
	memset(block, 0xff, sizeof(block));
	ck_assert_ptr_null(rejects());
}
END_TEST

START_TEST(test_mbr)
{
	put_mark();
	ck_assert_ptr_null(rejects());		/* no partition in it */
	put_entry((unsigned)_i, 0, 1);
	assert_rejected("partition table");
	ck_assert(signature_has_partitions(block, sizeof(block)));
	put_entry((unsigned)_i, 0x80, 1);
	assert_rejected("partition table");
	ck_assert_ptr_null(signature_rejects(block, sizeof(block), false, true));
	block[510] = 0;
	ck_assert_ptr_null(rejects());
	ck_assert(!signature_has_partitions(block, sizeof(block)));
}
END_TEST

/* Each of the four bytes of a size counts. */
START_TEST(test_mbr_sizes)
{
	put_mark();
	block[0x1be + 12 + _i] = 1;
	assert_rejected("partition table");
}
END_TEST

START_TEST(test_mbr_boot_indicators)
{
	put_mark();
	put_entry(0, 0, 1);
	put_entry((unsigned)_i, 0x81, 1);
	ck_assert_ptr_null(rejects());
	put_entry((unsigned)_i, 0x01, 0);
	ck_assert_ptr_null(rejects());
}
END_TEST

START_TEST(test_md)
{
	static const unsigned char magic[] = { 0xfc, 0x4e, 0x2b, 0xa9 };

	memcpy(block + _i, magic, 4);
	assert_rejected("md");
	ck_assert_ptr_nonnull(signature_rejects(block, sizeof(block), false, true));
	ck_assert_ptr_null(signature_rejects(block, sizeof(block), false, false));
	block[_i] = 0;
	ck_assert_ptr_null(rejects());
}
END_TEST

START_TEST(test_lvm1)
{
	memcpy(block, "HM\1\0", 4);
	assert_rejected("LVM1");
	block[2] = 2;
	assert_rejected("LVM1");
	block[2] = 3;
	ck_assert_ptr_null(rejects());
	memcpy(block, "HM\1\1", 4);
	ck_assert_ptr_null(rejects());
}
END_TEST

START_TEST(test_pool)
{
	memcpy(block, "\0\0\0\0\0\1\x16\x70", 8);
	memcpy(block + 272, "\0\4\1\3", 4);
	assert_rejected("pool");
	block[275] = 0x99;
	assert_rejected("pool");
	block[273] = 5;
	ck_assert_ptr_null(rejects());
	memcpy(block + 272, "\3\1\4\0", 4);
	ck_assert_ptr_null(rejects());
}
END_TEST

/* A device may be shorter than what is looked for. */
START_TEST(test_short_blocks)
{
	unsigned char mbr[512];

	put_mark();
	put_entry(0, 0, 1);
	memcpy(block + 4096, "\xfc\x4e\x2b\xa9", 4);
	memcpy(mbr, block, sizeof(mbr));
	ck_assert(signature_has_partitions(mbr, 512));
	for (size_t length = 0; length < 512; length++)
		ck_assert_ptr_null(signature_rejects(mbr, length, true, true));
	ck_assert_ptr_null(signature_rejects(block, 4099, false, true));
	ck_assert_ptr_nonnull(signature_rejects(block, SIGNATURE_BYTES, false, true));
}
END_TEST

Suite *signature_suite(void)
{
	Suite *suite = suite_create("signature");
	TCase *tcase = tcase_create("signature");

	tcase_add_checked_fixture(tcase, clear, NULL);
	tcase_add_test(tcase, test_nothing);
	tcase_add_loop_test(tcase, test_mbr, 0, 4);
	tcase_add_loop_test(tcase, test_mbr_sizes, 0, 4);
	tcase_add_loop_test(tcase, test_mbr_boot_indicators, 0, 4);
	tcase_add_loop_test(tcase, test_md, 0, 1);
	tcase_add_loop_test(tcase, test_md, 4096, 4097);
	tcase_add_test(tcase, test_lvm1);
	tcase_add_test(tcase, test_pool);
	tcase_add_test(tcase, test_short_blocks);
	suite_add_tcase(suite, tcase);
	return suite;
}
