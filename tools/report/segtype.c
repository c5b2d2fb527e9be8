/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/segtype.h"

#include <string.h>

#define RAID(name, kind, parity, ...) { name, kind, parity, { __VA_ARGS__ }, { "raid" } }
#define OTHER(name, kind, ...) { name, kind, 0, { NULL }, { __VA_ARGS__ } }

/* The frequent ones first: this is searched for every row. */
static const struct segtype types[] = {
	OTHER("linear", SEGTYPE_LINEAR, NULL),
	OTHER("thin", SEGTYPE_THIN, "thin", "thin-pool"),
	OTHER("striped", SEGTYPE_STRIPED, NULL),
	RAID("raid1", SEGTYPE_RAID1, 0, "raid1"),
	OTHER("thin-pool", SEGTYPE_THIN_POOL, "thin-pool"),
	OTHER("cache", SEGTYPE_CACHE, "cache"),
	OTHER("cache-pool", SEGTYPE_CACHE_POOL, "cache"),
	OTHER("snapshot", SEGTYPE_SNAPSHOT, "snapshot"),
	OTHER("mirror", SEGTYPE_MIRROR, "mirror"),
	RAID("raid0", SEGTYPE_RAID0, 0, "raid0"),
	RAID("raid0_meta", SEGTYPE_RAID0, 0, NULL),
	RAID("raid10", SEGTYPE_RAID10, 0, "raid10"),
	RAID("raid10_near", SEGTYPE_RAID10, 0, "raid10"),
	RAID("raid4", SEGTYPE_RAID_PARITY, 1, "raid4"),
	RAID("raid5", SEGTYPE_RAID_PARITY, 1, "raid5", "raid5_ls"),
	RAID("raid5_n", SEGTYPE_RAID_PARITY, 1, "raid5"),
	RAID("raid5_la", SEGTYPE_RAID_PARITY, 1, "raid5", "raid5_la"),
	RAID("raid5_ls", SEGTYPE_RAID_PARITY, 1, "raid5", "raid5_ls"),
	RAID("raid5_ra", SEGTYPE_RAID_PARITY, 1, "raid5", "raid5_ra"),
	RAID("raid5_rs", SEGTYPE_RAID_PARITY, 1, "raid5", "raid5_rs"),
	RAID("raid6", SEGTYPE_RAID_PARITY, 2, "raid6", "raid6_zr"),
	RAID("raid6_zr", SEGTYPE_RAID_PARITY, 2, "raid6", "raid6_zr"),
	RAID("raid6_nr", SEGTYPE_RAID_PARITY, 2, "raid6", "raid6_nr"),
	RAID("raid6_nc", SEGTYPE_RAID_PARITY, 2, "raid6", "raid6_nc"),
	RAID("raid6_n_6", SEGTYPE_RAID_PARITY, 2, "raid6"),
	RAID("raid6_la_6", SEGTYPE_RAID_PARITY, 2, "raid6"),
	RAID("raid6_ls_6", SEGTYPE_RAID_PARITY, 2, "raid6"),
	RAID("raid6_ra_6", SEGTYPE_RAID_PARITY, 2, "raid6"),
	RAID("raid6_rs_6", SEGTYPE_RAID_PARITY, 2, "raid6"),
	OTHER("writecache", SEGTYPE_WRITECACHE, "writecache"),
	OTHER("integrity", SEGTYPE_INTEGRITY, "integrity"),
	OTHER("vdo", SEGTYPE_VDO, "kvdo"),
	OTHER("vdo-pool", SEGTYPE_VDO_POOL, "kvdo"),
	OTHER("error", SEGTYPE_VIRTUAL, "error"),
	OTHER("zero", SEGTYPE_VIRTUAL, "zero"),
};

static const struct segtype unknown = { .name = "", .kind = SEGTYPE_UNKNOWN };

const struct segtype *segtype_of(const struct volscan_segment *segment)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (*types[i].name == *segment->type && !strcmp(types[i].name, segment->type))
			return &types[i];
	return &unknown;
}

bool segtype_is_raid(const struct segtype *type)
{
	return type->kind >= SEGTYPE_RAID0 && type->kind <= SEGTYPE_RAID_PARITY;
}

bool segtype_is_reshapable(const struct segtype *type)
{
	return type->kind == SEGTYPE_RAID10 || type->kind == SEGTYPE_RAID_PARITY;
}

uint32_t segtype_data_copies(const struct segtype *type, uint32_t areas)
{
	if (type->kind == SEGTYPE_RAID10)
		return 2;
	if (type->kind == SEGTYPE_RAID1)
		return areas;
	return type->parity + 1;
}

const struct volscan_segment *first_segment(const struct volscan_lv *lv)
{
	return lv->segment_count ? lv->segments[0] : NULL;
}

const struct volscan_parameter *segment_setting(const struct volscan_segment *segment,
						const char *name)
{
	size_t i;

	for (i = 0; i < segment->setting_count; i++)
		if (!strcmp(segment->settings[i].name, name))
			return &segment->settings[i];
	return NULL;
}
