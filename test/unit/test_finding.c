/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/finding.h"

#include <stdio.h>
#include <string.h>

#include "unit.h"

struct heard {
	unsigned count;
	struct finding finding;
	char message[128];
};

static void hear(void *context, const struct finding *finding, const char *message)
{
	struct heard *heard = context;

	heard->count++;
	heard->finding = *finding;
	snprintf(heard->message, sizeof(heard->message), "%s", message);
}

START_TEST(a_finding_arrives_once_and_whole)
{
	struct heard heard = { .count = 0 };
	const struct finding_sink sink = { hear, &heard };

	finding_tell(&sink, FINDING_OF(MDA_CRC, .offset = 4096, .length = 512, .field = "crc",
				       .expected = finding_hex(FINDING_ROOM, 0xabc),
				       .found = finding_number(FINDING_ROOM, UINT64_MAX)),
		     "area %d is %s", 1, "bad");

	ck_assert_uint_eq(heard.count, 1);
	ck_assert_int_eq(heard.finding.id, FINDING_MDA_CRC);
	ck_assert_uint_eq(heard.finding.offset, 4096);
	ck_assert_uint_eq(heard.finding.length, 512);
	ck_assert_str_eq(heard.finding.field, "crc");
	ck_assert_str_eq(heard.message, "area 1 is bad");
}
END_TEST

START_TEST(numbers_have_room)
{
	ck_assert_str_eq(finding_number(FINDING_ROOM, UINT64_MAX), "18446744073709551615");
	ck_assert_str_eq(finding_number(FINDING_ROOM, 0), "0");
	ck_assert_str_eq(finding_hex(FINDING_ROOM, 0xabc), "0x00000abc");
}
END_TEST

START_TEST(nobody_needs_to_listen)
{
	finding_tell(NULL, FINDING_OF(MDA_CRC), "unheard");
}
END_TEST

static bool is_code_char(char c)
{
	return (c >= 'A' && c <= 'Z') || c == '-';
}

START_TEST(each_kind_has_a_code_of_its_own_and_a_title)
{
	unsigned i, j;

	for (i = 1; i < FINDING_COUNT; i++) {
		const struct finding_kind *kind = &finding_kinds[i];

		ck_assert_int_eq(strncmp(kind->code, "VS-", 3), 0);
		for (j = 0; kind->code[j]; j++)
			ck_assert_msg(is_code_char(kind->code[j]), "%s", kind->code);
		ck_assert_uint_gt(strlen(kind->title), 10);
		ck_assert_msg(kind->title[strlen(kind->title) - 1] != '.', "%s", kind->title);
		for (j = 1; j < i; j++)
			ck_assert_str_ne(kind->code, finding_kinds[j].code);
	}
}
END_TEST

Suite *finding_suite(void)
{
	Suite *suite = suite_create("finding");
	TCase *tc = tcase_create("finding");

	tcase_add_test(tc, a_finding_arrives_once_and_whole);
	tcase_add_test(tc, numbers_have_room);
	tcase_add_test(tc, nobody_needs_to_listen);
	tcase_add_test(tc, each_kind_has_a_code_of_its_own_and_a_title);
	suite_add_tcase(suite, tc);
	return suite;
}
