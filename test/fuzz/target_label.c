/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The first sectors of a device: label, pv_header and its extension. */
#include <errno.h>
#include <string.h>

#include "base/uuid.h"
#include "fuzz.h"
#include "label/label.h"
#include "repair.h"

#define UNTOUCHED 0xa5

static void check_areas(const struct label_area *areas, unsigned count)
{
	CHECK(count <= LABEL_AREAS_MAX);
	for (unsigned i = 0; i < count; i++)
		CHECK(areas[i].offset);
}

static void check_label(const struct label *label, size_t size)
{
	CHECK(label->sector < LABEL_SECTORS);
	CHECK((label->sector + 1) * (size_t)VOLSCAN_SECTOR_SIZE <= size);
	CHECK(label->more_labels < LABEL_SECTORS - label->sector);
	CHECK(strlen(label->uuid) == VOLSCAN_UUID_LEN && uuid_parse(label->uuid, NULL));
	CHECK(label->ext_version >= 2 || !label->ext_flags);
	CHECK(label->ext_version || !label->ba_count);
	check_areas(label->data, label->data_count);
	check_areas(label->mdas, label->mda_count);
	check_areas(label->bas, label->ba_count);
}

static void check_untouched(const struct label *label)
{
	const unsigned char *bytes = (const unsigned char *)label;

	for (size_t i = 0; i < sizeof(*label); i++)
		CHECK(bytes[i] == UNTOUCHED);
}

static unsigned count_wrongs(const struct label_wrongs *wrongs, size_t size)
{
	unsigned count = 0;

	for (unsigned i = 0; i < LABEL_SECTORS; i++) {
		fuzz_check_wrong(&wrongs->sectors[i], size);
		count += wrongs->sectors[i].id != FINDING_NONE;
	}
	return count;
}

static void run(const uint8_t *data, size_t size)
{
	struct label_wrongs wrongs;
	struct label label;
	int r;

	memset(&label, UNTOUCHED, sizeof(label));
	memset(&wrongs, UNTOUCHED, sizeof(wrongs));
	r = label_decode(data, size, &label, &wrongs);
	CHECK(r != -ENODATA || !count_wrongs(&wrongs, size));
	if (!r) {
		check_label(&label, size);
		return;
	}
	CHECK(r == -ENODATA || (r == -EBADMSG && count_wrongs(&wrongs, size)));
	check_untouched(&label);
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned seed,
		     fuzz_change_fn change)
{
	size = change(data, size, room);
	if (seed % 8)
		repair_labels(data, size);
	return size;
}

const struct fuzz_target fuzz_label = { "label", run, mutate };
