/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* LVM2's own files: what is known is taken, what is not is passed over. */
#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_rig.h"
#include "tree.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct config *config;
static char warnings[1024], debug[1024];

static void take_message(void *context, enum volscan_log_level level,
			 enum volscan_log_class log_class, const char *text)
{
	char *heard = level == VOLSCAN_LOG_DEBUG ? debug : warnings;
	size_t length = strlen(heard);

	(void)context;
	ck_assert_int_eq(log_class, VOLSCAN_LOG_CONFIG);
	ck_assert(level == VOLSCAN_LOG_DEBUG || level == VOLSCAN_LOG_WARNING);
	snprintf(heard + length, sizeof(debug) - length, "%s\n", text);
}

static const struct log listener = { .fn = take_message, .level = VOLSCAN_LOG_DEBUG };

static void setup(void)
{
	tree_make();
	config = new_config();
	warnings[0] = debug[0] = '\0';
}

static void teardown(void)
{
	config_free(config);
	tree_remove();
}

static int read_lvm(const char *text, char **error)
{
	tree_write("lvm.conf", text);
	return config_read_lvm_file(config, tree_path("lvm.conf"), &listener, error);
}

static void accept_lvm(const char *text)
{
	char *error = NULL;

	ck_assert_msg(!read_lvm(text, &error), "%s", error);
	ck_assert_ptr_null(error);
}

/* A message about the file, its path in front. */
static void assert_message(const char *message, const char *rest)
{
	char *expected;

	ck_assert_int_ge(asprintf(&expected, "%s:%s", tree_path("lvm.conf"), rest), 0);
	ck_assert_str_eq(message, expected);
	free(expected);
}

START_TEST(what_is_known_is_taken)
{
	accept_lvm("devices {\n\tfilter = [ \"a|loop|\", \"r|.*|\" ]\n\tscan_lvs = 1\n"
		   "\ttypes = [ \"fd\", 16 ]\n}\nreport/separator = \":\"\n");
	ck_assert_str_eq(config_list(config, SETTING_devices_filter)[1], "r|.*|");
	ck_assert(config_bool(config, SETTING_devices_scan_lvs));
	ck_assert_str_eq(config_list(config, SETTING_devices_types)[1], "16");
	ck_assert_str_eq(config_string(config, SETTING_report_separator), ":");
	ck_assert_str_eq(warnings, "");
	ck_assert_str_eq(debug, "");
}
END_TEST

static const struct {
	const char *text, *debug;	/* without the path and ":" */
} unknown[] = {
	{ "devices/issue_discards = 0\n", "1: \"devices/issue_discards\" is not known here, and passed over\n" },
	{ "devices {\n\tdata_alignment = 1.5\n}\n", "2: \"devices/data_alignment\" is not known here, and passed over\n" },
	{ "devices {\n\tpreferred_names = [ \"^/dev/mpath/\", \"}\" ]\n}\n", "2: \"devices/preferred_names\" is not known here, and passed over\n" },
	{ "allocation {\n\tcling_tag_list = [ \"@a{\" ]\n\tdeep { deeper { } }\n}\n", "1: \"allocation\" is not known here, and passed over\n" },
	{ "devices {\n\tinner { filter = 5 }\n}\n", "2: \"devices/inner\" is not known here, and passed over\n" },
	{ "tags { hosttags = 1 '}' { host_list = [ ] } }\n", "1: \"tags\" is not known here, and passed over\n" },
};

/* What stands behind it is taken. */
START_TEST(what_is_not_known_is_passed_over)
{
	char text[256];

	snprintf(text, sizeof(text), "%sdevices/aio_max = 16\n", unknown[_i].text);
	accept_lvm(text);
	assert_message(debug, unknown[_i].debug);
	ck_assert_str_eq(warnings, "");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 16);
}
END_TEST

START_TEST(a_value_that_does_not_fit_is_passed_over_with_a_warning)
{
	accept_config(config, "report/output_format = json");
	accept_lvm("report {\n\toutput_format = \"tap\"\n\tseparator = \":\"\n}\n");
	ck_assert_str_eq(config_string(config, SETTING_report_output_format), "json");
	ck_assert_str_eq(config_string(config, SETTING_report_separator), ":");
	ck_assert_str_eq(debug, "");
	ck_assert_ptr_nonnull(strstr(warnings, "/lvm.conf:2: report/output_format is \"tap\", "
				     "expected one of basic|json"));
	ck_assert_ptr_nonnull(strstr(warnings, ": it is passed over\n"));
}
END_TEST

static const struct {
	const char *text, *sentence;	/* without the path and ":" */
} broken[] = {
	{ "allocation {\n a { }\n", "1: the section \"allocation\" has no closing }" },
	{ "\"a\nb\" {", "1: the section \"a?b\" has no closing }" },
	{ "allocation {\n a = \"x }\n", "2: the string that begins with \"x }?\" has no closing quote" },
	{ "devices {\n filter = ]\n}\n", "2: found \"]\", expected a value" },
	{ "scan_lvs 1\n", "1: found \"1\", expected = or { after a name" },
	{ "allocation { } }\n", "1: found \"}\", expected the name of a section or setting" },
};

START_TEST(what_is_not_the_syntax_is_an_error)
{
	struct config *defaults = new_config();
	char *error = NULL;

	ck_assert_int_eq(read_lvm(broken[_i].text, &error), -EINVAL);
	assert_message(error, broken[_i].sentence);
	assert_same_config(config, defaults);
	config_free(defaults);
	free(error);
}
END_TEST

START_TEST(a_file_that_is_not_there_is_an_error)
{
	char *error = NULL;

	ck_assert_int_eq(config_read_lvm_file(config, "/nonexistent", NULL, &error), -ENOENT);
	ck_assert_str_eq(error, "cannot open /nonexistent: No such file or directory");
	free(error);
}
END_TEST

/* Braces that are nowhere closed cost neither stack nor much time. */
START_TEST(a_million_sections_in_each_other)
{
	const size_t length = 1 << 20;
	char *text = malloc(length + 1), *error = NULL;

	for (size_t at = 0; at < length; at++)
		text[at] = at % 2 ? '{' : 'a';
	text[length] = '\0';
	ck_assert_int_eq(read_lvm(text, &error), -EINVAL);
	free(error);
	free(text);
}
END_TEST

/* The one that LVM2's package installs, where it is. */
START_TEST(the_installed_one_is_read_without_a_word)
{
	char *error = NULL;

	if (access("/etc/lvm/lvm.conf", R_OK))
		return;
	ck_assert_msg(!config_read_lvm_file(config, "/etc/lvm/lvm.conf", &listener, &error),
		      "%s", error);
	ck_assert_str_eq(warnings, "");
}
END_TEST

Suite *config_lvm_suite(void)
{
	Suite *suite = suite_create("config_lvm");
	TCase *tcase = tcase_create("config_lvm");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, what_is_known_is_taken);
	tcase_add_loop_test(tcase, what_is_not_known_is_passed_over, 0, COUNT(unknown));
	tcase_add_test(tcase, a_value_that_does_not_fit_is_passed_over_with_a_warning);
	tcase_add_loop_test(tcase, what_is_not_the_syntax_is_an_error, 0, COUNT(broken));
	tcase_add_test(tcase, a_file_that_is_not_there_is_an_error);
	tcase_add_test(tcase, a_million_sections_in_each_other);
	tcase_add_test(tcase, the_installed_one_is_read_without_a_word);
	suite_add_tcase(suite, tcase);
	return suite;
}
