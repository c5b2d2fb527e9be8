/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "damage.h"

#define MIB (UINT64_C(1) << 20)

struct disk *disks_get(const struct disks *disks, char letter)
{
	if (letter < 'a' || letter > 'z' || !disks->at[letter - 'a'])
		die("there is no disk %c", letter);
	return disks->at[letter - 'a'];
}

static struct disk *add(struct disks *disks, char letter, uint64_t size)
{
	return disks->at[letter - 'a'] = disk_new(size);
}

static char *text_of(const char *pvs, size_t padding)
{
	return vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 5, .pvs = pvs,
					   .lvs = (unsigned)strlen(pvs), .padding = padding });
}

static void add_pv(struct disks *disks, char letter, const char *text)
{
	disk_pv(add(disks, letter, 8 * MIB), letter, text);
}

/* ------------------------------------------------------------------------
 * Bases
 */

static void make_pair(struct disks *disks)
{
	char *text = text_of("ab", 0);

	add_pv(disks, 'a', text);
	add_pv(disks, 'b', text);
	free(text);
}

static void make_long(struct disks *disks)
{
	char *text = text_of("ab", 100000);

	add_pv(disks, 'a', text);
	add_pv(disks, 'b', text);
	free(text);
}

static void make_alone(struct disks *disks)
{
	char *text = text_of("a", 0);

	add_pv(disks, 'a', text);
	free(text);
}

static void make_orphan(struct disks *disks)
{
	add_pv(disks, 'a', NULL);
}

/* The second mda is the last MiB of nine. */
static void make_two(struct disks *disks)
{
	char *text = text_of("a", 0);
	struct disk *disk = add(disks, 'a', 9 * MIB);

	disk_pv(disk, 'a', text);
	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .data = { { DISK_PE_START, 0 } },
		.mdas = { { DISK_MDA_START, DISK_MDA_SIZE }, { 8 * MIB, MIB } },
		.ext_version = 2, .ext_flags = 1,
	});
	disk_mda(disk, &(struct mda_spec) { .start = 8 * MIB, .size = MIB,
					    .text_at = DISK_TEXT_AT, .text = text });
	free(text);
}

/* An mda of 40 MiB. */
static void make_big(struct disks *disks)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 5, .pvs = "a",
						 .lvs = 1, .pv_sectors = 131072 });
	struct disk *disk = add(disks, 'a', 64 * MIB);
	struct bytes bytes;

	disk_label(disk, &(struct label_spec) {
		.id = 'a', .sector = 1, .data = { { 48 * MIB, 0 } },
		.mdas = { { DISK_MDA_START, 40 * MIB } }, .ext_version = 2, .ext_flags = 1,
	});
	disk_mda(disk, &(struct mda_spec) { .start = DISK_MDA_START, .size = 40 * MIB,
					    .text_at = DISK_TEXT_AT, .text = text });
	bytes = text_take(disk);
	text_edit(&bytes, "s/pe_start = 2048/pe_start = 98304/");
	text_put(disk, &bytes);
	free(bytes.data);
	free(text);
}

static const struct {
	const char *name;
	void (*make)(struct disks *disks);
} bases[] = {
	{ "pair", make_pair }, { "long", make_long }, { "alone", make_alone },
	{ "orphan", make_orphan }, { "two", make_two }, { "big", make_big },
};

/* ------------------------------------------------------------------------
 * Golden images
 */

static struct disk *load(const char *path)
{
	struct stat status;
	struct disk *disk;
	int fd = open(path, O_RDONLY);

	if (fd < 0 || fstat(fd, &status))
		return NULL;
	disk = disk_new((uint64_t)status.st_size);
	if (read(fd, disk->data, disk->size) != status.st_size)
		die("cannot read %s", path);
	close(fd);
	unlink(path);
	return disk;
}

static void make_golden(struct disks *disks, const char *name, const char *golden)
{
	char command[4096], path[32];
	char letter;

	snprintf(command, sizeof(command),
		 "zstd -dcq --long=27 '%s/%s/images.tar.zst' | tar -xSf -", golden, name);
	if (system(command))
		die("cannot unpack the golden case %s", name);
	for (letter = 'a'; letter < 'z'; letter++) {
		snprintf(path, sizeof(path), "d%d.img", letter - 'a');
		disks->at[letter - 'a'] = load(path);
	}
}

/* ------------------------------------------------------------------------
 * All of them
 */

/* Beside whatever is damaged there is a VG that nothing happens to. */
static void add_bystander(struct disks *disks)
{
	char *text = vg_text(&(struct vg_spec) { .name = "good", .id = 'g', .pvs = "z",
						 .lvs = 1 });

	add_pv(disks, 'z', text);
	free(text);
}

void disks_make(struct disks *disks, const char *base, const char *golden)
{
	const size_t count = sizeof(bases) / sizeof(bases[0]);
	size_t i;

	memset(disks, 0, sizeof(*disks));
	add_bystander(disks);
	for (i = 0; i < count && strcmp(bases[i].name, base); i++)
		;
	if (i < count)
		bases[i].make(disks);
	else if (!strncmp(base, "golden/", 7))
		make_golden(disks, base + 7, golden);
	else
		die("unknown base %s", base);
}

void disks_free(struct disks *disks)
{
	unsigned i;

	for (i = 0; i < DISKS_MAX; i++)
		disk_free(disks->at[i]);
}

void disks_save(const struct disks *disks)
{
	char path[2] = "a";

	for (; *path <= 'z'; (*path)++)
		if (disks->at[*path - 'a'])
			disk_save(disks->at[*path - 'a'], path);
}

void disks_names(const struct disks *disks, char names[2 * DISKS_MAX])
{
	char letter, *at = names;

	for (letter = 'a'; letter <= 'z'; letter++) {
		if (!disks->at[letter - 'a'])
			continue;
		if (at > names)
			*at++ = ',';
		*at++ = letter;
	}
	*at = '\0';
}

void disks_remove(const char *names)
{
	char path[2] = "";

	for (; *names; names++) {
		*path = *names;
		if (*names != ',')
			unlink(path);
	}
}
