/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The words of LVM2's syntax, in places that follow from what was read. */
#include <string.h>

#include "base/lex.h"
#include "fuzz.h"
#include "pools.h"

/* The next place, as in name = value and name = [ items ]; at times a wrong one. */
static enum lex_place place_behind(enum lex_place place, const struct token *token)
{
	if (token->kind != TOKEN_MARK)
		return place == LEX_ITEM ? LEX_ITEM : LEX_NAME;
	switch (token->mark) {
	case '=':
		return LEX_VALUE;
	case '[':
	case ',':
		return LEX_ITEM;
	default:
		return LEX_NAME;
	}
}

static void check_token(const struct token *token, enum lex_place place, const char *from,
			const char *to)
{
	size_t length = strlen(token->text);

	CHECK(token->kind <= TOKEN_OPEN_STRING);
	CHECK(length <= (size_t)(to - from));
	CHECK(token->kind != TOKEN_MARK || (strchr("{}[]=,", token->mark) && token->mark));
	CHECK(token->kind != TOKEN_NUMBER || place != LEX_NAME);
	CHECK(token->kind != TOKEN_WORD || length || place != LEX_NAME);
}

static void run(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data, *from = text;
	struct lexer lexer = { .at = text, .end = text + strnlen(text, size), .line = 1 };
	enum lex_place place = LEX_NAME;
	struct token token;
	unsigned line = 1;

	lexer.pool = dm_pool_create("fuzz", 1024);
	pools_take_peak();
	do {
		token = lex_next(&lexer, place);
		CHECK(lexer.at >= from && lexer.at <= lexer.end);
		CHECK(lexer.at > from || token.kind == TOKEN_END);
		CHECK(token.line >= line && token.line <= lexer.line);
		check_token(&token, place, from, lexer.at);
		place = place_behind(place, &token);
		for (; from < lexer.at; from++)
			line += *from == '\n';
		CHECK(lexer.line == line);
	} while (token.kind != TOKEN_END);
	CHECK(from == lexer.end);
	CHECK(pools_take_peak() <= 2 * size);
	dm_pool_destroy(lexer.pool);
}

const struct fuzz_target fuzz_lex = { "lex", run, NULL };
