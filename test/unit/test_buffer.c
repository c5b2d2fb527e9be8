/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "tools/buffer.h"

#include <string.h>

#include "tools/text.h"
#include "unit.h"

static struct buffer buffer;

static void set_up(void)
{
	buffer = (struct buffer){ .start = NULL };
}

static void tear_down(void)
{
	buffer_free(&buffer);
}

static void expect(const char *text)
{
	ck_assert_uint_eq(buffer.used, strlen(text));
	if (*text)
		ck_assert_mem_eq(buffer.start, text, buffer.used);
}

START_TEST(test_what_is_added_goes_behind)
{
	buffer_add_text(&buffer, "a");
	buffer_add_text(&buffer, "");
	buffer_add(&buffer, "bcd", 2);
	buffer_add_char(&buffer, 'e');
	buffer_fill(&buffer, '-', 3);
	buffer_fill(&buffer, '-', 0);
	expect("abce---");
}
END_TEST

START_TEST(test_numbers)
{
	buffer_add_number(&buffer, 0);
	buffer_add_char(&buffer, ' ');
	buffer_add_number(&buffer, 1000);
	buffer_add_char(&buffer, ' ');
	buffer_add_number(&buffer, UINT64_MAX);
	expect("0 1000 18446744073709551615");
}
END_TEST

START_TEST(test_it_grows)
{
	for (size_t i = 0; i < 10000; i++)
		buffer_add_char(&buffer, (char)('a' + i % 26));
	buffer_fill(&buffer, '-', 100000);
	ck_assert_uint_eq(buffer.used, 110000);
	for (size_t i = 0; i < 10000; i++)
		ck_assert_int_eq(buffer.start[i], (char)('a' + i % 26));
	ck_assert_int_eq(buffer.start[109999], '-');
	ck_assert(!buffer.failed);
}
END_TEST

START_TEST(test_without_memory_it_stays_what_it_is)
{
	buffer_add_text(&buffer, "abc");
	ck_assert(!buffer_reserve(&buffer, SIZE_MAX / 2));
	ck_assert(buffer.failed);
	buffer_fill(&buffer, '-', SIZE_MAX / 2);
	expect("abc");
	buffer_fill(&buffer, '-', 100000);
	expect("abc");
}
END_TEST

static const struct {
	const char *text, *forms[3];
} texts[] = {
	{ "", { "", "", "" } },
	{ "plain", { "plain", "plain", "plain" } },
	{ "a\"b", { "a\"b", "a\\\"b", "a\"b" } },
	{ "a'b", { "a'b", "a'b", "a'\\''b" } },
	{ "a\\b", { "a\\b", "a\\\\b", "a\\b" } },
	{ "\x1f~", { "\\x1f~", "\\u001f~", "\\x1f~" } },
	{ "\x7f", { "\\x7f", "\\u007f", "\\x7f" } },
	{ "\xc3\xa4\n\xff", { "\xc3\xa4\\x0a\\xff", "\xc3\xa4\\u000a\\ufffd", "\xc3\xa4\\x0a\\xff" } },
	{ "x\xc2\x80y", { "x\\x80y", "x\\u0080y", "x\\x80y" } },
};
#define TEXTS ((int)(sizeof(texts) / sizeof(texts[0])))

START_TEST(test_escaped_text)
{
	struct dm_pool *pool = dm_pool_create("test", 64);

	for (int form = TEXT_TERMINAL; form <= TEXT_SHELL; form++) {
		const char *expected = texts[_i].forms[form];

		buffer.used = 0;
		text_add(&buffer, texts[_i].text, (enum text_form)form);
		expect(expected);
		ck_assert_str_eq(text_escape(pool, texts[_i].text, (enum text_form)form), expected);
	}
	dm_pool_destroy(pool);
}
END_TEST

Suite *buffer_suite(void)
{
	Suite *suite = suite_create("buffer");
	TCase *tcase = tcase_create("buffer");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, test_what_is_added_goes_behind);
	tcase_add_test(tcase, test_numbers);
	tcase_add_test(tcase, test_it_grows);
	tcase_add_test(tcase, test_without_memory_it_stays_what_it_is);
	tcase_add_loop_test(tcase, test_escaped_text, 0, TEXTS);
	suite_add_tcase(suite, tcase);
	return suite;
}
