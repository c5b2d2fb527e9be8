/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <stdlib.h>
#include <string.h>

#include "text.h"
#include "unit.h"

static void assert_xml(const char *text, const char *expected)
{
	struct dm_pool *pool = dm_pool_create("escape", 64);
	char *printed = NULL;
	size_t size;
	FILE *out = open_memstream(&printed, &size);

	text_print_xml(out, text);
	fclose(out);
	ck_assert_str_eq(printed, expected);
	ck_assert_str_eq(text_escape(pool, text, TEXT_XML), expected);
	free(printed);
	dm_pool_destroy(pool);
}

START_TEST(xml_has_entities_for_what_is_its_own)
{
	assert_xml("<script a=\"b\">&lt;</script>",
		   "&lt;script a=&quot;b&quot;&gt;&amp;lt;&lt;/script&gt;");
	assert_xml("it's ]]> \xc3\xa4 \xf0\x9f\x92\xbe", "it's ]]&gt; \xc3\xa4 \xf0\x9f\x92\xbe");
}
END_TEST

START_TEST(xml_has_no_controls_and_only_utf8)
{
	assert_xml("\x1b[31m\t\n\x7f\xc2\x85", "\\x1b[31m\\x09\\x0a\\x7f\\x85");
	assert_xml("\xff \xc3 \xed\xa0\x80", "\\xff \\xc3 \\xed\\xa0\\x80");
	assert_xml("\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", "\\ufffe\\uffff\xef\xbf\xbd");
}
END_TEST

START_TEST(xml_turns_nothing_round)
{
	assert_xml("a\xe2\x80\xae" "b\xe2\x81\xa6" "c\xd8\x9c\xe2\x80\x8f",
		   "a\\u202eb\\u2066c\\u061c\\u200f");
}
END_TEST

static void assert_cut(const char *text, int columns, const char *head, const char *tail)
{
	size_t length = (size_t)(text_head(text, columns) - text);

	ck_assert_uint_eq(length, strlen(head));
	ck_assert(!strncmp(text, head, length));
	ck_assert_str_eq(text_tail(text, columns), tail);
}

START_TEST(heads_and_tails_are_as_wide_as_they_may_be)
{
	assert_cut("abcdef", 3, "abc", "def");
	assert_cut("abc", 3, "abc", "abc");
	assert_cut("abc", 9, "abc", "abc");
	assert_cut("abc", 0, "", "");
	assert_cut("", 3, "", "");
}
END_TEST

START_TEST(no_character_is_cut_in_two)
{
	/* Each of these takes two columns. */
	assert_cut("\xe4\xb8\xad\xe6\x96\x87", 3, "\xe4\xb8\xad", "\xe6\x96\x87");
	assert_cut("\xc3\xa4\xc3\xb6", 1, "\xc3\xa4", "\xc3\xb6");
	assert_cut("\xe4\xb8", 1, "\xe4", "\xb8");
}
END_TEST

Suite *escape_suite(void)
{
	Suite *suite = suite_create("escape");
	TCase *tcase = tcase_create("escape");

	tcase_add_test(tcase, xml_has_entities_for_what_is_its_own);
	tcase_add_test(tcase, xml_has_no_controls_and_only_utf8);
	tcase_add_test(tcase, xml_turns_nothing_round);
	tcase_add_test(tcase, heads_and_tails_are_as_wide_as_they_may_be);
	tcase_add_test(tcase, no_character_is_cut_in_two);
	suite_add_tcase(suite, tcase);
	return suite;
}
