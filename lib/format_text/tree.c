/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Statement by statement, without recursion: the open section knows its parent.
 *
 * The tree is larger than the text. LVM2 spends more than ten bytes of text on
 * each name and value, so a text that has less than four to spend was not
 * written by LVM2, and would only serve to make us allocate thirty times its
 * size.
 */
#include "format_text/tree.h"

#include <errno.h>
#include <string.h>

#include "base/lex.h"
#include "format_text/text.h"
#include "format_text/text_private.h"

#define BYTES_PER_ITEM 4	/* least, on average */
#define ITEMS_FREE 64		/* more than that average: short texts of tests */

struct builder {
	struct text_reader *t;
	struct lexer lexer;
	struct node *open;	/* the innermost section that is not closed */
	unsigned depth;		/* of it; 0 = not in any */
	size_t items_left;	/* names and values that may still come */
};

static int fail_token(struct builder *b, const struct token *token, const char *expected)
{
	char room[QUOTED_ROOM];

	switch (token->kind) {
	case TOKEN_NO_MEMORY:
		return -ENOMEM;
	case TOKEN_OPEN_STRING:
		return text_fail_line(b->t, FINDING_OF(TEXT_SYNTAX), token->line,
				      "the string %s has no closing quote",
				      quote(room, token->text));
	case TOKEN_END:
		return text_fail_line(b->t, FINDING_OF(TEXT_SYNTAX), token->line,
				      "the text ends, expected %s", expected);
	default:
		return text_fail_line(b->t, FINDING_OF(TEXT_SYNTAX), token->line,
				      "found %s, expected %s", quote(room, token->text),
				      expected);
	}
}

static bool is_mark(const struct token *token, char mark)
{
	return token->kind == TOKEN_MARK && token->mark == mark;
}

/* `size` is that of the node or value. */
static int count_item(struct builder *b, const struct token *token, size_t size)
{
	const unsigned line = token->line;

	size += token->length + 1;
	if (size > *b->t->room)
		return text_fail_line(b->t, FINDING_OF(TEXT_ITEMS), line,
				      "to read all names and values takes more memory than the "
				      "setting metadata/max_size allows");
	*b->t->room -= size;
	if (!b->items_left)
		return text_fail_line(b->t, FINDING_OF(TEXT_ITEMS), line,
				      "there are more names and values than LVM2 "
				      "puts into a text of this length");
	b->items_left--;
	return 0;
}

/* ------------------------------------------------------------------------
 * Values
 */

static int add_value(struct builder *b, struct node *node, const struct token *token,
		     struct node_value ***tail)
{
	struct node_value *value;
	int r;

	if (token->kind != TOKEN_WORD && token->kind != TOKEN_NUMBER &&
	    token->kind != TOKEN_STRING)
		return fail_token(b, token, "a value");
	r = count_item(b, token, sizeof(*value));
	if (r)
		return r;

	value = dm_pool_zalloc(b->t->scratch, sizeof(*value));
	if (!value)
		return -ENOMEM;
	value->is_number = token->kind == TOKEN_NUMBER;
	value->number = token->number;
	value->text = token->text;
	**tail = value;
	*tail = &value->next;
	node->value_count++;
	return 0;
}

static int read_list(struct builder *b, struct node *node, struct node_value **tail)
{
	struct token token;
	int r = 0;

	while (!r) {
		token = lex_next(&b->lexer, LEX_ITEM);
		if (is_mark(&token, ']'))
			break;
		if (!is_mark(&token, ',') || !node->values)
			r = add_value(b, node, &token, &tail);
	}
	return r;
}

static int read_values(struct builder *b, struct node *node)
{
	struct node_value **tail = &node->values;
	struct token token = lex_next(&b->lexer, LEX_VALUE);

	if (is_mark(&token, '['))
		return read_list(b, node, tail);
	return add_value(b, node, &token, &tail);
}

/* ------------------------------------------------------------------------
 * Statements
 */

static struct node *add_node(struct builder *b, const struct token *name)
{
	struct node *node = dm_pool_zalloc(b->t->scratch, sizeof(*node));

	if (!node)
		return NULL;
	node->name = name->text;
	node->line = name->line;
	node->parent = b->open;
	if (b->open->last_child)
		b->open->last_child->next = node;
	else
		b->open->children = node;
	b->open->last_child = node;
	return node;
}

static int open_section(struct builder *b, struct node *node)
{
	if (b->depth == TEXT_DEPTH_MAX)
		return text_fail_line(b->t, FINDING_OF(TEXT_DEPTH), node->line,
				      "sections are nested deeper than %d", TEXT_DEPTH_MAX);
	node->is_section = true;
	b->open = node;
	b->depth++;
	return 0;
}

static int read_statement(struct builder *b, const struct token *name)
{
	struct token token;
	struct node *node;
	int r = count_item(b, name, sizeof(struct node));

	if (r)
		return r;
	node = add_node(b, name);
	if (!node)
		return -ENOMEM;
	token = lex_next(&b->lexer, LEX_NAME);
	if (is_mark(&token, '='))
		return read_values(b, node);
	if (is_mark(&token, '{'))
		return open_section(b, node);
	return fail_token(b, &token, "= or { after a name");
}

static int close_section(struct builder *b)
{
	b->open = b->open->parent;
	b->depth--;
	return 0;
}

static int read_statements(struct builder *b)
{
	struct token token;
	int r = 0;

	while (!r) {
		token = lex_next(&b->lexer, LEX_NAME);
		if (token.kind == TOKEN_END && !b->depth)
			break;
		if (is_mark(&token, '}') && b->depth)
			r = close_section(b);
		else if (token.kind == TOKEN_WORD || token.kind == TOKEN_STRING)
			r = read_statement(b, &token);
		else
			r = fail_token(b, &token, b->depth ? "a name or }" : "a name");
	}
	return r;
}

int tree_parse(struct text_reader *t, const char *text, size_t length, struct node **root)
{
	struct builder b = {
		.t = t,
		.lexer = { .at = text, .end = text + length, .line = 1, .pool = t->scratch },
		.items_left = ITEMS_FREE + length / BYTES_PER_ITEM,
	};
	struct node *top = dm_pool_zalloc(t->scratch, sizeof(*top));
	int r;

	if (!top)
		return -ENOMEM;
	top->name = "";
	top->is_section = true;
	b.open = top;
	r = read_statements(&b);
	if (!r)
		*root = top;
	return r;
}

/* ------------------------------------------------------------------------
 * Questions
 */

const struct node *node_find(const struct node *section, const char *name)
{
	const struct node *node = section->children;

	/* Most begin with another letter, which takes no call to see. */
	while (node && (node->name[0] != name[0] || strcmp(node->name, name)))
		node = node->next;
	return node;
}

size_t node_count_children(const struct node *section)
{
	size_t count = 0;

	for (const struct node *node = section->children; node; node = node->next)
		count++;
	return count;
}

const struct node_value *node_value(const struct node *node)
{
	return node->value_count == 1 ? node->values : NULL;
}
