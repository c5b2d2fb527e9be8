/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A metadata text as a tree of what it says: sections, and the values in them.
 *
 * It is not libdevmapper's tree: that parser recurses, and prints to stderr
 * what it dislikes, which a library must not.
 */
#ifndef FORMAT_TEXT_TREE_H
#define FORMAT_TEXT_TREE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_reader;

/* A number or a string; one of a list. */
struct node_value {
	struct node_value *next;
	bool is_number;
	int64_t number;
	const char *text;	/* of a number too: as written */
};

/* name = values, or name { children } */
struct node {
	const char *name;
	unsigned line;		/* of the text, from 1 */
	bool is_section;
	struct node *parent, *next;
	struct node *children, *last_child;	/* if a section */
	struct node_value *values;		/* if not; NULL = the empty list */
	size_t value_count;
};

/*
 * The tree of `length` bytes without a NUL, in t->scratch, as the nameless section that all
 * the others lie in. -EBADMSG, and an error logged, if the text is not of the
 * syntax, nested deeper than TEXT_DEPTH_MAX, or denser than any that LVM2
 * writes. -ENOMEM.
 */
int tree_parse(struct text_reader *t, const char *text, size_t length, struct node **root);

/* The first child of that name, as in LVM2; NULL if there is none. */
const struct node *node_find(const struct node *section, const char *name);

size_t node_count_children(const struct node *section);

/* The only value of `node`, NULL if there is not exactly one. */
const struct node_value *node_value(const struct node *node);

#endif
