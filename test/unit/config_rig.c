/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config_rig.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "unit.h"

struct config *new_config(void)
{
	struct config *config = NULL;

	ck_assert_int_eq(config_new(&config), 0);
	ck_assert_ptr_nonnull(config);
	return config;
}

void accept_config(struct config *config, const char *text)
{
	char *error = NULL;

	ck_assert_msg(!config_read_string(config, text, &error), "%s: %s", text, error);
}

void refuse_config(struct config *config, const char *text, const char *sentence)
{
	char *error = NULL;

	ck_assert_int_eq(config_read_string(config, text, &error), -EINVAL);
	ck_assert_ptr_nonnull(error);
	if (sentence)
		ck_assert_str_eq(error, sentence);
	free(error);
}

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

bool setting_is_list(enum setting_id id)
{
	return config_settings[id].type == SETTING_LIST ||
	       config_settings[id].type == SETTING_PAIRS;
}

bool setting_is_number(enum setting_id id)
{
	return config_settings[id].type == SETTING_BOOL ||
	       config_settings[id].type == SETTING_NUMBER;
}

char *setting_value(const struct config *config, enum setting_id id)
{
	char *text;

	if (setting_is_list(id))
		return joined(config, id);
	if (!setting_is_number(id))
		return strdup(config_string(config, id));
	ck_assert_int_ge(asprintf(&text, "%jd", (intmax_t) config_number(config, id)), 0);
	return text;
}

void assert_same_config(const struct config *a, const struct config *b)
{
	for (enum setting_id id = 0; id < SETTING_COUNT; id++) {
		char *in_a = setting_value(a, id), *in_b = setting_value(b, id);

		ck_assert_msg(!strcmp(in_a, in_b), "%s/%s is %s, not %s",
			      config_settings[id].section, config_settings[id].name, in_a, in_b);
		free(in_a);
		free(in_b);
	}
}
