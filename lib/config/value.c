/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "config/value.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"

void value_free(struct value *value)
{
	free(value->items);
	value->items = NULL;
}

/* A block for `count` items and their texts of `size` bytes, NULs included. */
static char **items_new(size_t count, size_t size, char **texts)
{
	char **items = calloc(1, (count + 1) * sizeof(*items) + size);

	if (items)
		*texts = (char *) (items + count + 1);
	return items;
}

static size_t count_lines(const char *text)
{
	size_t count = *text != '\0';

	for (; *text; text++)
		count += *text == '\n';
	return count;
}

int value_from_default(const struct setting *setting, struct value *value)
{
	bool is_string = setting->type == SETTING_STRING;
	char *texts, **items;
	size_t count;

	*value = (struct value) { .number = setting->number };
	if (!setting->string)
		return 0;

	count = is_string ? 1 : count_lines(setting->string);
	items = items_new(count, strlen(setting->string) + 1, &texts);
	if (!items)
		return -ENOMEM;
	strcpy(texts, setting->string);
	for (size_t i = 0; i < count; i++)
		items[i] = is_string ? texts : strsep(&texts, "\n");
	value->items = items;
	return 0;
}

static int items_from_tokens(const struct given *given, struct value *value)
{
	const struct given_item *item;
	size_t count = 0, size = 0;
	char *texts, **items;

	dm_list_iterate_items(item, &given->items) {
		count++;
		size += strlen(item->token.text) + 1;
	}
	items = items_new(count, size, &texts);
	if (!items)
		return -ENOMEM;
	value->items = items;
	dm_list_iterate_items(item, &given->items) {
		*items++ = texts;
		texts = stpcpy(texts, item->token.text) + 1;
	}
	return 0;
}

/* The rest of "devices/aio_max ...". */
static int complain(const struct setting *setting, const char *found, char **complaint)
{
	static const char *const expected[] = {
		[SETTING_BOOL] = "0 or 1",
		[SETTING_STRING] = "a string",
		[SETTING_LIST] = "a list of strings, such as [ \"a\", \"b\" ]",
		[SETTING_PAIRS] = ("a list of names, each followed by a number "
				   "from 1, such as [ \"a\", 1 ]"),
	};
	int length;

	if (setting->type == SETTING_NUMBER)
		length = asprintf(complaint, "is %s, expected a number from %" PRId64
				  " to %" PRId64, found, setting->min, setting->max);
	else if (setting->words)
		length = asprintf(complaint, "is %s, expected one of %s", found,
				  setting->words);
	else
		length = asprintf(complaint, "is %s, expected %s", found,
				  expected[setting->type]);
	return length < 0 ? -ENOMEM : -EINVAL;
}

static int complain_of_item(const struct setting *setting, const struct given *given,
			    const struct token *token, char **complaint)
{
	char quoted[QUOTED_ROOM], found[QUOTED_ROOM + 20];

	quote(quoted, token->text);
	snprintf(found, sizeof(found), given->is_list ? "a list with %s in it" : "%s",
		 token->kind == TOKEN_NUMBER ? token->text : quoted);
	return complain(setting, found, complaint);
}

static bool is_text(const struct token *token)
{
	return token->kind == TOKEN_STRING || token->kind == TOKEN_WORD;
}

static bool is_number(const struct token *token, int64_t min, int64_t max)
{
	return token->kind == TOKEN_NUMBER && token->number >= min && token->number <= max;
}

static bool is_word_of(const char *words, const char *text)
{
	size_t length;

	for (; *words; words += length + (words[length] == '|')) {
		length = strcspn(words, "|");
		if (strlen(text) == length && !strncmp(words, text, length))
			return true;
	}
	return false;
}

/* LVM2's words for 0 and 1; -1 for all else. */
static int from_bool_word(const struct token *token)
{
	if (!is_text(token))
		return -1;
	if (is_word_of("n|no|off|false", token->text))
		return 0;
	return is_word_of("y|yes|on|true", token->text) ? 1 : -1;
}

/* `index` counts the items of a list. */
static bool fits(const struct setting *setting, const struct token *token, size_t index)
{
	switch (setting->type) {
	case SETTING_BOOL:
		return is_number(token, 0, 1) || from_bool_word(token) >= 0;
	case SETTING_NUMBER:
		return is_number(token, setting->min, setting->max);
	case SETTING_STRING:
		return is_text(token) &&
		       (!setting->words || is_word_of(setting->words, token->text));
	case SETTING_LIST:
		return is_text(token);
	case SETTING_PAIRS:
		return index % 2 ? is_number(token, 1, INT32_MAX) : is_text(token);
	}
	return false;
}

int value_from_tokens(const struct setting *setting, const struct given *given,
		      struct value *value, char **complaint)
{
	bool wants_list = setting->type == SETTING_LIST || setting->type == SETTING_PAIRS;
	const struct given_item *item;
	size_t count = 0;

	if (given->is_list && !wants_list)
		return complain(setting, "a list", complaint);
	dm_list_iterate_items(item, &given->items)
		if (!fits(setting, &item->token, count++))
			return complain_of_item(setting, given, &item->token, complaint);
	if (setting->type == SETTING_PAIRS && count % 2)
		return complain(setting, "a list whose last name has no number", complaint);

	if (setting->string)
		return items_from_tokens(given, value);
	item = dm_list_item(dm_list_first(&given->items), struct given_item);
	value->number = item->token.kind == TOKEN_NUMBER ? item->token.number :
			from_bool_word(&item->token);
	return 0;
}
