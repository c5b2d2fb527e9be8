/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings: u8 1 for LVM2's own file, else ours, and the text. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "config/read.h"
#include "fuzz.h"
#include "mutate_text.h"
#include "pools.h"

static void hear(void *context, enum volscan_log_level level, enum volscan_log_class log_class,
		 const char *message)
{
	(void)context;
	(void)level;
	CHECK(log_class == VOLSCAN_LOG_CONFIG && *message && !strchr(message, '\n'));
}

static bool is_word_of(const char *words, const char *string)
{
	size_t length = strlen(string);

	for (; words; words = strchr(words, '|')) {
		words += *words == '|';
		if (!strncmp(words, string, length) && (!words[length] || words[length] == '|'))
			return true;
	}
	return false;
}

static void check_value(const struct setting *setting, const struct value *value)
{
	size_t count = 0;

	if (setting->type == SETTING_BOOL)
		CHECK(value->number == 0 || value->number == 1);
	if (setting->type == SETTING_NUMBER)
		CHECK(value->number >= setting->min && value->number <= setting->max);
	if (setting->type == SETTING_BOOL || setting->type == SETTING_NUMBER)
		return;
	while (value->items[count])
		count++;
	CHECK(setting->type != SETTING_STRING || count == 1);
	CHECK(setting->type != SETTING_PAIRS || count % 2 == 0);
	if (setting->type == SETTING_STRING && setting->words)
		CHECK(is_word_of(setting->words, value->items[0]));
}

static void take_values(struct config_values *values, bool accepted)
{
	for (int id = 0; id < SETTING_COUNT; id++) {
		if (accepted && values->given[id])
			check_value(&config_settings[id], &values->values[id]);
		value_free(&values->values[id]);
	}
}

static void run(const uint8_t *data, size_t size)
{
	const struct log log = { hear, NULL, VOLSCAN_LOG_DEBUG };
	struct config_values values = { 0 };
	struct config_text text = { .source = "file", .has_lines = true };
	char *error = NULL;
	int r;

	if (!size)
		return;
	text.is_lvm = data[0] & 1;
	text.text = (const char *)data + 1;
	text.length = size - 1;
	r = config_read_text(&text, &log, &values, &error);
	CHECK(!pools_count());
	CHECK(r == (error ? -EINVAL : 0));
	CHECK(!error || (*error && !strchr(error, '\n')));
	take_values(&values, !r);
	free(error);
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned seed,
		     fuzz_change_fn change)
{
	if (!size || seed % 2)
		return change(data, size, room);
	return 1 + mutate_text((char *)data + 1, size - 1, room - 1, seed / 2);
}

const struct fuzz_target fuzz_config = { "config", run, mutate };
