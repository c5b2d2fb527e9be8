/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A name and a brace at a whole sector can also be an LV's in the middle of a text; so
 * UUID and seqno are looked for too, which LVM2 writes first, and in this order for VGs
 * only. All that lies within one sector, whatever the name is.
 *
 * What old texts say is anything: a text that was written over, and one that somebody
 * put there. Where the next one begins ends the one before, so that a sector belongs to
 * one text, itself at the latest, and is gone through twice at most.
 */
#include "format_text/ring.h"

#include <string.h>

#include "base/crc.h"
#include "base/uuid.h"

#define SECTOR VOLSCAN_SECTOR_SIZE
#define DIGITS_MAX 10		/* of a seqno */

/* The rest of a sector. NULL where what was expected was not there. */
struct cursor {
	const char *at, *end;
};

static void skip_space(struct cursor *c)
{
	while (c->at && c->at < c->end && (*c->at == ' ' || *c->at == '\n' || *c->at == '\t'))
		c->at++;
}

static void take(struct cursor *c, const char *word)
{
	size_t length = strlen(word);

	skip_space(c);
	if (!c->at)
		return;
	if ((size_t)(c->end - c->at) < length || memcmp(c->at, word, length))
		c->at = NULL;
	else
		c->at += length;
}

static void take_uuid(struct cursor *c, char uuid[VOLSCAN_UUID_LEN + 1])
{
	if (!c->at || c->end - c->at < VOLSCAN_UUID_LEN) {
		c->at = NULL;
		return;
	}
	memcpy(uuid, c->at, VOLSCAN_UUID_LEN);
	uuid[VOLSCAN_UUID_LEN] = '\0';
	c->at = uuid_parse(uuid, NULL) ? c->at + VOLSCAN_UUID_LEN : NULL;
}

static void take_number(struct cursor *c, uint32_t *number)
{
	unsigned digits = 0;
	uint64_t n = 0;

	skip_space(c);
	if (!c->at)
		return;
	while (c->at < c->end && *c->at >= '0' && *c->at <= '9' && digits <= DIGITS_MAX) {
		n = 10 * n + (uint64_t)(*c->at++ - '0');
		digits++;
	}
	if (!digits || n > UINT32_MAX)
		c->at = NULL;
	*number = (uint32_t)n;
}

/* The beginning of a text; false if it is none. */
static bool read_head(const char *sector, size_t length, struct ring_text *text)
{
	struct cursor c = { sector, sector + length };

	if (mda_vg_name(sector, length, text->vg_name))
		return false;
	c.at += strlen(text->vg_name);
	take(&c, "{");
	take(&c, "id");
	take(&c, "=");
	take(&c, "\"");
	take_uuid(&c, text->vg_uuid);
	take(&c, "\"");
	take(&c, "seqno");
	take(&c, "=");
	take_number(&c, &text->seqno);
	return c.at;
}

/* How much of a sector is there. */
static size_t sector_length(const struct ring *ring, size_t at)
{
	return ring->length - at < SECTOR ? ring->length - at : SECTOR;
}

static bool begins(const struct ring *ring, size_t at, struct ring_text *text)
{
	return read_head(ring->data + at, sector_length(ring, at), text);
}

/* The sector behind this one; 0 if there is none. */
static size_t next_sector(const struct ring *ring, size_t at)
{
	at += sector_length(ring, at);
	if (at < ring->length)
		return at;
	return ring->wraps ? MDA_HEADER_SIZE : 0;
}

static size_t measure(const struct ring *ring, size_t from)
{
	struct ring_text other;
	size_t at = from, size = 0, room, used;

	do {
		room = sector_length(ring, at);
		used = strnlen(ring->data + at, room);
		size += used;
		at = next_sector(ring, at);
	} while (used == room && at && !begins(ring, at, &other));
	return size;
}

bool ring_next(const struct ring *ring, size_t from, struct ring_text *text)
{
	struct ring_text found = { 0 };
	size_t at = from < MDA_HEADER_SIZE ? MDA_HEADER_SIZE : (from + SECTOR - 1) / SECTOR * SECTOR;

	while (at < ring->length && !begins(ring, at, &found))
		at += SECTOR;
	if (at >= ring->length)
		return false;
	found.offset = at;
	found.size = measure(ring, at);
	*text = found;
	return true;
}

/* What lies before the end of the ring. */
static size_t first_part(const struct ring *ring, size_t offset, size_t size)
{
	return size < ring->length - offset ? size : ring->length - offset;
}

void ring_copy(const struct ring *ring, size_t offset, size_t size, char *to)
{
	size_t first = first_part(ring, offset, size);

	memcpy(to, ring->data + offset, first);
	memcpy(to + first, ring->data + MDA_HEADER_SIZE, size - first);
}

uint32_t ring_crc(const struct ring *ring, size_t offset, size_t size)
{
	size_t first = first_part(ring, offset, size);
	uint32_t crc = lvm_crc(LVM_CRC_SEED, ring->data + offset, first);

	return lvm_crc(crc, ring->data + MDA_HEADER_SIZE, size - first);
}
