/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "label/label.h"
#include "unit.h"

#define UUID_RAW	"0123456789abcdefghijKLMNOPQRST!#"
#define UUID_TEXT	"012345-6789-abcd-efgh-ijKL-MNOP-QRST!#"
#define PV_HEADER	32
#define LISTS		(PV_HEADER + 40)

static unsigned char disk[LABEL_SCAN_BYTES];
static struct label label;
static struct label_wrongs wrongs;
static const char *why;	/* what is wrong with the first that is; or NULL */

static void put32(unsigned char *at, uint32_t value)
{
	value = htole32(value);
	memcpy(at, &value, sizeof(value));
}

static void put64(unsigned char *at, uint64_t value)
{
	value = htole64(value);
	memcpy(at, &value, sizeof(value));
}

static unsigned char *sector_at(unsigned sector)
{
	return disk + sector * VOLSCAN_SECTOR_SIZE;
}

static void seal(unsigned sector)
{
	unsigned char *at = sector_at(sector);

	put32(at + 16, lvm_crc(LVM_CRC_SEED, at + 20, VOLSCAN_SECTOR_SIZE - 20));
}

/* A label as pvcreate writes it: one data area, one mda, extension version 2. */
static unsigned char *make(unsigned sector)
{
	unsigned char *at = sector_at(sector);

	memset(at, 0, VOLSCAN_SECTOR_SIZE);
	memcpy(at, "LABELONE", 8);
	put64(at + 8, sector);
	put32(at + 20, PV_HEADER);
	memcpy(at + 24, "LVM2 001", 8);
	memcpy(at + PV_HEADER, UUID_RAW, 32);
	put64(at + PV_HEADER + 32, 64 << 20);
	put64(at + LISTS, 1 << 20);
	put64(at + LISTS + 32, 4096);
	put64(at + LISTS + 40, 1044480);
	put32(at + LISTS + 64, 2);
	put32(at + LISTS + 68, LABEL_EXT_PV_IN_USE);
	seal(sector);
	return at;
}

/* Fill `at` up to the sector's end with areas that are not 0. */
static void fill_areas(unsigned char *at, const unsigned char *end)
{
	for (; at + 8 <= end; at += 8)
		put64(at, 0x1000);
}

static int decode_bytes(const void *bytes, size_t length)
{
	int r;
	unsigned i;

	memset(&wrongs, 0xaa, sizeof(wrongs));
	r = label_decode(bytes, length, &label, &wrongs);
	for (why = NULL, i = LABEL_SECTORS; i--;)
		if (wrongs.sectors[i].id)
			why = finding_kinds[wrongs.sectors[i].id].title;
	return r;
}

static int decode(void)
{
	memset(&label, 0xaa, sizeof(label));
	return decode_bytes(disk, sizeof(disk));
}

static void assert_label(unsigned sector)
{
	ck_assert_int_eq(decode(), 0);
	ck_assert_uint_eq(label.sector, sector);
}

static void assert_broken(const char *text)
{
	struct label before;

	memset(&before, 0xaa, sizeof(before));
	ck_assert_int_eq(decode(), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(why, text));
	ck_assert_mem_eq(&label, &before, sizeof(label));
}

static void assert_none(void)
{
	ck_assert_int_eq(decode(), -ENODATA);
	ck_assert_ptr_null(why);
}

static void clear(void)
{
	memset(disk, 0, sizeof(disk));
}

START_TEST(test_plain)
{
	make(1);
	assert_label(1);
	ck_assert_ptr_null(why);
	ck_assert_str_eq(label.uuid, UUID_TEXT);
	ck_assert_uint_eq(label.device_size, 64 << 20);
	ck_assert_uint_eq(label.data_count, 1);
	ck_assert_uint_eq(label.data[0].offset, 1 << 20);
	ck_assert_uint_eq(label.data[0].size, 0);
	ck_assert_uint_eq(label.mda_count, 1);
	ck_assert_uint_eq(label.mdas[0].offset, 4096);
	ck_assert_uint_eq(label.mdas[0].size, 1044480);
	ck_assert_uint_eq(label.ext_version, 2);
	ck_assert_uint_eq(label.ext_flags, LABEL_EXT_PV_IN_USE);
	ck_assert_uint_eq(label.ba_count, 0);
	ck_assert_uint_eq(label.more_labels, 0);
}
END_TEST

START_TEST(test_each_sector)
{
	make((unsigned)_i);
	assert_label((unsigned)_i);
}
END_TEST

START_TEST(test_unaligned_bytes)
{
	unsigned char *moved = malloc(sizeof(disk) + 1);

	make(3);
	memcpy(moved + 1, disk, sizeof(disk));
	ck_assert_int_eq(decode_bytes(moved + 1, sizeof(disk)), 0);
	ck_assert_str_eq(label.uuid, UUID_TEXT);
	free(moved);
}
END_TEST

/* Sector 4 is none of ours, and half a sector is no sector. */
START_TEST(test_length)
{
	unsigned char longer[LABEL_SCAN_BYTES + VOLSCAN_SECTOR_SIZE] = { 0 };

	memcpy(longer + LABEL_SCAN_BYTES, make(0), VOLSCAN_SECTOR_SIZE);
	put64(longer + LABEL_SCAN_BYTES + 8, 4);
	put32(longer + LABEL_SCAN_BYTES + 16,
	      lvm_crc(LVM_CRC_SEED, longer + LABEL_SCAN_BYTES + 20, VOLSCAN_SECTOR_SIZE - 20));
	ck_assert_int_eq(decode_bytes(longer, sizeof(longer)), -ENODATA);

	clear();
	make(1);
	ck_assert_int_eq(decode_bytes(disk, 1024), 0);
	ck_assert_int_eq(decode_bytes(disk, 1023), -ENODATA);
	ck_assert_int_eq(decode_bytes(disk, 0), -ENODATA);
}
END_TEST

START_TEST(test_lists)
{
	unsigned char *at = make(1);

	memset(at + LISTS, 0, VOLSCAN_SECTOR_SIZE - LISTS);
	seal(1);
	assert_label(1);
	ck_assert_uint_eq(label.data_count + label.mda_count + label.ba_count, 0);
	ck_assert_uint_eq(label.ext_version, 0);

	put64(at + LISTS, 1 << 20);		/* data area */
	put64(at + LISTS + 16, 2 << 20);	/* another one */
	put64(at + LISTS + 48, 4096);		/* mdas */
	put64(at + LISTS + 64, 8192);
	put64(at + LISTS + 72, 512);
	put32(at + LISTS + 96, 1);		/* extension */
	put32(at + LISTS + 100, 1);
	put64(at + LISTS + 104, 65536);		/* bootloader area */
	put64(at + LISTS + 112, 1024);
	seal(1);
	assert_label(1);
	ck_assert_uint_eq(label.data_count, 2);
	ck_assert_uint_eq(label.data[1].offset, 2 << 20);
	ck_assert_uint_eq(label.mda_count, 2);
	ck_assert_uint_eq(label.mdas[1].offset, 8192);
	ck_assert_uint_eq(label.mdas[1].size, 512);
	ck_assert_uint_eq(label.ba_count, 1);
	ck_assert_uint_eq(label.bas[0].offset, 65536);
	ck_assert_uint_eq(label.bas[0].size, 1024);
}
END_TEST

/* An offset of 0 ends a list, whatever size stands beside it. */
START_TEST(test_size_of_list_end)
{
	unsigned char *at = make(1);

	put64(at + LISTS + 24, 1);
	put64(at + LISTS + 56, UINT64_MAX);
	seal(1);
	assert_label(1);
	ck_assert_uint_eq(label.data_count, 1);
	ck_assert_uint_eq(label.mda_count, 1);
	ck_assert_uint_eq(label.ext_version, 2);
}
END_TEST

/* Version 0 is none, flags came with version 2, later versions are read like 2. */
START_TEST(test_extension_versions)
{
	unsigned char *at = make(1);

	put32(at + LISTS + 64, (uint32_t)_i);
	put64(at + LISTS + 72, 65536);
	seal(1);
	assert_label(1);
	ck_assert_uint_eq(label.ext_version, (unsigned)_i);
	ck_assert_uint_eq(label.ext_flags, _i >= 2 ? LABEL_EXT_PV_IN_USE : 0);
	ck_assert_uint_eq(label.ba_count, _i >= 1 ? 1 : 0);
}
END_TEST

/* A sector that the two lists fill to its end has no extension. */
START_TEST(test_no_room_for_extension)
{
	unsigned char *at = make(1);
	unsigned char *end = at + VOLSCAN_SECTOR_SIZE;

	memset(at + LISTS, 0, VOLSCAN_SECTOR_SIZE - LISTS);
	fill_areas(at + LISTS + 16, end - 24);	/* no data area, many mdas */
	memset(end - 24, 0, 16);
	memset(end - 8, 0xff, 8);
	put64(at + LISTS, 0);
	put32(end - 8, 0);
	seal(1);
	assert_label(1);
	ck_assert_uint_eq(label.mda_count, 25);
	ck_assert_uint_eq(label.ext_version, 0);
}
END_TEST

START_TEST(test_first_sound_wins)
{
	make(1);
	make(3);
	memcpy(sector_at(3) + PV_HEADER, "ZZZZ", 4);
	seal(3);
	assert_label(1);
	ck_assert_str_eq(label.uuid, UUID_TEXT);
	ck_assert_uint_eq(label.more_labels, 1);
	ck_assert_ptr_null(why);

	make(0);
	make(2);
	assert_label(0);
	ck_assert_uint_eq(label.more_labels, 3);
}
END_TEST

/* Damage after the label that wins changes nothing, and is told. */
START_TEST(test_damage_after_the_winner)
{
	make(0);
	make(1)[100] ^= 1;
	assert_label(0);
	ck_assert_uint_eq(label.more_labels, 0);
	ck_assert_int_eq(wrongs.sectors[0].id, FINDING_NONE);
	ck_assert_int_eq(wrongs.sectors[1].id, FINDING_LABEL_CRC);
}
END_TEST

START_TEST(test_sound_wins_over_earlier_broken)
{
	make(0)[100] ^= 1;
	make(2);
	assert_label(2);
	ck_assert_uint_eq(label.more_labels, 0);
	ck_assert_ptr_nonnull(strstr(why, "checksum"));

	make(0);
	fill_areas(sector_at(0) + LISTS, sector_at(1));
	seal(0);
	assert_label(2);
	ck_assert_ptr_nonnull(strstr(why, "no end"));
}
END_TEST

/* LVM2 ends a list there too, so that nothing is refused; it is told. */
START_TEST(test_area_without_a_place)
{
	make(1);
	put64(sector_at(1) + LISTS + 32, 0);	/* the mda; its size stays */
	seal(1);
	assert_label(1);
	ck_assert(label.lost_area);
	ck_assert_uint_eq(label.mda_count, 0);
	make(1);
	assert_label(1);
	ck_assert(!label.lost_area);
}
END_TEST

START_TEST(test_nothing)
{
	assert_none();
	memset(disk, 0xff, sizeof(disk));
	assert_none();
}
END_TEST

/* Each single byte of a label counts. */
START_TEST(test_every_byte_is_checked)
{
	for (unsigned i = 0; i < VOLSCAN_SECTOR_SIZE; i++) {
		make(1)[i] ^= 0x10;
		ck_assert_int_eq(decode(), -EBADMSG);
		ck_assert_int_eq(wrongs.sectors[1].id, i < 8 ? FINDING_LABEL_MAGIC :
						       i < 16 ? FINDING_LABEL_SECTOR :
								FINDING_LABEL_CRC);
	}
}
END_TEST

/* What is wrong, where on the device, what it should be and what it is. */
static void assert_wrong(unsigned sector, enum finding_id id, uint32_t offset, uint32_t length,
			 const char *expected, const char *found)
{
	const struct wrong *wrong = &wrongs.sectors[sector];

	ck_assert_int_eq(decode(), -EBADMSG);
	ck_assert_int_eq(wrong->id, id);
	ck_assert_uint_eq(wrong->offset, sector * VOLSCAN_SECTOR_SIZE + offset);
	ck_assert_uint_eq(wrong->length, length);
	ck_assert_str_eq(wrong->expected, expected);
	ck_assert_str_eq(wrong->found, found);
}

START_TEST(test_where_and_what)
{
	char crc[FINDING_ROOM_SIZE];

	finding_hex(crc, lvm_crc(LVM_CRC_SEED, make(2) + 20, VOLSCAN_SECTOR_SIZE - 20));
	put32(sector_at(2) + 16, 0xabc);
	assert_wrong(2, FINDING_LABEL_CRC, 16, 4, crc, "0x00000abc");
	put64(make(2) + 8, 7);
	assert_wrong(2, FINDING_LABEL_SECTOR, 8, 8, "2", "7");
	put32(make(2) + 20, 100000);
	seal(2);
	assert_wrong(2, FINDING_LABEL_OFFSET, 20, 4, "", "100000");
	make(2)[PV_HEADER] = '?';
	seal(2);
	assert_wrong(2, FINDING_PVH_UUID, PV_HEADER, 32, "", "");
	fill_areas(make(2) + LISTS, sector_at(3));
	seal(2);
	assert_wrong(2, FINDING_PVH_DATA_LIST, LISTS, VOLSCAN_SECTOR_SIZE - LISTS, "", "");
}
END_TEST

/* A place of no length is none: the byte before it is told instead. */
START_TEST(test_list_behind_the_end)
{
	unsigned char *at = make(1);

	put32(at + 20, 472);
	memcpy(at + 472, UUID_RAW, 32);
	seal(1);
	assert_wrong(1, FINDING_PVH_DATA_LIST, VOLSCAN_SECTOR_SIZE - 1, 1, "", "");
	at = make(1);
	put32(at + 20, 456);
	memcpy(at + 456, UUID_RAW, 32);
	memset(at + 496, 0, 16);
	seal(1);
	assert_wrong(1, FINDING_PVH_MDA_LIST, VOLSCAN_SECTOR_SIZE - 1, 1, "", "");
}
END_TEST

START_TEST(test_wrong_checksum)
{
	make(1)[17] ^= 1;
	assert_broken("checksum");
}
END_TEST

START_TEST(test_wrong_sector)
{
	memcpy(sector_at(2), make(1), VOLSCAN_SECTOR_SIZE);
	memset(sector_at(1), 0, VOLSCAN_SECTOR_SIZE);
	assert_broken("another sector");

	put64(sector_at(2) + 8, 2 + (UINT64_C(1) << 32));
	assert_broken("another sector");
}
END_TEST

/* LVM2 takes this for a label without having checked it. */
START_TEST(test_type_without_id)
{
	make(1)[3] = '!';
	assert_broken("does not begin as a label");
}
END_TEST

START_TEST(test_other_type)
{
	memcpy(make(1) + 24, "LVM3 001", 8);
	seal(1);
	assert_none();
}
END_TEST

static const uint32_t bad_offsets[] = { 0, 31, 473, 480, 512, 513, 100000, UINT32_MAX };

START_TEST(test_offset_outside)
{
	put32(make(1) + 20, bad_offsets[_i]);
	seal(1);
	assert_broken("outside");
}
END_TEST

/* The last place where a pv_header, two empty lists and no extension fit. */
START_TEST(test_offset_elsewhere)
{
	unsigned char *at = make(1);

	put32(at + 20, 440);
	memcpy(at + 440, UUID_RAW, 32);
	memset(at + 472, 0, 40);
	seal(1);
	assert_label(1);
	ck_assert_str_eq(label.uuid, UUID_TEXT);

	put32(at + 20, 441);
	memcpy(at + 441, UUID_RAW, 32);
	seal(1);
	assert_broken("metadata areas has no end");
}
END_TEST

START_TEST(test_data_areas_without_end)
{
	fill_areas(make(1) + LISTS, sector_at(2));
	fill_areas(sector_at(2), disk + sizeof(disk));
	seal(1);
	assert_broken("data areas has no end");
}
END_TEST

START_TEST(test_metadata_areas_without_end)
{
	fill_areas(make(1) + LISTS + 32, sector_at(2));
	seal(1);
	assert_broken("metadata areas has no end");
}
END_TEST

START_TEST(test_bootloader_areas_without_end)
{
	fill_areas(make(1) + LISTS + 72, sector_at(2));
	seal(1);
	assert_broken("bootloader areas has no end");
}
END_TEST

/* The pair that ends a list must lie in the sector as a whole. */
START_TEST(test_end_cut_in_half)
{
	unsigned char *end = sector_at(2);

	make(1);
	fill_areas(sector_at(1) + LISTS, end);
	put64(end - 8, 0);
	put64(end - 16, 0x1000);
	seal(1);
	assert_broken("no end");
}
END_TEST

START_TEST(test_uuid_characters)
{
	make(1)[PV_HEADER + _i] = '-';
	seal(1);
	assert_broken("UUID");
}
END_TEST

/* Random contents with a right checksum: ASan and the counts are the judges. */
START_TEST(test_random_contents)
{
	srand(1);
	for (unsigned n = 0; n < 20000; n++) {
		unsigned char *at = make(3);
		unsigned from = LISTS + (unsigned)rand() % 128;

		if (n % 2)
			put32(at + 20, (uint32_t)rand() % 600);
		for (unsigned i = from; i < VOLSCAN_SECTOR_SIZE; i++)
			at[i] = rand() % 3 ? 0 : (unsigned char)rand();
		seal(3);
		if (decode())
			continue;
		ck_assert_uint_le(label.data_count, 27);
		ck_assert_uint_le(label.mda_count, 27);
		ck_assert_uint_le(label.ba_count, 27);
	}
}
END_TEST

Suite *label_suite(void)
{
	Suite *suite = suite_create("label");
	TCase *sound = tcase_create("sound"), *broken = tcase_create("broken");

	tcase_add_checked_fixture(sound, clear, NULL);
	tcase_add_test(sound, test_plain);
	tcase_add_loop_test(sound, test_each_sector, 0, LABEL_SECTORS);
	tcase_add_test(sound, test_unaligned_bytes);
	tcase_add_test(sound, test_length);
	tcase_add_test(sound, test_lists);
	tcase_add_test(sound, test_size_of_list_end);
	tcase_add_loop_test(sound, test_extension_versions, 0, 5);
	tcase_add_test(sound, test_no_room_for_extension);
	tcase_add_test(sound, test_first_sound_wins);
	tcase_add_test(sound, test_damage_after_the_winner);
	tcase_add_test(sound, test_sound_wins_over_earlier_broken);
	tcase_add_test(sound, test_area_without_a_place);
	tcase_add_test(sound, test_offset_elsewhere);
	suite_add_tcase(suite, sound);

	tcase_add_checked_fixture(broken, clear, NULL);
	tcase_add_test(broken, test_nothing);
	tcase_add_test(broken, test_every_byte_is_checked);
	tcase_add_test(broken, test_wrong_checksum);
	tcase_add_test(broken, test_wrong_sector);
	tcase_add_test(broken, test_type_without_id);
	tcase_add_test(broken, test_where_and_what);
	tcase_add_test(broken, test_list_behind_the_end);
	tcase_add_test(broken, test_other_type);
	tcase_add_loop_test(broken, test_offset_outside, 0,
			    sizeof(bad_offsets) / sizeof(*bad_offsets));
	tcase_add_test(broken, test_data_areas_without_end);
	tcase_add_test(broken, test_metadata_areas_without_end);
	tcase_add_test(broken, test_bootloader_areas_without_end);
	tcase_add_test(broken, test_end_cut_in_half);
	tcase_add_loop_test(broken, test_uuid_characters, 0, 32);
	tcase_add_test(broken, test_random_contents);
	suite_add_tcase(suite, broken);
	return suite;
}
