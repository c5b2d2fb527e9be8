/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define WIDE 0x1100	/* characters of two columns are from here on */
#define ESCAPE_MAX 8	/* bytes that one character becomes, at most, and a NUL */

static bool is_continuation(unsigned char c)
{
	return (c & 0xc0) == 0x80;
}

/* Length of the UTF-8 character at `s`, with its number in *code; 0 if the
 * bytes there are none. A NUL ends the string, and so is no continuation. */
static size_t utf8_decode(const unsigned char *s, uint32_t *code)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t i, length = *s < 0x80 ? 1 : *s < 0xc0 ? 0 : *s < 0xe0 ? 2 : *s < 0xf0 ? 3
			   : *s < 0xf8 ? 4 : 0;

	if (length <= 1) {
		*code = *s;
		return length;
	}
	*code = *s & (0x7fu >> length);
	for (i = 1; i < length; i++) {
		if (!is_continuation(s[i]))
			return 0;
		*code = *code << 6 | (s[i] & 0x3fu);
	}
	if (*code < least[length] || *code > 0x10ffff || (*code & 0xfffff800) == 0xd800)
		return 0;
	return length;
}

static bool is_control(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0);
}

static const char *entity(uint32_t code)
{
	switch (code) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	default:
		return NULL;
	}
}

/* Not of XML; or what makes a browser show other text from right to left. */
static bool is_no_xml(uint32_t code)
{
	return code == 0xfffe || code == 0xffff || code == 0x200e || code == 0x200f ||
	       code == 0x61c || (code >= 0x202a && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069);
}

/* What the character at `s` becomes, in `out`; returns how many bytes of `s` it
 * was. `*changed` tells whether `out` is needed. */
static size_t escape_one(const char *s, enum text_form form, char out[ESCAPE_MAX], bool *changed)
{
	uint32_t code;
	size_t length = utf8_decode((const unsigned char *)s, &code);

	*changed = true;
	if (!length && form == TEXT_JSON)
		strcpy(out, "\\ufffd");
	else if (!length)
		snprintf(out, ESCAPE_MAX, "\\x%02x", (unsigned char)*s);
	else if (is_control(code))
		snprintf(out, ESCAPE_MAX, form == TEXT_JSON ? "\\u%04x" : "\\x%02x", code);
	else if ((code == '\\' || code == '"') && form == TEXT_JSON)
		snprintf(out, ESCAPE_MAX, "\\%c", (char)code);
	else if (code == '\'' && form == TEXT_SHELL)
		strcpy(out, "'\\''");
	else if (form == TEXT_XML && entity(code))
		strcpy(out, entity(code));
	else if (form == TEXT_XML && is_no_xml(code))
		snprintf(out, ESCAPE_MAX, "\\u%04x", code & 0xffff);
	else
		*changed = false;
	return length ? length : 1;
}

/* How much of `text` is characters that no form changes but those that are named. Most
 * text is nothing else, and is copied at once. */
static size_t plain_length(const char *text, enum text_form form)
{
	enum { JSON = 1u << TEXT_JSON, SHELL = 1u << TEXT_SHELL, XML = 1u << TEXT_XML,
	       ALL = 1u << TEXT_TERMINAL | JSON | SHELL | XML };
	static const unsigned char special[256] = {
		[0 ... 0x1f] = ALL,
		['"'] = JSON | XML, ['\\'] = JSON, ['\''] = SHELL,
		['&'] = XML, ['<'] = XML, ['>'] = XML,
		[0x7f ... 0xff] = ALL,
	};
	size_t length = 0;

	while (!(special[(unsigned char)text[length]] & 1u << form))
		length++;
	return length;
}

static bool needs_escape(const char *text, enum text_form form)
{
	char out[ESCAPE_MAX];
	bool changed = false;

	text += plain_length(text, form);
	while (*text && !changed)
		text += escape_one(text, form, out, &changed);
	return changed;
}

const char *text_escape(struct dm_pool *pool, const char *text, enum text_form form)
{
	char out[ESCAPE_MAX];
	const char *from;
	size_t length;
	bool changed;

	if (!needs_escape(text, form))
		return text;
	if (!dm_pool_begin_object(pool, 64))
		return NULL;
	for (from = text; *from; from += length) {
		length = escape_one(from, form, out, &changed);
		if (!dm_pool_grow_object(pool, changed ? out : from, changed ? strlen(out) : length)) {
			dm_pool_abandon_object(pool);
			return NULL;
		}
	}
	if (!dm_pool_grow_object(pool, "", 1)) {
		dm_pool_abandon_object(pool);
		return NULL;
	}
	return dm_pool_end_object(pool);
}

void text_add(struct buffer *buffer, const char *text, enum text_form form)
{
	char out[ESCAPE_MAX];
	size_t length = plain_length(text, form);
	bool changed;

	buffer_add(buffer, text, length);
	for (text += length; *text; text += length) {
		length = escape_one(text, form, out, &changed);
		buffer_add(buffer, changed ? out : text, changed ? strlen(out) : length);
	}
}

static void print(FILE *stream, const char *text, enum text_form form)
{
	char out[ESCAPE_MAX];
	size_t length;
	bool changed;

	for (; *text; text += length) {
		length = escape_one(text, form, out, &changed);
		fwrite(changed ? out : text, 1, changed ? strlen(out) : length, stream);
	}
}

void text_print(FILE *stream, const char *text)
{
	print(stream, text, TEXT_TERMINAL);
}

void text_print_xml(FILE *stream, const char *text)
{
	print(stream, text, TEXT_XML);
}

/* Columns of the character at `text`, which has *length bytes. */
static int columns_of(const char *text, size_t *length)
{
	uint32_t code = 0;

	*length = utf8_decode((const unsigned char *)text, &code);
	if (*length)
		return code >= WIDE ? 2 : 1;
	*length = 1;
	return 1;
}

int text_columns(const char *text)
{
	size_t length;
	int columns = 0;

	for (; *text; text += length)
		columns += columns_of(text, &length);
	return columns;
}

const char *text_head(const char *text, int columns)
{
	size_t length;

	while (*text && (columns -= columns_of(text, &length)) >= 0)
		text += length;
	return text;
}

const char *text_tail(const char *text, int columns)
{
	size_t length;
	int over = text_columns(text) - columns;

	for (; *text && over > 0; text += length)
		over -= columns_of(text, &length);
	return text;
}
