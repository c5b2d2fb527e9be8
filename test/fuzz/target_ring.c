/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A metadata area of which old texts are looked for: u8 1 if it wraps | the area. */
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "base/uuid.h"
#include "format_text/ring.h"
#include "fuzz.h"
#include "repair.h"

static bool is_in(const struct ring *ring, size_t offset, size_t size)
{
	return offset >= MDA_HEADER_SIZE && offset < ring->length && size &&
	       size <= ring->length - (ring->wraps ? MDA_HEADER_SIZE : offset);
}

static void check_copy(const struct ring *ring, const struct ring_text *text)
{
	size_t name = strlen(text->vg_name);
	char *copy = malloc(text->size);

	CHECK(copy);
	ring_copy(ring, text->offset, text->size, copy);
	CHECK(text->size > name && !memcmp(copy, text->vg_name, name));
	CHECK(!memchr(copy, '\0', text->size));
	CHECK(ring_crc(ring, text->offset, text->size) ==
	      lvm_crc(LVM_CRC_SEED, copy, text->size));
	free(copy);
}

static void check_text(const struct ring *ring, const struct ring_text *text, size_t from)
{
	CHECK(text->offset >= from && is_in(ring, text->offset, text->size));
	CHECK(text->offset % VOLSCAN_SECTOR_SIZE == 0);
	CHECK(text->vg_name[0] && strlen(text->vg_uuid) == VOLSCAN_UUID_LEN);
	CHECK(uuid_parse(text->vg_uuid, NULL));
	check_copy(ring, text);
}

static void run(const uint8_t *data, size_t size)
{
	struct ring ring = { .data = (const char *)data + 1, .length = size - 1 };
	struct ring_text text;
	size_t from = 0, total = 0;

	if (size < 1 + MDA_HEADER_SIZE)
		return;
	ring.wraps = data[0] & 1;
	while (ring_next(&ring, from, &text)) {
		check_text(&ring, &text, from);
		from = text.offset + text.size;
		total += text.size;
	}
	CHECK(total <= ring.length);
}

const struct fuzz_target fuzz_ring = { "ring", run, NULL };
