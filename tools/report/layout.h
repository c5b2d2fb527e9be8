/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The columns of a report and what it is sorted by, from the names of fields. Names are
 * understood as libdevmapper does: without regard to case and underscores, with or
 * without the prefix of the report ("name" in a report of PVs is pv_name), and with "all"
 * and "pv_all" for many at once.
 */
#ifndef REPORT_LAYOUT_H
#define REPORT_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>

struct report_field;
struct report_table;

#define NO_KEY (-1)

struct column {
	const struct report_field *field;
	int key;		/* its place among those that rows are sorted by, or NO_KEY */
	bool descending;
	bool is_compact;	/* left out where it is empty in all rows */
	bool left_out;		/* that is so */
	size_t longest;		/* value of the rows there are, in bytes */
	size_t start, width;	/* in an aligned line */
};

struct layout {
	const struct report_table *table;
	const char *prefix;	/* of the report */
	unsigned types;		/* of all its fields */
	bool help;		/* was asked for by a field's name */
	bool shows_selected;	/* whether a row is selected is one of the columns */
	struct column *columns;	/* that are shown, then those that are only sorted by */
	size_t count, shown;
	unsigned key_count;
};

/* Names are divided by commas; keys have + or - in front, or nothing. False after a
 * message. To be freed in any case. */
bool layout_make(struct layout *layout, const struct report_table *table, unsigned base,
		 const char *names, const char *keys);
void layout_free(struct layout *layout);

/* Leave these columns out where they are empty. False, after a message, if a name is
 * none. */
bool layout_compact(struct layout *layout, const char *names);

#endif
