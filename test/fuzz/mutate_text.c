/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "mutate_text.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>

/* A part of the text; length 0 = none. */
struct part {
	size_t at, length;
};

struct text {
	char *bytes;
	size_t size, room;
	unsigned random;
};

static size_t pick(struct text *t, size_t below)
{
	t->random = t->random * 1664525u + 1013904223u;
	return below ? (t->random >> 8) % below : 0;
}

static bool is_word_char(char c)
{
	return isalnum((unsigned char)c) || (c && strchr("._+-/!#", c));
}

/* The word or number at or behind a random place. */
static struct part pick_word(struct text *t)
{
	struct part part = { pick(t, t->size), 0 };

	while (part.at < t->size && !is_word_char(t->bytes[part.at]))
		part.at++;
	while (part.at && part.at < t->size && is_word_char(t->bytes[part.at - 1]))
		part.at--;
	while (part.at + part.length < t->size && is_word_char(t->bytes[part.at + part.length]))
		part.length++;
	return part;
}

static struct part pick_line(struct text *t)
{
	size_t at = pick(t, t->size), end = at;

	while (at && t->bytes[at - 1] != '\n')
		at--;
	while (end < t->size && t->bytes[end] != '\n')
		end++;
	return (struct part) { at, end - at + (end < t->size) };
}

/* From the name of a section to its closing brace. */
static struct part pick_section(struct text *t)
{
	size_t at = pick(t, t->size), end;
	unsigned depth = 0;

	while (at < t->size && t->bytes[at] != '{')
		at++;
	for (end = at; end < t->size; end++) {
		depth += t->bytes[end] == '{';
		if (t->bytes[end] == '}' && !--depth)
			break;
	}
	if (end == t->size)
		return (struct part) { 0, 0 };
	while (at && t->bytes[at - 1] != '\n')
		at--;
	return (struct part) { at, end + 1 - at };
}

static size_t replace(struct text *t, struct part part, const char *by, size_t length)
{
	size_t behind = t->size - part.at - part.length;

	if (part.at + length + behind > t->room)
		return t->size;
	memmove(t->bytes + part.at + length, t->bytes + part.at + part.length, behind);
	memcpy(t->bytes + part.at, by, length);
	return part.at + length + behind;
}

#define COPY_MAX 4096

static size_t copy(struct text *t, struct part from, struct part over)
{
	char kept[COPY_MAX];

	if (from.length > sizeof(kept))
		return t->size;
	memcpy(kept, t->bytes + from.at, from.length);
	return replace(t, over, kept, from.length);
}

static size_t put_number(struct text *t)
{
	static const char *const numbers[] = {
		"0", "1", "2", "-1", "4294967295", "4294967296", "2147483648",
		"9223372036854775806", "9223372036854775807", "18446744073709551616",
		"36028797018963967", "077", "0x10", "1234567890123456789012345678901234567890",
	};
	const char *number = numbers[pick(t, sizeof(numbers) / sizeof(numbers[0]))];
	struct part word = pick_word(t);
	unsigned tries = 8;

	while (tries-- && !(word.length && isdigit((unsigned char)t->bytes[word.at])))
		word = pick_word(t);
	return replace(t, word, number, strlen(number));
}

static size_t put_digit(struct text *t)
{
	struct part word = pick_word(t);

	if (word.length)
		t->bytes[word.at + word.length - 1] = (char)('0' + pick(t, 10));
	return t->size;
}

static size_t put_behind(struct text *t, struct part part)
{
	return copy(t, part, (struct part) { part.at + part.length, 0 });
}

size_t mutate_text(char *text, size_t size, size_t room, unsigned seed)
{
	struct text t = { text, size, room, seed };
	struct part none = { 0, 0 };

	switch (pick(&t, 8)) {
	case 0:
		return put_number(&t);
	case 1:
		return put_digit(&t);
	case 2:
		return put_behind(&t, pick_section(&t));
	case 3:
		return replace(&t, pick_section(&t), "", 0);
	case 4:
		return replace(&t, pick_line(&t), "", 0);
	case 5:
		none.at = pick_line(&t).at;
		return copy(&t, pick_line(&t), none);
	default:
		return copy(&t, pick_word(&t), pick_word(&t));
	}
}
