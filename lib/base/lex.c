/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/lex.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static void skip_line(struct lexer *lexer)
{
	while (lexer->at < lexer->end && *lexer->at != '\n')
		lexer->at++;
}

static void skip_space_and_comments(struct lexer *lexer)
{
	while (lexer->at < lexer->end) {
		if (*lexer->at == '#')
			skip_line(lexer);
		else if (!is_space(*lexer->at))
			return;
		else if (*lexer->at++ == '\n')
			lexer->line++;
	}
}

/* A word ends where LVM2's does; in a list also where its item does, which
 * LVM2 requires quotes for. */
static bool ends_word(char c, enum lex_place place)
{
	switch (c) {
	case '#':
	case '=':
	case '{':
	case '}':
		return true;
	case ',':
	case ']':
		return place == LEX_ITEM;
	default:
		return is_space(c);
	}
}

/* Not dm_pool_strndup(): it looks for the end of all that follows. */
static char *keep_text(struct lexer *lexer, struct token *token, const char *text,
		       size_t length)
{
	char *kept = dm_pool_alloc_aligned(lexer->pool, length + 1, 1);

	if (!kept) {
		token->kind = TOKEN_NO_MEMORY;
		return NULL;
	}
	memcpy(kept, text, length);
	kept[length] = '\0';
	token->text = kept;
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
	const char *begin = lexer->at;

	while (lexer->at < lexer->end && !ends_word(*lexer->at, place))
		lexer->at++;
	token->kind = TOKEN_WORD;
	if (keep_text(lexer, token, begin, (size_t) (lexer->at - begin)) &&
	    place != LEX_NAME && is_number(token->text, &token->number))
		token->kind = TOKEN_NUMBER;
}

/* A backslash escapes the quote and itself, and stands for itself before
 * anything else, as regular expressions want it. */
static void unescape(char *text, char quote)
{
	char *to = text;

	for (; *text; text++) {
		if (*text == '\\' && (text[1] == quote || text[1] == '\\'))
			text++;
		*to++ = *text;
	}
	*to = '\0';
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
		unescape(text, quote);
	lexer->at = close < lexer->end ? close + 1 : close;
}

static bool lex_mark(struct lexer *lexer, struct token *token)
{
	static const char marks[][2] = { "{", "}", "[", "]", "=", "," };

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		if (marks[i][0] != *lexer->at)
			continue;
		token->kind = TOKEN_MARK;
		token->mark = *lexer->at++;
		token->text = marks[i];
		return true;
	}
	return false;
}

struct token lex_next(struct lexer *lexer, enum lex_place place)
{
	struct token token = { .kind = TOKEN_END, .text = "" };

	skip_space_and_comments(lexer);
	token.line = lexer->line;
	if (lexer->at == lexer->end || lex_mark(lexer, &token))
		return token;

	if (*lexer->at == '"' || *lexer->at == '\'')
		lex_string(lexer, &token);
	else
		lex_word(lexer, place, &token);
	return token;
}
