/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The line never reaches the terminal's last column, where some would begin
 * another line; then \r could not take it back. It is erased with blanks, which
 * every terminal knows.
 */
#include "progress.h"

#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "text.h"

#define INTERVAL_MS 200
#define LINE_AFTER_US 500000	/* who waits for less needs no line */
#define NAMES_AFTER_US 1000000	/* a healthy disk answers sooner, even from sleep */
#define WIDTH 80		/* of a terminal that does not tell */

struct line {
	char text[1024];
	size_t length;
	int columns, limit;
};

/* Messages come from anywhere, and there is one stderr. */
static int shown_columns;

static int terminal_width(void)
{
	struct winsize size;

	if (ioctl(STDERR_FILENO, TIOCGWINSZ, &size) || !size.ws_col)
		return WIDTH;
	return size.ws_col;
}

/* All of `text`, or false if that does not fit, and `reserve` columns after it. */
static bool append(struct line *line, const char *text, int reserve)
{
	int columns = text_columns(text);
	size_t length = strlen(text);

	if (line->columns + columns + reserve > line->limit ||
	    line->length + length >= sizeof(line->text))
		return false;
	memcpy(line->text + line->length, text, length + 1);
	line->length += length;
	line->columns += columns;
	return true;
}

static bool append_name(struct line *line, struct dm_pool *pool, const char *before,
			const char *name, size_t more)
{
	const char *safe = text_escape(pool, name, TEXT_TERMINAL);
	int reserve = more ? snprintf(NULL, 0, " and %zu more", more) : 0;
	struct line longer = *line;

	if (!safe || !append(&longer, before, 0) || !append(&longer, safe, reserve))
		return false;
	*line = longer;
	return true;
}

/* As many names as there is room for, and how many more there are. */
static void append_awaited(struct line *line, struct dm_pool *pool,
			   const struct volscan_progress *p)
{
	char rest[64];
	size_t i;

	for (i = 0; i < p->awaited_count; i++)
		if (!append_name(line, pool, i ? ", " : "; awaited: ", p->awaited[i],
				 p->awaited_count - i - 1))
			break;
	if (i == p->awaited_count)
		return;
	snprintf(rest, sizeof(rest), i ? " and %zu more" : "; %zu awaited", p->awaited_count - i);
	append(line, rest, 0);
}

static void compose(struct line *line, const struct volscan_progress *p)
{
	struct dm_pool *pool;
	char count[64];

	line->limit = terminal_width() - 1;
	snprintf(count, sizeof(count), "  %zu of %zu devices", p->done, p->devices);
	if (!append(line, count, 0) || p->time_us < NAMES_AFTER_US)
		return;
	pool = dm_pool_create("progress", 1024);
	if (!pool)
		return;
	append_awaited(line, pool, p);
	dm_pool_destroy(pool);
}

int progress_show(void *context, const struct volscan_progress *progress)
{
	struct line line = { .text = "" };

	(void)context;
	if (progress->time_us < LINE_AFTER_US)
		return 0;
	compose(&line, progress);
	fprintf(stderr, "\r%s", line.text);
	if (line.columns < shown_columns)
		fprintf(stderr, "%*s\r%s", shown_columns - line.columns, "", line.text);
	fflush(stderr);
	shown_columns = line.columns;
	return 0;
}

void progress_erase(void)
{
	if (!shown_columns)
		return;
	fprintf(stderr, "\r%*s\r", shown_columns, "");
	fflush(stderr);
	shown_columns = 0;
}

void progress_begin(struct volscan_callbacks *callbacks)
{
	if (!isatty(STDERR_FILENO))
		return;
	callbacks->on_progress = progress_show;
	callbacks->progress_ms = INTERVAL_MS;
}
