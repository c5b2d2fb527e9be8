/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* volscan_label_fields() and volscan_mda_fields(): bytes in, fields out. */
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "make_disk.h"
#include "unit.h"
#include "volscan.h"

#define MDA 4096

static struct disk *disk;
static uint8_t *sector;		/* without a byte behind it */
static char *told;		/* a line for each field */
static size_t told_size;

static void set_up(void)
{
	disk = disk_new(1 << 20);
	sector = malloc(512);
	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .data = { { 65536, 0 } },
		.mdas = { { MDA, 8192 }, { 16384, 8192 } }, .bas = { { 32768, 4096 } },
		.ext_version = 2, .ext_flags = 1,
	});
	disk_mda(disk, &(struct mda_spec) { .start = MDA, .size = 8192, .text_at = 7680,
					    .text = "vg {\n" });
}

static void tear_down(void)
{
	disk_free(disk);
	free(sector);
	free(told);
	told = NULL;
}

static uint32_t end_of_last;

static void tell(void *context, const struct volscan_field *field)
{
	ck_assert_uint_ge(field->offset, end_of_last);
	end_of_last = field->offset + field->length;
	ck_assert_uint_le(end_of_last, 512);
	fprintf(context, "%u+%u %s %d %llu%s: %s\n", field->offset, field->length, field->name,
		field->kind, (unsigned long long)field->number, field->wrong ? " WRONG" : "",
		field->meaning);
}

static bool label_fields(uint32_t number)
{
	FILE *out = open_memstream(&told, &told_size);
	bool is_label;

	end_of_last = 0;
	memcpy(sector, disk->data + 512, 512);
	is_label = volscan_label_fields(sector, number, tell, out);
	fclose(out);
	return is_label;
}

static void mda_fields(uint64_t start)
{
	FILE *out = open_memstream(&told, &told_size);

	end_of_last = 0;
	memcpy(sector, disk->data + MDA, 512);
	volscan_mda_fields(sector, start, tell, out);
	fclose(out);
}

static void expect(const char *line)
{
	ck_assert_msg(strstr(told, line), "got:\n%sexpected in it:\n%s", told, line);
}

static unsigned count(const char *words)
{
	const char *at = told;
	unsigned n = 0;

	while ((at = strstr(at, words))) {
		n++;
		at += strlen(words);
	}
	return n;
}

static void put64(size_t at, uint64_t number)
{
	number = htole64(number);
	memcpy(disk->data + at, &number, sizeof(number));
}

START_TEST(label_that_is_sound)
{
	ck_assert(label_fields(1));
	ck_assert_uint_eq(count("WRONG"), 0);
	expect("0+8 label_header.id 2 0: \n8+8 label_header.sector 0 1: where it is\n"
	       "16+4 label_header.crc 1 ");
	expect(": right\n20+4 label_header.offset 0 32: of the pv_header, from the beginning of "
	       "the sector\n24+8 label_header.type 2 0: \n32+32 pv_header.pv_uuid 2 0: ");
	expect(disk_uuid('a'));
	expect("64+8 pv_header.device_size 0 1048576: bytes\n"
	       "72+8 pv_header.data_areas[0].offset 0 65536: byte of the device\n"
	       "80+8 pv_header.data_areas[0].size 0 0: up to the end of the device\n"
	       "88+8 pv_header.data_areas 0 0: end of the list\n"
	       "104+8 pv_header.metadata_areas[0].offset 0 4096: byte of the device\n"
	       "112+8 pv_header.metadata_areas[0].size 0 8192: bytes\n"
	       "120+8 pv_header.metadata_areas[1].offset 0 16384: byte of the device\n"
	       "128+8 pv_header.metadata_areas[1].size 0 8192: bytes\n"
	       "136+8 pv_header.metadata_areas 0 0: end of the list\n"
	       "152+4 pv_header.ext_version 0 2: \n"
	       "156+4 pv_header.ext_flags 1 1: a VG uses this PV\n"
	       "160+8 pv_header.bootloader_areas[0].offset 0 32768: byte of the device\n"
	       "168+8 pv_header.bootloader_areas[0].size 0 4096: bytes\n"
	       "176+8 pv_header.bootloader_areas 0 0: end of the list\n");
}
END_TEST

START_TEST(no_label)
{
	memset(disk->data + 512, 0, 512);
	ck_assert(!label_fields(1));
	ck_assert_str_eq(told, "");
}
END_TEST

START_TEST(label_of_another_sector)
{
	ck_assert(label_fields(3));
	expect("label_header.sector 0 1 WRONG: it is in sector 3\n");
	ck_assert_uint_eq(count("WRONG"), 1);
}
END_TEST

static const struct {
	size_t at;
	const char *expected;
} label_damage[] = {
	{ 512, "label_header.id 2 0 WRONG: should be LABELONE\n" },
	{ 528, " WRONG: should be 0x" },
	{ 535, "WRONG: the pv_header would not be inside the sector\n" },
	{ 536, "label_header.type 2 0 WRONG: should be LVM2 001\n" },
	{ 544, "pv_header.pv_uuid 2 0 WRONG: has characters that no UUID has\n" },
};

START_TEST(label_that_is_damaged)
{
	disk->data[label_damage[_i].at] ^= 0x80;
	ck_assert(label_fields(1));
	expect(label_damage[_i].expected);
	expect("label_header.type");
	/* The checksum covers all but the first two. */
	ck_assert_uint_eq(count("WRONG"), _i < 2 ? 1 : 2);
}
END_TEST

START_TEST(label_with_lists_without_end)
{
	size_t from = (size_t[]) { 72, 104, 160 }[_i], at;
	const char *const lists[] = { "data_areas", "metadata_areas", "bootloader_areas" };
	char line[96];

	for (at = from; at + 8 <= 512; at += 8)
		put64(512 + at, 0x1000);
	disk_fix_label(disk, 1);
	ck_assert(label_fields(1));
	snprintf(line, sizeof(line), "pv_header.%s 3 0 WRONG: the list has no end", lists[_i]);
	expect(line);
	ck_assert_uint_eq(count("WRONG"), 1);
}
END_TEST

/* So that nothing of it is inside the sector but the pv_header, or part of it. */
START_TEST(pv_header_at_the_end_of_the_sector)
{
	disk->data[512 + 20] = (uint8_t)((472 + _i) & 0xff);
	disk->data[512 + 21] = 1;
	ck_assert(label_fields(1));
	ck_assert_uint_eq(count("pv_header.device_size"), _i ? 0 : 1);
	ck_assert_uint_eq(count("would not be inside"), _i ? 1 : 0);
}
END_TEST

START_TEST(label_without_extension)
{
	memset(disk->data + 512 + 152, 0, 40);
	disk_fix_label(disk, 1);
	ck_assert(label_fields(1));
	expect("152+4 pv_header.ext_version 0 0: no extension\n");
	ck_assert_uint_eq(count("ext_flags"), 0);
}
END_TEST

START_TEST(mda_that_is_sound)
{
	mda_fields(MDA);
	ck_assert_uint_eq(count("WRONG"), 0);
	expect("0+4 mda_header.crc 1 ");
	expect(": right\n4+16 mda_header.magic 2 0: \n20+4 mda_header.version 0 1: \n"
	       "24+8 mda_header.start 0 4096: where it is\n"
	       "32+8 mda_header.size 0 8192: bytes, this header included\n"
	       "40+8 raw_locn[0].offset 0 7680: committed text, from the beginning of the area\n"
	       "48+8 raw_locn[0].size 0 5: bytes\n56+4 raw_locn[0].crc 1 ");
	expect(": of the text\n60+4 raw_locn[0].flags 1 0: \n"
	       "64+8 raw_locn[1].offset 0 0: no precommitted text\n72+8 raw_locn[1].size 0 0: \n"
	       "80+4 raw_locn[1].crc 1 0: \n84+4 raw_locn[1].flags 1 0: \n");
}
END_TEST

static const struct {
	size_t at;
	uint64_t number;
	const char *expected;
	unsigned wrong;
} mda_damage[] = {
	{ 4, 0, "mda_header.magic 2 0 WRONG: should be \" LVM2 x[5A%r0N*>\"\n", 1 },
	{ 20, 2, "mda_header.version 0 2 WRONG: should be 1\n", 2 },
	{ 24, 8192, "mda_header.start 0 8192 WRONG: it is at byte 4096\n", 1 },
	{ 32, 512, "mda_header.size 0 512 WRONG: leaves no room for a text\n", 3 },
	{ 40, 511, "raw_locn[0].offset 0 511 WRONG: is not inside the metadata area\n", 1 },
	{ 40, 8192, "raw_locn[0].offset 0 8192 WRONG: is not inside the metadata area\n", 1 },
	{ 48, 7681, "raw_locn[0].size 0 7681 WRONG: no text of the area can have this size\n", 1 },
	{ 48, 0, "raw_locn[0].size 0 0 WRONG: no text of the area can have this size\n", 1 },
	{ 48, 7680, "bytes; 512 up to the end of the area, the rest from byte 512 on\n", 0 },
	{ 48, UINT64_MAX, "raw_locn[0].size 0 18446744073709551615 WRONG: no text", 1 },
	{ 56, 0x200000000, "raw_locn[0].flags 1 2 WRONG: has bits that are not known\n", 1 },
	{ 56, 0x100000000, "raw_locn[0].flags 1 1: the area is ignored\n", 0 },
	{ 64, 1024, "raw_locn[1].offset 0 1024: precommitted text", 1 },
};
#define MDA_DAMAGE ((int)(sizeof(mda_damage) / sizeof(mda_damage[0])))

START_TEST(mda_that_is_damaged)
{
	put64(MDA + mda_damage[_i].at, mda_damage[_i].number);
	disk_fix_mda(disk, MDA);
	mda_fields(MDA);
	expect(mda_damage[_i].expected);
	expect(": right\n");
	ck_assert_msg(count("WRONG") == mda_damage[_i].wrong, "%s", told);
}
END_TEST

START_TEST(mda_with_a_wrong_checksum)
{
	disk->data[MDA + 300] ^= 1;
	mda_fields(MDA);
	expect(" WRONG: should be 0x");
	ck_assert_uint_eq(count("WRONG"), 1);
}
END_TEST

Suite *fields_suite(void)
{
	Suite *suite = suite_create("fields");
	TCase *tcase = tcase_create("fields");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, label_that_is_sound);
	tcase_add_test(tcase, no_label);
	tcase_add_test(tcase, label_of_another_sector);
	tcase_add_loop_test(tcase, label_that_is_damaged, 0, 5);
	tcase_add_loop_test(tcase, label_with_lists_without_end, 0, 3);
	tcase_add_loop_test(tcase, pv_header_at_the_end_of_the_sector, 0, 2);
	tcase_add_test(tcase, label_without_extension);
	tcase_add_test(tcase, mda_that_is_sound);
	tcase_add_loop_test(tcase, mda_that_is_damaged, 0, MDA_DAMAGE);
	tcase_add_test(tcase, mda_with_a_wrong_checksum);
	suite_add_tcase(suite, tcase);
	return suite;
}
