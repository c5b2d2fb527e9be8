/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The first metadata area mostly begins at byte 4096, in the block that was read for the
 * label; the second, if there is one, in the last MiB or two of the device. There it
 * costs a read, which is worth it where a damaged label shows that there was a PV, or
 * where everything is to be checked.
 */
#include "scan/lost.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "scan/mda_walk.h"
#include "scan/tell.h"

/* At the end of a device: an area of LVM2's default size, and what it is aligned to. */
#define TAIL_SIZE ((size_t)2 * 1024 * 1024)

struct search {
	struct scan *scan;
	struct found *lost;	/* what is found; of the device `lost->of` */
	bool was_pv;		/* there is a damaged label */
	struct mda_walk mda;
	lost_done_fn done;
	void *context;
};

/* ------------------------------------------------------------------------
 * What was found
 */

/* Answers come in any order, results must not. */
static void insert(struct scan *scan, struct found *lost)
{
	struct found **at = &scan->lost;

	while (*at && found_compare((*at)->of, lost->of) < 0)
		at = &(*at)->next_lost;
	lost->next_lost = *at;
	*at = lost;
}

static void finish(struct search *search)
{
	struct found *lost = search->lost;
	lost_done_fn done = search->done;
	void *context = search->context;

	if (lost && (search->was_pv || (lost->mdas && lost->mdas[0].text)))
		insert(search->scan, lost);
	free(search);
	done(context);
}

static void mda_ended(void *context, struct mda_walk *mda)
{
	(void)mda;
	finish(context);
}

/* ------------------------------------------------------------------------
 * Where it may be
 */

/* Offset in `data` of the first sound mda_header, as which it has to know where on the
 * device it is; `length` if there is none. */
static size_t find_header(const struct search *search, const unsigned char *data, size_t length,
			  uint64_t base)
{
	const uint64_t size = search->lost->of->dev->info.size;
	struct mda_header header;
	struct wrong wrong;
	size_t at;

	for (at = 0; at + MDA_HEADER_SIZE <= length; at += VOLSCAN_SECTOR_SIZE)
		if (!mda_header_decode(data + at, base + at, 0, size, &header, &wrong) &&
		    header.committed.offset)
			return at;
	return length;
}

static void walk_mda(struct search *search, uint64_t offset)
{
	struct found *lost = search->lost;

	lost->pv->mdas = scan_zalloc(search->scan, sizeof(*lost->pv->mdas));
	lost->mdas = scan_zalloc(search->scan, sizeof(*lost->mdas));
	if (!lost->pv->mdas || !lost->mdas) {
		finish(search);
		return;
	}
	lost->pv->mda_count = 1;
	lost->pv->mdas[0].offset = offset;
	search->mda = (struct mda_walk) {
		.scan = search->scan, .found = lost, .whole = true,
		.ended = mda_ended, .context = search,
	};
	mda_walk_start(&search->mda);
}

static void on_tail(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct search *search = context;
	uint64_t base = dev->info.size - length;
	size_t at = error ? length : find_header(search, data, length, base);

	if (at < length)
		walk_mda(search, base + at);
	else
		finish(search);
}

/* Sectors are looked at, so that it has to begin at one. */
static void read_tail(struct search *search)
{
	struct dev *dev = search->lost->of->dev;
	uint64_t start = dev->info.size > TAIL_SIZE ? dev->info.size - TAIL_SIZE : 0;

	start += -start % VOLSCAN_SECTOR_SIZE;
	if ((search->was_pv || search->scan->check_all) && start >= DEV_BLOCK_SIZE)
		dev_read(search->scan->io, dev, start, (size_t)(dev->info.size - start),
			 DEV_READ_EXTRA_MDA_HEADER, on_tail, search);
	else
		finish(search);
}

/* ------------------------------------------------------------------------
 * Beginning
 */

static struct found *make_lost(struct scan *scan, struct found *found,
			       const struct label_wrongs *wrongs)
{
	struct found *lost = scan_zalloc(scan, sizeof(*lost));
	struct volscan_pv *pv = scan_zalloc(scan, sizeof(*pv));

	if (!lost || !pv)
		return NULL;
	pv->uuid = scan_format(scan, "%s", wrongs->uuid);
	pv->device = &found->dev->info;
	lost->dev = found->dev;
	lost->of = found;
	lost->budget = found->budget;
	lost->pv = pv;
	dm_list_init(&lost->notes);
	return lost;
}

void lost_search(struct scan *scan, struct found *found, const struct label_wrongs *wrongs,
		 const void *data, size_t length, lost_done_fn done, void *context)
{
	struct search *search = calloc(1, sizeof(*search));
	size_t at;

	if (!search) {
		scan->error = -ENOMEM;
		done(context);
		return;
	}
	*search = (struct search) {
		.scan = scan, .lost = make_lost(scan, found, wrongs),
		.was_pv = label_first_wrong(wrongs), .done = done, .context = context,
	};
	at = search->lost ? find_header(search, data, length, 0) : length;
	if (at < length)
		walk_mda(search, at);
	else if (search->lost)
		read_tail(search);
	else
		finish(search);
}

/* ------------------------------------------------------------------------
 * Which PV it is
 */

/* What its own metadata says, of whatever age. Of two VGs of one UUID it is that of the
 * same name. */
static const struct volscan_vg *own_vg(const struct found *lost, const struct vgs *vgs)
{
	const struct text *text = lost->pv->mda_count ? lost->mdas[0].text : NULL;
	const struct volscan_vg *own = NULL, *vg;
	size_t i;

	for (i = 0; text && text->vg && i < vgs->count; i++) {
		vg = vgs->texts[i]->vg;
		if (!strcmp(vg->uuid, text->vg->uuid) &&
		    (!own || !strcmp(vg->name, text->vg->name)))
			own = vg;
	}
	return own;
}

typedef bool (*pv_fits_fn)(const struct found *lost, const struct volscan_pv *pv);

static bool has_uuid(const struct found *lost, const struct volscan_pv *pv)
{
	return !strcmp(lost->pv->uuid, pv->uuid);
}

static bool has_size(const struct found *lost, const struct volscan_pv *pv)
{
	return lost->dev->info.size / VOLSCAN_SECTOR_SIZE == pv->dev_size;
}

static bool fits(const struct found *lost, const struct volscan_pv *pv)
{
	return lost->dev->info.size / VOLSCAN_SECTOR_SIZE >= pv->dev_size;
}

/* The one PV of `vg` (NULL: of any) that has no device and fits; NULL if there are
 * several, or none. */
static struct volscan_pv *only_one(const struct found *lost, const struct vgs *vgs,
				   const struct volscan_vg *vg, pv_fits_fn does)
{
	struct volscan_pv *found = NULL, *pv;
	size_t i, n;

	for (i = 0; i < vgs->count; i++)
		for (n = 0; n < vgs->texts[i]->vg->pv_count; n++) {
			pv = vgs->texts[i]->vg->pvs[n];
			if (pv->device || (vg && pv->vg != vg) || !does(lost, pv))
				continue;
			if (found)
				return NULL;
			found = pv;
		}
	return found;
}

static struct volscan_pv *guess(const struct found *lost, const struct vgs *vgs,
				const struct volscan_vg *vg)
{
	struct volscan_pv *pv = only_one(lost, vgs, vg, has_uuid);

	if (!pv)
		pv = only_one(lost, vgs, vg, has_size);
	return pv || !vg ? pv : only_one(lost, vgs, vg, fits);
}

static void take(struct scan *scan, struct found *lost, struct volscan_pv *pv)
{
	struct volscan_device *device = &lost->dev->info;

	pv->device = device;
	pv->uncertain = true;
	lost->of->row = pv;
	scan_tell(scan, device, FINDING_OF(LABEL_LOST, .vg = pv->vg->name, .expected = pv->uuid),
		  "its label is lost, and it seems to be PV %s of VG %s. Once that is sure, "
		  "\"pvcreate --uuid %s --restorefile FILE %s\" writes the label, and "
		  "\"vgcfgrestore --file FILE %s\" the metadata, where FILE is from \"volscan "
		  "vgcfgbackup\" or a backup.", pv->uuid, pv->vg->name, pv->uuid, device->name,
		  pv->vg->name);
}

static void tie(struct scan *scan, struct found *lost, const struct vgs *vgs)
{
	const struct volscan_vg *vg = own_vg(lost, vgs);
	struct volscan_pv *pv = guess(lost, vgs, vg);

	if (!lost->dev->info.reason)
		lost->dev->info.reason = "its LVM2 label is lost";
	if (pv)
		take(scan, lost, pv);
	else if (vg)
		scan_tell(scan, &lost->dev->info, FINDING_OF(LABEL_LOST, .vg = vg->name),
			  "its label is lost, and it has metadata of VG %s; which PV of it this "
			  "is is not known.", vg->name);
}

void lost_tie(struct scan *scan, const struct vgs *vgs)
{
	struct found *lost;

	for (lost = scan->lost; lost; lost = lost->next_lost)
		tie(scan, lost, vgs);
}
