/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The ring of texts, in an mda that is made byte by byte and has nothing behind it. */
#include "format_text/ring.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "make_disk.h"
#include "unit.h"

#define SIZE (16 * 512)

static char *data;
static struct ring ring;
static struct ring_text text;

static void set_up(void)
{
	data = calloc(1, SIZE);
	ck_assert_ptr_nonnull(data);
	ring = (struct ring) { .data = data, .length = SIZE, .wraps = true };
	memset(&text, 0, sizeof(text));
}

static void tear_down(void)
{
	free(data);
}

/* Goes on behind the header at the end of the area, as LVM2 has it. */
static void put(size_t at, const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++, at++) {
		if (at == SIZE)
			at = MDA_HEADER_SIZE;
		data[at] = bytes[i];
	}
}

/* A beginning, x up to `size` bytes, and the NUL that LVM2 writes behind it. */
static void put_text(size_t at, const char *name, unsigned seqno, size_t size)
{
	char *bytes = malloc(size + 256);
	int length = snprintf(bytes, size + 256, "%s {\nid = \"%s\"\nseqno = %u\n", name,
			      disk_uuid('v'), seqno);

	ck_assert_uint_le((size_t)length, size);
	memset(bytes + length, 'x', size - (size_t)length);
	bytes[size] = '\0';
	put(at, bytes, size + 1);
	free(bytes);
}

static void expect(size_t from, size_t offset, size_t size, unsigned seqno)
{
	ck_assert(ring_next(&ring, from, &text));
	ck_assert_uint_eq(text.offset, offset);
	ck_assert_uint_eq(text.size, size);
	ck_assert_uint_eq(text.seqno, seqno);
}

static void expect_nothing(size_t from)
{
	struct ring_text untouched = text;

	ck_assert(!ring_next(&ring, from, &text));
	ck_assert(!memcmp(&untouched, &text, sizeof(text)));
}

START_TEST(nothing_in_an_empty_area)
{
	expect_nothing(0);
	expect_nothing(SIZE);
	ring.length = MDA_HEADER_SIZE;
	expect_nothing(0);
	ring.length = 0;
	expect_nothing(0);
}
END_TEST

START_TEST(texts_one_after_another)
{
	put_text(512, "vg", 1, 700);
	put_text(1536, "vg_b", 4294967295u, 512);
	put_text(3072, "vg", 3, 90);
	expect(0, 512, 700, 1);
	ck_assert_str_eq(text.vg_name, "vg");
	ck_assert_str_eq(text.vg_uuid, disk_uuid('v'));
	expect(513, 1536, 512, 4294967295u);
	ck_assert_str_eq(text.vg_name, "vg_b");
	expect(1537, 3072, 90, 3);
	expect_nothing(3073);
}
END_TEST

START_TEST(not_in_the_header_nor_within_a_sector)
{
	put_text(0, "vg", 1, 100);
	put_text(520, "vg", 2, 100);
	expect_nothing(0);
}
END_TEST

START_TEST(cut_off_by_a_later_one)
{
	put_text(512, "vg", 1, 2000);
	put_text(1536, "vg", 9, 100);
	expect(0, 512, 1024, 1);
	expect(513, 1536, 100, 9);
}
END_TEST

START_TEST(goes_on_behind_the_header)
{
	put_text(SIZE - 512, "vg", 7, 1300);
	expect(0, SIZE - 512, 1300, 7);
	expect_nothing(SIZE - 511);
}
END_TEST

START_TEST(is_cut_off_behind_the_header)
{
	put_text(SIZE - 512, "vg", 7, 1300);
	put_text(512, "vg", 8, 600);
	expect(0, 512, 600, 8);
	expect(513, SIZE - 512, 512, 7);
}
END_TEST

START_TEST(does_not_wrap_when_the_rest_is_not_there)
{
	ring.wraps = false;
	put_text(SIZE - 512, "vg", 7, 1300);
	expect(0, SIZE - 512, 512, 7);
}
END_TEST

/* Or it would have to end somewhere in itself. */
START_TEST(one_that_fills_the_ring)
{
	memset(data, 'x', SIZE);
	put_text(1024, "vg", 5, 100);
	data[1124] = 'x';
	expect(0, 1024, SIZE - MDA_HEADER_SIZE, 5);
	expect_nothing(1025);
}
END_TEST

START_TEST(area_that_ends_within_a_sector)
{
	put_text(SIZE - 512, "vg", 7, 300);
	ring.length = SIZE - 400;
	put_text(512, "vg", 0, 70);
	expect(0, 512, 70, 0);
	expect(513, SIZE - 512, 112, 7);
	ring.length = SIZE - 512 + 50;
	expect_nothing(513);
}
END_TEST

#define ID "id = \"vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvvvvv\"\n"

static const char *const no_beginnings[] = {
	"lvol0 {\n" ID "status = [\"READ\"]\n",		/* an LV */
	"pv0 {\n" ID "device = \"/dev/sda\"\n",
	"vg {\nid = \"vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvvvv\"\nseqno = 1\n",
	"vg {\nid = \"vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvv vv\"\nseqno = 1\n",
	"vg {\nid = \"vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvvvvv\nseqno = 1\n",
	"vg {\n" ID "seqno = 4294967296\n",
	"vg {\n" ID "seqno = 18446744073709551617\n",
	"vg {\n" ID "seqno = \n",
	"vg {\n" ID "seqno 1\n",
	"vg {\n" ID,
	"-vg {\n" ID "seqno = 1\n",
	".. {\n" ID "seqno = 1\n",
	"v/g {\n" ID "seqno = 1\n",
	" vg {\n" ID "seqno = 1\n",
	"vg = {\n" ID "seqno = 1\n",
};
#define NO_BEGINNINGS (sizeof(no_beginnings) / sizeof(no_beginnings[0]))

START_TEST(what_is_no_beginning)
{
	put(512, no_beginnings[_i], strlen(no_beginnings[_i]));
	expect_nothing(0);
}
END_TEST

START_TEST(beginnings_with_other_space)
{
	const char *bytes = "vg{ id=\"vvvvvv-vvvv-vvvv-vvvv-vvvv-vvvv-vvvvvv\"\t\nseqno=12";

	put(512, bytes, strlen(bytes));
	expect(0, 512, strlen(bytes), 12);
}
END_TEST

START_TEST(the_longest_name)
{
	char name[MDA_VG_NAME_MAX + 2];

	memset(name, 'n', sizeof(name));
	name[MDA_VG_NAME_MAX] = '\0';
	put_text(512, name, 1, 300);
	expect(0, 512, 300, 1);
	ck_assert_str_eq(text.vg_name, name);
	name[MDA_VG_NAME_MAX] = 'n';
	name[MDA_VG_NAME_MAX + 1] = '\0';
	put_text(512, name, 1, 300);
	expect_nothing(0);
}
END_TEST

START_TEST(copies_and_checksums_go_round_the_end)
{
	char expected[1300], copy[1300];

	for (size_t i = 0; i < sizeof(expected); i++)
		expected[i] = (char)i;
	put(SIZE - 512, expected, sizeof(expected));
	ring_copy(&ring, SIZE - 512, sizeof(copy), copy);
	ck_assert(!memcmp(copy, expected, sizeof(copy)));
	ck_assert_uint_eq(ring_crc(&ring, SIZE - 512, sizeof(copy)),
			  lvm_crc(LVM_CRC_SEED, expected, sizeof(copy)));
	memset(copy, 0, sizeof(copy));
	ring_copy(&ring, SIZE - 512, 512, copy);
	ck_assert(!memcmp(copy, expected, 512));
	ck_assert_int_eq(copy[512], 0);
}
END_TEST

Suite *ring_suite(void)
{
	Suite *suite = suite_create("ring");
	TCase *tcase = tcase_create("texts");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, nothing_in_an_empty_area);
	tcase_add_test(tcase, texts_one_after_another);
	tcase_add_test(tcase, not_in_the_header_nor_within_a_sector);
	tcase_add_test(tcase, cut_off_by_a_later_one);
	tcase_add_test(tcase, goes_on_behind_the_header);
	tcase_add_test(tcase, is_cut_off_behind_the_header);
	tcase_add_test(tcase, does_not_wrap_when_the_rest_is_not_there);
	tcase_add_test(tcase, one_that_fills_the_ring);
	tcase_add_test(tcase, area_that_ends_within_a_sector);
	tcase_add_loop_test(tcase, what_is_no_beginning, 0, (int)NO_BEGINNINGS);
	tcase_add_test(tcase, beginnings_with_other_space);
	tcase_add_test(tcase, the_longest_name);
	tcase_add_test(tcase, copies_and_checksums_go_round_the_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
