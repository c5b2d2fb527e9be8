/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Several ranges, one answer. Each range is a request of the path like any other;
 * only what they bring is put together here.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "device/dev_io.h"

struct gather;

/* The context of one range's request. */
struct gather_part {
	struct gather *gather;
	size_t at;		/* where its bytes go */
};

struct gather {
	dev_read_fn callback;
	void *context;
	unsigned pending;	/* ranges not answered, and one while they are issued */
	int error;		/* the first one */
	size_t length;
	char *data;
	struct gather_part parts[];
};

static void part_ended(struct gather *g, struct dev *dev)
{
	if (--g->pending)
		return;
	g->callback(g->context, dev, g->error, g->error ? NULL : g->data,
		    g->error ? 0 : g->length);
	free(g->data);
	free(g);
}

static void on_part(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	const struct gather_part *part = context;
	struct gather *g = part->gather;

	if (!g->error)
		g->error = error;
	if (!error)
		memcpy(g->data + part->at, data, length);
	part_ended(g, dev);
}

/* -EINVAL when the ranges are more than can be put together. */
static int total(const struct dev_part *parts, unsigned count, size_t *length)
{
	unsigned i;

	*length = 0;
	for (i = 0; i < count; i++)
		if (__builtin_add_overflow(*length, parts[i].length, length))
			return -EINVAL;
	return count ? 0 : -EINVAL;
}

static int gather_new(const struct dev_part *parts, unsigned count, struct gather **gather)
{
	size_t length, at = 0;
	struct gather *g;
	unsigned i;
	int r = total(parts, count, &length);

	if (r)
		return r;
	g = calloc(1, sizeof(*g) + count * sizeof(g->parts[0]));
	if (!g)
		return -ENOMEM;
	g->length = length;
	g->data = malloc(length ? length : 1);
	if (!g->data) {
		free(g);
		return -ENOMEM;
	}
	for (i = 0; i < count; at += parts[i++].length)
		g->parts[i] = (struct gather_part) { g, at };
	*gather = g;
	return 0;
}

void dev_read_parts(struct dev_io *io, struct dev *dev, const struct dev_part *parts,
		    unsigned count, enum dev_reason reason, dev_read_fn callback, void *context)
{
	struct gather *g;
	unsigned i;
	int r = gather_new(parts, count, &g);

	if (r) {
		callback(context, dev, r, NULL, 0);
		return;
	}
	g->callback = callback;
	g->context = context;
	g->pending = count + 1;
	for (i = 0; i < count; i++)
		dev_read(io, dev, parts[i].offset, parts[i].length, reason, on_part,
			 &g->parts[i]);
	part_ended(g, dev);
}
