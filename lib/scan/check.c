/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "scan/check.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/quote.h"
#include "metadata/check.h"
#include "scan/tell.h"

/* ------------------------------------------------------------------------
 * VGs
 */

/* Nobody should give up a PV that may only not have answered. */
static bool any_not_read(const struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->count; i++)
		if (scan->found[i]->dev->info.error)
			return true;
	return false;
}

/* A device without a label that may be any of several PVs. */
static bool any_lost(const struct scan *scan)
{
	const struct found *lost;

	for (lost = scan->lost; lost; lost = lost->next_lost)
		if (!lost->of->row)
			return true;
	return false;
}

static void tell_missing(struct scan *scan, const struct volscan_vg *vg,
			 const struct volscan_pv *pv)
{
	const struct finding *finding = FINDING_OF(PV_MISSING, .vg = vg->name,
						   .expected = pv->uuid);
	char hint[QUOTED_ROOM];
	const char *where = any_not_read(scan) ? "could not be read" :
			    any_lost(scan) ? "have lost their label" : NULL;

	if (where)
		scan_tell(scan, NULL, finding,
			  "VG %s: PV %s was not found, last seen as %s. It may be on one of the "
			  "devices that %s.", vg->name, pv->uuid, quote(hint, pv->device_hint),
			  where);
	else
		scan_tell(scan, NULL, finding,
			  "VG %s: PV %s is missing, last seen as %s. Connect its disk; \"vgreduce "
			  "--removemissing %s\" would give it up.", vg->name, pv->uuid,
			  quote(hint, pv->device_hint), vg->name);
}

static void check_missing(struct scan *scan, const struct volscan_vg *vg,
			  const struct volscan_pv *pv)
{
	if (!pv->device)
		tell_missing(scan, vg, pv);
	else if (pv->status & VOLSCAN_PV_MISSING_FLAG)
		scan_tell(scan, pv->device, FINDING_OF(PV_RETURNED, .vg = vg->name),
			  "VG %s was changed while this PV was missing, and still counts it "
			  "as missing. \"vgextend --restoremissing %s %s\" takes it back.",
			  vg->name, vg->name, pv->device->name);
}

static void check_size(struct scan *scan, const struct volscan_vg *vg,
		       const struct volscan_pv *pv)
{
	uint64_t sectors;

	if (!pv->device)
		return;
	sectors = pv->device->size / VOLSCAN_SECTOR_SIZE;
	if (sectors < pv->dev_size)
		scan_tell(scan, pv->device,
			  FINDING_OF(PV_SHRUNK, .vg = vg->name, .field = "dev_size",
				     .expected = finding_number(FINDING_ROOM, pv->dev_size),
				     .found = finding_number(FINDING_ROOM, sectors)),
			  "has %" PRIu64 " sectors, fewer than the %" PRIu64 " of its PV in "
			  "VG %s. Was the device made smaller, or the image cut off?",
			  sectors, pv->dev_size, vg->name);
}

static void tell_foreign(struct scan *scan, const struct found *found,
			 const struct volscan_mda *mda, const struct volscan_vg *other)
{
	const struct volscan_vg *vg = found->owner->vg;

	scan_tell(scan, &found->dev->info,
		  FINDING_OF(COPY_FOREIGN, .offset = mda->offset, .length = mda->size,
			     .vg = vg->name, .expected = vg->uuid, .found = other->uuid),
		  "metadata area at byte %" PRIu64 " has metadata of VG %s, but VG %s "
		  "lists the PV. \"vgck --updatemetadata %s\" writes it anew.",
		  mda->offset, other->name, vg->name, vg->name);
}

static void tell_old(struct scan *scan, const struct found *found,
		     const struct volscan_mda *mda, uint32_t seqno)
{
	const struct volscan_vg *vg = found->owner->vg;

	scan_tell(scan, &found->dev->info,
		  FINDING_OF(COPY_OLD, .offset = mda->offset, .length = mda->size,
			     .vg = vg->name, .field = "seqno",
			     .expected = finding_number(FINDING_ROOM, vg->seqno),
			     .found = finding_number(FINDING_ROOM, seqno)),
		  "metadata area at byte %" PRIu64 " has seqno %" PRIu32 " of VG %s, "
		  "older than the %" PRIu32 " elsewhere. \"vgck --updatemetadata %s\" "
		  "writes it anew.", mda->offset, seqno, vg->name, vg->seqno, vg->name);
}

static void check_text(struct scan *scan, const struct found *found, unsigned mda)
{
	const struct text *text = found->mdas[mda].text;
	const struct volscan_vg *vg = found->owner->vg;

	if (!text || !text->vg || text->vg == vg)
		return;
	if (strcmp(text->vg->uuid, vg->uuid))
		tell_foreign(scan, found, &found->pv->mdas[mda], text->vg);
	else if (text->vg->seqno < vg->seqno)
		tell_old(scan, found, &found->pv->mdas[mda], text->vg->seqno);
}

static void check_texts(struct scan *scan)
{
	const struct found *found;
	unsigned mda;
	size_t i;

	for (i = 0; i < scan->count; i++) {
		found = scan->found[i];
		for (mda = 0; found->owner && mda < found->pv->mda_count; mda++)
			check_text(scan, found, mda);
	}
}

static void check_names(struct scan *scan, const struct vgs *vgs)
{
	struct volscan_vg *vg, *next;
	size_t i;

	for (i = 1; i < vgs->count; i++) {
		vg = vgs->texts[i - 1]->vg;
		next = vgs->texts[i]->vg;
		if (strcmp(vg->name, next->name))
			continue;
		vg->name_clash = next->name_clash = true;
		scan_tell(scan, NULL,
			  FINDING_OF(VG_NAME, .vg = vg->name, .expected = vg->uuid,
				     .found = next->uuid),
			  "VG name %s is used by VGs %s and %s. \"vgrename UUID NEW-NAME\" gives "
			  "one of them another.", vg->name, vg->uuid, next->uuid);
	}
}

void check_vgs(struct scan *scan, const struct vgs *vgs)
{
	const struct volscan_vg *vg;
	size_t i, n;

	check_texts(scan);
	for (i = 0; i < vgs->count; i++)
		for (vg = vgs->texts[i]->vg, n = 0; n < vg->pv_count; n++) {
			check_missing(scan, vg, vg->pvs[n]);
			check_size(scan, vg, vg->pvs[n]);
		}
	check_names(scan, vgs);
}

int check_rules(struct scan *scan, const struct vgs *vgs)
{
	struct scan_place place = { .scan = scan, .what = "" };
	struct finding_sink sink = scan_sink(&place);
	size_t i;
	int r = 0;

	for (i = 0; !r && i < vgs->count; i++)
		r = vg_check(vgs->texts[i]->vg, &sink);
	return r;
}

/* ------------------------------------------------------------------------
 * Devices
 */

/* Past this the sentence says how many more there are. */
#define NAMES_MAX 8

static const struct volscan_device *device_at(const struct scan *scan, size_t i)
{
	return &scan->found[i]->dev->info;
}

/* Not read for the same reason. */
static bool is_alike(const struct volscan_device *a, const struct volscan_device *b)
{
	return a->error == b->error && a->state == b->state && !strcmp(a->reason, b->reason);
}

/* All devices not read for the reason of the one at `first`, which is the first. */
static char *names_like(const struct scan *scan, size_t first)
{
	size_t size, i, count = 0;
	char *names = NULL;
	FILE *out = open_memstream(&names, &size);

	if (!out)
		return NULL;
	for (i = first; i < scan->count; i++)
		if (is_alike(device_at(scan, i), device_at(scan, first)) && count++ < NAMES_MAX)
			fprintf(out, "%s%s", count > 1 ? ", " : "", device_at(scan, i)->name);
	if (count > NAMES_MAX)
		fprintf(out, " and %zu more", count - NAMES_MAX);
	if (fclose(out)) {
		free(names);
		return NULL;
	}
	return names;
}

static bool is_first_of_its_kind(const struct scan *scan, size_t i)
{
	size_t j;

	for (j = 0; j < i; j++)
		if (is_alike(device_at(scan, j), device_at(scan, i)))
			return false;
	return true;
}

static const char *advice(const struct scan *scan, size_t i)
{
	switch (device_at(scan, i)->error) {
	case EACCES:
		return " (try as root)";
	case EPERM:	/* not even root may, as in some containers */
		return " (if that is as it should be, leave it out with "
		       "devices/global_filter)";
	case EIO:
		return " (the kernel's log may say more)";
	case ETIMEDOUT:
		return scan->found[i]->dev->io.began ?
		       " (devices/device_timeout is the limit)" :
		       " (not asked again; devices/retry_hung does)";
	default:
		return "";
	}
}

static const char *what_failed(const struct volscan_device *device)
{
	return device->state == VOLSCAN_DEVICE_NOT_TRIED ? "not tried to read" : "cannot read";
}

/* All of one kind in one line, for people; a finding of each, for programs. */
static void log_alike(const struct scan *scan, size_t first)
{
	const struct volscan_device *device = device_at(scan, first);
	char *names;

	if (scan->quiet_findings || !is_first_of_its_kind(scan, first))
		return;
	names = names_like(scan, first);
	if (names)
		log_print(scan->log, VOLSCAN_LOG_WARNING, VOLSCAN_LOG_IO, "%s %s: %s%s",
			  what_failed(device), names, device->reason, advice(scan, first));
	free(names);
}

void check_unreadable(struct scan *scan)
{
	const struct volscan_device *device;
	size_t i;

	for (i = 0; i < scan->count; i++) {
		device = device_at(scan, i);
		if (!device->error)
			continue;
		log_alike(scan, i);
		scan_record(scan, device, FINDING_OF(DEVICE_UNREAD, .found = strerror(device->error)),
			    "%s: %s%s", what_failed(device), device->reason, advice(scan, i));
	}
}
