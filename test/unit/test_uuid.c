/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/uuid.h"

#include <errno.h>
#include <string.h>

#include "unit.h"

#define RAW "Rhzbygxmjh23gkUrmflddLD7gQslQe!#"
#define TEXT "Rhzbyg-xmjh-23gk-Urmf-lddL-D7gQ-slQe!#"

START_TEST(format_puts_dashes_between_groups)
{
	char text[VOLSCAN_UUID_LEN + 1];

	ck_assert_int_eq(uuid_format(RAW, text), 0);
	ck_assert_str_eq(text, TEXT);
}
END_TEST

/* Every byte value, at every place. */
START_TEST(format_takes_lvm2s_alphabet_only)
{
	static const char alphabet[] = "0123456789abcdefghijklmnopqrstuvwxyz"
				       "ABCDEFGHIJKLMNOPQRSTUVWXYZ!#";
	char raw[UUID_RAW_LEN + 1], text[VOLSCAN_UUID_LEN + 1];

	for (size_t at = 0; at < UUID_RAW_LEN; at++)
		for (int c = 0; c < 256; c++) {
			bool allowed = c && strchr(alphabet, c);

			strcpy(raw, RAW);
			raw[at] = (char) c;
			ck_assert_int_eq(uuid_format(raw, text), allowed ? 0 : -EINVAL);
		}
}
END_TEST

START_TEST(format_leaves_the_text_untouched_on_failure)
{
	char text[VOLSCAN_UUID_LEN + 1] = "before";

	ck_assert_int_eq(uuid_format("Rhzbygxmjh23gkUrmflddLD7gQslQe!-", text), -EINVAL);
	ck_assert_str_eq(text, "before");
}
END_TEST

START_TEST(parse_takes_both_forms)
{
	char raw[UUID_RAW_LEN];

	memset(raw, 0, sizeof(raw));
	ck_assert(uuid_parse(TEXT, raw));
	ck_assert_mem_eq(raw, RAW, UUID_RAW_LEN);

	memset(raw, 0, sizeof(raw));
	ck_assert(uuid_parse(RAW, raw));
	ck_assert_mem_eq(raw, RAW, UUID_RAW_LEN);

	ck_assert(uuid_parse(TEXT, NULL));
	ck_assert(uuid_parse(RAW, NULL));
}
END_TEST

static const char *const no_uuids[] = {
	"",
	"Rhzbyg",
	"Rhzbyg-xmjh-23gk-Urmf-lddL-D7gQ-slQe!",		/* short */
	"Rhzbyg-xmjh-23gk-Urmf-lddL-D7gQ-slQe!#x",		/* long */
	"Rhzbygxmjh23gkUrmflddLD7gQslQe!",
	"Rhzbygxmjh23gkUrmflddLD7gQslQe!#x",
	"Rhzby-gxmjh-23gk-Urmf-lddL-D7gQ-slQe!#",		/* dash at 5 */
	"Rhzbyg-xmjh-23gk-Urmf-lddLxD7gQ-slQe!#",		/* no dash at 26 */
	"Rhzbyg-xmjh-23gk-Urmf-lddL-D7gQ-slQe!-",		/* dash too many */
	"Rhzbyg-xmjh-23gk-Urmf-lddL-D7g.-slQe!#",
	"Rhzbygxmjh23gkUrmflddLD7gQslQe!?",
};

START_TEST(parse_refuses_all_else)
{
	char raw[UUID_RAW_LEN] = "before";

	ck_assert(!uuid_parse(no_uuids[_i], raw));
	ck_assert_str_eq(raw, "before");
}
END_TEST

Suite *uuid_suite(void)
{
	Suite *suite = suite_create("uuid");
	TCase *tcase = tcase_create("uuid");

	tcase_add_test(tcase, format_puts_dashes_between_groups);
	tcase_add_test(tcase, format_takes_lvm2s_alphabet_only);
	tcase_add_test(tcase, format_leaves_the_text_untouched_on_failure);
	tcase_add_test(tcase, parse_takes_both_forms);
	tcase_add_loop_test(tcase, parse_refuses_all_else, 0,
			    sizeof(no_uuids) / sizeof(*no_uuids));
	suite_add_tcase(suite, tcase);
	return suite;
}
