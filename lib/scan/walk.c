/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Thousands of walks are under way at once, so that a walk is small while it
 * waits for its first block, which is all that is ever read of most devices.
 *
 * As in LVM2, a partition table or an md superblock means that there is no PV,
 * even if an old label is still there. A device whose partitions are found
 * inside it is read and no PV; with a table that has none, or one that the
 * kernel knows, it is left out.
 */
#include "scan/walk.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "device/filter.h"
#include "device/partitions.h"
#include "device/signature.h"
#include "label/label.h"
#include "scan/early.h"
#include "scan/lost.h"
#include "scan/mda_walk.h"
#include "scan/not_read.h"
#include "scan/tell.h"

struct walk {
	struct scan *scan;
	struct found *found;
	struct mda_walk *mdas;
	struct partition_probe *probe;
	unsigned pending;	/* what the walk waits for */
};

/* What is said of a device with a partition table, whatever its state. */
static const char has_table[] = "it has a partition table";

static void drop(struct walk *w)
{
	if (--w->pending)
		return;
	dev_forget(w->scan->io, w->found->dev);
	early_device(w->scan, &w->found->dev->info);
	early_pv(w->scan, w->found);
	partition_probe_free(w->probe);
	free(w->mdas);
	free(w);
}

static void set_state(struct walk *w, enum volscan_device_state state, const char *reason)
{
	w->found->dev->info.state = state;
	w->found->dev->info.reason = reason;
}

/* ------------------------------------------------------------------------
 * A PV
 */

static const char *copy_string(struct walk *w, const char *s)
{
	return scan_format(w->scan, "%s", s);
}

static struct volscan_mda *make_mdas(struct walk *w, const struct label *label)
{
	struct volscan_mda *mdas = scan_zalloc(w->scan, label->mda_count * sizeof(*mdas));
	unsigned i;

	w->found->mdas = scan_zalloc(w->scan, label->mda_count * sizeof(*w->found->mdas));
	if (!mdas || !w->found->mdas)
		return NULL;
	for (i = 0; i < label->mda_count; i++) {
		mdas[i].offset = label->mdas[i].offset;
		mdas[i].size = label->mdas[i].size;
		w->found->mdas[i].label_size = label->mdas[i].size;
	}
	return mdas;
}

/* What the label says, as a PV of no VG: which is all there is to an orphan. */
static struct volscan_pv *make_pv(struct walk *w, const struct label *label)
{
	struct volscan_pv *pv = scan_zalloc(w->scan, sizeof(*pv));

	if (!pv)
		return NULL;
	pv->uuid = copy_string(w, label->uuid);
	pv->device = &w->found->dev->info;
	pv->device_hint = pv->device_id = pv->device_id_type = "";
	pv->header_size = label->device_size;
	pv->dev_size = label->device_size / VOLSCAN_SECTOR_SIZE;
	pv->pe_start = label->data_count ? label->data[0].offset / VOLSCAN_SECTOR_SIZE : 0;
	pv->label_sector = label->sector;
	pv->ext_version = label->ext_version;
	pv->ext_flags = label->ext_flags;
	pv->in_vg = label->ext_flags & LABEL_EXT_PV_IN_USE;
	if (label->ba_count) {
		pv->ba_start = label->bas[0].offset;
		pv->ba_size = label->bas[0].size;
	}
	pv->mda_count = label->mda_count;
	pv->mdas = label->mda_count ? make_mdas(w, label) : NULL;
	return pv->mda_count && !pv->mdas ? NULL : pv;
}

static void note_passed(struct walk *w, const struct label *label, const struct wrong *wrong)
{
	struct finding finding = finding_of_wrong(wrong, 0);

	finding.id = FINDING_LABEL_PASSED;
	if (wrong->id)
		found_note(w->scan, w->found, &finding,
			   "a label is damaged (%s); the sound one in sector %" PRIu32
			   " is used.", finding_kinds[wrong->id].title, label->sector);
}

static void note_labels(struct walk *w, const struct label *label,
			const struct label_wrongs *wrongs)
{
	uint32_t sector;

	for (sector = 0; sector < LABEL_SECTORS; sector++)
		note_passed(w, label, &wrongs->sectors[sector]);
	if (label->lost_area)
		found_note(w->scan, w->found,
			   FINDING_OF(PVH_LOST_AREA, .offset = (uint64_t)label->sector *
						     VOLSCAN_SECTOR_SIZE,
				      .length = VOLSCAN_SECTOR_SIZE,
				      .field = "pv_header"),
			   "a list of the pv_header ends with an area that has a size, and byte 0 "
			   "as its place: its place is lost, and so are those behind it. \"pvck "
			   "--repair\" writes the pv_header anew.");
	if (label->more_labels)
		found_note(w->scan, w->found, FINDING_OF(LABEL_TWICE),
			   "%u more label%s after the one in sector %" PRIu32 ", which is "
			   "used; they may be left from an earlier use of the device.",
			   label->more_labels, label->more_labels > 1 ? "s" : "",
			   label->sector);
}

/* It takes more room than all else that is kept of most PVs. */
static void keep_label(struct walk *w, const struct label *label)
{
	struct label *copy = w->scan->check_all ? scan_zalloc(w->scan, sizeof(*copy)) : NULL;

	if (copy)
		*copy = *label;
	w->found->label = copy;
}

static void mda_ended(void *context, struct mda_walk *mda)
{
	(void)mda;
	drop(context);
}

/* LVM2 makes no more; a hostile label may have many, each with another text. */
#define MDAS_READ 2

static void note_many(struct walk *w, size_t count)
{
	found_note(w->scan, w->found,
		   FINDING_OF(MDA_MANY, .field = "pv_header.metadata_areas",
			      .expected = finding_number(FINDING_ROOM, MDAS_READ),
			      .found = finding_number(FINDING_ROOM, count)),
		   "it has %zu metadata areas; the first %d are read. LVM2 makes no more.",
		   count, MDAS_READ);
}

static void start_mdas(struct walk *w)
{
	size_t i, count = w->found->pv->mda_count;

	if (count > MDAS_READ) {
		note_many(w, count);
		count = MDAS_READ;
	}
	if (!count)
		return;
	w->mdas = calloc(count, sizeof(*w->mdas));
	if (!w->mdas) {
		w->scan->error = -ENOMEM;
		return;
	}
	w->pending += (unsigned)count;
	for (i = 0; i < count; i++) {
		w->mdas[i].scan = w->scan;
		w->mdas[i].found = w->found;
		w->mdas[i].index = (unsigned)i;
		w->mdas[i].ended = mda_ended;
		w->mdas[i].context = w;
		mda_walk_start(&w->mdas[i]);
	}
}

static void found_label(struct walk *w, const struct label *label,
			const struct label_wrongs *wrongs)
{
	struct volscan_pv *pv = make_pv(w, label);

	if (!pv)
		return;
	log_print(w->scan->log, VOLSCAN_LOG_INFO, VOLSCAN_LOG_LABEL,
		  "%s: label in sector %" PRIu32 ", PV %s with %u metadata area%s",
		  w->found->dev->info.name, label->sector, label->uuid, label->mda_count,
		  label->mda_count == 1 ? "" : "s");
	w->found->pv = pv;
	w->found->dev->info.pv = pv;
	set_state(w, VOLSCAN_DEVICE_PV, NULL);
	dev_list_settle_size(w->scan->list, w->found->dev, label->device_size);
	note_labels(w, label, wrongs);
	keep_label(w, label);
	start_mdas(w);
}

static void found_no_label(struct walk *w, const struct label_wrongs *wrongs)
{
	const struct wrong *wrong = label_first_wrong(wrongs);
	struct finding finding;
	const char *why;

	if (!wrong) {
		set_state(w, VOLSCAN_DEVICE_NOT_PV, NULL);
		return;
	}
	finding = finding_of_wrong(wrong, 0);
	why = finding_kinds[finding.id].title;
	set_state(w, VOLSCAN_DEVICE_NOT_PV, scan_format(w->scan, "damaged LVM2 label: %s", why));
	found_note(w->scan, w->found, &finding,
		   "its LVM2 label is damaged: %s. It is not used as a PV; pvck can repair it.",
		   why);
}

/* ------------------------------------------------------------------------
 * Partitions inside
 */

static void add_partitions(struct walk *w)
{
	size_t i, count;
	const struct partition *found = partition_probe_result(w->probe, &count);
	struct dev *dev;

	set_state(w, count ? VOLSCAN_DEVICE_NOT_PV : VOLSCAN_DEVICE_LEFT_OUT, has_table);
	for (i = 0; i < count; i++) {
		if (dev_list_add_partition(w->scan->list, w->found->dev, found[i].number,
					   found[i].start, found[i].size, &dev)) {
			w->scan->error = -ENOMEM;
			return;
		}
		walk_start(w->scan, dev, w->found);
	}
}

static void probe_next(struct walk *w);

static void on_table(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct walk *w = context;

	(void)dev;
	(void)length;
	if (error)
		found_note(w->scan, w->found, FINDING_OF(DEVICE_TABLE_UNREAD),
			   "its partition table cannot be read: %s. Partitions may be missing.",
			   strerror(-error));
	partition_probe_feed(w->probe, error ? NULL : data);
	probe_next(w);
}

static void probe_next(struct walk *w)
{
	struct partition_range range;

	if (partition_probe_next(w->probe, &range)) {
		dev_read(w->scan->io, w->found->dev, range.offset, range.length,
			 DEV_READ_SIGNATURE, on_table, w);
		return;
	}
	add_partitions(w);
	drop(w);
}

static void found_table(struct walk *w, const void *data, size_t length)
{
	struct dev *dev = w->found->dev;
	int r;

	set_state(w, VOLSCAN_DEVICE_LEFT_OUT, has_table);
	if (!dev_list_is_unread(w->scan->list, dev))
		return;
	dev_list_settle_block_size(w->scan->list, dev);
	r = partition_probe_new(dev->info.size, dev->block_size, data, length, &w->probe);
	if (r) {
		found_note(w->scan, w->found, FINDING_OF(DEVICE_TABLE),
			   "cannot look for the partitions in it: %s", strerror(-r));
		return;
	}
	w->pending++;
	probe_next(w);
}

/* ------------------------------------------------------------------------
 * The first block
 */

static void lost_ended(void *context)
{
	drop(context);
}

static void found_label_or_none(struct walk *w, const void *data, size_t length)
{
	struct label label;
	struct label_wrongs wrongs;
	const char *rejected;
	bool is_pv = !label_decode(data, length, &label, &wrongs);

	rejected = filter_rejects_pv(w->scan->filter, w->found->dev, is_pv ? label.uuid : NULL);
	if (rejected)
		set_state(w, VOLSCAN_DEVICE_LEFT_OUT, scan_format(w->scan, "%s", rejected));
	else if (is_pv)
		found_label(w, &label, &wrongs);
	else
		found_no_label(w, &wrongs);
	if (!rejected && !is_pv && w->scan->search_lost) {
		w->pending++;
		lost_search(w->scan, w->found, &wrongs, data, length, lost_ended, w);
	}
}

static void found_block(struct walk *w, const void *data, size_t length)
{
	bool find_md = config_bool(w->scan->config, SETTING_devices_md_component_detection);
	const char *why;

	if (signature_has_partitions(data, length) &&
	    dev_list_is_whole(w->scan->list, w->found->dev))
		found_table(w, data, length);
	else if ((why = signature_rejects(data, length, false, find_md)))
		set_state(w, VOLSCAN_DEVICE_LEFT_OUT, why);
	else
		found_label_or_none(w, data, length);
}

static void on_block(void *context, struct dev *dev, int error, const void *data, size_t length)
{
	struct walk *w = context;

	(void)dev;
	if (error)
		scan_not_read(w->scan, w->found, error);
	else
		found_block(w, data, length);
	/* What found_block() drops it has counted before, which is not seen across files. */
	drop(w);	/* NOLINT(clang-analyzer-unix.Malloc) */
}

/* All of the block, since it is read anyway: for label and signatures, and so
 * that it is at hand for the mda_header and the text. */
static void read_block(struct walk *w)
{
	uint64_t size = w->found->dev->info.size;

	if (size) {
		dev_read(w->scan->io, w->found->dev, 0,
			 size < DEV_BLOCK_SIZE ? (size_t)size : DEV_BLOCK_SIZE,
			 DEV_READ_LABEL, on_block, w);
		return;
	}
	set_state(w, VOLSCAN_DEVICE_NOT_PV, "its size is 0");
	drop(w);
}

bool walk_is_left_out(struct scan *scan, struct dev *dev)
{
	const char *why = filter_rejects(scan->filter, dev);

	if (!why)
		return false;
	dev->info.state = VOLSCAN_DEVICE_LEFT_OUT;
	dev->info.error = 0;
	dev->info.reason = scan_format(scan, "%s", why);
	return true;
}

void walk_start(struct scan *scan, struct dev *dev, const struct found *whole)
{
	struct walk *w;

	if (walk_is_left_out(scan, dev)) {
		early_device(scan, &dev->info);
		return;
	}
	w = calloc(1, sizeof(*w));
	if (!w) {
		scan->error = -ENOMEM;
		return;
	}
	w->scan = scan;
	w->pending = 1;
	w->found = found_add(scan, dev, whole);
	if (w->found)
		read_block(w);
	else
		free(w);
}
