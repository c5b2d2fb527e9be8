/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of a section into members of a struct, bounded, from a table.
 */
#ifndef FORMAT_TEXT_FIELDS_H
#define FORMAT_TEXT_FIELDS_H

#include "format_text/tree.h"
#include "volscan.h"

struct text_reader;

/* What the member is. */
enum field_type {
	FIELD_U32,		/* uint32_t, int */
	FIELD_U64,		/* uint64_t */
	FIELD_TIME,		/* int64_t; never negative */
	FIELD_BOOL,		/* bool; any number but 0 is true */
	FIELD_STRING,		/* const char * */
	FIELD_STRINGS,		/* struct volscan_strings */
	FIELD_UUID,		/* const char *, in the printed form */
	FIELD_LV,		/* struct volscan_lv *, by name */
};

struct field {
	const char *name;
	enum field_type type;
	size_t offset;
	bool required;
	int64_t min, max;	/* of a number; max 0 = what the member can hold */
	const char *words;	/* that a string may be, separated by |; NULL = any */
};

/* The beginning of an entry: the value called `text` is for `member`. */
#define FIELD_FOR(of, text, kind, member) \
	.name = text, .type = kind, .offset = offsetof(struct of, member)

/*
 * What is not there leaves its member as it is, unless it is required. Of the
 * wrong type, out of bounds or not the name of an LV is -EBADMSG.
 */
int fields_read(struct text_reader *t, const struct node *section,
		const struct field *fields, size_t count, void *into);

bool fields_have(const struct field *fields, size_t count, const char *name);

/* Strings of a list, also of a list of one without brackets. */
int strings_read(struct text_reader *t, const struct node *node,
		 struct volscan_strings *strings);

/* A number of `section` that must be there. */
int number_read(struct text_reader *t, const struct node *section, const char *name,
		uint32_t *number);

#endif
