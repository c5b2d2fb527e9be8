/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A line of the file of what is known to hang. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/hung_private.h"
#include "fuzz.h"

static bool is_same(const struct hung_entry *a, const struct hung_entry *b)
{
	return a->is_block == b->is_block && a->major == b->major && a->minor == b->minor &&
	       a->diskseq == b->diskseq && a->since == b->since &&
	       a->place.pid == b->place.pid && a->place.start == b->place.start &&
	       a->place.slot == b->place.slot && !strcmp(a->name, b->name);
}

/* What is written is what will be read. */
static void check_printed(const struct hung_entry *entry)
{
	struct hung_entry *again;
	char *line = NULL;
	size_t size;
	FILE *out = open_memstream(&line, &size);

	CHECK(out);
	hung_line_print(out, entry);
	fclose(out);
	CHECK(strchr(line, '\n') == line + size - 1);
	CHECK(!hung_line_parse(line, &again));
	CHECK(is_same(entry, again));
	free(again);
	free(line);
}

static void run(const uint8_t *data, size_t size)
{
	struct hung_entry *entry = NULL;
	char *line = malloc(size + 1);
	int r;

	CHECK(line);
	if (size)
		memcpy(line, data, size);
	line[size] = '\0';
	r = hung_line_parse(line, &entry);
	CHECK(r ? r == -EINVAL && !entry : entry != NULL);
	free(line);
	if (r)
		return;
	CHECK(entry->place.pid > 0 && entry->since > 0 && !entry->request && !entry->gone);
	CHECK(dm_list_empty(&entry->list));
	check_printed(entry);
	free(entry);
}

const struct fuzz_target fuzz_hung_file = { "hung_file", run, NULL };
