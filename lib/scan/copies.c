/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A checksum that is wrong at first may be that of a text which was being written: it is
 * read a second time before it is called damaged. The mda_header is not: what it names
 * is written before it is named.
 */
#include "scan/copies.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "scan/mda_walk.h"
#include "scan/tell.h"

struct copy {
	struct scan *scan;
	struct found *found;
	struct found_mda *mda;
	const struct raw_locn *locn;	/* of the mda's header */
	bool precommitted;
	bool again;			/* this is the second try */
	uint64_t got;			/* bytes */
	uint32_t crc;			/* of these */
};

static void read_piece(struct copy *c);

static uint64_t copy_at(const struct copy *c)
{
	return c->mda->header.start + c->locn->offset;
}

static void start(struct copy *c)
{
	c->got = 0;
	c->crc = LVM_CRC_SEED;
	read_piece(c);
}

/* ------------------------------------------------------------------------
 * How it ended
 */

static void end(struct copy *c, bool damaged)
{
	if (damaged && !c->precommitted)
		c->mda->text = NULL;
	dev_forget(c->scan->io, c->found->dev);
	free(c);
}

static void note_wrong(const struct copy *c)
{
	const struct finding finding = {
		.id = c->precommitted ? FINDING_PRECOMMITTED_BAD : FINDING_COPY_CRC,
		.offset = copy_at(c), .length = c->locn->size, .field = "raw_locn.checksum",
		.expected = finding_hex(FINDING_ROOM, c->locn->crc),
		.found = finding_hex(FINDING_ROOM, c->crc),
	};

	found_note(c->scan, c->found, &finding,
		   "%s at byte %" PRIu64 " is damaged: %s. \"vgck --updatemetadata VG\" writes "
		   "this metadata area anew.",
		   c->precommitted ? "precommitted text" : "metadata text", copy_at(c),
		   finding_kinds[FINDING_COPY_CRC].title);
}

static void note_unread(const struct copy *c, int error)
{
	found_note(c->scan, c->found,
		   FINDING_OF(COPY_UNREAD, .offset = copy_at(c), .length = c->locn->size,
			      .found = strerror(-error)),
		   "%s at byte %" PRIu64 " cannot be read: %s. Check the device.",
		   c->precommitted ? "precommitted text" : "metadata text", copy_at(c),
		   strerror(-error));
}

static void finish(struct copy *c)
{
	if (c->crc == c->locn->crc) {
		end(c, false);
	} else if (!c->again) {
		c->again = true;
		dev_distrust(c->scan->io, c->found->dev);
		start(c);
	} else {
		note_wrong(c);
		end(c, true);
	}
}

/* ------------------------------------------------------------------------
 * Reading
 */

static void on_piece(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct copy *c = context;

	(void)dev;
	if (error) {
		note_unread(c, error);
		end(c, true);
		return;
	}
	c->crc = lvm_crc(c->crc, data, length);
	c->got += length;
	if (c->got == c->locn->size)
		finish(c);
	else
		read_piece(c);
}

static void read_piece(struct copy *c)
{
	struct mda_range piece = mda_text_piece(&c->mda->header, c->locn, c->got);

	if (piece.length > MDA_PIECE_SIZE)
		piece.length = MDA_PIECE_SIZE;
	dev_read(c->scan->io, c->found->dev, piece.offset, piece.length, DEV_READ_MDA_CONTENT,
		 on_piece, c);
}

static int add(struct scan *scan, struct found *found, struct found_mda *mda, bool precommitted)
{
	struct copy *c = calloc(1, sizeof(*c));

	if (!c)
		return -ENOMEM;
	c->scan = scan;
	c->found = found;
	c->mda = mda;
	c->precommitted = precommitted;
	c->locn = precommitted ? &mda->header.precommitted : &mda->header.committed;
	start(c);
	return 0;
}

/* ------------------------------------------------------------------------
 * What to read
 */

static int add_precommitted(struct scan *scan, struct found *found, struct found_mda *mda)
{
	const struct raw_locn *locn = &mda->header.precommitted;

	if (!locn->offset)
		return 0;
	found_note(scan, found,
		   FINDING_OF(PRECOMMITTED, .offset = mda->header.start + locn->offset,
			      .length = locn->size),
		   "the metadata area at byte %" PRIu64 " has a precommitted text: a change of "
		   "the VG was begun, and not completed here. The next change clears it.",
		   mda->header.start);
	return locn->size > scan->max_size ? 0 : add(scan, found, mda, true);
}

static int add_mda(struct scan *scan, struct found *found, struct found_mda *mda)
{
	int r = add_precommitted(scan, found, mda);

	if (!r && mda->text && !mda->text->bytes)
		r = add(scan, found, mda, false);
	return r;
}

int copies_check(struct scan *scan)
{
	struct found *found;
	size_t i, n;
	int r = 0;

	for (i = 0; !r && i < scan->count; i++) {
		found = scan->found[i];
		for (n = 0; !r && found->pv && n < found->pv->mda_count; n++)
			if (found->pv->mdas[n].valid)
				r = add_mda(scan, found, &found->mdas[n]);
	}
	return r;
}
