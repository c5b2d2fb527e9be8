/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Putting a value into a cell: what is shown, and what it is sorted or selected by. The
 * same functions fill a cell of a row, where what is shown is written, and a field that
 * libdevmapper selects by, which is not shown. All return 1, or 0 when there was no
 * memory.
 */
#ifndef REPORT_CELL_H
#define REPORT_CELL_H

#include "report/lv_role.h"
#include "report/report.h"

struct cell {
	struct report *report;
	struct dm_pool *pool;		/* for what is needed until the row is complete */
	struct buffer *text;		/* what is shown is added to it */
	const struct column *column;	/* NULL: it is selected by, and is the next two */
	struct dm_report *dm;
	struct dm_report_field *field;
};

/* NULL is "", here and below. */
int put_string(const struct cell *c, const char *text);

/* Sorted and selected by `key` instead. NULL for either = no memory. */
int put_name(const struct cell *c, const char *shown, const char *key);

/* An LV's name or UUID; blank for NULL. */
int put_lv_name(const struct cell *c, const struct volscan_lv *lv);
int put_lv_uuid(const struct cell *c, const struct volscan_lv *lv);

int put_number(const struct cell *c, uint64_t number);
int put_signed(const struct cell *c, int32_t number);
int put_undefined(const struct cell *c);	/* blank, and -1 in selections */
int put_blank_zero(const struct cell *c);	/* blank, and 0 in selections */
int put_number_if(const struct cell *c, bool defined, uint64_t number);
int put_minus_one_if_not(const struct cell *c, bool defined, uint64_t number);

/* The word, or nothing; 1 or 0 with --binary. */
int put_binary(const struct cell *c, bool value, const char *word);
int put_unknown(const struct cell *c);		/* neither can be known */
int put_binary_if(const struct cell *c, bool known, bool value, const char *word);

int put_percentage(const struct cell *c, dm_percent_t percent);
int put_size(const struct cell *c, uint64_t sectors);
int put_size_if(const struct cell *c, bool defined, uint64_t sectors);
int put_bytes(const struct cell *c, uint64_t bytes);
int put_size_number(const struct cell *c, uint64_t sectors);	/* of a field of numbers */
int put_read_ahead(const struct cell *c, uint32_t sectors);
int put_time(const struct cell *c, int64_t seconds);
int put_time_taken(const struct cell *c, bool known, uint64_t microseconds);
int put_copies(const struct cell *c, uint32_t copies);

int put_sorted(const struct cell *c, const struct volscan_strings *strings);
int put_strings(const struct cell *c, const struct volscan_strings *strings);
int put_words(const struct cell *c, const struct words *words);
int put_list(const struct cell *c, const struct dm_list *list, const char *separator);
struct dm_list *new_list(const struct cell *c);	/* NULL = no memory */

#endif
