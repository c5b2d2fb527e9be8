/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * bench pvs DIR PVS VGS LVS COMMITS: DIR/images/d0000, ..., sparse, PVs in VGs of
 * equal size, with LVs. LVM2 writes each new text behind the last one, so that of a
 * VG that was changed COMMITS times begins so many texts into its mda: in the first
 * 8 KiB of the PV while that is 0 and the text short.
 *
 * bench blank DIR COUNT: DIR/images/d0000, ..., which hold no PV.
 *
 * LVM2 itself would take minutes to make a thousand; to it these are real.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bench.h"
#include "make_disk.h"
#include "text.h"

#define MIB (UINT64_C(1) << 20)
#define BLANK_SIZE (4 * MIB)	/* above devices/pv_min_size */
#define UUID_AT (512u + 32u)	/* label in sector 1, pv_header behind its header */
#define MDA_START 4096u

static int make_dir(const char *dir)
{
	char images[4096];

	snprintf(images, sizeof(images), "%s/images", dir);
	if (mkdir(dir, 0700) || mkdir(images, 0700)) {
		perror(dir);
		return -1;
	}
	return 0;
}

/* The first `used` bytes of it have content. */
static int save(const char *dir, unsigned number, const void *data, size_t used, uint64_t size)
{
	char path[4096];
	int fd, r = 0;

	snprintf(path, sizeof(path), "%s/images/d%04u", dir, number);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
	if (fd < 0 || pwrite(fd, data, used, 0) != (ssize_t)used || ftruncate(fd, (off_t)size)) {
		perror(path);
		r = -1;
	}
	if (fd >= 0)
		close(fd);
	return r;
}

static void compose(struct disk *disk, const struct vg_plan *vg, const char *text, uint64_t text_at)
{
	disk_label(disk, &(struct label_spec) {
		.sector = 1, .device_size = vg->pv_size,
		.data = { { vg->pe_start, 0 } },
		.mdas = { { MDA_START, vg->pe_start - MDA_START } },
		.ext_version = 2, .ext_flags = 1,
	});
	disk_mda(disk, &(struct mda_spec) {
		.start = MDA_START, .size = vg->pe_start - MDA_START,
		.text_at = text_at, .text = text,
	});
}

static int save_pvs(const char *dir, const struct vg_plan *vg, struct disk *disk, size_t used)
{
	unsigned i;
	char raw[33];
	int r = 0;

	for (i = 0; !r && i < vg->pvs; i++) {
		make_uuid('p', vg->first_pv + i, raw);
		memcpy(disk->data + UUID_AT, raw, 32);
		disk_fix_label(disk, 1);
		r = save(dir, vg->first_pv + i, disk->data, used, vg->pv_size);
	}
	return r;
}

/* Twice its text has to fit into an mda, which is never less than LVM2's usual one.
 * Where it ends is said in the text, by as many digits. */
static void choose_sizes(struct vg_plan *vg)
{
	char *text = make_text(vg);

	vg->pe_start = (2 * strlen(text) / MIB + 1) * MIB;
	vg->pv_size = vg->pe_start + (pv_extents(vg) * EXTENT_SECTORS * UINT64_C(512) / MIB + 2) * MIB;
	free(text);
}

static uint64_t round_up(uint64_t n)
{
	return (n + 511) / 512 * 512;
}

static int make_vg(const char *dir, struct vg_plan *vg, unsigned commits)
{
	uint64_t size, at, room;
	struct disk *disk;
	char *text;
	int r;

	choose_sizes(vg);
	text = make_text(vg);
	size = strlen(text);
	room = vg->pe_start - MDA_START - 512 - size;
	at = 512 + commits * round_up(size) % round_up(room);
	disk = disk_new(vg->pe_start);
	compose(disk, vg, text, at);
	r = save_pvs(dir, vg, disk, MDA_START + at + size);
	disk_free(disk);
	free(text);
	return r;
}

int bench_pvs(int argc, char **argv)
{
	unsigned pvs = (unsigned)atoi(argv[2]), vgs = (unsigned)atoi(argv[3]);
	unsigned lvs = (unsigned)atoi(argv[4]), i;
	int r;

	if (argc != 6 || !vgs || pvs < vgs || pvs % vgs || lvs % vgs) {
		fprintf(stderr, "bench pvs: each VG gets the same number of PVs and of LVs\n");
		return 2;
	}
	r = make_dir(argv[1]);
	for (i = 0; !r && i < vgs; i++)
		r = make_vg(argv[1], &(struct vg_plan) {
			.number = i, .first_pv = i * (pvs / vgs), .pvs = pvs / vgs, .lvs = lvs / vgs,
		}, (unsigned)atoi(argv[5]));
	return r ? 1 : 0;
}

int bench_blank(int argc, char **argv)
{
	unsigned i, count = (unsigned)atoi(argv[2]);
	static const char nothing[512];
	int r;

	(void)argc;
	r = make_dir(argv[1]);
	for (i = 0; !r && i < count; i++)
		r = save(argv[1], i, nothing, sizeof(nothing), BLANK_SIZE);
	return r ? 1 : 0;
}
