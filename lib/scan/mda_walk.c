/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An mda costs as few reads as can be. Its header mostly lies in the block
 * that has been read for the label, and a short text that has not moved on
 * lies there as well: the path answers from the block in hand. So a text that
 * begins in the block of its header is asked for up to the end of that block,
 * and the rest only then.
 *
 * A short text is read and checked in every mda. A long one is only begun:
 * size, checksum and the VG's name tell which text it is, and it is fetched
 * whole from one mda later (fetch.c), since a VG of a thousand PVs with 1 MiB
 * of metadata has a thousand copies of it. Whether a text counts as short
 * depends on nothing but its size, never on what happens to be at hand: what
 * is checked, and thus what is complained about, is the same on every engine.
 *
 * A checksum may be wrong because the text was being written while it was
 * read. So the last block is given up and the mda walked a second time, from
 * its header on, before damage is believed in.
 */
#include "scan/mda_walk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "base/least.h"
#include "scan/tell.h"

/* Two blocks: what a text of this size costs at most is one more block. */
#define SHORT_TEXT ((size_t)2 * DEV_BLOCK_SIZE)

static void walk_header(struct mda_walk *w);
static void read_piece(struct mda_walk *w);

static struct volscan_mda *public_mda(const struct mda_walk *w)
{
	return &w->found->pv->mdas[w->index];
}

static struct found_mda *private_mda(const struct mda_walk *w)
{
	return &w->found->mdas[w->index];
}

static const struct raw_locn *locn_of(const struct mda_walk *w)
{
	return &private_mda(w)->header.committed;
}

static void finish(struct mda_walk *w)
{
	free(w->buffer);
	w->buffer = NULL;
	w->ended(w->context, w);
}

static void finish_without_memory(struct mda_walk *w)
{
	w->scan->error = -ENOMEM;
	finish(w);
}

static uint64_t text_at(const struct mda_walk *w)
{
	const struct found_mda *mda = private_mda(w);

	return mda->header.start + mda->header.committed.offset;
}

/* A second try, or the end of this mda with a note that it is damaged. */
static void damaged(struct mda_walk *w, const char *what, uint64_t offset,
		    const struct finding *finding)
{
	private_mda(w)->text = NULL;
	if (!w->again) {
		w->again = true;
		dev_distrust(w->scan->io, w->found->dev);
		walk_header(w);
		return;
	}
	found_note(w->scan, w->found, finding,
		   "%s at byte %" PRIu64 " is damaged: %s. Other copies are used if there "
		   "are any; \"vgck --updatemetadata VG\" writes this one anew.",
		   what, offset, finding_kinds[finding->id].title);
	finish(w);
}

static void damaged_header(struct mda_walk *w, const struct wrong *wrong)
{
	uint64_t offset = public_mda(w)->offset;
	struct finding finding = finding_of_wrong(wrong, offset);

	damaged(w, "metadata area", offset, &finding);
}

#define damaged_text(w, id, ...) \
	damaged(w, "metadata text", text_at(w), \
		FINDING_OF(id, .offset = text_at(w), .length = locn_of(w)->size, ##__VA_ARGS__))

static void unreadable(struct mda_walk *w, enum finding_id id, const char *what,
		       uint64_t offset, int error)
{
	private_mda(w)->text = NULL;
	found_note(w->scan, w->found,
		   &(const struct finding) { .id = id, .offset = offset,
					     .found = strerror(-error) },
		   "%s at byte %" PRIu64 " cannot be read: %s. Other copies are used if "
		   "there are any; check the device.", what, offset, strerror(-error));
	finish(w);
}

static void past_end(struct mda_walk *w)
{
	const uint64_t size = w->found->dev->info.size, offset = public_mda(w)->offset;

	found_note(w->scan, w->found,
		   FINDING_OF(MDA_PAST_END, .offset = offset,
			      .expected = finding_number(FINDING_ROOM, size)),
		   "metadata area at byte %" PRIu64 " lies past the end of the device, which "
		   "has %" PRIu64 " bytes. Other copies are used if there are any.",
		   offset, size);
	finish(w);
}

/* A comparison with a copy that is right is faster than to compute it. */
static uint32_t checksum(const struct mda_walk *w, const void *bytes)
{
	const struct raw_locn *locn = locn_of(w);

	return texts_has(w->scan->texts, locn, w->vg_name, bytes) ? locn->crc :
	       lvm_crc(LVM_CRC_SEED, bytes, locn->size);
}

/* All bytes of the text are there. */
static void finish_text(struct mda_walk *w, const void *bytes)
{
	const struct raw_locn *locn = locn_of(w);
	uint32_t crc = checksum(w, bytes);
	struct text *text;

	if (crc != locn->crc) {
		damaged_text(w, COPY_CRC, .field = "raw_locn.checksum",
			     .expected = finding_hex(FINDING_ROOM, locn->crc),
			     .found = finding_hex(FINDING_ROOM, crc));
		return;
	}
	text = texts_get(w->scan->texts, locn, w->vg_name);
	if (!text || text_fill(w->scan->texts, text, bytes)) {
		finish_without_memory(w);
		return;
	}
	log_print(w->scan->log, VOLSCAN_LOG_DEBUG, VOLSCAN_LOG_METADATA,
		  "%s: text of VG %s, %" PRIu64 " bytes at byte %" PRIu64 ", checksum right",
		  w->found->dev->info.name, w->vg_name, locn->size, text_at(w));
	private_mda(w)->text = text;
	finish(w);
}

/* A long text of which the first block was read: leave the rest to a fetch. */
static void finish_long_text(struct mda_walk *w)
{
	struct text *text = texts_get(w->scan->texts, locn_of(w), w->vg_name);

	if (!text) {
		finish_without_memory(w);
		return;
	}
	private_mda(w)->text = text;
	finish(w);
}

/* The name is looked at as soon as enough is there. Returns -EBADMSG if what
 * is there is no beginning of a text, after which the walk has gone on. */
static int take_name(struct mda_walk *w, const char *bytes, uint64_t length)
{
	if (w->vg_name[0] || (length <= MDA_VG_NAME_MAX && length < locn_of(w)->size))
		return 0;
	if (!mda_vg_name(bytes, length, w->vg_name))
		return 0;
	damaged_text(w, COPY_NAME);
	return -EBADMSG;
}

static int keep_piece(struct mda_walk *w, const void *data, size_t length)
{
	if (!w->buffer)
		w->buffer = malloc(locn_of(w)->size);
	if (!w->buffer)
		return -ENOMEM;
	memcpy(w->buffer + w->got, data, length);
	w->got += length;
	return 0;
}

static void on_piece(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct mda_walk *w = context;
	uint64_t size = locn_of(w)->size;

	(void)dev;
	if (error) {
		unreadable(w, FINDING_COPY_UNREAD, "metadata text", text_at(w), error);
	} else if (length == size) {
		if (!take_name(w, data, length))
			finish_text(w, data);
	} else if (keep_piece(w, data, length)) {
		finish_without_memory(w);
	} else if (!take_name(w, w->buffer, w->got)) {
		if (w->got == size)
			finish_text(w, w->buffer);
		else if (w->vg_name[0] && size > SHORT_TEXT && !w->whole)
			finish_long_text(w);
		else
			read_piece(w);
	}
}

static uint64_t block_of(uint64_t offset)
{
	return offset / DEV_BLOCK_SIZE;
}

/* How much of `range` to ask for as the first piece of the text: see above. */
static uint64_t first_piece(const struct mda_walk *w, const struct mda_range *range)
{
	uint64_t rest_of_block = DEV_BLOCK_SIZE - range->offset % DEV_BLOCK_SIZE;
	bool beside_header = block_of(range->offset) == block_of(private_mda(w)->header.start);

	if (beside_header || locn_of(w)->size > SHORT_TEXT)
		return least(range->length, rest_of_block);
	return range->length;
}

/* The part of the text that is to be read next. */
static struct mda_range next_piece(const struct mda_walk *w)
{
	struct mda_range piece = mda_text_piece(&private_mda(w)->header, locn_of(w), w->got);

	piece.length = least(piece.length, w->got ? MDA_PIECE_SIZE : first_piece(w, &piece));
	return piece;
}

static enum dev_reason content_reason(const struct mda_walk *w)
{
	return w->index ? DEV_READ_EXTRA_MDA_CONTENT : DEV_READ_MDA_CONTENT;
}

static void read_piece(struct mda_walk *w)
{
	struct mda_range piece = next_piece(w);

	dev_read(w->scan->io, w->found->dev, piece.offset, piece.length, content_reason(w),
		 on_piece, w);
}

/* A short text that wraps round the end of its area: both ranges at once, so that it
 * costs no more time than another. */
static bool read_both_ends(struct mda_walk *w)
{
	struct dev_part parts[2];
	struct mda_range ranges[2];
	unsigned i, n = mda_text_ranges(&private_mda(w)->header, locn_of(w), ranges);

	if (n < 2 || locn_of(w)->size > SHORT_TEXT)
		return false;
	for (i = 0; i < n; i++)
		parts[i] = (struct dev_part) { ranges[i].offset, ranges[i].length };
	dev_read_parts(w->scan->io, w->found->dev, parts, n, content_reason(w), on_piece, w);
	return true;
}

/* It may be as long as that, or its mda_header lies. */
static void too_long(struct mda_walk *w)
{
	const uint64_t size = locn_of(w)->size;

	found_note(w->scan, w->found,
		   FINDING_OF(LOCN_LONG, .offset = text_at(w), .length = size,
			      .field = "raw_locn.size",
			      .expected = finding_number(FINDING_ROOM, w->scan->max_size),
			      .found = finding_number(FINDING_ROOM, size)),
		   "metadata text at byte %" PRIu64 " is not read: it is said to have %" PRIu64
		   " bytes. If the VG is as large as that, raise the setting metadata/max_size.",
		   text_at(w), size);
	finish(w);
}

void mda_walk_text(struct mda_walk *w)
{
	uint64_t size = locn_of(w)->size;

	w->got = 0;
	w->vg_name[0] = '\0';
	if (size > w->scan->max_size)
		too_long(w);
	else if (!read_both_ends(w))
		read_piece(w);
}

static void publish_header(const struct mda_walk *w)
{
	const struct mda_header *header = &private_mda(w)->header;
	struct volscan_mda *mda = public_mda(w);

	mda->valid = true;
	mda->size = header->size;
	mda->ignored = header->committed.ignored;
	mda->text_offset = header->committed.offset;
	mda->text_size = header->committed.size;
	mda->text_crc = header->committed.crc;
	/* LVM2 counts nothing as free in an mda that it does not use. */
	mda->free = mda->ignored ? 0 : mda_free_bytes(header);
}

/* It is no text that anybody would read: worth a word only where all is. */
static void note_precommitted(const struct mda_walk *w, const struct wrong *wrong)
{
	const uint64_t start = public_mda(w)->offset;
	struct finding finding = finding_of_wrong(wrong, start);

	finding.id = FINDING_PRECOMMITTED_BAD;
	found_note(w->scan, w->found, &finding,
		   "the metadata area at byte %" PRIu64 " names a precommitted text that cannot "
		   "be: %s. The next change of the VG clears it.", start,
		   finding_kinds[wrong->id].title);
}

static void on_header(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct mda_walk *w = context;
	struct volscan_mda *mda = public_mda(w);
	struct mda_header header;
	struct wrong wrong;

	(void)length;
	if (error) {
		unreadable(w, FINDING_MDA_UNREAD, "metadata area", mda->offset, error);
		return;
	}
	if (mda_header_decode(data, mda->offset, private_mda(w)->label_size,
			      dev->info.size, &header, &wrong)) {
		damaged_header(w, &wrong);
		return;
	}
	if (wrong.id && w->scan->check_all)
		note_precommitted(w, &wrong);
	private_mda(w)->header = header;
	publish_header(w);
	/* An ignored mda may have any old text: LVM2 does not look at it either. */
	if (!header.committed.offset || header.committed.ignored)
		finish(w);
	else
		mda_walk_text(w);
}

static void walk_header(struct mda_walk *w)
{
	const struct volscan_mda *mda = public_mda(w);
	uint64_t size = w->found->dev->info.size;

	free(w->buffer);
	w->buffer = NULL;
	if (size < MDA_HEADER_SIZE || mda->offset > size - MDA_HEADER_SIZE) {
		past_end(w);
		return;
	}
	dev_read(w->scan->io, w->found->dev, mda->offset, MDA_HEADER_SIZE,
		 w->index ? DEV_READ_EXTRA_MDA_HEADER : DEV_READ_MDA_HEADER, on_header, w);
}

void mda_walk_start(struct mda_walk *w)
{
	walk_header(w);
}
