/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/crc.h"

#include <string.h>

#include "base/le.h"
#include "unit.h"

/* Bit by bit, straight from the definition. */
static uint32_t slow_crc(uint32_t crc, const unsigned char *data, size_t length)
{
	while (length--) {
		crc ^= *data++;
		for (int bit = 0; bit < 8; bit++)
			crc = crc & 1 ? crc >> 1 ^ UINT32_C(0xedb88320) : crc >> 1;
	}
	return crc;
}

static void fill(unsigned char *data, size_t length)
{
	uint32_t state = 1;

	for (size_t i = 0; i < length; i++) {
		state = state * 1664525 + 1013904223;
		data[i] = (unsigned char) (state >> 24);
	}
}

START_TEST(agrees_with_the_check_value_of_crc_32)
{
	ck_assert_uint_eq(lvm_crc(UINT32_MAX, "123456789", 9), UINT32_C(0xcbf43926) ^ UINT32_MAX);
}
END_TEST

/* The values are zlib's crc32(data, seed ^ 0xffffffff) ^ 0xffffffff. */
START_TEST(agrees_with_zlib_from_lvm2s_seed)
{
	unsigned char every_byte[256];

	for (unsigned i = 0; i < sizeof(every_byte); i++)
		every_byte[i] = (unsigned char) i;

	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, "", 0), LVM_CRC_SEED);
	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, "a", 1), 0x319b1949);
	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, "12345678", 8), 0xf8884fdf);
	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, "123456789", 9), 0x4991cf02);
	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, every_byte, 256), 0x5af1dacf);
}
END_TEST

START_TEST(agrees_with_the_definition_at_all_lengths_and_alignments)
{
	unsigned char data[80];

	fill(data, sizeof(data));
	for (size_t at = 0; at < 8; at++)
		for (size_t length = 0; length <= 72; length++)
			ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, data + at, length),
					  slow_crc(LVM_CRC_SEED, data + at, length));
}
END_TEST

START_TEST(calls_chain_at_every_split)
{
	unsigned char data[100];
	uint32_t whole;

	fill(data, sizeof(data));
	whole = lvm_crc(LVM_CRC_SEED, data, sizeof(data));
	for (size_t split = 0; split <= sizeof(data); split++)
		ck_assert_uint_eq(lvm_crc(lvm_crc(LVM_CRC_SEED, data, split), data + split,
					  sizeof(data) - split), whole);
}
END_TEST

/* Sector 1 and the mda_header of a PV that LVM2 made; what is left out is zero. */
static const unsigned char label_sector[512] =
	"LABELONE\1\0\0\0\0\0\0\0" "_i\x9e\x90\x20\0\0\0LVM2 001"
	"Rhzbygxmjh23gkUrmflddLD7gQslQeHx" "\0\0\0\4\0\0\0\0" "\0\0\x10\0\0\0\0\0"
	"\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "\0\x10\0\0\0\0\0\0"
	"\0\xf0\x0f\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "\0\0\0\0\0\0\0\0" "\2\0\0\0\1\0\0";

static const unsigned char mda_header[512] =
	"\xe5\x0c\xd5\xdf LVM2 x[5A%r0N*>\1\0\0\0" "\0\x10\0\0\0\0\0\0"
	"\0\xf0\x0f\0\0\0\0\0" "\0\x40\0\0\0\0\0\0" "\xf0\x08\0\0\0\0\0\0"
	"\x40\x9as`\0\0\0";

START_TEST(agrees_with_a_disk_of_lvm2)
{
	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, label_sector + 20, 512 - 20),
			  get_le32(label_sector + 16));
	ck_assert_uint_eq(lvm_crc(LVM_CRC_SEED, mda_header + 4, 512 - 4),
			  get_le32(mda_header));
}
END_TEST

Suite *crc_suite(void)
{
	Suite *suite = suite_create("crc");
	TCase *tcase = tcase_create("crc");

	tcase_add_test(tcase, agrees_with_the_check_value_of_crc_32);
	tcase_add_test(tcase, agrees_with_zlib_from_lvm2s_seed);
	tcase_add_test(tcase, agrees_with_the_definition_at_all_lengths_and_alignments);
	tcase_add_test(tcase, calls_chain_at_every_split);
	tcase_add_test(tcase, agrees_with_a_disk_of_lvm2);
	suite_add_tcase(suite, tcase);
	return suite;
}
