/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/rows.h"

#include <stdlib.h>

#include "report/layout.h"
#include "report/table.h"

void rows_free(struct rows *rows)
{
	buffer_free(&rows->cells);
	buffer_free(&rows->index);
	buffer_free(&rows->texts);
}

void rows_clear(struct rows *rows)
{
	rows->count = rows->cells.used = rows->index.used = rows->texts.used = 0;
}

bool rows_failed(const struct rows *rows)
{
	return rows->cells.failed || rows->index.failed || rows->texts.failed;
}

/* Each row has so many bytes in the index. */
static size_t index_size(const struct rows *rows)
{
	return (1 + rows->key_count) * sizeof(uint64_t);
}

void rows_add(struct rows *rows, unsigned key_count)
{
	uint64_t start = rows->cells.used;

	rows->key_count = key_count;
	buffer_add(&rows->index, &start, sizeof(start));
	buffer_fill(&rows->index, 0, key_count * sizeof(uint64_t));
	rows->count++;
}

/* Few are as long as that, and are moved to make room. */
void rows_end_long_cell(struct rows *rows, size_t length)
{
	uint32_t longer = (uint32_t)length;
	char *cell;

	buffer_fill(&rows->cells, 0, sizeof(longer));
	if (rows->cells.failed)
		return;
	cell = rows->cells.start + rows->cell + 1;
	memmove(cell + sizeof(longer), cell, length);
	memcpy(cell, &longer, sizeof(longer));
	cell[-1] = (char)LONG_CELL;
}

void rows_key_number(struct rows *rows, int key, uint64_t number)
{
	if (!rows->index.failed)
		memcpy(rows->index.start + rows->index.used -
		       (rows->key_count - (size_t)key) * sizeof(number), &number, sizeof(number));
}

void rows_key_text(struct rows *rows, int key, const void *text, size_t length)
{
	rows_key_number(rows, key, rows->texts.used);
	buffer_add(&rows->texts, text, length);
	buffer_add_char(&rows->texts, '\0');
}

const char *rows_cells(const struct rows *rows, size_t row)
{
	uint64_t start;

	memcpy(&start, rows->index.start + row * index_size(rows), sizeof(start));
	return rows->cells.start + start;
}

/* ------------------------------------------------------------------------
 * Order
 */

struct order {
	const char *texts;
	unsigned key_count;
	struct {
		bool text, descending;
	} keys[];
};

static struct order *order_of(const struct rows *rows, const struct layout *layout)
{
	struct order *order = calloc(1, sizeof(*order) + layout->key_count * sizeof(order->keys[0]));
	size_t i;

	if (!order)
		return NULL;
	order->texts = rows->texts.start;
	order->key_count = layout->key_count;
	for (i = 0; i < layout->count; i++) {
		const struct column *column = &layout->columns[i];

		if (column->key == NO_KEY)
			continue;
		order->keys[column->key].text = !is_sorted_by_number(column->field->kind);
		order->keys[column->key].descending = column->descending;
	}
	return order;
}

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* The index begins with where the cells are, which says which row came first. */
static int compare(const void *a, const void *b, void *context)
{
	const struct order *order = context;
	const uint64_t *one = a, *two = b;
	unsigned key;
	int r;

	for (key = 0; key < order->key_count; key++) {
		uint64_t x = one[1 + key], y = two[1 + key];

		r = order->keys[key].text ? strcmp(order->texts + x, order->texts + y)
					  : compare_numbers(x, y);
		if (r)
			return order->keys[key].descending ? -r : r;
	}
	return compare_numbers(*one, *two);
}

/* They often come in the order of what they are sorted by. */
static bool is_sorted(const struct rows *rows, struct order *order)
{
	const char *row = rows->index.start;
	size_t i, size = index_size(rows);

	for (i = 1; i < rows->count; i++)
		if (compare(row + (i - 1) * size, row + i * size, order) > 0)
			return false;
	return true;
}

void rows_sort(struct rows *rows, const struct layout *layout)
{
	struct order *order;

	if (!layout->key_count || rows->count < 2 || rows_failed(rows))
		return;
	order = order_of(rows, layout);
	if (!order)
		rows->index.failed = true;
	else if (!is_sorted(rows, order))
		qsort_r(rows->index.start, rows->count, index_size(rows), compare, order);
	free(order);
}
