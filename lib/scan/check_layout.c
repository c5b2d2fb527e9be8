/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 *	label | mda | bootloader area | data area: extents ... | second mda
 *
 * The pv_header gives a data area without an end, so that what must not lie on it are
 * the extents which the VG has there; of an orphan nothing is known to be used.
 */
#include "scan/check_layout.h"

#include <inttypes.h>
#include <stdio.h>

#include "scan/tell.h"

/* ------------------------------------------------------------------------
 * The pv_header
 */

#define KNOWN_EXTENSION 2

static void check_size(struct scan *scan, const struct found *found)
{
	const struct volscan_device *device = &found->dev->info;
	const uint64_t size = found->label->device_size;

	if (size == device->size)
		return;
	scan_tell(scan, device,
		  FINDING_OF(PVH_SIZE, .field = "pv_header.device_size",
			     .expected = finding_number(FINDING_ROOM, device->size),
			     .found = finding_number(FINDING_ROOM, size)),
		  "has %" PRIu64 " bytes, the pv_header says %" PRIu64 ". If the device was made "
		  "larger, \"pvresize\" makes use of it.", device->size, size);
}

static void check_header(struct scan *scan, const struct found *found)
{
	const struct volscan_device *device = &found->dev->info;
	const struct label *label = found->label;

	if (label->ext_version > KNOWN_EXTENSION)
		scan_tell(scan, device,
			  FINDING_OF(PVH_VERSION, .field = "pv_header_extension.version",
				     .expected = finding_number(FINDING_ROOM, KNOWN_EXTENSION),
				     .found = finding_number(FINDING_ROOM, label->ext_version)),
			  "the pv_header's extension has version %" PRIu32 ": it is read like "
			  "version %u. A newer LVM2 has written it.", label->ext_version,
			  KNOWN_EXTENSION);
	if (!label->data_count)
		scan_tell(scan, device, FINDING_OF(PVH_NO_DATA, .field = "pv_header.data_areas"),
			  "the pv_header names no data area: there is no room for extents.");
	check_size(scan, found);
}

static void check_mark(struct scan *scan, const struct found *found, const char *vg)
{
	const struct label *label = found->label;

	if (label->ext_version >= KNOWN_EXTENSION && !(label->ext_flags & LABEL_EXT_PV_IN_USE))
		scan_tell(scan, &found->dev->info,
			  FINDING_OF(PV_UNMARKED, .vg = vg, .field = "pv_header_extension.flags"),
			  "VG %s uses this PV, which is not marked as used. LVM2 marks it with the "
			  "next change of the VG.", vg);
}

static void check_pe_start(struct scan *scan, const struct found *found)
{
	const struct volscan_pv *pv = found->row;
	uint64_t data;

	if (!found->label->data_count)
		return;
	data = found->label->data[0].offset / VOLSCAN_SECTOR_SIZE;
	if (data != pv->pe_start)
		scan_tell(scan, pv->device,
			  FINDING_OF(AREA_PE_START, .vg = pv->vg->name, .field = "pe_start",
				     .expected = finding_number(FINDING_ROOM, data),
				     .found = finding_number(FINDING_ROOM, pv->pe_start)),
			  "VG %s has the first extent at sector %" PRIu64 ", the pv_header has the "
			  "data area at sector %" PRIu64 ". LVM2 goes by the VG.",
			  pv->vg->name, pv->pe_start, data);
}

/* ------------------------------------------------------------------------
 * Areas
 */

struct area {
	const char *name;
	uint64_t start, end;	/* bytes; the end is not in it */
};

/* The label's sector comes first; then three lists, and the extents. */
#define AREAS_MAX (3 * LABEL_AREAS_MAX + 2)

struct layout {
	struct area areas[AREAS_MAX];
	unsigned count;
};

/* One of size 0 goes up to the device's end. */
static void add_area(struct layout *layout, const char *name, uint64_t start, uint64_t size,
		     uint64_t device_size)
{
	struct area *area = &layout->areas[layout->count++];

	*area = (struct area) { name, start, device_size };
	if (size && __builtin_add_overflow(start, size, &area->end))
		area->end = UINT64_MAX;
	if (area->end < start)
		area->end = start;
}

static void add_areas(struct layout *layout, const char *name, const struct label_area *areas,
		      unsigned count, uint64_t device_size)
{
	unsigned i;

	for (i = 0; i < count; i++)
		add_area(layout, name, areas[i].offset, areas[i].size, device_size);
}

/* That they end within 64 bits is known since the text was read. */
static void add_extents(struct layout *layout, const struct volscan_pv *pv)
{
	uint64_t sectors = pv->pe_count * pv->vg->extent_size;

	if (sectors)
		add_area(layout, "the extents", pv->pe_start * VOLSCAN_SECTOR_SIZE,
			 sectors * VOLSCAN_SECTOR_SIZE, 0);
}

static bool is_in_vg(const struct found *found)
{
	return found->row && found->row->vg;
}

static void make_layout(struct layout *layout, const struct found *found)
{
	const struct label *label = found->label;
	uint64_t size = found->dev->info.size;

	layout->count = 0;
	add_area(layout, "the label", (uint64_t)label->sector * VOLSCAN_SECTOR_SIZE,
		 VOLSCAN_SECTOR_SIZE, size);
	add_areas(layout, "a metadata area", label->mdas, label->mda_count, size);
	add_areas(layout, "a bootloader area", label->bas, label->ba_count, size);
	if (is_in_vg(found))
		add_extents(layout, found->row);
}

static void tell_overlap(struct scan *scan, const struct found *found, enum finding_id id,
			 const struct area *a, const struct area *b)
{
	uint64_t start = a->start > b->start ? a->start : b->start;
	uint64_t end = a->end < b->end ? a->end : b->end;
	const struct finding finding = { .id = id, .offset = start, .length = end - start };

	scan_tell(scan, &found->dev->info, &finding,
		  "%s (byte %" PRIu64 " to %" PRIu64 ") and %s (byte %" PRIu64 " to %" PRIu64 ") "
		  "overlap: what is written to one destroys the other. Copy what is needed, and "
		  "make the PV anew.",
		  a->name, a->start, a->end - 1, b->name, b->start, b->end - 1);
}

static bool overlap(const struct area *a, const struct area *b)
{
	return a->start < b->end && b->start < a->end;
}

/* Of each area only the first that it overlaps: a hostile label has many. */
static void check_overlaps(struct scan *scan, const struct found *found,
			   const struct layout *layout)
{
	const struct area *areas = layout->areas;
	unsigned i, n;

	for (i = 1; i < layout->count; i++) {
		for (n = 0; n < i && !overlap(&areas[n], &areas[i]); n++)
			;
		if (n < i)
			tell_overlap(scan, found, n ? FINDING_AREA_OVERLAP : FINDING_AREA_LABEL,
				     &areas[n], &areas[i]);
	}
}

static void check_end(struct scan *scan, const struct volscan_device *device,
		      const struct area *area)
{
	if (area->end <= device->size && area->start <= device->size)
		return;
	scan_tell(scan, device,
		  FINDING_OF(AREA_PAST_END, .offset = area->start,
			     .length = area->end - area->start,
			     .expected = finding_number(FINDING_ROOM, device->size),
			     .found = finding_number(FINDING_ROOM, area->end)),
		  "%s (from byte %" PRIu64 " up to %" PRIu64 ") goes past the end of the device, "
		  "which has %" PRIu64 " bytes. Was it made smaller, or the image cut off?",
		  area->name, area->start, area->end, device->size);
}

static void check_areas(struct scan *scan, const struct found *found)
{
	const struct label *label = found->label;
	struct layout layout;
	unsigned i;

	make_layout(&layout, found);
	check_overlaps(scan, found, &layout);
	add_areas(&layout, "a data area", label->data, label->data_count,
		  found->dev->info.size);
	for (i = 0; i < layout.count; i++)
		check_end(scan, &found->dev->info, &layout.areas[i]);
}

/* ------------------------------------------------------------------------
 * mda_headers
 */

static void check_mda_size(struct scan *scan, const struct found *found,
			   const struct found_mda *mda)
{
	if (mda->header.size < mda->label_size)
		scan_tell(scan, &found->dev->info,
			  FINDING_OF(MDA_SMALLER, .offset = mda->header.start,
				     .length = mda->header.size, .field = "mda_header.size",
				     .expected = finding_number(FINDING_ROOM, mda->label_size),
				     .found = finding_number(FINDING_ROOM, mda->header.size)),
			  "the metadata area at byte %" PRIu64 " has %" PRIu64 " bytes, the "
			  "pv_header gives it %" PRIu64 ". The rest is not used.",
			  mda->header.start, mda->header.size, mda->label_size);
}

static void check_flags(struct scan *scan, const struct found *found, const struct found_mda *mda)
{
	uint32_t flags = mda->header.committed.flags | mda->header.precommitted.flags;

	if (flags & ~RAW_LOCN_IGNORED)
		scan_tell(scan, &found->dev->info,
			  FINDING_OF(MDA_FLAGS, .offset = mda->header.start,
				     .length = MDA_HEADER_SIZE, .field = "raw_locn.flags",
				     .found = finding_hex(FINDING_ROOM, flags)),
			  "the metadata area at byte %" PRIu64 " has flags that are not known "
			  "here: they are not heeded.", mda->header.start);
}

static void check_text(struct scan *scan, const struct found *found,
		       const struct volscan_mda *mda, const char *vg)
{
	if (!mda->text_offset)
		scan_tell(scan, &found->dev->info,
			  FINDING_OF(COPY_NONE, .offset = mda->offset, .length = mda->size, .vg = vg),
			  "the metadata area at byte %" PRIu64 " has no text of VG %s. \"vgck "
			  "--updatemetadata %s\" writes it.", mda->offset, vg, vg);
	else if (!mda->free)
		scan_tell(scan, &found->dev->info,
			  FINDING_OF(MDA_FULL, .offset = mda->offset, .length = mda->size, .vg = vg),
			  "the metadata area at byte %" PRIu64 " has no room for a text that is "
			  "larger than that of VG %s now: changes will fail. Remove from the VG "
			  "what is not needed, or split it.", mda->offset, vg);
}

static void check_mdas(struct scan *scan, const struct found *found)
{
	const struct volscan_mda *mda;
	size_t i;

	for (i = 0; i < found->pv->mda_count; i++) {
		mda = &found->pv->mdas[i];
		if (!mda->valid)
			continue;
		check_mda_size(scan, found, &found->mdas[i]);
		check_flags(scan, found, &found->mdas[i]);
		if (is_in_vg(found) && !mda->ignored)
			check_text(scan, found, mda, found->row->vg->name);
	}
}

/* ------------------------------------------------------------------------
 * All of it
 */

static void check_device(struct scan *scan, const struct found *found)
{
	check_header(scan, found);
	if (is_in_vg(found)) {
		check_mark(scan, found, found->row->vg->name);
		check_pe_start(scan, found);
	}
	check_areas(scan, found);
	check_mdas(scan, found);
}

void check_layout(struct scan *scan)
{
	size_t i;

	for (i = 0; i < scan->count; i++)
		if (scan->found[i]->label && !scan->found[i]->pv->duplicate)
			check_device(scan, scan->found[i]);
}
