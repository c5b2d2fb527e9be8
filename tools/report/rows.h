/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rows of a report: what each cell shows, packed one behind the other in one buffer,
 * and beside that, for each row, what it is sorted by. A report with ten thousand rows of
 * a hundred cells has no allocation for a row or a cell.
 */
#ifndef REPORT_ROWS_H
#define REPORT_ROWS_H

#include "buffer.h"

struct layout;

struct rows {
	struct buffer cells;	/* each with its length before it */
	struct buffer index;	/* of each row: where its cells begin, then its keys */
	struct buffer texts;	/* keys that are texts, each with its NUL */
	size_t count, key_count;
	size_t cell;		/* where the one that is being written begins */
};

void rows_free(struct rows *rows);

/* None any more; their memory is used again. */
void rows_clear(struct rows *rows);

/* Begin a row, then each of its cells: what is then added to rows->cells is the cell's,
 * until it is ended, which returns its length. */
void rows_add(struct rows *rows, unsigned key_count);
static inline void rows_begin_cell(struct rows *rows);
static inline size_t rows_end_cell(struct rows *rows);

/* The row that was begun is sorted by this, first by key 0. */
void rows_key_number(struct rows *rows, int key, uint64_t number);
void rows_key_text(struct rows *rows, int key, const void *text, size_t length);

/* Of which something could not be kept. */
bool rows_failed(const struct rows *rows);

/* As the layout has it; rows that are equal stay in their order. */
void rows_sort(struct rows *rows, const struct layout *layout);

/* Where the cells of a row begin, and one of them: what is behind it is the next. */
const char *rows_cells(const struct rows *rows, size_t row);

#define LONG_CELL 0xff		/* instead of its length, which follows in 32 bits */

void rows_end_long_cell(struct rows *rows, size_t length);

static inline void rows_begin_cell(struct rows *rows)
{
	rows->cell = rows->cells.used;
	buffer_add_char(&rows->cells, 0);
}

static inline size_t rows_end_cell(struct rows *rows)
{
	size_t length = rows->cells.used - rows->cell - 1;

	if (rows->cells.failed)
		return 0;
	if (length < LONG_CELL)
		rows->cells.start[rows->cell] = (char)length;
	else
		rows_end_long_cell(rows, length);
	return length;
}

static inline const char *rows_next_cell(const char **at, size_t *length)
{
	const char *cell = *at + 1;
	uint32_t longer;

	*length = (unsigned char)**at;
	if (*length == LONG_CELL) {
		memcpy(&longer, cell, sizeof(longer));
		*length = longer;
		cell += sizeof(longer);
	}
	*at = cell + *length;
	return cell;
}

#endif
