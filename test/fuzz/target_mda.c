/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A metadata area: what the pv_header and the device's size say of it, its header, and
 * the beginning of a text.
 *
 *	u64 start | u64 size | u64 device size | header, 512 B | text
 */
#include <errno.h>
#include <string.h>

#include "base/le.h"
#include "format_text/mda.h"
#include "fuzz.h"
#include "repair.h"

#define HEADER_AT 24
#define TEXT_AT (HEADER_AT + MDA_HEADER_SIZE)
#define UNTOUCHED 0xa5

static bool is_none(const struct raw_locn *locn)
{
	return !locn->offset && !locn->size && !locn->crc;
}

/* All of it lies behind the header, inside the area and the device, and no byte is in
 * it twice. */
static void check_text(const struct mda_header *header, const struct raw_locn *locn,
		       uint64_t device_size)
{
	struct mda_range ranges[2];
	unsigned n = mda_text_ranges(header, locn, ranges);
	uint64_t length = 0;

	CHECK(!n == !locn->offset);
	CHECK(n || is_none(locn));
	for (unsigned i = 0; i < n; i++) {
		CHECK(ranges[i].length && ranges[i].length <= device_size);
		CHECK(ranges[i].offset <= device_size - ranges[i].length);
		CHECK(ranges[i].offset - header->start >= MDA_HEADER_SIZE);
		CHECK(ranges[i].offset - header->start <= header->size - ranges[i].length);
		length += ranges[i].length;
	}
	CHECK(length == locn->size);
	if (n == 2) {
		CHECK(ranges[0].offset + ranges[0].length == header->start + header->size);
		CHECK(ranges[1].offset + ranges[1].length <= ranges[0].offset);
	}
}

static void check_header(const struct mda_header *header, uint64_t start, uint64_t size,
			 uint64_t device_size)
{
	CHECK(header->start == start && start < device_size);
	CHECK(header->size > MDA_HEADER_SIZE && header->size <= UINT64_MAX - start);
	CHECK(!size || header->size <= size);
	CHECK(mda_free_bytes(header) < header->size / 2);
	check_text(header, &header->committed, device_size);
	check_text(header, &header->precommitted, device_size);
}

static void check_untouched(const void *output, size_t size)
{
	const unsigned char *bytes = output;

	while (size--)
		CHECK(*bytes++ == UNTOUCHED);
}

static void run_header(const uint8_t *data)
{
	uint64_t start = get_le64(data), size = get_le64(data + 8);
	uint64_t device_size = get_le64(data + 16);
	struct mda_header header;
	struct wrong wrong;
	int r;

	memset(&header, UNTOUCHED, sizeof(header));
	memset(&wrong, UNTOUCHED, sizeof(wrong));
	r = mda_header_decode(data + HEADER_AT, start, size, device_size, &header, &wrong);
	fuzz_check_wrong(&wrong, MDA_HEADER_SIZE);
	if (!r) {
		check_header(&header, start, size, device_size);
		return;
	}
	CHECK(r == -EBADMSG && wrong.id != FINDING_NONE);
	check_untouched(&header, sizeof(header));
}

static void run_name(const char *text, size_t length)
{
	char name[MDA_VG_NAME_MAX + 1];
	size_t n;

	memset(name, UNTOUCHED, sizeof(name));
	if (mda_vg_name(text, length, name)) {
		check_untouched(name, sizeof(name));
		return;
	}
	n = strlen(name);
	CHECK(n && n < length && !memcmp(name, text, n));
	CHECK(name[0] != '-' && strcmp(name, ".") && strcmp(name, ".."));
	CHECK(strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
		     "._+-") == n);
}

static void run(const uint8_t *data, size_t size)
{
	if (size < TEXT_AT)
		return;
	run_header(data);
	run_name((const char *)data + TEXT_AT, size - TEXT_AT);
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned seed,
		     fuzz_change_fn change)
{
	size = change(data, size, room);
	if (size < TEXT_AT || !(seed % 8))
		return size;
	if (seed % 16 < 14)	/* most mistakes come after this one */
		memcpy(data + HEADER_AT + 24, data, sizeof(uint64_t));
	repair_mda_header(data + HEADER_AT);
	return size;
}

const struct fuzz_target fuzz_mda = { "mda", run, mutate };
