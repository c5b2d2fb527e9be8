/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A recipe is a list of steps, done in order on the bytes of the disks; what the steps
 * are is in the head of the file `table`. */
#include <endian.h>
#include <stdlib.h>
#include <string.h>

#include "base/crc.h"
#include "damage.h"

#define SECOND_MDA (UINT64_C(8) << 20)

enum { IN_LABEL, IN_MDA, IN_MDA2 };

/* Offsets from the sector of the label, and from the mda. */
static const struct field {
	const char *name;
	unsigned where, offset, size;
} fields[] = {
	{ "label.id", IN_LABEL, 0, 8 },
	{ "label.sector", IN_LABEL, 8, 8 },
	{ "label.crc", IN_LABEL, 16, 4 },
	{ "label.offset", IN_LABEL, 20, 4 },
	{ "label.type", IN_LABEL, 24, 8 },
	{ "pvh.uuid", IN_LABEL, 32, 8 },
	{ "pvh.size", IN_LABEL, 64, 8 },
	{ "data.offset", IN_LABEL, 72, 8 },
	{ "data.size", IN_LABEL, 80, 8 },
	{ "data.end", IN_LABEL, 88, 8 },
	{ "area.offset", IN_LABEL, 104, 8 },
	{ "area.size", IN_LABEL, 112, 8 },
	{ "area.end", IN_LABEL, 120, 8 },
	{ "area2.offset", IN_LABEL, 120, 8 },	/* of base `two' */
	{ "area2.size", IN_LABEL, 128, 8 },
	{ "ext.version", IN_LABEL, 136, 4 },
	{ "ext.flags", IN_LABEL, 140, 4 },
	{ "ba.offset", IN_LABEL, 144, 8 },
	{ "ba.size", IN_LABEL, 152, 8 },
	{ "mda.crc", IN_MDA, 0, 4 },
	{ "mda.magic", IN_MDA, 4, 8 },
	{ "mda.version", IN_MDA, 20, 4 },
	{ "mda.start", IN_MDA, 24, 8 },
	{ "mda.size", IN_MDA, 32, 8 },
	{ "locn.offset", IN_MDA, 40, 8 },
	{ "locn.size", IN_MDA, 48, 8 },
	{ "locn.crc", IN_MDA, 56, 4 },
	{ "locn.flags", IN_MDA, 60, 4 },
	{ "locn1.offset", IN_MDA, 64, 8 },
	{ "locn1.size", IN_MDA, 72, 8 },
	{ "locn1.crc", IN_MDA, 80, 4 },
	{ "locn1.flags", IN_MDA, 84, 4 },
	{ "mda2.crc", IN_MDA2, 0, 4 },
	{ "mda2.magic", IN_MDA2, 4, 8 },
	{ "mda2.start", IN_MDA2, 24, 8 },
	{ "mda2.size", IN_MDA2, 32, 8 },
	{ "locn2.offset", IN_MDA2, 40, 8 },
	{ "locn2.size", IN_MDA2, 48, 8 },
	{ "locn2.crc", IN_MDA2, 56, 4 },
	{ "locn2.flags", IN_MDA2, 60, 4 },
};

static const uint64_t starts[] = { 512, DISK_MDA_START, SECOND_MDA };

struct recipe {
	struct disks *disks;
	struct disk *disk;	/* of this step */
	bool every_disk;	/* no disk was named */
	bool no_repair;
};

/* ------------------------------------------------------------------------
 * Numbers on disks
 */

static uint64_t get(const uint8_t *at, size_t size)
{
	uint64_t value = 0;

	memcpy(&value, at, size);
	return le64toh(value);
}

static void put(uint8_t *at, uint64_t value, size_t size)
{
	value = htole64(value);
	memcpy(at, &value, size);
}

static uint8_t *place(struct disk *disk, uint64_t offset, uint64_t length)
{
	if (offset > disk->size || length > disk->size - offset)
		die("byte %llu is past the end of the disk", (unsigned long long)offset);
	return disk->data + offset;
}

static void repair(const struct recipe *r, unsigned where)
{
	if (r->no_repair)
		return;
	if (where == IN_LABEL)
		disk_fix_label(r->disk, 1);
	else
		disk_fix_mda(r->disk, starts[where]);
}

/* ------------------------------------------------------------------------
 * Texts
 */

static uint8_t *locn_of(const struct disk *disk)
{
	return disk->data + DISK_MDA_START + 40;
}

struct bytes text_take(const struct disk *disk)
{
	const uint8_t *locn = locn_of(disk);
	struct bytes text = { .length = get(locn + 8, 8) };

	text.data = calloc(1, text.length + 1);
	if (!text.data)
		die("no memory");
	memcpy(text.data, disk->data + DISK_MDA_START + get(locn, 8), text.length);
	return text;
}

void text_put(struct disk *disk, const struct bytes *text)
{
	uint8_t *locn = locn_of(disk);

	memcpy(place(disk, DISK_MDA_START + get(locn, 8), text->length), text->data,
	       text->length);
	put(locn + 8, text->length, 8);
	put(locn + 16, lvm_crc(LVM_CRC_SEED, text->data, text->length), 4);
	disk_fix_mda(disk, DISK_MDA_START);
}

static void edit_on(struct disk *disk, const char *edit)
{
	struct bytes text = text_take(disk);

	text_edit(&text, edit);
	text_put(disk, &text);
	free(text.data);
}

/* All copies but that of the bystander, unless a disk was named. */
static void step_text(const struct recipe *r, const char *edit)
{
	char letter;

	if (!r->every_disk)
		edit_on(r->disk, edit);
	for (letter = 'a'; r->every_disk && letter < 'z'; letter++)
		if (r->disks->at[letter - 'a'])
			edit_on(r->disks->at[letter - 'a'], edit);
}

/* ------------------------------------------------------------------------
 * The other steps
 */

static void step_size(const struct recipe *r, const char *argument)
{
	struct disk *new = disk_new(strtoull(argument, NULL, 0));
	uint64_t size = new->size < r->disk->size ? new->size : r->disk->size;

	memcpy(new->data, r->disk->data, size);
	free(r->disk->data);
	*r->disk = *new;
	free(new);
}

static void step_copy(const struct recipe *r, const char *argument)
{
	const struct disk *from = disks_get(r->disks, *argument);

	memcpy(place(r->disk, 0, from->size), from->data, from->size);
}

static void step_fill(const struct recipe *r, const char *argument)
{
	char *at;
	uint64_t offset = strtoull(argument, &at, 0), count = strtoull(at, &at, 0);

	memset(place(r->disk, offset, count), (int)strtoul(at, NULL, 0), count);
}

static void step_label(const struct recipe *r, const char *argument)
{
	uint8_t *from = place(r->disk, 512, 512);
	unsigned sector = (unsigned)strtoul(argument, NULL, 0);

	memcpy(place(r->disk, 512 * sector, 512), from, 512);
	put(r->disk->data + 512 * sector + 8, sector, 8);
	disk_fix_label(r->disk, sector);
}

/* The committed slot, into the precommitted one. */
static void step_precommit(const struct recipe *r, const char *argument)
{
	uint8_t *locn = locn_of(r->disk);

	(void)argument;
	memcpy(locn + 24, locn, 24);
	disk_fix_mda(r->disk, DISK_MDA_START);
}

static const struct {
	const char *word;
	void (*step)(const struct recipe *r, const char *argument);
} steps[] = {
	{ "text ", step_text }, { "size ", step_size }, { "copy ", step_copy },
	{ "fill ", step_fill }, { "label ", step_label }, { "precommit", step_precommit },
};

/* ------------------------------------------------------------------------
 * FIELD=VALUE
 */

static uint64_t number(const struct recipe *r, const char *value, uint64_t old)
{
	if (!strncmp(value, "old", 3))
		return old + strtoull(value + 3, NULL, 0);
	if (!strncmp(value, "end", 3))
		return r->disk->size + strtoull(value + 3, NULL, 0);
	if (!strcmp(value, "max"))
		return UINT64_MAX;
	return strtoull(value, NULL, 0);
}

static bool set_field(const struct recipe *r, const char *step)
{
	const char *value = strchr(step, '=');
	const struct field *field = fields, *end = fields + sizeof(fields) / sizeof(fields[0]);
	uint8_t *at;

	for (; value && field < end; field++) {
		if (strlen(field->name) != (size_t)(value - step) ||
		    strncmp(field->name, step, strlen(field->name)))
			continue;
		at = place(r->disk, starts[field->where] + field->offset, field->size);
		put(at, number(r, value + 1, get(at, field->size)), field->size);
		repair(r, field->where);
		return true;
	}
	return false;
}

/* ------------------------------------------------------------------------
 * All of it
 */

static void do_step(struct recipe *r, const char *step)
{
	size_t i;

	r->every_disk = step[1] != ':';
	r->disk = disks_get(r->disks, r->every_disk ? 'a' : *step);
	step += r->every_disk ? 0 : 2;
	if (!strcmp(step, "norepair")) {
		r->no_repair = true;
		return;
	}
	for (i = 0; i < sizeof(steps) / sizeof(steps[0]); i++)
		if (!strncmp(step, steps[i].word, strlen(steps[i].word))) {
			steps[i].step(r, step + strlen(steps[i].word));
			return;
		}
	if (!set_field(r, step))
		die("unknown step: %s", step);
}

void recipe_apply(struct disks *disks, const char *recipe)
{
	struct recipe r = { .disks = disks };
	char *copy = strdup(recipe), *rest = copy, *step;

	while (copy && (step = strsep(&rest, ";"))) {
		step += strspn(step, " ");
		if (*step)
			do_step(&r, step);
	}
	free(copy);
}
