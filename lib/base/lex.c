/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/lex.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What a byte means, by a table, as each byte of a text is looked at: a text may have
 * megabytes. A word ends where LVM2's does; in a list also where its item does, which
 * LVM2 requires quotes for. */
enum { SPACE = 1, MARK = 2, ENDS_WORD = 4, ENDS_ITEM = 8 };

#define ENDS (ENDS_WORD | ENDS_ITEM)

static const unsigned char meanings[256] = {
	['\t' ... '\r'] = SPACE | ENDS, [' '] = SPACE | ENDS,
	['#'] = ENDS,
	['='] = MARK | ENDS, ['{'] = MARK | ENDS, ['}'] = MARK | ENDS,
	['['] = MARK, [']'] = MARK | ENDS_ITEM, [','] = MARK | ENDS_ITEM,
};

static unsigned meaning(char c)
{
	return meanings[(unsigned char) c];
}

static const char *end_of_line(const char *at, const char *end)
{
	const char *newline = memchr(at, '\n', (size_t) (end - at));

	return newline ? newline : end;
}

static void skip_space_and_comments(struct lexer *lexer)
{
	const char *at = lexer->at, *end = lexer->end;

	for (; at < end; at++) {
		if (*at == '#')
			at = end_of_line(at, end);
		if (at == end || !(meaning(*at) & SPACE))
			break;
		lexer->line += *at == '\n';
	}
	lexer->at = at;
}

/* Texts are kept one behind the other, and take no more than what is left of the text:
 * behind each there is a quote, a space or a mark, but behind the last. */
static bool has_room(struct lexer *lexer, const char *from)
{
	if (!lexer->kept)
		lexer->kept = dm_pool_alloc_aligned(lexer->pool, (size_t) (lexer->end - from) + 1, 1);
	return lexer->kept;
}

static char *keep_text(struct lexer *lexer, struct token *token, const char *text,
		       size_t length)
{
	char *kept;

	if (!has_room(lexer, text)) {
		token->kind = TOKEN_NO_MEMORY;
		return NULL;
	}
	kept = memcpy(lexer->kept, text, length);
	kept[length] = '\0';
	lexer->kept += length + 1;
	token->text = kept;
	token->length = length;
	return kept;
}

/* As strtoll() and so LVM2 read numbers: 077 is octal. One that is too large
 * becomes the largest there is, which is out of the bounds of any setting. */
static bool is_number(const char *text, int64_t *number)
{
	char *end;

	if (!strchr("+-0123456789", *text))
		return false;
	*number = strtoll(text, &end, 0);
	return end != text && !*end;
}

static void lex_word(struct lexer *lexer, enum lex_place place, struct token *token)
{
	unsigned ends = place == LEX_ITEM ? ENDS_ITEM : ENDS_WORD;
	const char *begin = lexer->at, *at = begin;

	while (at < lexer->end && !(meaning(*at) & ends))
		at++;
	lexer->at = at;
	token->kind = TOKEN_WORD;
	if (keep_text(lexer, token, begin, (size_t) (at - begin)) &&
	    place != LEX_NAME && is_number(token->text, &token->number))
		token->kind = TOKEN_NUMBER;
}

/* A backslash escapes the quote and itself, and stands for itself before
 * anything else, as regular expressions want it. The length that is left. */
static size_t unescape(char *text, char quote)
{
	const char *begin = text;
	char *to = text = strchrnul(text, '\\');

	for (; *text; text++) {
		if (*text == '\\' && (text[1] == quote || text[1] == '\\'))
			text++;
		*to++ = *text;
	}
	*to = '\0';
	return (size_t) (to - begin);
}

static const char *find_closing_quote(struct lexer *lexer, char quote)
{
	const char *at = lexer->at;

	for (; at < lexer->end && *at != quote; at++) {
		if (quote == '"' && *at == '\\' && at + 1 < lexer->end)
			at++;
		if (*at == '\n')
			lexer->line++;
	}
	return at;
}

static void lex_string(struct lexer *lexer, struct token *token)
{
	char quote = *lexer->at++;
	const char *close = find_closing_quote(lexer, quote);
	char *text;

	token->kind = close < lexer->end ? TOKEN_STRING : TOKEN_OPEN_STRING;
	text = keep_text(lexer, token, lexer->at, (size_t) (close - lexer->at));
	if (text && quote == '"')
		token->length = unescape(text, quote);
	lexer->at = close < lexer->end ? close + 1 : close;
}

static void lex_mark(struct lexer *lexer, struct token *token)
{
	static const char marks[] = "{\0}\0[\0]\0=\0,";

	token->kind = TOKEN_MARK;
	token->mark = *lexer->at++;
	token->text = memchr(marks, token->mark, sizeof(marks));
	token->length = 1;
}

struct token lex_next(struct lexer *lexer, enum lex_place place)
{
	struct token token = { .kind = TOKEN_END, .text = "" };

	skip_space_and_comments(lexer);
	token.line = lexer->line;
	if (lexer->at == lexer->end)
		return token;

	if (meaning(*lexer->at) & MARK)
		lex_mark(lexer, &token);
	else if (*lexer->at == '"' || *lexer->at == '\'')
		lex_string(lexer, &token);
	else
		lex_word(lexer, place, &token);
	return token;
}
