/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sizes are written as libdevmapper writes them. */
#include "report/units.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

#define RANDOM_SIZES 20000

static struct dm_pool *pool;
static struct buffer buffer;
static unsigned written;	/* by units_add() */

static void set_up(void)
{
	pool = dm_pool_create("test", 1024);
	buffer = (struct buffer){ .start = NULL };
	written = 0;
}

static void tear_down(void)
{
	dm_pool_destroy(pool);
	buffer_free(&buffer);
}

static void compare(const struct units *units, uint64_t sectors)
{
	const char *expected = units_format(units, pool, sectors);

	buffer.used = 0;
	if (units_add(units, &buffer, sectors)) {
		buffer_add_char(&buffer, '\0');
		ck_assert_msg(!strcmp(buffer.start, expected), "%c, %llu sectors: %s, expected %s",
			      units->letter, (unsigned long long)sectors, buffer.start, expected);
		written++;
	} else {
		ck_assert_uint_eq(buffer.used, 0);
	}
	dm_pool_free(pool, (void *)expected);
}

/* Around each power of two, where rounding and units change, and at random. */
static void compare_many(const struct units *units)
{
	for (unsigned bit = 0; bit < 64; bit++)
		for (uint64_t i = 0; i < 200; i++) {
			compare(units, (UINT64_C(1) << bit) + i);
			compare(units, (UINT64_C(1) << bit) - i);
			compare(units, (UINT64_C(1) << bit) / 200 * i);
		}
	srandom(1);
	for (unsigned i = 0; i < RANDOM_SIZES; i++)
		compare(units, (uint64_t)random() << (i % 33) ^ (uint64_t)random());
	for (uint64_t i = 0; i < 100000; i++)
		compare(units, i);
}

static const char *const usual[] = { "h", "r", "k", "m", "g", "t", "p", "e" };
static const char *const others[] = { "H", "R", "b", "B", "s", "K", "M", "E", "3m", "512b", "1.5g" };
#define COUNT(array) ((int)(sizeof(array) / sizeof((array)[0])))

START_TEST(test_usual_units)
{
	struct units units = { .si_consistency = true };

	ck_assert(units_parse(&units, usual[_i / 2]));
	units.suffix = _i % 2;
	compare_many(&units);
	ck_assert_uint_ge(written, 100000 + RANDOM_SIZES / 2);
}
END_TEST

START_TEST(test_other_units_are_left_to_libdevmapper)
{
	struct units units = { .si_consistency = true, .suffix = true };

	ck_assert(units_parse(&units, others[_i]));
	compare(&units, 4096);
	compare(&units, 0);
	ck_assert_uint_eq(written, 0);
}
END_TEST

START_TEST(test_units_that_are_not_consistent_too)
{
	struct units units = { .suffix = true };

	ck_assert(units_parse(&units, usual[_i]));
	compare(&units, 4096);
	ck_assert_uint_eq(written, 0);
}
END_TEST

Suite *units_suite(void)
{
	Suite *suite = suite_create("units");
	TCase *tcase = tcase_create("units");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, test_usual_units, 0, 2 * COUNT(usual));
	tcase_add_loop_test(tcase, test_other_units_are_left_to_libdevmapper, 0, COUNT(others));
	tcase_add_loop_test(tcase, test_units_that_are_not_consistent_too, 0, COUNT(usual));
	suite_add_tcase(suite, tcase);
	return suite;
}
