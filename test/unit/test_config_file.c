/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files with settings, hostile ones, and the one that is installed. */
#include "config/config.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config_rig.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* ------------------------------------------------------------------------
 * Files
 */

static char path[] = "/tmp/test_config.XXXXXX";

static void make_file(void)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	close(fd);
}

static void remove_file(void)
{
	unlink(path);
}

static void write_file(const char *text, size_t length)
{
	FILE *file = fopen(path, "w");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(text, 1, length, file), length);
	ck_assert_int_eq(fclose(file), 0);
}

static void refuse_file(const char *text, size_t length, const char *sentence)
{
	struct config *config = new_config(), *defaults = new_config();
	char *error = NULL, *expected;

	write_file(text, length);
	ck_assert_int_ge(asprintf(&expected, "%s:%s", path, sentence), 0);
	ck_assert_int_eq(config_read_file(config, path, &error), -EINVAL);
	ck_assert_str_eq(error, expected);
	assert_same_config(config, defaults);
	free(expected);
	free(error);
	config_free(defaults);
	config_free(config);
}

START_TEST(a_file_is_read)
{
	static const char text[] = "devices {\n\taio_max = 16\n}\n";
	struct config *config = new_config();
	char *error = NULL;

	write_file(text, strlen(text));
	ck_assert_int_eq(config_read_file(config, path, &error), 0);
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 16);
	config_free(config);
}
END_TEST

static const struct {
	const char *text, *sentence;	/* without the path and ":" */
} wrong_lines[] = {
	{ "devices {\n\n\taio_max = \"many\"\n}\n", "3: devices/aio_max is \"many\", expected a number from 0 to 65536" },
	{ "# one\n# two\ndevices/aio_mx = 1\n", "3: there is no setting \"devices/aio_mx\"; did you mean devices/aio_max?" },
	{ "global/units = \"a\nb\nc\"\ndevice { }\n", "4: there is no section \"device\"; did you mean devices?" },
	{ "global/units = 'a\n\n'\n}", "4: found \"}\", expected the name of a section or setting" },
	{ "devices {\n\tfilter = [\n\t\t\"a|x|\",\n\t\t1\n\t]\n}\n", "2: devices/filter is a list with 1 in it, expected a list of strings, such as [ \"a\", \"b\" ]" },
	{ "\n\ndevices\n{\n", "3: the section devices has no closing }" },
	{ "devices {\n\tfilter =\n [ \"a|x|\"\n\n", "3: a list has no closing ]" },
	{ "\nglobal/units = \"\n\n\n", "2: the string that begins with \"???\" has no closing quote" },
	{ "global {\r\n\tunits = 5\r\n}\r\n", "2: global/units is 5, expected a string" },
};

START_TEST(an_error_names_file_and_line)
{
	refuse_file(wrong_lines[_i].text, strlen(wrong_lines[_i].text), wrong_lines[_i].sentence);
}
END_TEST

START_TEST(a_nul_byte_is_an_error)
{
	static const char text[] = "devices {\n}\n\0devices/aio_max = 1\n";

	refuse_file(text, sizeof(text) - 1, "3: there is a NUL byte: this is not a text");
}
END_TEST

START_TEST(a_file_of_more_than_1_mib_is_an_error)
{
	const size_t most = 1 << 20;
	char *text = malloc(most + 1);
	struct config *config = new_config();
	char *error = NULL;

	memset(text, '\n', most + 1);
	refuse_file(text, most + 1, "1: the text is larger than 1048576 bytes");
	write_file(text, most);
	ck_assert_int_eq(config_read_file(config, path, &error), 0);
	config_free(config);
	free(text);
}
END_TEST

START_TEST(an_endless_file_is_an_error)
{
	struct config *config = new_config();
	char *error = NULL;

	ck_assert_int_eq(config_read_file(config, "/dev/zero", &error), -EINVAL);
	ck_assert_str_eq(error, "/dev/zero:1: the text is larger than 1048576 bytes");
	free(error);
	config_free(config);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_an_error)
{
	struct config *config = new_config();
	char *error = NULL;

	ck_assert_int_eq(config_read_file(config, "/nonexistent/file", &error), -ENOENT);
	ck_assert_str_eq(error, "cannot open /nonexistent/file: No such file or directory");
	free(error);
	ck_assert_int_eq(config_read_file(config, "/tmp", &error), -EISDIR);
	ck_assert_str_eq(error, "cannot read /tmp: Is a directory");
	free(error);
	config_free(config);
}
END_TEST

/* ------------------------------------------------------------------------
 * Hostile texts
 */

static const char *const parts[] = {
	"a{", "devices{", "devices{}", "[", "=", "\"\\", "'", "devices/filter=[[",
};

START_TEST(a_million_of_anything_ends_in_an_error)
{
	const size_t length = 1 << 20, part = strlen(parts[_i]);
	char *text = malloc(length + 1);
	struct config *config = new_config();

	for (size_t at = 0; at < length; at++)
		text[at] = parts[_i][at % part];
	text[length] = '\0';
	refuse_config(config, text, NULL);
	config_free(config);
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------
 * The file that is installed
 */

/* The length of NAME in "\t# NAME = ", or 0. */
static size_t setting_comment(const char *line)
{
	size_t length;

	if (strncmp(line, "\t# ", 3))
		return 0;
	length = strspn(line + 3, "abcdefghijklmnopqrstuvwxyz_");
	return strncmp(line + 3 + length, " = ", 3) ? 0 : length;
}

/* volscan.conf, its settings no comments any more; to be freed. */
static char *installed_file(unsigned *settings)
{
	FILE *from = fopen(BUILDDIR "/conf/volscan.conf", "r");
	char line[1024], *text = NULL;
	size_t size;
	FILE *to = open_memstream(&text, &size);

	ck_assert_msg(from != NULL, "cannot open %s", BUILDDIR "/conf/volscan.conf");
	*settings = 0;
	while (fgets(line, sizeof(line), from)) {
		bool is_setting = setting_comment(line) > 0;

		*settings += is_setting;
		fputs(is_setting ? line + 3 : line, to);
	}
	fclose(from);
	fclose(to);
	return text;
}

/* Give every setting another value than its default. */
static void change_all(struct config *config)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *setting = &config_settings[id];
		const char *word = setting->words ? strrchr(setting->words, '|') + 1 : "other";
		intmax_t number = setting->number == setting->min ? setting->max : setting->min;
		char text[256];

		if (setting_is_number(id))
			snprintf(text, sizeof(text), "%s/%s = %jd", setting->section,
				 setting->name, number);
		else if (setting->type == SETTING_PAIRS)
			snprintf(text, sizeof(text), "%s/%s = [ other 1 ]", setting->section,
				 setting->name);
		else
			snprintf(text, sizeof(text), "%s/%s = \"%s\"", setting->section,
				 setting->name, word);
		accept_config(config, text);
	}
}

START_TEST(the_installed_file_sets_nothing)
{
	struct config *config = new_config(), *same = new_config();
	char *error = NULL;

	change_all(config);
	change_all(same);
	ck_assert_int_eq(config_read_file(config, BUILDDIR "/conf/volscan.conf", &error), 0);
	assert_same_config(config, same);
	config_free(same);
	config_free(config);
}
END_TEST

START_TEST(the_installed_file_shows_every_default)
{
	struct config *config = new_config(), *defaults = new_config();
	unsigned settings;
	char *text = installed_file(&settings);

	ck_assert_uint_eq(settings, SETTING_COUNT);
	change_all(config);
	accept_config(config, text);
	assert_same_config(config, defaults);
	free(text);
	config_free(defaults);
	config_free(config);
}
END_TEST

/* Cut anywhere or with any one byte changed, it is read or refused, and then
 * nothing has changed. */
START_TEST(a_damaged_file_is_read_or_refused)
{
	struct config *config, *defaults = new_config();
	unsigned settings, refused = 0;
	char *text = installed_file(&settings);
	size_t length = strlen(text);
	uint32_t random = 1;

	for (size_t at = 0; at < length; at++) {
		char before = text[at], *error = NULL;

		random = random * 1664525 + 1013904223;
		text[at] = at % 2 ? '\0' : "{}[]=,\"'#\\ \nx1-\177"[random >> 28];
		config = new_config();
		if (config_read_string(config, text, &error)) {
			ck_assert_ptr_nonnull(error);
			assert_same_config(config, defaults);
			refused++;
		}
		free(error);
		config_free(config);
		text[at] = before;
	}
	ck_assert_uint_gt(refused, 0);
	free(text);
	config_free(defaults);
}
END_TEST

Suite *config_file_suite(void)
{
	Suite *suite = suite_create("config_file");
	TCase *tcase = tcase_create("config_file");

	tcase_add_checked_fixture(tcase, make_file, remove_file);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_file_is_read);
	tcase_add_loop_test(tcase, an_error_names_file_and_line, 0, COUNT(wrong_lines));
	tcase_add_test(tcase, a_nul_byte_is_an_error);
	tcase_add_test(tcase, a_file_of_more_than_1_mib_is_an_error);
	tcase_add_test(tcase, an_endless_file_is_an_error);
	tcase_add_test(tcase, a_file_that_cannot_be_read_is_an_error);
	tcase_add_loop_test(tcase, a_million_of_anything_ends_in_an_error, 0, COUNT(parts));
	tcase_add_test(tcase, the_installed_file_sets_nothing);
	tcase_add_test(tcase, the_installed_file_shows_every_default);
	tcase_add_test(tcase, a_damaged_file_is_read_or_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
