/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVM2's configuration syntax, token by token.
 *
 *	# comment, to the end of the line
 *	name = value		value: 12 | word | "a \"string\"" | 'a string'
 *	name = [ 1, "a" ]	commas are optional
 *	section { name = value ... }
 *	section/name = value
 */
#ifndef BASE_LEX_H
#define BASE_LEX_H

#include <libdevmapper.h>
#include <stdint.h>

/* What is being read; it decides where a word ends and what a number is. */
enum lex_place { LEX_NAME, LEX_VALUE, LEX_ITEM };

enum token_kind {
	TOKEN_END,		/* of the text */
	TOKEN_MARK,		/* one of { } [ ] = , */
	TOKEN_WORD,		/* without quotes */
	TOKEN_NUMBER,		/* only of LEX_VALUE and LEX_ITEM */
	TOKEN_STRING,		/* in quotes */
	TOKEN_OPEN_STRING,	/* whose closing quote is missing */
	TOKEN_NO_MEMORY,
};

struct token {
	enum token_kind kind;
	char mark;		/* of TOKEN_MARK */
	unsigned line;		/* where it begins, from 1 */
	int64_t number;		/* of TOKEN_NUMBER */
	const char *text;	/* of the other kinds, and of a number too: as
				   written, but a string without its quotes and
				   backslashes. Never NULL. */
	size_t length;		/* of `text` */
};

struct lexer {
	const char *at, *end;	/* the text that is left; no NUL in it */
	unsigned line;		/* of `at`; 1 at first */
	struct dm_pool *pool;	/* owns the texts of the tokens */
	char *kept;		/* the lexer's own; NULL at first */
};

struct token lex_next(struct lexer *lexer, enum lex_place place);

#endif
