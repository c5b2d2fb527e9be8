/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reads: answered at once, later, or when they are released.
 *
 * The list of those that wait is walked when one of them is due, and not at each
 * wakeup: a thousand disks with one delay are due together, a few walks in all.
 */
#include "fs.h"

#include <errno.h>
#include <stdlib.h>
#include <time.h>

struct parked {
	STAILQ_ENTRY(parked) next;
	struct image *image;
	fuse_req_t req;
	size_t size;
	uint64_t offset;
	int64_t due;
};

static int64_t now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (int64_t)ts.tv_sec * 1000 + ts.tv_nsec / 1000000;
}

/* Never early: what is measured has a fraction of a millisecond too. */
static int64_t in_ms(unsigned delay)
{
	return now_ms() + delay + 1;
}

static void answer(const struct fs *fs, struct image *image, fuse_req_t req, size_t size,
		   uint64_t offset)
{
	int error = image_error(image, offset, size);
	char *data = error ? NULL : malloc(size);
	ssize_t n = data ? image_read(&fs->images, image, data, size, offset) : -ENOMEM;

	image->answered = now_ms();
	if (error || n < 0)
		fuse_reply_err(req, error ? error : (int)-n);
	else
		fuse_reply_buf(req, data, (size_t)n);
	free(data);
}

static void park(struct fs *fs, const struct parked *read)
{
	struct parked *parked = malloc(sizeof(*parked));

	if (!parked) {
		fuse_reply_err(read->req, ENOMEM);
		return;
	}
	*parked = *read;
	STAILQ_INSERT_TAIL(&fs->parked, parked, next);
	if (parked->due < fs->next_due)
		fs->next_due = parked->due;
}

void reads_take(struct fs *fs, struct image *image, fuse_req_t req, size_t size, uint64_t offset)
{
	bool hangs = image_hangs(image, offset, size);

	image->reads++;
	if (hangs || image->knobs.delay_ms)
		park(fs, &(struct parked) {
			.image = image, .req = req, .size = size, .offset = offset,
			.due = hangs ? NEVER : in_ms(image->knobs.delay_ms),
		});
	else
		answer(fs, image, req, size, offset);
}

/* All wait for something: rebuilt without those that are due. */
static void walk(struct fs *fs, int64_t now)
{
	struct parked_list all = STAILQ_HEAD_INITIALIZER(all);
	struct parked *parked;

	STAILQ_CONCAT(&all, &fs->parked);
	fs->next_due = NEVER;
	while ((parked = STAILQ_FIRST(&all))) {
		STAILQ_REMOVE_HEAD(&all, next);
		if (parked->due > now) {
			STAILQ_INSERT_TAIL(&fs->parked, parked, next);
			if (parked->due < fs->next_due)
				fs->next_due = parked->due;
			continue;
		}
		answer(fs, parked->image, parked->req, parked->size, parked->offset);
		free(parked);
	}
}

int reads_answer_due(struct fs *fs)
{
	int64_t now = now_ms();

	if (fs->next_due <= now)
		walk(fs, now);
	if (fs->next_due == NEVER)
		return -1;
	return fs->next_due > now ? (int)(fs->next_due - now) : 0;
}

void reads_release(struct fs *fs, const struct image *image)
{
	struct parked *parked;

	STAILQ_FOREACH(parked, &fs->parked, next)
		if (parked->image == image && parked->due == NEVER)
			parked->due = fs->next_due = 0;
}
