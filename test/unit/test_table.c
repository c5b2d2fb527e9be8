/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/table.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

#define MANY 5000

static struct table *table;
static char keys[MANY][16];
static int values[MANY];

static void set_up(void)
{
	ck_assert_int_eq(table_new(0, &table), 0);
	for (int i = 0; i < MANY; i++)
		snprintf(keys[i], sizeof(keys[i]), "loop%d", i);
}

static void tear_down(void)
{
	table_free(table);
}

START_TEST(many_are_found)
{
	for (int i = 0; i < MANY; i++) {
		ck_assert_ptr_null(table_get_string(table, keys[i]));
		ck_assert_int_eq(table_put_string(table, keys[i], &values[i]), 0);
	}
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(table_get_string(table, keys[i]), &values[i]);
	ck_assert_ptr_null(table_get_string(table, "loop5000"));
	ck_assert_ptr_null(table_get_string(table, ""));
}
END_TEST

START_TEST(last_that_was_put_counts)
{
	table_put_string(table, "a", &values[0]);
	table_put_string(table, "a", &values[1]);
	ck_assert_ptr_eq(table_get_string(table, "a"), &values[1]);
}
END_TEST

/* Of every length, around the words that are hashed at a time. */
START_TEST(keys_differ_in_any_byte_and_in_length)
{
	char other[16] = "";
	size_t i, length = (size_t)_i;

	memset(keys[0], 0, sizeof(keys[0]));
	ck_assert_int_eq(table_put(table, keys[0], length, &values[0]), 0);
	ck_assert_ptr_eq(table_get(table, other, length), &values[0]);
	ck_assert_ptr_null(table_get(table, other, length + 1));
	for (i = 0; i < length; i++) {
		other[i] = 1;
		ck_assert_ptr_null(table_get(table, other, length));
		other[i] = 0;
	}
}
END_TEST

START_TEST(removed_ones_are_in_nobodys_way)
{
	for (int i = 0; i < MANY; i++)
		table_put_string(table, keys[i], &values[i]);
	for (int i = 0; i < MANY; i += 2)
		table_remove(table, keys[i], strlen(keys[i]));
	table_remove(table, "nobody", 6);
	for (int i = 0; i < MANY; i++)
		ck_assert_ptr_eq(table_get_string(table, keys[i]), i % 2 ? &values[i] : NULL);
	table_put_string(table, keys[0], &values[0]);
	ck_assert_ptr_eq(table_get_string(table, keys[0]), &values[0]);
}
END_TEST

/* Their places are used again. */
START_TEST(keys_come_and_go)
{
	for (int round = 0; round < 3; round++)
		for (int i = 0; i < MANY; i++) {
			ck_assert_int_eq(table_put_string(table, keys[i], &values[i]), 0);
			table_remove(table, keys[i], strlen(keys[i]));
			ck_assert_ptr_null(table_get_string(table, keys[i]));
		}
}
END_TEST

START_TEST(as_many_as_were_expected_and_more)
{
	table_free(table);
	ck_assert_int_eq(table_new((size_t)_i, &table), 0);
	for (int i = 0; i < 200; i++)
		ck_assert_int_eq(table_put_string(table, keys[i], &values[i]), 0);
	for (int i = 0; i < 200; i++)
		ck_assert_ptr_eq(table_get_string(table, keys[i]), &values[i]);
}
END_TEST

START_TEST(nothing_can_be_freed)
{
	table_free(NULL);
}
END_TEST

Suite *table_suite(void)
{
	Suite *suite = suite_create("table");
	TCase *tcase = tcase_create("table");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, many_are_found);
	tcase_add_test(tcase, last_that_was_put_counts);
	tcase_add_loop_test(tcase, keys_differ_in_any_byte_and_in_length, 0, 15);
	tcase_add_test(tcase, removed_ones_are_in_nobodys_way);
	tcase_add_test(tcase, keys_come_and_go);
	tcase_add_loop_test(tcase, as_many_as_were_expected_and_more, 30, 66);
	tcase_add_test(tcase, nothing_can_be_freed);
	suite_add_tcase(suite, tcase);
	return suite;
}
