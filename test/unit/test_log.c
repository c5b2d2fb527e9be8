/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/log.h"

#include <stdlib.h>
#include <string.h>

#include "unit.h"

struct heard {
	unsigned count;
	enum volscan_log_level level;
	enum volscan_log_class log_class;
	char *message;
};

static void hear(void *context, enum volscan_log_level level,
		 enum volscan_log_class log_class, const char *message)
{
	struct heard *heard = context;

	heard->count++;
	heard->level = level;
	heard->log_class = log_class;
	free(heard->message);
	heard->message = strdup(message);
}

START_TEST(a_wanted_message_arrives_once_and_whole)
{
	struct heard heard = { .count = 0 };
	const struct log log = { hear, &heard, VOLSCAN_LOG_INFO };

	log_print(&log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_LABEL, "%s at %d", "sector", 3);

	ck_assert_uint_eq(heard.count, 1);
	ck_assert_int_eq(heard.level, VOLSCAN_LOG_WARNING);
	ck_assert_int_eq(heard.log_class, VOLSCAN_LOG_LABEL);
	ck_assert_str_eq(heard.message, "sector at 3");
	free(heard.message);
}
END_TEST

/* Around the room for short ones, and far above it. */
START_TEST(a_long_message_is_not_cut)
{
	static const size_t lengths[] = { 0, 510, 511, 512, 513, 100000 };
	struct heard heard = { .count = 0 };
	const struct log log = { hear, &heard, VOLSCAN_LOG_ERROR };
	size_t length = lengths[_i];
	char *text = malloc(length + 1);

	memset(text, 'x', length);
	text[length] = '\0';
	log_print(&log, VOLSCAN_LOG_ERROR, VOLSCAN_LOG_IO, "%s", text);

	ck_assert_uint_eq(heard.count, 1);
	ck_assert_str_eq(heard.message, text);
	free(heard.message);
	free(text);
}
END_TEST

START_TEST(levels_past_the_last_wanted_are_silent)
{
	struct heard heard = { .count = 0 };
	const struct log log = { hear, &heard, VOLSCAN_LOG_INFO };

	for (int level = VOLSCAN_LOG_ERROR; level <= VOLSCAN_LOG_TRACE; level++) {
		bool wanted = level <= VOLSCAN_LOG_INFO;
		unsigned before = heard.count;

		ck_assert_int_eq(log_wants(&log, (enum volscan_log_level) level), wanted);
		log_print(&log, (enum volscan_log_level) level, VOLSCAN_LOG_DEVS, "x");
		ck_assert_uint_eq(heard.count, before + wanted);
	}
	free(heard.message);
}
END_TEST

START_TEST(no_log_is_silence)
{
	const struct log deaf = { NULL, NULL, VOLSCAN_LOG_TRACE };

	ck_assert(!log_wants(NULL, VOLSCAN_LOG_ERROR));
	ck_assert(!log_wants(&deaf, VOLSCAN_LOG_ERROR));
	log_print(NULL, VOLSCAN_LOG_ERROR, VOLSCAN_LOG_IO, "x");
	log_print(&deaf, VOLSCAN_LOG_ERROR, VOLSCAN_LOG_IO, "x");
}
END_TEST

Suite *log_suite(void)
{
	Suite *suite = suite_create("log");
	TCase *tcase = tcase_create("log");

	tcase_add_test(tcase, a_wanted_message_arrives_once_and_whole);
	tcase_add_loop_test(tcase, a_long_message_is_not_cut, 0, 6);
	tcase_add_test(tcase, levels_past_the_last_wanted_are_silent);
	tcase_add_test(tcase, no_log_is_silence);
	suite_add_tcase(suite, tcase);
	return suite;
}
