/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <endian.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "format_text/mda.h"
#include "unit.h"

#define START		4096
#define SIZE		1044480
#define DEVICE		(UINT64_C(64) << 20)
#define TEXT_OFFSET	1024
#define TEXT_SIZE	1500

static unsigned char sector[MDA_HEADER_SIZE];
static struct mda_header header;
static struct wrong wrong;
static const char *why;	/* in words; NULL: nothing is wrong */

static void put32(unsigned at, uint32_t value)
{
	value = htole32(value);
	memcpy(sector + at, &value, sizeof(value));
}

static void put64(unsigned at, uint64_t value)
{
	value = htole64(value);
	memcpy(sector + at, &value, sizeof(value));
}

static void put_locn(unsigned slot, uint64_t offset, uint64_t size, uint32_t crc, uint32_t flags)
{
	put64(40 + slot * 24, offset);
	put64(48 + slot * 24, size);
	put32(56 + slot * 24, crc);
	put32(60 + slot * 24, flags);
}

static void make(void)
{
	memset(sector, 0, sizeof(sector));
	memcpy(sector + 4, "\040\114\126\115\062\040\170\133\065\101\045\162\060\116\052\076", 16);
	put32(20, 1);
	put64(24, START);
	put64(32, SIZE);
	put_locn(0, TEXT_OFFSET, TEXT_SIZE, 0x12345678, 0);
}

static int decode_bytes(const void *bytes, uint64_t start, uint64_t size, uint64_t device_size)
{
	int r = mda_header_decode(bytes, start, size, device_size, &header, &wrong);

	why = wrong.id ? finding_kinds[wrong.id].title : NULL;
	return r;
}

static int decode_as(uint64_t start, uint64_t size, uint64_t device_size)
{
	put32(0, lvm_crc(LVM_CRC_SEED, sector + 4, sizeof(sector) - 4));
	memset(&header, 0xaa, sizeof(header));
	memset(&wrong, 0xaa, sizeof(wrong));
	return decode_bytes(sector, start, size, device_size);
}

static int decode(void)
{
	return decode_as(START, SIZE, DEVICE);
}

static void assert_sound(int result)
{
	ck_assert_int_eq(result, 0);
	ck_assert_ptr_null(why);
}

static void assert_bad(int result, const char *text)
{
	struct mda_header before;

	memset(&before, 0xaa, sizeof(before));
	ck_assert_int_eq(result, -EBADMSG);
	ck_assert_msg(strstr(why, text), "\"%s\" instead of \"%s\"", why, text);
	ck_assert_mem_eq(&header, &before, sizeof(header));
}

START_TEST(test_plain)
{
	put_locn(1, 4096, 2000, 0x87654321, 0);
	assert_sound(decode());
	ck_assert_uint_eq(header.start, START);
	ck_assert_uint_eq(header.size, SIZE);
	ck_assert_uint_eq(header.committed.offset, TEXT_OFFSET);
	ck_assert_uint_eq(header.committed.size, TEXT_SIZE);
	ck_assert_uint_eq(header.committed.crc, 0x12345678);
	ck_assert(!header.committed.ignored);
	ck_assert_uint_eq(header.precommitted.offset, 4096);
	ck_assert_uint_eq(header.precommitted.size, 2000);
	ck_assert_uint_eq(header.precommitted.crc, 0x87654321);
}
END_TEST

/* An orphan's mda has no text; what else its slot says means nothing. */
START_TEST(test_no_text)
{
	struct mda_range ranges[2];

	put_locn(0, 0, UINT64_MAX, 7, 0);
	assert_sound(decode());
	ck_assert_uint_eq(header.committed.offset, 0);
	ck_assert_uint_eq(header.committed.size, 0);
	ck_assert_uint_eq(header.committed.crc, 0);
	ck_assert_uint_eq(mda_text_ranges(&header, &header.committed, ranges), 0);
}
END_TEST

/* The flag counts with a text and without one; other flags mean nothing. */
START_TEST(test_ignored)
{
	put_locn(0, TEXT_OFFSET, TEXT_SIZE, 1, 1);
	assert_sound(decode());
	ck_assert(header.committed.ignored);
	put_locn(0, 0, 0, 0, 1);
	assert_sound(decode());
	ck_assert(header.committed.ignored);
	put_locn(0, TEXT_OFFSET, TEXT_SIZE, 1, 0xfffffffe);
	assert_sound(decode());
	ck_assert(!header.committed.ignored);
}
END_TEST

START_TEST(test_unaligned_bytes)
{
	unsigned char *moved = malloc(MDA_HEADER_SIZE + 1);

	decode();
	memcpy(moved + 1, sector, MDA_HEADER_SIZE);
	assert_sound(decode_bytes(moved + 1, START, SIZE, DEVICE));
	free(moved);
}
END_TEST

START_TEST(test_every_byte_is_checked)
{
	decode();
	for (unsigned i = 0; i < sizeof(sector); i++) {
		sector[i] ^= 0x10;
		assert_bad((memset(&header, 0xaa, sizeof(header)),
			    decode_bytes(sector, START, SIZE, DEVICE)),
			   "checksum");
		sector[i] ^= 0x10;
	}
}
END_TEST

START_TEST(test_magic)
{
	sector[4 + _i] ^= 1;
	assert_bad(decode(), "magic");
}
END_TEST

START_TEST(test_version)
{
	put32(20, 2);
	assert_bad(decode(), "version");
	put32(20, 0);
	assert_bad(decode(), "version");
}
END_TEST

START_TEST(test_start)
{
	put64(24, START + 512);
	assert_bad(decode(), "another place");
	put64(24, START + (UINT64_C(1) << 32));
	assert_bad(decode(), "another place");
}
END_TEST

START_TEST(test_start_past_device)
{
	put_locn(0, 0, 0, 0, 0);
	put64(24, DEVICE);
	assert_bad(decode_as(DEVICE, SIZE, DEVICE), "lies past the end");
	assert_bad(decode_as(DEVICE, 0, DEVICE), "lies past the end");
	put64(24, UINT64_MAX - 511);
	assert_bad(decode_as(UINT64_MAX - 511, SIZE, DEVICE), "lies past the end");
}
END_TEST

START_TEST(test_size_without_room)
{
	static const uint64_t sizes[] = { 0, 511, 512 };

	put_locn(0, 0, 0, 0, 0);
	for (unsigned i = 0; i < 3; i++) {
		put64(32, sizes[i]);
		assert_bad(decode(), "no room");
	}
	put64(32, 513);
	assert_sound(decode());
}
END_TEST

/* LVM2 lets the mda_header's size differ from the pv_header's. */
START_TEST(test_size_against_pv_header)
{
	put64(32, SIZE + 1);
	assert_bad(decode(), "larger");
	put64(32, UINT64_MAX);
	assert_bad(decode(), "larger");
	put64(32, SIZE - 4096);
	assert_sound(decode());
	ck_assert_uint_eq(header.size, SIZE - 4096);
}
END_TEST

START_TEST(test_size_to_end_of_device)
{
	put64(32, DEVICE - START);
	assert_sound(decode_as(START, 0, DEVICE));
	put64(32, DEVICE - START + 1);
	assert_bad(decode_as(START, 0, DEVICE), "past the end");
	put64(32, UINT64_MAX);
	assert_bad(decode_as(START, 0, DEVICE), "past the end");
}
END_TEST

/* No sum may overflow, whatever both headers say. */
START_TEST(test_size_beyond_64_bits)
{
	put64(32, UINT64_MAX - START);
	put_locn(0, UINT64_MAX - START - 1, 1, 0, 0);
	assert_bad(decode_as(START, UINT64_MAX, DEVICE), "the text goes past the end");
	put64(32, UINT64_MAX - START + 1);
	assert_bad(decode_as(START, UINT64_MAX, DEVICE), "past the end");
}
END_TEST

START_TEST(test_text_offset)
{
	put_locn(0, 511, 1, 0, 0);
	assert_bad(decode(), "begins outside");
	put_locn(0, 1, 1, 0, 0);
	assert_bad(decode(), "begins outside");
	put_locn(0, SIZE, 1, 0, 0);
	assert_bad(decode(), "begins outside");
	put_locn(0, UINT64_MAX, 1, 0, 0);
	assert_bad(decode(), "begins outside");
	put_locn(0, 512, 1, 0, 0);
	assert_sound(decode());
	put_locn(0, SIZE - 1, 1, 0, 0);
	assert_sound(decode());
}
END_TEST

START_TEST(test_text_size)
{
	static const uint64_t sizes[] = {
		0, SIZE - 511, UINT64_C(3) << 30, UINT64_C(1) << 40, UINT64_MAX
	};

	for (unsigned i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		put_locn(0, TEXT_OFFSET, sizes[i], 0, 0);
		assert_bad(decode(), "size of the text");
	}
	put_locn(0, TEXT_OFFSET, SIZE - 512, 0, 0);
	assert_sound(decode());
}
END_TEST

/* The mda of a device that was cut short is good for as long as its text is. */
START_TEST(test_text_against_device)
{
	const uint64_t text_end = START + TEXT_OFFSET + TEXT_SIZE;

	assert_sound(decode_as(START, SIZE, text_end));
	assert_bad(decode_as(START, SIZE, text_end - 1), "the text goes past");

	put_locn(0, SIZE - 512, 2048, 0, 0);	/* the first part ends last */
	assert_sound(decode_as(START, SIZE, START + SIZE));
	assert_bad(decode_as(START, SIZE, START + SIZE - 1), "the text goes past");
}
END_TEST

/* Reports ignore the precommitted text, and so they do if it cannot be. */
START_TEST(test_bad_precommitted)
{
	put_locn(1, UINT64_C(1) << 40, 100, 1, 1);
	ck_assert_int_eq(decode(), 0);
	ck_assert_int_eq(wrong.id, FINDING_LOCN_OFFSET);
	ck_assert_uint_eq(wrong.offset, 64);
	ck_assert_uint_eq(header.precommitted.offset, 0);
	ck_assert_uint_eq(header.precommitted.size, 0);
	ck_assert_uint_eq(header.committed.offset, TEXT_OFFSET);
}
END_TEST

static void assert_wrong(enum finding_id id, uint32_t offset, uint32_t length,
			 const char *expected, const char *found)
{
	ck_assert_int_eq(wrong.id, id);
	ck_assert_uint_eq(wrong.offset, offset);
	ck_assert_uint_eq(wrong.length, length);
	ck_assert_str_eq(wrong.expected, expected);
	ck_assert_str_eq(wrong.found, found);
}

START_TEST(test_where_and_what)
{
	char crc[FINDING_ROOM_SIZE];

	decode();
	finding_hex(crc, lvm_crc(LVM_CRC_SEED, sector + 4, sizeof(sector) - 4));
	put32(0, 0xabc);
	decode_bytes(sector, START, SIZE, DEVICE);
	assert_wrong(FINDING_MDA_CRC, 0, 4, crc, "0x00000abc");
	put64(24, 8192);
	decode();
	assert_wrong(FINDING_MDA_START, 24, 8, "4096", "8192");
	put64(24, START);
	put64(32, SIZE + 1);
	decode();
	assert_wrong(FINDING_MDA_SIZE, 32, 8, "1044480", "1044481");
	put64(32, SIZE);
	put_locn(0, TEXT_OFFSET, SIZE, 0, 0);
	decode();
	assert_wrong(FINDING_LOCN_SIZE, 48, 8, "", "1044480");
	put32(20, 9);
	decode();
	assert_wrong(FINDING_MDA_VERSION, 20, 4, "1", "9");
}
END_TEST

static void assert_ranges(uint64_t offset, uint64_t size, unsigned count, uint64_t first_length)
{
	struct mda_range ranges[2];

	put_locn(0, offset, size, 0, 0);
	assert_sound(decode());
	ck_assert_uint_eq(mda_text_ranges(&header, &header.committed, ranges), count);
	ck_assert_uint_eq(ranges[0].offset, START + offset);
	ck_assert_uint_eq(ranges[0].length, first_length);
	if (count == 1)
		return;
	ck_assert_uint_eq(ranges[1].offset, START + MDA_HEADER_SIZE);
	ck_assert_uint_eq(ranges[0].length + ranges[1].length, size);
	ck_assert_uint_le(ranges[1].offset + ranges[1].length, ranges[0].offset);
}

START_TEST(test_ranges)
{
	assert_ranges(TEXT_OFFSET, TEXT_SIZE, 1, TEXT_SIZE);
	assert_ranges(SIZE - 1024, 1024, 1, 1024);
	assert_ranges(SIZE - 1024, 1025, 2, 1024);
	assert_ranges(SIZE - 1, 2, 2, 1);
	assert_ranges(512, SIZE - 512, 1, SIZE - 512);
	assert_ranges(513, SIZE - 512, 2, SIZE - 513);
	assert_ranges(SIZE - 1, SIZE - 512, 2, 1);
}
END_TEST

static const struct free_case {
	uint64_t mda_size, text_size, free;
} free_cases[] = {
	/* what LVM2's pvs printed for PVs that it wrote */
	{ 1044480, 0, 521216 },
	{ 1044480, 803, 520192 },
	{ 1044480, 1055, 520192 },
	{ 1044480, 1507, 519680 },
	{ 1044480, 1549, 519680 },
	{ 1044480, 16855, 504320 },
	{ 1048064, 1520, 521728 },
	{ 3141632, 105413, 1464320 },
	{ 17821696, 1520, 8908288 },
	/* a text of half the room less a sector leaves nothing, as a longer one does */
	{ 1044480, 521472 - 512, 512 },
	{ 1044480, 521472 - 511, 0 },
	{ 1044480, 521472, 0 },
	{ 1044480, 1043968, 0 },
	{ 513, 0, 0 },
	{ 513, 1, 0 },
	{ 2048, 0, 0 },
	{ 2560, 0, 512 },
};

START_TEST(test_free)
{
	const struct free_case *c = &free_cases[_i];

	put64(32, c->mda_size);
	put_locn(0, c->text_size ? 512 : 0, c->text_size, 0, 0);
	assert_sound(decode_as(START, c->mda_size, DEVICE));
	ck_assert_uint_eq(mda_free_bytes(&header), c->free);
}
END_TEST

START_TEST(test_free_when_ignored)
{
	put_locn(0, 0, 0, 0, 1);
	assert_sound(decode());
	ck_assert_uint_eq(mda_free_bytes(&header), 0);
}
END_TEST

static void assert_name(const char *text, const char *name)
{
	char found[MDA_VG_NAME_MAX + 1];

	ck_assert_int_eq(mda_vg_name(text, strlen(text), found), 0);
	ck_assert_str_eq(found, name);
}

static void assert_no_name(const char *text)
{
	char found[MDA_VG_NAME_MAX + 1] = "untouched";

	ck_assert_msg(mda_vg_name(text, strlen(text), found) == -EBADMSG, "\"%s\"", text);
	ck_assert_str_eq(found, "untouched");
}

START_TEST(test_vg_name)
{
	assert_name("vg0 {\n", "vg0");
	assert_name("vg0{\n", "vg0");
	assert_name("a {", "a");
	assert_name("AZaz09._+- {", "AZaz09._+-");
	assert_name("... {", "...");
	assert_name(".vg {", ".vg");
	assert_name("..a {", "..a");
}
END_TEST

START_TEST(test_no_vg_name)
{
	static const char *const texts[] = {
		"", " ", "{", " vg0 {", "-vg0 {", ". {", ".. {", "vg0", "vg0\n{", "vg0\t{",
		"v/g {", "v\"g {", "v\xc3\xa4 {", "\1 {",
	};

	for (unsigned i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_no_name(texts[i]);
}
END_TEST

START_TEST(test_vg_name_length)
{
	char text[MDA_VG_NAME_MAX + 3], found[MDA_VG_NAME_MAX + 1];

	memset(text, 'v', sizeof(text));
	text[127] = ' ';
	ck_assert_int_eq(mda_vg_name(text, sizeof(text), found), 0);
	ck_assert_uint_eq(strlen(found), 127);
	ck_assert_int_eq(mda_vg_name(text, 127, found), -EBADMSG);

	text[127] = 'v';
	text[128] = ' ';
	ck_assert_int_eq(mda_vg_name(text, sizeof(text), found), -EBADMSG);
}
END_TEST

/* The header's numbers at random, its identity right: ASan, UBSan and the
 * bounds of the ranges are the judges. */
START_TEST(test_random_numbers)
{
	struct mda_range ranges[2];

	srand(1);
	for (unsigned n = 0; n < 50000; n++) {
		const uint64_t size = (uint64_t)rand() << (rand() % 34);
		const uint64_t device = (uint64_t)rand() << (rand() % 34);

		put64(32, n % 3 ? size : size + (uint64_t)rand() % 3 - 1);
		put_locn(0, (uint64_t)rand() << (rand() % 34), (uint64_t)rand() << (rand() % 34), 0, 0);
		if (decode_as(START, n % 2 ? size : 0, device))
			continue;
		ck_assert_uint_lt(mda_free_bytes(&header), header.size);
		for (unsigned i = mda_text_ranges(&header, &header.committed, ranges); i--;) {
			ck_assert_uint_ge(ranges[i].offset, START + MDA_HEADER_SIZE);
			ck_assert_uint_le(ranges[i].length, device);
			ck_assert_uint_le(ranges[i].offset, device - ranges[i].length);
		}
	}
}
END_TEST

Suite *mda_suite(void)
{
	Suite *suite = suite_create("mda");
	TCase *decoding = tcase_create("header"), *text = tcase_create("text");

	tcase_add_checked_fixture(decoding, make, NULL);
	tcase_add_test(decoding, test_plain);
	tcase_add_test(decoding, test_no_text);
	tcase_add_test(decoding, test_ignored);
	tcase_add_test(decoding, test_unaligned_bytes);
	tcase_add_test(decoding, test_every_byte_is_checked);
	tcase_add_loop_test(decoding, test_magic, 0, 16);
	tcase_add_test(decoding, test_version);
	tcase_add_test(decoding, test_start);
	tcase_add_test(decoding, test_start_past_device);
	tcase_add_test(decoding, test_size_without_room);
	tcase_add_test(decoding, test_size_against_pv_header);
	tcase_add_test(decoding, test_size_to_end_of_device);
	tcase_add_test(decoding, test_size_beyond_64_bits);
	tcase_add_test(decoding, test_text_offset);
	tcase_add_test(decoding, test_text_size);
	tcase_add_test(decoding, test_text_against_device);
	tcase_add_test(decoding, test_bad_precommitted);
	tcase_add_test(decoding, test_where_and_what);
	tcase_add_test(decoding, test_random_numbers);
	suite_add_tcase(suite, decoding);

	tcase_add_checked_fixture(text, make, NULL);
	tcase_add_test(text, test_ranges);
	tcase_add_loop_test(text, test_free, 0, sizeof(free_cases) / sizeof(*free_cases));
	tcase_add_test(text, test_free_when_ignored);
	tcase_add_test(text, test_vg_name);
	tcase_add_test(text, test_no_vg_name);
	tcase_add_test(text, test_vg_name_length);
	suite_add_tcase(suite, text);
	return suite;
}
