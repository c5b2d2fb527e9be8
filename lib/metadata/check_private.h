/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parts of vg_check(), and what they share.
 *
 *	check.c		in which order
 *	check_vg.c	the VG and its PVs
 *	check_missing.c	LVs that a missing PV hurts
 *	check_parts.c	which LV is a part of which other, and of no second one
 *	check_lv.c	names, UUIDs and flags of LVs
 *	check_numbers.c	numbers that must lie in a range, by type of segment
 *	check_segments.c images, sizes and references of segments
 *	check_pools.c	pools, and what is in them
 */
#ifndef METADATA_CHECK_PRIVATE_H
#define METADATA_CHECK_PRIVATE_H

#include "base/count_of.h"
#include "metadata/check.h"

/* ------------------------------------------------------------------------
 * Parts: LVs that exist for one other LV only
 */

enum part_kind {
	PART_NONE,
	PART_IMAGE,		/* of a raid */
	PART_IMAGE_METADATA,
	PART_LEG,		/* of a mirror */
	PART_LOG,
	PART_DATA,		/* of a pool */
	PART_METADATA,		/* of a pool, or of integrity */
	PART_ORIGIN,		/* of cache, writecache, integrity */
	PART_CACHE,		/* a cache pool or cachevol in use */
};

struct part {
	enum part_kind kind;
	const struct volscan_segment *owner;	/* the first that says so */
};

/* ------------------------------------------------------------------------
 * Steps of vg_check()
 */

struct limit;

struct check {
	const struct volscan_vg *vg;
	const struct finding_sink *sink;	/* passes on as many as it may */
	struct limit *limit;
	struct part *parts;	/* by index of LV */
};

void check_vg(const struct check *check);
void check_pvs(const struct check *check);
int check_missing(const struct check *check);

/* Fills in `parts`, which are all PART_NONE. */
void check_parts(const struct check *check);
int check_lvs(const struct check *check);
void check_numbers(const struct check *check);
void check_segments(const struct check *check);
int check_pools(const struct check *check);

typedef void (*segment_rule)(const struct check *check, const struct volscan_segment *segment);

/* Each segment that is of a known type. */
void check_each_segment(const struct check *check, segment_rule rule);

/* ------------------------------------------------------------------------
 * Findings: the rest of the arguments are members of struct finding
 */

#define VG_FINDING(id, vg_, ...) FINDING_OF(id, .vg = (vg_)->name, ##__VA_ARGS__)
#define LV_FINDING(id, lv_, ...) \
	VG_FINDING(id, (lv_)->vg, .lv = (lv_)->name, ##__VA_ARGS__)

/* With "VG ...: LV ... " before the sentence. */
void lv_tell(const struct check *check, const struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#define SEGMENT_FINDING(id, segment, ...) LV_FINDING(id, (segment)->lv, ##__VA_ARGS__)

/* Likewise; and the field's path is made of its name. */
void segment_tell(const struct check *check, const struct volscan_segment *segment,
		  const struct finding *finding, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* For `expected` and `found`. */
#define NUMBER(number) finding_number(FINDING_ROOM, number)

/* ------------------------------------------------------------------------
 * Questions
 */

/* Of type "raid5" are "raid5" and all that begin with "raid5_"; of "raid" all raids. */
bool segment_is(const struct volscan_segment *segment, const char *type);

/* The first segment's type is `type`. */
bool lv_is(const struct volscan_lv *lv, const char *type);

/* How many images' worth of extents hold no data; 0 for what is no raid. */
size_t raid_parity(const struct volscan_segment *segment);

static inline bool is_power_of_2(uint64_t number)
{
	return number && !(number & (number - 1));
}

#endif
