/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/rows.h"

#include <stdlib.h>
#include <string.h>

#include "report/table.h"
#include "unit.h"

static const struct report_field number_field = { .kind = FIELD_NUMBER };
static const struct report_field text_field = { .kind = FIELD_STRING };
static struct rows rows;

static void tear_down(void)
{
	rows_free(&rows);
}

static void add_cell(const char *text, size_t length)
{
	rows_begin_cell(&rows);
	buffer_add(&rows.cells, text, length);
	ck_assert_uint_eq(rows_end_cell(&rows), length);
}

static void add_row(const char *name, uint64_t number, const char *text)
{
	rows_add(&rows, 2);
	add_cell(name, strlen(name));
	rows_key_number(&rows, 0, number);
	rows_key_text(&rows, 1, text, strlen(text));
}

/* The names of all rows. */
static const char *order(void)
{
	static char names[64];
	size_t length, used = 0;

	for (size_t row = 0; row < rows.count; row++) {
		const char *at = rows_cells(&rows, row), *cell = rows_next_cell(&at, &length);

		memcpy(names + used, cell, length);
		used += length;
	}
	names[used] = '\0';
	return names;
}

/* Key 0 is the number if it is `first`. */
static const char *sort(bool number_first, bool number_down, bool text_down)
{
	struct column columns[] = {
		{ .field = &text_field, .key = NO_KEY },
		{ .field = &number_field, .key = 0, .descending = number_down },
		{ .field = &text_field, .key = 1, .descending = text_down },
	};
	const struct layout layout = {
		.columns = columns, .count = 3, .shown = 1, .key_count = number_first ? 2 : 0,
	};

	rows_sort(&rows, &layout);
	ck_assert(!rows_failed(&rows));
	return order();
}

START_TEST(test_cells_of_any_length)
{
	static const size_t lengths[] = { 0, 1, 254, 255, 256, 70000, 0, 3 };
	const size_t count = sizeof(lengths) / sizeof(lengths[0]);
	char *text = malloc(70000);
	const char *at;
	size_t length;

	memset(text, 'x', 70000);
	for (size_t row = 0; row < 2; row++) {
		rows_add(&rows, 0);
		for (size_t i = 0; i < count; i++)
			add_cell(text, lengths[i]);
	}
	for (size_t row = 0; row < 2; row++) {
		at = rows_cells(&rows, row);
		for (size_t i = 0; i < count; i++) {
			ck_assert_mem_eq(rows_next_cell(&at, &length), text, lengths[i]);
			ck_assert_uint_eq(length, lengths[i]);
		}
	}
	ck_assert_ptr_eq(at, rows.cells.start + rows.cells.used);
	free(text);
}
END_TEST

static void add_some(void)
{
	add_row("a", 2, "x");
	add_row("b", UINT64_MAX, "");
	add_row("c", 1, "yy");
	add_row("d", 2, "xx");
	add_row("e", 2, "x");
	add_row("f", 1, "y");
}

START_TEST(test_sort)
{
	add_some();
	ck_assert_str_eq(sort(true, false, false), "fcaedb");
	ck_assert_str_eq(sort(true, true, false), "baedfc");
	ck_assert_str_eq(sort(true, true, true), "bdaecf");
	ck_assert_str_eq(sort(true, false, true), "cfdaeb");
}
END_TEST

START_TEST(test_without_keys_they_stay)
{
	add_some();
	ck_assert_str_eq(sort(false, false, false), "abcdef");
}
END_TEST

START_TEST(test_cleared_rows_are_gone)
{
	add_some();
	rows_clear(&rows);
	ck_assert_uint_eq(rows.count, 0);
	ck_assert_str_eq(order(), "");
	add_row("g", 2, "");
	add_row("h", 1, "");
	ck_assert_str_eq(sort(true, false, false), "hg");
}
END_TEST

Suite *rows_suite(void)
{
	Suite *suite = suite_create("rows");
	TCase *tcase = tcase_create("rows");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, test_cells_of_any_length);
	tcase_add_test(tcase, test_sort);
	tcase_add_test(tcase, test_without_keys_they_stay);
	tcase_add_test(tcase, test_cleared_rows_are_gone);
	suite_add_tcase(suite, tcase);
	return suite;
}
