/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static struct config *new_config(void)
{
	struct config *config = NULL;

	ck_assert_int_eq(config_new(&config), 0);
	ck_assert_ptr_nonnull(config);
	return config;
}

static void accept(struct config *config, const char *text)
{
	char *error = NULL;

	ck_assert_msg(!config_read_string(config, text, &error), "%s: %s", text, error);
}

static void refuse(struct config *config, const char *text, const char *sentence)
{
	char *error = NULL;

	ck_assert_int_eq(config_read_string(config, text, &error), -EINVAL);
	ck_assert_ptr_nonnull(error);
	if (sentence)
		ck_assert_str_eq(error, sentence);
	free(error);
}

/* Items joined by newlines, as the table has them; to be freed. */
static char *joined(const struct config *config, enum setting_id id)
{
	const char *const *item = config_list(config, id);
	char *text = strdup(*item ? *item++ : "");

	for (; *item; item++) {
		char *longer;

		ck_assert_int_ge(asprintf(&longer, "%s\n%s", text, *item), 0);
		free(text);
		text = longer;
	}
	return text;
}

static bool is_list(enum setting_id id)
{
	return config_settings[id].type == SETTING_LIST ||
	       config_settings[id].type == SETTING_PAIRS;
}

static bool is_number(enum setting_id id)
{
	return config_settings[id].type == SETTING_BOOL ||
	       config_settings[id].type == SETTING_NUMBER;
}

/* A setting's value as text; to be freed. */
static char *value_of(const struct config *config, enum setting_id id)
{
	char *text;

	if (is_list(id))
		return joined(config, id);
	if (!is_number(id))
		return strdup(config_string(config, id));
	ck_assert_int_ge(asprintf(&text, "%jd", (intmax_t) config_number(config, id)), 0);
	return text;
}

static void assert_equal(const struct config *a, const struct config *b)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		char *in_a = value_of(a, id), *in_b = value_of(b, id);

		ck_assert_msg(!strcmp(in_a, in_b), "%s/%s is %s, not %s",
			      config_settings[id].section, config_settings[id].name, in_a, in_b);
		free(in_a);
		free(in_b);
	}
}

/* ------------------------------------------------------------------------
 * The table
 */

START_TEST(the_table_is_sound)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *setting = &config_settings[id];
		const struct setting_section *section = config_sections;
		char path[64];

		ck_assert_int_lt(snprintf(path, sizeof(path), "%s/%s", setting->section,
					  setting->name), sizeof(path));
		ck_assert_int_eq(config_find(path), id);
		while (section->name && strcmp(section->name, setting->section))
			section++;
		ck_assert_ptr_nonnull(section->name);

		ck_assert(is_number(id) == !setting->string);
		if (is_number(id)) {
			ck_assert_int_le(setting->min, setting->number);
			ck_assert_int_le(setting->number, setting->max);
		}
		ck_assert_uint_gt(strlen(setting->text), 10);
	}
}
END_TEST

START_TEST(find_knows_whole_paths_only)
{
	ck_assert_int_eq(config_find("devices/aio_max"), SETTING_devices_aio_max);
	ck_assert_int_eq(config_find("devices/aio_ma"), -1);
	ck_assert_int_eq(config_find("devices/aio_max/"), -1);
	ck_assert_int_eq(config_find("device/aio_max"), -1);
	ck_assert_int_eq(config_find("devices"), -1);
	ck_assert_int_eq(config_find("aio_max"), -1);
	ck_assert_int_eq(config_find(""), -1);
}
END_TEST

START_TEST(a_new_config_has_the_defaults)
{
	struct config *config = new_config();

	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct setting *setting = &config_settings[id];
		char *value = value_of(config, id);

		if (is_number(id))
			ck_assert_int_eq(config_number(config, id), setting->number);
		else
			ck_assert_str_eq(value, setting->string);
		free(value);
	}
	ck_assert_str_eq(config_list(config, SETTING_devices_scan)[0], "/dev");
	ck_assert_ptr_null(config_list(config, SETTING_devices_scan)[1]);
	ck_assert_ptr_null(config_list(config, SETTING_devices_filter)[0]);
	config_free(config);
}
END_TEST

START_TEST(free_of_nothing_is_allowed)
{
	config_free(NULL);
}
END_TEST

/* ------------------------------------------------------------------------
 * Syntax
 */

static const char *const texts[] = {
	"devices/aio_max=16 devices { use_aio=0 }",
	"devices{aio_max=16 use_aio=0}global{units=\"h\"}devices{sysfs_scan=0}",
	"devices {\n\taio_max = 16 # not 17\n\t#aio_max = 17\n\tuse_aio\n=\n0\n}\n",
	"devices { filter = [ \"a|^/dev/sd\\.x|\", \"r|.*|\" ] }",
	"devices { filter = [ \"a|\\\"|\", \"r|\\\\|\", 'a|\\\\\"|' ] }",
	"devices { filter = [\"a|x|\"\"r|y|\" \"a|z|\",] }",
	"devices { filter = [\n\"a|x|\", # why\n\n\"r|#|\"\n] }",
	"devices/filter = \"a|alone|\"",
	"devices/filter = []",
	"devices { types = [ \"fd\", 16, \"x\", 1 ] }",
	"devices/aio_max = +16 devices/pv_min_size = 01000",
	"global/units = h global/etc = /usr/local/etc",
	"report { separator = \"\" list_item_separator = '\"' }",
	"report { time_format = \"a\nb\" }",
	"report/pvs_cols=pv_name,vg_name report { pvs_sort=pv_name }",
	"\"devices/aio_max\" = 16",
};

static void assert_number(const struct config *config, enum setting_id id,
			  const struct dm_config_value *value)
{
	ck_assert_int_eq(value->type, DM_CFG_INT);
	ck_assert_int_eq(config_number(config, id), value->v.i);
}

static void assert_items(const struct config *config, enum setting_id id,
			 const struct dm_config_value *value)
{
	const char *const *item = config_list(config, id);

	for (; value; value = value->next) {
		if (value->type == DM_CFG_EMPTY_ARRAY)
			break;
		ck_assert_ptr_nonnull(*item);
		if (value->type == DM_CFG_INT)
			ck_assert_int_eq(atoll(*item), value->v.i);
		else
			ck_assert_str_eq(*item, value->v.str);
		item++;
	}
	ck_assert_ptr_null(*item);
}

/* Every text means to us what it means to LVM2. */
START_TEST(texts_are_read_as_libdevmapper_reads_them)
{
	struct config *config = new_config();
	struct dm_config_tree *tree = dm_config_from_string(texts[_i]);
	unsigned found = 0;

	ck_assert_ptr_nonnull(tree);
	accept(config, texts[_i]);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct dm_config_node *node;
		char path[64];

		snprintf(path, sizeof(path), "%s/%s", config_settings[id].section,
			 config_settings[id].name);
		node = dm_config_tree_find_node(tree, path);
		if (!node)
			continue;
		found++;
		if (is_number(id))
			assert_number(config, id, node->v);
		else if (is_list(id))
			assert_items(config, id, node->v);
		else
			ck_assert_str_eq(config_string(config, id), node->v->v.str);
	}
	ck_assert_uint_gt(found, 0);
	dm_config_destroy(tree);
	config_free(config);
}
END_TEST

START_TEST(texts_may_say_nothing)
{
	struct config *config = new_config(), *defaults = new_config();

	accept(config, "");
	accept(config, "\n \t\r\n");
	accept(config, "# nothing but a comment");
	accept(config, "devices { } devices { # again\n}");
	assert_equal(config, defaults);
	config_free(defaults);
	config_free(config);
}
END_TEST

/* LVM2 wants quotes for these. */
START_TEST(words_in_lists_need_no_quotes)
{
	struct config *config = new_config();
	char *types;

	accept(config, "devices/types=[fd,16,x 1]");
	types = value_of(config, SETTING_devices_types);
	ck_assert_str_eq(types, "fd\n16\nx\n1");
	free(types);
	config_free(config);
}
END_TEST

START_TEST(the_last_of_several_values_holds)
{
	struct config *config = new_config();

	accept(config, "devices { aio_max = 1 aio_max = 2 scan = [ \"/a\" ] }"
		       "devices/aio_max = 3 devices/scan = [ \"/b\" ]");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 3);
	ck_assert_str_eq(config_list(config, SETTING_devices_scan)[0], "/b");
	config_free(config);
}
END_TEST

START_TEST(bounds_are_values_too)
{
	struct config *config = new_config();

	accept(config, "devices { aio_max = 0 use_aio = 0 }");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 0);
	ck_assert(!config_bool(config, SETTING_devices_use_aio));
	accept(config, "devices { aio_max = 65536 use_aio = 1 }");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 65536);
	ck_assert(config_bool(config, SETTING_devices_use_aio));
	config_free(config);
}
END_TEST

/* ------------------------------------------------------------------------
 * Errors
 */

static const struct {
	const char *text, *sentence;	/* without "--config: " */
} wrong[] = {
	/* names */
	{ "devices/aio_mx=1", "there is no setting \"devices/aio_mx\"; did you mean devices/aio_max?" },
	{ "devices { use_aoi = 1 }", "there is no setting \"devices/use_aoi\"; did you mean devices/use_aio?" },
	{ "global/use_aio=1", "there is no setting \"global/use_aio\"; did you mean devices/use_aio?" },
	{ "aio_max=1", "there is no setting \"aio_max\"; did you mean devices/aio_max?" },
	{ "devices/zzz=1", "there is no setting \"devices/zzz\"" },
	{ "devices/a\033b=1", "there is no setting \"devices/a?b\"" },
	{ "device { aio_max=1 }", "there is no section \"device\"; did you mean devices?" },
	{ "allocation { }", "there is no section \"allocation\"" },
	{ "devices { devices { } }", "there is no section \"devices/devices\": sections are not nested" },
	{ "devices=1", "devices is a section, expected devices { ... }" },
	{ "devices/aio_max { }", "devices/aio_max is a setting, expected devices/aio_max = ..." },
	/* values */
	{ "devices/aio_max=\"many\"", "devices/aio_max is \"many\", expected a number from 0 to 65536" },
	{ "devices/aio_max=16k", "devices/aio_max is \"16k\", expected a number from 0 to 65536" },
	{ "devices/aio_max=1.5", "devices/aio_max is \"1.5\", expected a number from 0 to 65536" },
	{ "devices/aio_max=-1", "devices/aio_max is -1, expected a number from 0 to 65536" },
	{ "devices/aio_max=65537", "devices/aio_max is 65537, expected a number from 0 to 65536" },
	{ "devices/aio_max=99999999999999999999", "devices/aio_max is 99999999999999999999, expected a number from 0 to 65536" },
	{ "devices/aio_max=[1]", "devices/aio_max is a list, expected a number from 0 to 65536" },
	{ "devices/use_aio=2", "devices/use_aio is 2, expected 0 or 1" },
	{ "devices/use_aio=yes", "devices/use_aio is \"yes\", expected 0 or 1" },
	{ "devices/io_engine=\"warp\"", "devices/io_engine is \"warp\", expected one of auto|libaio|sync" },
	{ "devices/io_engine=\"sy\"", "devices/io_engine is \"sy\", expected one of auto|libaio|sync" },
	{ "devices/io_engine=\"\"", "devices/io_engine is \"\", expected one of auto|libaio|sync" },
	{ "devices/io_engine=1", "devices/io_engine is 1, expected one of auto|libaio|sync" },
	{ "local/system_id=7", "local/system_id is 7, expected a string" },
	{ "local/system_id=[\"a\"]", "local/system_id is a list, expected a string" },
	{ "devices/filter=[\"a|x|\", 1]", "devices/filter is a list with 1 in it, expected a list of strings, such as [ \"a\", \"b\" ]" },
	{ "devices/filter=1", "devices/filter is 1, expected a list of strings, such as [ \"a\", \"b\" ]" },
	{ "devices/types=[\"fd\"]", "devices/types is a list whose last name has no number, expected a list of names, each followed by a number from 1, such as [ \"a\", 1 ]" },
	{ "devices/types=[16, \"fd\"]", "devices/types is a list with 16 in it, expected a list of names, each followed by a number from 1, such as [ \"a\", 1 ]" },
	{ "devices/types=[\"fd\", 0]", "devices/types is a list with 0 in it, expected a list of names, each followed by a number from 1, such as [ \"a\", 1 ]" },
	{ "global/units=[", "a list has no closing ]" },
	{ "devices/io_engine=\"a long word, longer than a message should be, 1234567890 1234567890\"",
	  "devices/io_engine is \"a long word, longer than a message should be, 1234567890 1...\", expected one of auto|libaio|sync" },
	/* syntax */
	{ "devices", "the text ends, expected = or { after a name" },
	{ "devices/aio_max 16", "found \"16\", expected = or { after a name" },
	{ "devices/aio_max =", "the text ends, expected a value" },
	{ "devices { aio_max = }", "found \"}\", expected a value" },
	{ "devices/filter = [ \"a\"", "a list has no closing ]" },
	{ "devices/filter = [ , ]", "found \",\", expected a value or the ] of the list" },
	{ "devices/filter = [ [ ] ]", "found \"[\", expected a value or the ] of the list" },
	{ "devices {", "the section devices has no closing }" },
	{ "}", "found \"}\", expected the name of a section or setting" },
	{ "devices { = }", "found \"=\", expected the name of a setting or the } of the section" },
	{ "devices { } }", "found \"}\", expected the name of a section or setting" },
	{ "local/system_id = \"x", "the string that begins with \"x\" has no closing quote" },
	{ "local/system_id = 'x\"", "the string that begins with \"x\"\" has no closing quote" },
};

START_TEST(an_error_says_what_was_found_and_what_is_expected)
{
	struct config *config = new_config();
	char *sentence;

	ck_assert_int_ge(asprintf(&sentence, "--config: %s", wrong[_i].sentence), 0);
	refuse(config, wrong[_i].text, sentence);
	free(sentence);
	config_free(config);
}
END_TEST

START_TEST(an_error_changes_nothing)
{
	struct config *config = new_config(), *same = new_config();
	static const char before[] = "devices { aio_max = 7 scan = [ \"/a\" ] } local/system_id = \"me\"";
	char *text;

	accept(config, before);
	accept(same, before);
	ck_assert_int_ge(asprintf(&text, "devices { aio_max = 8 scan = [ \"/b\" ] } "
				  "local/system_id = \"you\" devices/use_aio = 0 %s",
				  wrong[_i].text), 0);
	refuse(config, text, NULL);
	assert_equal(config, same);
	free(text);
	config_free(same);
	config_free(config);
}
END_TEST

/* ------------------------------------------------------------------------
 * Calls after calls
 */

START_TEST(a_later_call_overrides_setting_by_setting)
{
	struct config *config = new_config();

	accept(config, "devices { aio_max = 7 aio_memory = 8 filter = [ \"a|x|\" ] }");
	accept(config, "devices/aio_max = 9");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 9);
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_memory), 8);
	ck_assert_str_eq(config_list(config, SETTING_devices_filter)[0], "a|x|");
	accept(config, "devices/filter = []");
	ck_assert_ptr_null(config_list(config, SETTING_devices_filter)[0]);
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 9);
	config_free(config);
}
END_TEST

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
	assert_equal(config, defaults);
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

START_TEST(a_million_of_anything_ends_in_an_error)
{
	static const char *const parts[] = { "a{", "devices{", "[", "=", "\"\\", "'", "devices/filter=[[" };
	const size_t length = 1 << 20, part = strlen(parts[_i]);
	char *text = malloc(length + 1);
	struct config *config = new_config();

	for (size_t at = 0; at < length; at++)
		text[at] = parts[_i][at % part];
	text[length] = '\0';
	refuse(config, text, NULL);
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

		if (is_number(id))
			snprintf(text, sizeof(text), "%s/%s = %jd", setting->section,
				 setting->name, number);
		else if (setting->type == SETTING_PAIRS)
			snprintf(text, sizeof(text), "%s/%s = [ other 1 ]", setting->section,
				 setting->name);
		else
			snprintf(text, sizeof(text), "%s/%s = \"%s\"", setting->section,
				 setting->name, word);
		accept(config, text);
	}
}

START_TEST(the_installed_file_sets_nothing)
{
	struct config *config = new_config(), *same = new_config();
	char *error = NULL;

	change_all(config);
	change_all(same);
	ck_assert_int_eq(config_read_file(config, BUILDDIR "/conf/volscan.conf", &error), 0);
	assert_equal(config, same);
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
	accept(config, text);
	assert_equal(config, defaults);
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
			assert_equal(config, defaults);
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

static void add_values(TCase *tcase)
{
	tcase_add_test(tcase, the_table_is_sound);
	tcase_add_test(tcase, find_knows_whole_paths_only);
	tcase_add_test(tcase, a_new_config_has_the_defaults);
	tcase_add_test(tcase, free_of_nothing_is_allowed);
	tcase_add_loop_test(tcase, texts_are_read_as_libdevmapper_reads_them, 0, COUNT(texts));
	tcase_add_test(tcase, texts_may_say_nothing);
	tcase_add_test(tcase, words_in_lists_need_no_quotes);
	tcase_add_test(tcase, the_last_of_several_values_holds);
	tcase_add_test(tcase, bounds_are_values_too);
	tcase_add_loop_test(tcase, an_error_says_what_was_found_and_what_is_expected, 0,
			    COUNT(wrong));
	tcase_add_loop_test(tcase, an_error_changes_nothing, 0, COUNT(wrong));
	tcase_add_test(tcase, a_later_call_overrides_setting_by_setting);
	tcase_add_loop_test(tcase, a_million_of_anything_ends_in_an_error, 0, 7);
}

static void add_files(TCase *tcase)
{
	tcase_add_checked_fixture(tcase, make_file, remove_file);
	tcase_add_test(tcase, a_file_is_read);
	tcase_add_loop_test(tcase, an_error_names_file_and_line, 0, COUNT(wrong_lines));
	tcase_add_test(tcase, a_nul_byte_is_an_error);
	tcase_add_test(tcase, a_file_of_more_than_1_mib_is_an_error);
	tcase_add_test(tcase, an_endless_file_is_an_error);
	tcase_add_test(tcase, a_file_that_cannot_be_read_is_an_error);
	tcase_add_test(tcase, the_installed_file_sets_nothing);
	tcase_add_test(tcase, the_installed_file_shows_every_default);
	tcase_add_test(tcase, a_damaged_file_is_read_or_refused);
}

Suite *config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *values = tcase_create("values"), *files = tcase_create("files");

	add_values(values);
	add_files(files);
	tcase_set_timeout(files, 60);
	suite_add_tcase(suite, values);
	suite_add_tcase(suite, files);
	return suite;
}
