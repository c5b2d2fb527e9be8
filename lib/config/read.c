/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The grammar, and the names in it. Every setting lies in a section and no
 * section lies in another, so there is no depth to bound: an inner section is
 * an unknown name. In LVM2's own file such names are passed over, whatever lies
 * in them.
 *
 * A setting given twice has its last value, as in LVM2.
 */
#include "config/read.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "config/suggest.h"

struct reader {
	const struct config_text *text;
	const struct log *log;
	struct lexer lexer;
	const char *section;	/* the open one, or NULL */
	unsigned section_line;	/* where it was opened */
	struct config_values *values;
	char **error;
};

__attribute__((format(printf, 3, 4)))
static int fail(struct reader *reader, unsigned line, const char *format, ...)
{
	char *what, *message;
	va_list args;
	int length;

	va_start(args, format);
	length = vasprintf(&what, format, args);
	va_end(args);
	if (length < 0)
		return -ENOMEM;

	length = reader->text->has_lines ?
		 asprintf(&message, "%s:%u: %s", reader->text->source, line, what) :
		 asprintf(&message, "%s: %s", reader->text->source, what);
	free(what);
	if (length < 0)
		return -ENOMEM;
	*reader->error = message;
	return -EINVAL;
}

/* `token` is not what is expected there. */
static int fail_token(struct reader *reader, const struct token *token, const char *expected)
{
	char room[QUOTED_ROOM];

	switch (token->kind) {
	case TOKEN_NO_MEMORY:
		return -ENOMEM;
	case TOKEN_OPEN_STRING:
		return fail(reader, token->line,
			    "the string that begins with %s has no closing quote",
			    quote(room, token->text));
	case TOKEN_END:
		return fail(reader, token->line, "the text ends, expected %s", expected);
	default:
		return fail(reader, token->line, "found %s, expected %s",
			    quote(room, token->text), expected);
	}
}

/* What only LVM2 knows. */
static void tell_unknown(const struct reader *reader, unsigned line, const char *path)
{
	char room[QUOTED_ROOM];

	log_print(reader->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_CONFIG,
		  "%s:%u: %s is not known here, and passed over", reader->text->source, line,
		  quote(room, path));
}

static bool is_mark(const struct token *token, char mark)
{
	return token->kind == TOKEN_MARK && token->mark == mark;
}

static bool is_value(const struct token *token)
{
	return token->kind == TOKEN_WORD || token->kind == TOKEN_NUMBER ||
	       token->kind == TOKEN_STRING;
}

/* ------------------------------------------------------------------------
 * Values
 */

static int add_item(struct reader *reader, struct given *given, const struct token *token)
{
	struct given_item *item = dm_pool_alloc(reader->lexer.pool, sizeof(*item));

	if (!item)
		return -ENOMEM;
	item->token = *token;
	dm_list_add(&given->items, &item->list);
	return 0;
}

static int read_list(struct reader *reader, unsigned line, struct given *given)
{
	struct token token;
	int r;

	given->is_list = true;
	for (;;) {
		token = lex_next(&reader->lexer, LEX_ITEM);
		if (token.kind == TOKEN_END)
			return fail(reader, line, "a list has no closing ]");
		if (is_mark(&token, ']'))
			return 0;
		if (is_mark(&token, ',') && !dm_list_empty(&given->items))
			continue;
		if (!is_value(&token))
			return fail_token(reader, &token, "a value or the ] of the list");
		r = add_item(reader, given, &token);
		if (r)
			return r;
	}
}

static int read_value(struct reader *reader, struct given *given)
{
	struct token token = lex_next(&reader->lexer, LEX_VALUE);

	if (is_mark(&token, '['))
		return read_list(reader, token.line, given);
	if (!is_value(&token))
		return fail_token(reader, &token, "a value");
	return add_item(reader, given, &token);
}

/* LVM2 has values that are not known here, and is forgiving about others. */
static int refuse_value(struct reader *reader, unsigned line, const struct setting *setting,
			const char *complaint)
{
	if (!reader->text->is_lvm)
		return fail(reader, line, "%s/%s %s", setting->section, setting->name, complaint);
	log_print(reader->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_CONFIG,
		  "%s:%u: %s/%s %s: it is passed over", reader->text->source, line,
		  setting->section, setting->name, complaint);
	return 0;
}

static int take_value(struct reader *reader, unsigned line, int id, const struct given *given)
{
	const struct setting *setting = &config_settings[id];
	struct value value = { .number = 0 };
	char *complaint;
	int r;

	r = value_from_tokens(setting, given, &value, &complaint);
	if (r == -EINVAL) {
		r = refuse_value(reader, line, setting, complaint);
		free(complaint);
		return r;
	}
	if (r)
		return r;
	value_free(&reader->values->values[id]);
	reader->values->values[id] = value;
	reader->values->given[id] = true;
	return 0;
}

/* ------------------------------------------------------------------------
 * Names
 */

static bool is_section(const char *name)
{
	const struct setting_section *section = config_sections;

	while (section->name && strcmp(section->name, name))
		section++;
	return section->name;
}

/* "section/name" of what is called `name` where the reader is; NULL = no memory. */
static const char *path_of(struct reader *reader, const char *name)
{
	size_t size;
	char *path;

	if (!reader->section)
		return name;
	size = strlen(reader->section) + strlen(name) + 2;
	path = dm_pool_alloc(reader->lexer.pool, size);
	if (path)
		snprintf(path, size, "%s/%s", reader->section, name);
	return path;
}

static int fail_setting(struct reader *reader, unsigned line, const char *path)
{
	const struct setting *meant = suggest_setting(path);
	char room[QUOTED_ROOM];

	quote(room, path);
	if (is_section(path))
		return fail(reader, line, "%s is a section, expected %s { ... }", path, path);
	if (meant)
		return fail(reader, line, "there is no setting %s; did you mean %s/%s?", room,
			    meant->section, meant->name);
	return fail(reader, line, "there is no setting %s", room);
}

static int fail_section(struct reader *reader, unsigned line, const char *path)
{
	const char *meant = suggest_section(path);
	char room[QUOTED_ROOM];

	quote(room, path);
	if (config_find(path) >= 0)
		return fail(reader, line, "%s is a setting, expected %s = ...", path, path);
	if (reader->section)
		return fail(reader, line, "there is no section %s: sections are not nested",
			    room);
	if (meant)
		return fail(reader, line, "there is no section %s; did you mean %s?", room,
			    meant);
	return fail(reader, line, "there is no section %s", room);
}

/* ------------------------------------------------------------------------
 * Statements
 */

static int read_setting(struct reader *reader, const struct token *name, const char *path)
{
	struct given given = { .is_list = false };
	int id = config_find(path), r;

	if (id < 0 && !reader->text->is_lvm)
		return fail_setting(reader, name->line, path);
	dm_list_init(&given.items);
	r = read_value(reader, &given);
	if (r || id >= 0)
		return r ? r : take_value(reader, name->line, id, &given);
	tell_unknown(reader, name->line, path);
	return 0;
}

/* To the } of a section that is not known, over all sections in it. */
static int pass_over_section(struct reader *reader, const struct token *name, const char *path)
{
	char room[QUOTED_ROOM];
	struct token token;
	size_t depth = 1;

	tell_unknown(reader, name->line, path);
	while (depth) {
		token = lex_next(&reader->lexer, LEX_NAME);
		if (token.kind == TOKEN_END)
			return fail(reader, name->line, "the section %s has no closing }",
				    quote(room, path));
		if (token.kind == TOKEN_OPEN_STRING || token.kind == TOKEN_NO_MEMORY)
			return fail_token(reader, &token, "the } of the section");
		if (is_mark(&token, '{'))
			depth++;
		else if (is_mark(&token, '}'))
			depth--;
	}
	return 0;
}

static int open_section(struct reader *reader, const struct token *name, const char *path)
{
	if (!is_section(path))
		return reader->text->is_lvm ? pass_over_section(reader, name, path) :
					      fail_section(reader, name->line, path);
	reader->section = path;
	reader->section_line = name->line;
	return 0;
}

static int read_statement(struct reader *reader, const struct token *name)
{
	const char *path = path_of(reader, name->text);
	struct token token;

	if (!path)
		return -ENOMEM;
	token = lex_next(&reader->lexer, LEX_NAME);
	if (is_mark(&token, '='))
		return read_setting(reader, name, path);
	if (is_mark(&token, '{'))
		return open_section(reader, name, path);
	return fail_token(reader, &token, "= or { after a name");
}

static int read_statements(struct reader *reader)
{
	struct token token;
	int r = 0;

	while (!r) {
		token = lex_next(&reader->lexer, LEX_NAME);
		if (token.kind == TOKEN_END)
			break;
		if (reader->section && is_mark(&token, '}'))
			reader->section = NULL;
		else if (token.kind == TOKEN_WORD || token.kind == TOKEN_STRING)
			r = read_statement(reader, &token);
		else
			r = fail_token(reader, &token, reader->section ?
				       "the name of a setting or the } of the section" :
				       "the name of a section or setting");
	}
	if (!r && reader->section)
		r = fail(reader, reader->section_line, "the section %s has no closing }",
			 reader->section);
	return r;
}

/* A NUL would end a string early. */
static int check_text(struct reader *reader)
{
	const struct config_text *text = reader->text;
	const char *nul = memchr(text->text, '\0', text->length);
	unsigned line = 1;

	if (text->length > CONFIG_SIZE_MAX)
		return fail(reader, line, "the text is larger than %u bytes", CONFIG_SIZE_MAX);
	if (!nul)
		return 0;
	for (const char *at = text->text; at < nul; at++)
		line += *at == '\n';
	return fail(reader, line, "there is a NUL byte: this is not a text");
}

int config_read_text(const struct config_text *text, const struct log *log,
		     struct config_values *values, char **error)
{
	struct reader reader = {
		.text = text,
		.log = log,
		.lexer = { .at = text->text, .end = text->text + text->length, .line = 1 },
		.values = values,
		.error = error,
	};
	int r;

	r = check_text(&reader);
	if (r)
		return r;
	reader.lexer.pool = dm_pool_create("config", 1024);
	if (!reader.lexer.pool)
		return -ENOMEM;
	r = read_statements(&reader);
	dm_pool_destroy(reader.lexer.pool);
	return r;
}
