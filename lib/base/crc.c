/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sixteen bytes per step ("slicing by 16"), of which only the first four wait for the
 * step before: table k has what a byte contributes when k more bytes of the step
 * follow it.
 *
 * The tables are made by the compiler. A crc is linear: the entry of a byte
 * is the xor of the entries of its bits. The entry of bit 7 in table 0 is the
 * polynomial itself, and each further bit (6, 5, ... 0, then bit 7 of the
 * next table) is one more shift of the register: 128 constants in a row. From four
 * of them come those of half a byte, and from two of these an entry.
 */
#include "base/crc.h"

#include "base/le.h"

#define POLYNOMIAL UINT32_C(0xedb88320)
#define SHIFT(r) ((r) & 1 ? (r) >> 1 ^ POLYNOMIAL : (r) >> 1)

/* BIT_k_b is the entry of bit b in table k. */
#define BITS(k, previous)			\
	BIT_##k##_7 = SHIFT(previous),		\
	BIT_##k##_6 = SHIFT(BIT_##k##_7),	\
	BIT_##k##_5 = SHIFT(BIT_##k##_6),	\
	BIT_##k##_4 = SHIFT(BIT_##k##_5),	\
	BIT_##k##_3 = SHIFT(BIT_##k##_4),	\
	BIT_##k##_2 = SHIFT(BIT_##k##_3),	\
	BIT_##k##_1 = SHIFT(BIT_##k##_2),	\
	BIT_##k##_0 = SHIFT(BIT_##k##_1)

enum {
	BITS(0, UINT32_C(1)),
	BITS(1, BIT_0_0),
	BITS(2, BIT_1_0),
	BITS(3, BIT_2_0),
	BITS(4, BIT_3_0),
	BITS(5, BIT_4_0),
	BITS(6, BIT_5_0),
	BITS(7, BIT_6_0),
	BITS(8, BIT_7_0),
	BITS(9, BIT_8_0),
	BITS(10, BIT_9_0),
	BITS(11, BIT_10_0),
	BITS(12, BIT_11_0),
	BITS(13, BIT_12_0),
	BITS(14, BIT_13_0),
	BITS(15, BIT_14_0),
};

/* HALF_k_n is the entry of the digit n in table k: LOW_ as a byte's last, HIGH_ as its first. */
#define HALF(half, k, n, a, b, c, d)				\
	half##_##k##_##n = (0x##n & 1 ? (uint32_t) BIT_##k##_##a : 0) ^	\
			   (0x##n & 2 ? (uint32_t) BIT_##k##_##b : 0) ^	\
			   (0x##n & 4 ? (uint32_t) BIT_##k##_##c : 0) ^	\
			   (0x##n & 8 ? (uint32_t) BIT_##k##_##d : 0)
#define LOW(k, n) HALF(LOW, k, n, 0, 1, 2, 3)
#define HIGH(k, n) HALF(HIGH, k, n, 4, 5, 6, 7)
#define EACH_DIGIT(f, k)						\
	f(k, 0), f(k, 1), f(k, 2), f(k, 3), f(k, 4), f(k, 5), f(k, 6), f(k, 7),	\
	f(k, 8), f(k, 9), f(k, A), f(k, B), f(k, C), f(k, D), f(k, E), f(k, F)
#define HALVES(k) EACH_DIGIT(LOW, k), EACH_DIGIT(HIGH, k)

enum {
	HALVES(0), HALVES(1), HALVES(2), HALVES(3), HALVES(4), HALVES(5), HALVES(6), HALVES(7),
	HALVES(8), HALVES(9), HALVES(10), HALVES(11), HALVES(12), HALVES(13), HALVES(14), HALVES(15),
};

#define ROW(k, high)								\
	HIGH_##k##_##high ^ LOW_##k##_0, HIGH_##k##_##high ^ LOW_##k##_1,	\
	HIGH_##k##_##high ^ LOW_##k##_2, HIGH_##k##_##high ^ LOW_##k##_3,	\
	HIGH_##k##_##high ^ LOW_##k##_4, HIGH_##k##_##high ^ LOW_##k##_5,	\
	HIGH_##k##_##high ^ LOW_##k##_6, HIGH_##k##_##high ^ LOW_##k##_7,	\
	HIGH_##k##_##high ^ LOW_##k##_8, HIGH_##k##_##high ^ LOW_##k##_9,	\
	HIGH_##k##_##high ^ LOW_##k##_A, HIGH_##k##_##high ^ LOW_##k##_B,	\
	HIGH_##k##_##high ^ LOW_##k##_C, HIGH_##k##_##high ^ LOW_##k##_D,	\
	HIGH_##k##_##high ^ LOW_##k##_E, HIGH_##k##_##high ^ LOW_##k##_F
#define TABLE(k) { EACH_DIGIT(ROW, k) }

static const uint32_t tables[16][256] = {
	TABLE(0), TABLE(1), TABLE(2), TABLE(3), TABLE(4), TABLE(5), TABLE(6), TABLE(7),
	TABLE(8), TABLE(9), TABLE(10), TABLE(11), TABLE(12), TABLE(13), TABLE(14), TABLE(15),
};

/* Four bytes, the first one in `word`'s lowest, of which the last is followed
 * by `after` more bytes of the step. */
static inline uint32_t contribution(uint32_t word, unsigned after)
{
	return tables[after + 3][word & 0xff] ^ tables[after + 2][word >> 8 & 0xff] ^
	       tables[after + 1][word >> 16 & 0xff] ^ tables[after][word >> 24];
}

uint32_t lvm_crc(uint32_t crc, const void *data, size_t length)
{
	const unsigned char *p = data;

	for (; length >= 16; p += 16, length -= 16)
		crc = contribution(crc ^ get_le32(p), 12) ^ contribution(get_le32(p + 4), 8) ^
		      contribution(get_le32(p + 8), 4) ^ contribution(get_le32(p + 12), 0);
	while (length--)
		crc = crc >> 8 ^ tables[0][(crc ^ *p++) & 0xff];
	return crc;
}
