/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strict, as a program is that reads the output: no control characters, no bytes that
 * are not UTF-8, no unknown escapes. */
#include <ctype.h>
#include <string.h>

#include "damage.h"

#define DEPTH_MAX 32

struct reader {
	const char *at, *end;
	json_fn each;
	void *context;
	unsigned depth;
};

struct string {
	const char *start;
	size_t length;
};

static bool take_value(struct reader *r, const struct string *key);

static void skip_blanks(struct reader *r)
{
	while (r->at < r->end && strchr(" \t\r\n", *r->at) && *r->at)
		r->at++;
}

static bool take(struct reader *r, char c)
{
	skip_blanks(r);
	if (r->at == r->end || *r->at != c)
		return false;
	r->at++;
	return true;
}

static bool take_hex(struct reader *r)
{
	unsigned i;

	for (i = 0; i < 4; i++, r->at++)
		if (r->at == r->end || !isxdigit((unsigned char)*r->at))
			return false;
	return true;
}

static bool take_escape(struct reader *r)
{
	char c = r->at < r->end ? *r->at++ : '\0';

	return c == 'u' ? take_hex(r) : c && strchr("\"\\/bfnrt", c);
}

/* A character of more than one byte, of which `lead` is the first. */
static bool take_rest(struct reader *r, unsigned char lead)
{
	unsigned n = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;

	if (lead < 0xc2 || lead > 0xf4)
		return false;
	for (; n; n--, r->at++)
		if (r->at == r->end || ((unsigned char)*r->at & 0xc0) != 0x80)
			return false;
	return true;
}

static bool take_character(struct reader *r)
{
	unsigned char c = (unsigned char)*r->at++;

	if (c < 0x20 || c == 0x7f)
		return false;
	if (c == '\\')
		return take_escape(r);
	return c < 0x80 || take_rest(r, c);
}

static bool take_string(struct reader *r, struct string *string)
{
	if (!take(r, '"'))
		return false;
	string->start = r->at;
	while (r->at < r->end && *r->at != '"')
		if (!take_character(r))
			return false;
	string->length = (size_t)(r->at - string->start);
	return r->at++ < r->end;
}

static bool take_member(struct reader *r)
{
	struct string key;

	return take_string(r, &key) && take(r, ':') && take_value(r, &key);
}

static bool take_list(struct reader *r, char end, bool is_object)
{
	if (take(r, end))
		return true;
	do
		if (!(is_object ? take_member(r) : take_value(r, NULL)))
			return false;
	while (take(r, ','));
	return take(r, end);
}

static bool take_word(struct reader *r)
{
	const char *start = r->at;

	while (r->at < r->end && (isalnum((unsigned char)*r->at) || strchr("+-.", *r->at)))
		r->at++;
	return r->at > start;
}

static bool take_any(struct reader *r, const struct string *key)
{
	struct string value;

	if (take(r, '{'))
		return take_list(r, '}', true);
	if (take(r, '['))
		return take_list(r, ']', false);
	if (r->at == r->end || *r->at != '"')
		return take_word(r);
	if (!take_string(r, &value))
		return false;
	if (key)
		r->each(r->context, key->start, key->length, value.start, value.length);
	return true;
}

static bool take_value(struct reader *r, const struct string *key)
{
	bool taken;

	skip_blanks(r);
	if (r->depth == DEPTH_MAX)
		return false;
	r->depth++;
	taken = take_any(r, key);
	r->depth--;
	return taken;
}

bool json_read(const char *text, size_t length, json_fn each, void *context)
{
	struct reader r = { .at = text, .end = text + length, .each = each, .context = context };

	if (!take_value(&r, NULL))
		return false;
	skip_blanks(&r);
	return r.at == r.end;
}
