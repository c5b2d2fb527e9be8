/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings and their syntax; files are in test_config_file.c. */
#include "config/config.h"

#include <libdevmapper.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config_rig.h"
#include "unit.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define ENGINES "auto|uring|libaio|threads|readahead|sync"

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

		ck_assert(setting_is_number(id) == !setting->string);
		if (setting_is_number(id)) {
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
		char *value = setting_value(config, id);

		if (setting_is_number(id))
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
	accept_config(config, texts[_i]);
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		const struct dm_config_node *node;
		char path[64];

		snprintf(path, sizeof(path), "%s/%s", config_settings[id].section,
			 config_settings[id].name);
		node = dm_config_tree_find_node(tree, path);
		if (!node)
			continue;
		found++;
		if (setting_is_number(id))
			assert_number(config, id, node->v);
		else if (setting_is_list(id))
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

	accept_config(config, "");
	accept_config(config, "\n \t\r\n");
	accept_config(config, "# nothing but a comment");
	accept_config(config, "devices { } devices { # again\n}");
	assert_same_config(config, defaults);
	config_free(defaults);
	config_free(config);
}
END_TEST

/* LVM2 wants quotes for these. */
START_TEST(words_in_lists_need_no_quotes)
{
	struct config *config = new_config();
	char *types;

	accept_config(config, "devices/types=[fd,16,x 1]");
	types = setting_value(config, SETTING_devices_types);
	ck_assert_str_eq(types, "fd\n16\nx\n1");
	free(types);
	config_free(config);
}
END_TEST

START_TEST(the_last_of_several_values_holds)
{
	struct config *config = new_config();

	accept_config(config, "devices { aio_max = 1 aio_max = 2 scan = [ \"/a\" ] }"
		       "devices/aio_max = 3 devices/scan = [ \"/b\" ]");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 3);
	ck_assert_str_eq(config_list(config, SETTING_devices_scan)[0], "/b");
	config_free(config);
}
END_TEST

START_TEST(bounds_are_values_too)
{
	struct config *config = new_config();

	accept_config(config, "devices { aio_max = 0 use_aio = 0 }");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 0);
	ck_assert(!config_bool(config, SETTING_devices_use_aio));
	accept_config(config, "devices { aio_max = 65536 use_aio = 1 }");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 65536);
	ck_assert(config_bool(config, SETTING_devices_use_aio));
	config_free(config);
}
END_TEST

static const struct {
	const char *word;
	bool value;
} bools[] = {
	{ "n", false }, { "no", false }, { "\"off\"", false }, { "false", false },
	{ "y", true }, { "yes", true }, { "on", true }, { "\"true\"", true },
};

START_TEST(words_for_0_and_1)
{
	struct config *config = new_config();
	char text[64];

	snprintf(text, sizeof(text), "devices/use_aio = %d", !bools[_i].value);
	accept_config(config, text);
	snprintf(text, sizeof(text), "devices/use_aio = %s", bools[_i].word);
	accept_config(config, text);
	ck_assert_int_eq(config_bool(config, SETTING_devices_use_aio), bools[_i].value);
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
	{ "devices/use_aio=yess", "devices/use_aio is \"yess\", expected 0 or 1" },
	{ "devices/use_aio=[yes]", "devices/use_aio is a list, expected 0 or 1" },
	{ "devices/io_engine=\"warp\"", "devices/io_engine is \"warp\", expected one of " ENGINES },
	{ "devices/io_engine=\"sy\"", "devices/io_engine is \"sy\", expected one of " ENGINES },
	{ "devices/io_engine=\"sync2\"", "devices/io_engine is \"sync2\", expected one of " ENGINES },
	{ "devices/io_engine=\"libaio|sync\"", "devices/io_engine is \"libaio|sync\", expected one of " ENGINES },
	{ "devices/io_engine=\"\"", "devices/io_engine is \"\", expected one of " ENGINES },
	{ "devices/io_engine=1", "devices/io_engine is 1, expected one of " ENGINES },
	{ "local/system_id=7", "local/system_id is 7, expected a string" },
	{ "local/system_id=[\"a\"]", "local/system_id is a list, expected a string" },
	{ "devices/filter=[\"a|x|\", 1]", "devices/filter is a list with 1 in it, expected a list of strings, such as [ \"a\", \"b\" ]" },
	{ "devices/filter=1", "devices/filter is 1, expected a list of strings, such as [ \"a\", \"b\" ]" },
	{ "devices/types=[\"fd\"]", "devices/types is a list whose last name has no number, expected a list of names, each followed by a number from 1, such as [ \"a\", 1 ]" },
	{ "devices/types=[16, \"fd\"]", "devices/types is a list with 16 in it, expected a list of names, each followed by a number from 1, such as [ \"a\", 1 ]" },
	{ "devices/types=[\"fd\", 0]", "devices/types is a list with 0 in it, expected a list of names, each followed by a number from 1, such as [ \"a\", 1 ]" },
	{ "global/units=[", "a list has no closing ]" },
	{ "devices/io_engine=\"a long word, longer than a message should be, 1234567890 1234567890\"",
	  "devices/io_engine is \"a long word, longer than a message should be, 1234567890 1...\", expected one of " ENGINES },
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
	refuse_config(config, wrong[_i].text, sentence);
	free(sentence);
	config_free(config);
}
END_TEST

START_TEST(an_error_changes_nothing)
{
	struct config *config = new_config(), *same = new_config();
	static const char before[] = "devices { aio_max = 7 scan = [ \"/a\" ] } local/system_id = \"me\"";
	char *text;

	accept_config(config, before);
	accept_config(same, before);
	ck_assert_int_ge(asprintf(&text, "devices { aio_max = 8 scan = [ \"/b\" ] } "
				  "local/system_id = \"you\" devices/use_aio = 0 %s",
				  wrong[_i].text), 0);
	refuse_config(config, text, NULL);
	assert_same_config(config, same);
	free(text);
	config_free(same);
	config_free(config);
}
END_TEST

/* ------------------------------------------------------------------------
 * Call after call
 */

START_TEST(a_later_call_overrides_setting_by_setting)
{
	struct config *config = new_config();

	accept_config(config, "devices { aio_max = 7 aio_memory = 8 filter = [ \"a|x|\" ] }");
	accept_config(config, "devices/aio_max = 9");
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 9);
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_memory), 8);
	ck_assert_str_eq(config_list(config, SETTING_devices_filter)[0], "a|x|");
	accept_config(config, "devices/filter = []");
	ck_assert_ptr_null(config_list(config, SETTING_devices_filter)[0]);
	ck_assert_int_eq(config_number(config, SETTING_devices_aio_max), 9);
	config_free(config);
}
END_TEST

Suite *config_suite(void)
{
	Suite *suite = suite_create("config");
	TCase *tcase = tcase_create("config");

	tcase_add_test(tcase, the_table_is_sound);
	tcase_add_test(tcase, find_knows_whole_paths_only);
	tcase_add_test(tcase, a_new_config_has_the_defaults);
	tcase_add_test(tcase, free_of_nothing_is_allowed);
	tcase_add_loop_test(tcase, texts_are_read_as_libdevmapper_reads_them, 0, COUNT(texts));
	tcase_add_test(tcase, texts_may_say_nothing);
	tcase_add_test(tcase, words_in_lists_need_no_quotes);
	tcase_add_test(tcase, the_last_of_several_values_holds);
	tcase_add_test(tcase, bounds_are_values_too);
	tcase_add_loop_test(tcase, words_for_0_and_1, 0, COUNT(bools));
	tcase_add_loop_test(tcase, an_error_says_what_was_found_and_what_is_expected, 0,
			    COUNT(wrong));
	tcase_add_loop_test(tcase, an_error_changes_nothing, 0, COUNT(wrong));
	tcase_add_test(tcase, a_later_call_overrides_setting_by_setting);
	suite_add_tcase(suite, tcase);
	return suite;
}
