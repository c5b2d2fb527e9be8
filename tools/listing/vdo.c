/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* lvdisplay -m: what a VDO pool's segment says. */
#include <inttypes.h>

#include "listing/display.h"

#define MIB 2048	/* sectors */

/* How the number of a parameter is meant. */
enum meaning { NUMBER, YES_OR_NO, BYTES, SECTORS, MEBIBYTES };

static const struct {
	const char *label, *parameter;
	enum meaning meaning;
} lines[] = {
	{ "Header size\t\t", "header_size", SECTORS },
	{ "Compression\t\t", "use_compression", YES_OR_NO },
	{ "Deduplication\t", "use_deduplication", YES_OR_NO },
	{ "Metadata hints\t", "use_metadata_hints", YES_OR_NO },
	{ "Minimum IO size\t", "minimum_io_size", BYTES },
	{ "Block map cache sz\t", "block_map_cache_size_mb", MEBIBYTES },
	{ "Block map era length\t", "block_map_era_length", NUMBER },
	{ "Sparse index\t", "use_sparse_index", YES_OR_NO },
	{ "Index memory size\t", "index_memory_size_mb", MEBIBYTES },
	{ "Slab size\t\t", "slab_size_mb", MEBIBYTES },
	{ "# Ack threads\t", "ack_threads", NUMBER },
	{ "# Bio threads\t", "bio_threads", NUMBER },
	{ "Bio rotation\t", "bio_rotation", NUMBER },
	{ "# CPU threads\t", "cpu_threads", NUMBER },
	{ "# Hash zone threads\t", "hash_zone_threads", NUMBER },
	{ "# Logical threads\t", "logical_threads", NUMBER },
	{ "# Physical threads\t", "physical_threads", NUMBER },
	{ "Max discard\t", "max_discard", NUMBER },
};

static uint64_t number_of(const struct volscan_segment *seg, const char *name)
{
	const struct volscan_parameter *parameter = segment_setting(seg, name);

	return parameter && parameter->number > 0 ? (uint64_t)parameter->number : 0;
}

static void say_number(struct listing *l, const char *label, uint64_t number,
		       enum meaning meaning)
{
	switch (meaning) {
	case NUMBER:
		say("  %s%" PRIu64, label, number);
		break;
	case YES_OR_NO:
		say("  %s%s", label, number ? "yes" : "no");
		break;
	case BYTES:
		say("  %s%s", label, listing_size(l, number / VOLSCAN_SECTOR_SIZE));
		break;
	case SECTORS:
		say("  %s%s", label, listing_size(l, number));
		break;
	case MEBIBYTES:
		say("  %s%s", label, listing_size(l, number * MIB));
		break;
	}
}

void vdo_pool_show(struct listing *l, const struct volscan_segment *seg)
{
	const struct volscan_parameter *policy = segment_setting(seg, "write_policy");
	uint64_t size = number_of(seg, "virtual_extents") * seg->lv->vg->extent_size +
			2 * number_of(seg, "header_size");
	size_t i;

	say("  Virtual size\t%s", listing_size(l, size));
	for (i = 0; i < sizeof(lines) / sizeof(lines[0]); i++)
		say_number(l, lines[i].label, number_of(seg, lines[i].parameter),
			   lines[i].meaning);
	say("  Write policy\t%s", policy ? listing_safe(l, policy->text) : "auto");
}
