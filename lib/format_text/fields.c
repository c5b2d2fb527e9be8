/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "format_text/fields.h"

#include <assert.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/uuid.h"
#include "format_text/text_private.h"

/* The lexer makes of a larger number the largest there is; that one is
 * therefore no number that was meant. */
#define NUMBER_MAX (INT64_MAX - 1)

/* Some 32-bit builds of LVM2 before 2.02.169 wrote times that are no numbers of
 * 64 bits. LVM2 shows this one in their place. */
#define BROKEN_TIME 1527120000

/* ------------------------------------------------------------------------
 * Numbers
 */

static int64_t max_of(const struct field *field)
{
	if (field->max)
		return field->max;
	return field->type == FIELD_U32 ? UINT32_MAX : NUMBER_MAX;
}

#define RANGE_ROOM 64

/* "a number from 0 to 4294967295" */
static const char *range_of(const struct field *field, char room[RANGE_ROOM])
{
	snprintf(room, RANGE_ROOM, "a number from %" PRId64 " to %" PRId64, field->min,
		 max_of(field));
	return room;
}

#define DIGITS_OF_64_BITS 19

/* One with more digits than 64 bits hold is no number to the lexer. */
static bool is_huge_number(const char *text)
{
	text += *text == '-';
	return strlen(text) >= DIGITS_OF_64_BITS && !text[strspn(text, "0123456789")];
}

static int fail_number(struct text_reader *t, const struct node *node,
		       const struct field *field)
{
	const struct node_value *value = node_value(node);
	const bool is_number = value && (value->is_number || is_huge_number(value->text));
	char room[QUOTED_ROOM], range[RANGE_ROOM];
	const struct finding finding = {
		.id = is_number ? FINDING_TEXT_RANGE : FINDING_TEXT_TYPE,
		.expected = range_of(field, range),
		.found = value ? quote(room, value->text) :
			 node->is_section ? "a section" : "a list",
	};

	return text_fail(t, &finding, node, "%s is %s, expected %s", field->name, finding.found,
			 finding.expected);
}

static int read_time(struct text_reader *t, const struct node *node,
		     const struct node_value *value, int64_t *time)
{
	*time = value->number;
	if (value->number > NUMBER_MAX) {
		*time = BROKEN_TIME;
		text_warn(t, FINDING_OF(TEXT_TIME), node,
			  "%s is no time; LVM2 repairs it when it next writes the metadata",
			  node->name);
	}
	return 0;
}

static int read_number(struct text_reader *t, const struct node *node,
		       const struct field *field, void *member)
{
	const struct node_value *value = node_value(node);

	if (value && value->is_number && value->number >= 0 && field->type == FIELD_TIME)
		return read_time(t, node, value, member);
	if (!value || !value->is_number || value->number < field->min ||
	    value->number > max_of(field))
		return fail_number(t, node, field);
	if (field->type == FIELD_U32)
		*(uint32_t *) member = (uint32_t) value->number;
	else if (field->type == FIELD_U64)
		*(uint64_t *) member = (uint64_t) value->number;
	else
		*(bool *) member = value->number;
	return 0;
}

int number_read(struct text_reader *t, const struct node *section, const char *name,
		uint32_t *number)
{
	const struct field field = { .name = name, .type = FIELD_U32, .required = true };

	return fields_read(t, section, &field, 1, number);
}

/* ------------------------------------------------------------------------
 * Strings, and what they stand for
 */

static int get_string(struct text_reader *t, const struct node *node, const char **string)
{
	const struct node_value *value = node_value(node);

	if (!value || value->is_number)
		return text_fail(t, FINDING_OF(TEXT_TYPE), node, "%s is not a string",
				 node->name);
	*string = value->text;
	return 0;
}

static int keep_string(struct text_reader *t, const char *string, const char **member)
{
	const char *kept = dm_pool_strdup(t->pool, string);

	if (!kept)
		return -ENOMEM;
	*member = kept;
	return 0;
}

static int read_uuid(struct text_reader *t, const struct node *node, const char *string,
		     const char **member)
{
	char raw[UUID_RAW_LEN], text[VOLSCAN_UUID_LEN + 1], room[QUOTED_ROOM];

	if (!uuid_parse(string, raw) || uuid_format(raw, text))
		return text_fail(t, FINDING_OF(TEXT_UUID), node,
				 "%s is %s, which is not a UUID", node->name,
				 quote(room, string));
	return keep_string(t, text, member);
}

static int read_lv(struct text_reader *t, const struct node *node, const char *string,
		   struct volscan_lv **member)
{
	struct volscan_lv *lv = names_find(&t->lvs, string);
	char room[QUOTED_ROOM];

	if (!lv)
		return text_fail(t, FINDING_OF(TEXT_REFERENCE), node,
				 "%s is the LV %s, which the VG does not have", node->name,
				 quote(room, string));
	*member = lv;
	return 0;
}

static bool is_word_of(const char *words, const char *string)
{
	size_t length;

	for (; *words; words += length + (words[length] == '|')) {
		length = strcspn(words, "|");
		if (strlen(string) == length && !strncmp(words, string, length))
			return true;
	}
	return false;
}

static int read_word(struct text_reader *t, const struct node *node,
		     const struct field *field, const char *string, const char **member)
{
	char room[QUOTED_ROOM];

	if (field->words && !is_word_of(field->words, string))
		return text_fail(t, FINDING_OF(TEXT_WORD), node,
				 "%s is %s, expected one of %s", field->name,
				 quote(room, string), field->words);
	return keep_string(t, string, member);
}

static int read_string(struct text_reader *t, const struct node *node,
		       const struct field *field, void *member)
{
	const char *string = NULL;
	int r = get_string(t, node, &string);

	if (r)
		return r;
	assert(string);
	if (field->type == FIELD_LV)
		return read_lv(t, node, string, member);
	if (field->type == FIELD_UUID)
		return read_uuid(t, node, string, member);
	return read_word(t, node, field, string, member);
}

int strings_read(struct text_reader *t, const struct node *node,
		 struct volscan_strings *strings)
{
	const struct node_value *value;
	size_t count = 0;
	int r;

	if (node->is_section)
		return text_fail(t, FINDING_OF(TEXT_TYPE), node,
				 "%s is a section, expected a list of strings", node->name);
	strings->items = dm_pool_zalloc(t->pool, (node->value_count + 1) *
					sizeof(*strings->items));
	if (!strings->items)
		return -ENOMEM;
	for (value = node->values; value; value = value->next) {
		if (value->is_number)
			return text_fail(t, FINDING_OF(TEXT_TYPE), node,
					 "%s has the number %s in it, expected "
					 "strings only", node->name, value->text);
		r = keep_string(t, value->text, &strings->items[count++]);
		if (r)
			return r;
	}
	strings->count = count;
	return 0;
}

/* ------------------------------------------------------------------------
 * Tables
 */

static int read_field(struct text_reader *t, const struct node *node,
		      const struct field *field, void *member)
{
	switch (field->type) {
	case FIELD_U32:
	case FIELD_U64:
	case FIELD_TIME:
	case FIELD_BOOL:
		return read_number(t, node, field, member);
	case FIELD_STRINGS:
		return strings_read(t, node, member);
	default:
		return read_string(t, node, field, member);
	}
}

int fields_read(struct text_reader *t, const struct node *section,
		const struct field *fields, size_t count, void *into)
{
	const struct node *node;
	int r = 0;

	for (size_t i = 0; i < count && !r; i++) {
		node = node_find(section, fields[i].name);
		if (node)
			r = read_field(t, node, &fields[i], (char *) into + fields[i].offset);
		else if (fields[i].required)
			r = text_fail(t, FINDING_OF(TEXT_MISSING), section, "%s is missing",
				      fields[i].name);
	}
	return r;
}

bool fields_have(const struct field *fields, size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++)
		if (!strcmp(fields[i].name, name))
			return true;
	return false;
}
