/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sources: LVM2's check_lv_segments(), validate_thin_pool_chunk_size(),
 * validate_cache_chunk_size() and dm_vdo_validate_target_params(), what lvcreate and
 * lvconvert refuse, and the kernel's dm-stripe, dm-raid, dm-writecache, dm-integrity.
 */
#include <inttypes.h>
#include <stddef.h>
#include <string.h>

#include "metadata/check_private.h"

enum form { ANY, POWER_OF_2, MULTIPLE_OF_MIN, MULTIPLE_OR_NONE, MIN_OR_MAX };

struct range {
	enum form form;
	uint64_t min, max;
	const char *words;
};

static bool is_in(const struct range *range, uint64_t number)
{
	if (range->form == MULTIPLE_OR_NONE && !number)
		return true;
	if (number < range->min || number > range->max)
		return false;
	switch (range->form) {
	case POWER_OF_2:
		return is_power_of_2(number);
	case MULTIPLE_OF_MIN:
	case MULTIPLE_OR_NONE:
		return number % range->min == 0;
	case MIN_OR_MAX:
		return number == range->min || number == range->max;
	default:
		return true;
	}
}

static void check_range(const struct check *c, const struct volscan_segment *segment,
			enum finding_id id, const char *name, uint64_t number,
			const struct range *range)
{
	struct finding finding = *SEGMENT_FINDING(NONE, segment, .field = name,
						  .expected = range->words,
						  .found = NUMBER(number));

	if (is_in(range, number))
		return;
	finding.id = id;
	segment_tell(c, segment, &finding,
		     "%s is %" PRIu64 ", and %s has %s. LVM2 or the kernel would refuse it; "
		     "restore older metadata with \"vgcfgrestore\".", name, number,
		     segment->type, range->words);
}

/* ------------------------------------------------------------------------
 * Members of the segment, in sectors where they are sizes
 */

#define NONE { ANY, 0, 0, "none" }
#define STRIPE { POWER_OF_2, 8, UINT32_MAX, "a power of 2 from 8 sectors on" }
#define REGION { POWER_OF_2, 1, UINT32_MAX, "a power of 2" }
#define CACHE_CHUNK 64, 2097152, "a multiple of 64 sectors up to 2097152"
#define MEMBER(member) #member, offsetof(struct volscan_segment, member)

static const struct {
	const char *type;
	enum finding_id id;
	const char *name;
	size_t offset;		/* of a uint32_t */
	struct range range;
} members[] = {
	{ "striped", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), STRIPE },
	{ "raid0", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), STRIPE },
	{ "raid1", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), NONE },
	{ "raid4", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), STRIPE },
	{ "raid5", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), STRIPE },
	{ "raid6", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), STRIPE },
	{ "raid10", FINDING_SEG_STRIPE_SIZE, MEMBER(stripe_size), STRIPE },

	{ "raid0", FINDING_SEG_REGION_SIZE, MEMBER(region_size), NONE },
	{ "raid1", FINDING_SEG_REGION_SIZE, MEMBER(region_size), REGION },
	{ "raid4", FINDING_SEG_REGION_SIZE, MEMBER(region_size), REGION },
	{ "raid5", FINDING_SEG_REGION_SIZE, MEMBER(region_size), REGION },
	{ "raid6", FINDING_SEG_REGION_SIZE, MEMBER(region_size), REGION },
	{ "raid10", FINDING_SEG_REGION_SIZE, MEMBER(region_size), REGION },
	{ "mirror", FINDING_SEG_REGION_SIZE, MEMBER(region_size), REGION },

	{ "snapshot", FINDING_SEG_CHUNK_SIZE, MEMBER(chunk_size),
	  { POWER_OF_2, 8, 1024, "a power of 2 from 8 to 1024 sectors" } },
	{ "thin-pool", FINDING_SEG_CHUNK_SIZE, MEMBER(chunk_size),
	  { MULTIPLE_OF_MIN, 128, 2097152, "a multiple of 128 sectors up to 2097152" } },
	{ "cache-pool", FINDING_SEG_CHUNK_SIZE, MEMBER(chunk_size),
	  { MULTIPLE_OF_MIN, CACHE_CHUNK } },
	{ "cache", FINDING_SEG_CHUNK_SIZE, MEMBER(chunk_size),
	  { MULTIPLE_OR_NONE, CACHE_CHUNK } },

	{ "raid0", FINDING_SEG_PARAMETER, MEMBER(writebehind), NONE },
	{ "raid10", FINDING_SEG_PARAMETER, MEMBER(writebehind), NONE },
	{ "raid0", FINDING_SEG_PARAMETER, MEMBER(min_recovery_rate), NONE },
	{ "raid0", FINDING_SEG_PARAMETER, MEMBER(max_recovery_rate), NONE },
	{ "thin", FINDING_THIN_DEVICE_ID, MEMBER(device_id),
	  { ANY, 1, (1 << 24) - 1, "a number from 1 to 16777215" } },
};

static void check_members(const struct check *c, const struct volscan_segment *segment)
{
	const char *base = (const char *) segment;
	uint32_t number;

	for (size_t i = 0; i < COUNT_OF(members); i++) {
		if (!segment_is(segment, members[i].type))
			continue;
		memcpy(&number, base + members[i].offset, sizeof(number));
		check_range(c, segment, members[i].id, members[i].name, number,
			    &members[i].range);
	}
}

/* ------------------------------------------------------------------------
 * Settings that are handed on to the kernel; what is not said has a default
 */

static const struct {
	const char *type;
	const char *name;
	struct range range;
} settings[] = {
	{ "writecache", "writecache_block_size", { MIN_OR_MAX, 512, 4096, "512 or 4096 bytes" } },
	{ "integrity", "block_size", { POWER_OF_2, 512, 4096, "512, 1024, 2048 or 4096 bytes" } },
	{ "vdo-pool", "minimum_io_size", { MIN_OR_MAX, 512, 4096, "512 or 4096 bytes" } },
	{ "vdo-pool", "block_map_cache_size_mb", { ANY, 128, 16777215, "from 128 to 16777215" } },
	{ "vdo-pool", "block_map_era_length", { ANY, 1, 16380, "from 1 to 16380" } },
	{ "vdo-pool", "index_memory_size_mb", { ANY, 256, 1073741824, "from 256 to 1073741824" } },
	{ "vdo-pool", "slab_size_mb", { ANY, 128, 32768, "from 128 to 32768" } },
	{ "vdo-pool", "max_discard", { ANY, 1, UINT32_MAX / 4096, "from 1 to 1048575" } },
	{ "vdo-pool", "ack_threads", { ANY, 0, 100, "up to 100" } },
	{ "vdo-pool", "bio_threads", { ANY, 1, 100, "from 1 to 100" } },
	{ "vdo-pool", "bio_rotation", { ANY, 1, 1024, "from 1 to 1024" } },
	{ "vdo-pool", "cpu_threads", { ANY, 1, 100, "from 1 to 100" } },
	{ "vdo-pool", "hash_zone_threads", { ANY, 0, 100, "up to 100" } },
	{ "vdo-pool", "logical_threads", { ANY, 0, 100, "up to 100" } },
	{ "vdo-pool", "physical_threads", { ANY, 0, 16, "up to 16" } },
};

/* A negative number is larger than any maximum. */
static void check_setting(const struct check *c, const struct volscan_segment *segment,
			  const struct volscan_parameter *setting)
{
	for (size_t i = 0; i < COUNT_OF(settings); i++)
		if (setting->is_number && segment_is(segment, settings[i].type) &&
		    !strcmp(setting->name, settings[i].name))
			check_range(c, segment, FINDING_SEG_PARAMETER, settings[i].name,
				    (uint64_t) setting->number, &settings[i].range);
}

static void check_segment(const struct check *c, const struct volscan_segment *segment)
{
	check_members(c, segment);
	for (size_t i = 0; i < segment->setting_count; i++)
		check_setting(c, segment, &segment->settings[i]);
}

void check_numbers(const struct check *c)
{
	check_each_segment(c, check_segment);
}
