/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a segment type means for reports. */
#ifndef REPORT_SEGTYPE_H
#define REPORT_SEGTYPE_H

#include "volscan.h"

enum segtype_kind {
	SEGTYPE_UNKNOWN,
	SEGTYPE_LINEAR,
	SEGTYPE_STRIPED,
	SEGTYPE_MIRROR,
	SEGTYPE_RAID0,		/* raid0_meta too */
	SEGTYPE_RAID1,
	SEGTYPE_RAID10,
	SEGTYPE_RAID_PARITY,	/* raid4, raid5*, raid6* */
	SEGTYPE_SNAPSHOT,
	SEGTYPE_THIN,
	SEGTYPE_THIN_POOL,
	SEGTYPE_CACHE,
	SEGTYPE_CACHE_POOL,
	SEGTYPE_WRITECACHE,
	SEGTYPE_INTEGRITY,
	SEGTYPE_VDO,
	SEGTYPE_VDO_POOL,
	SEGTYPE_VIRTUAL,	/* error, zero */
};

struct segtype {
	const char *name;
	enum segtype_kind kind;
	uint32_t parity;		/* devices of each stripe that hold it */
	const char *layouts[2];		/* raid*: what LVM2 adds to the layout "raid" */
	const char *modules[2];		/* of the kernel's device-mapper */
};

/* Never NULL. */
const struct segtype *segtype_of(const struct volscan_segment *segment);

bool segtype_is_raid(const struct segtype *type);

/* raid4 to raid6 and raid10: the number of their stripes can be changed. */
bool segtype_is_reshapable(const struct segtype *type);

/* Copies of the data that such a segment of `areas` areas holds. */
uint32_t segtype_data_copies(const struct segtype *type, uint32_t areas);

/* The first segment of an LV, or NULL. */
const struct volscan_segment *first_segment(const struct volscan_lv *lv);

/* A parameter of the segment, or NULL. */
const struct volscan_parameter *segment_setting(const struct volscan_segment *segment,
						const char *name);

#endif
