/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Sources: LVM2's vg_validate() and check_lv_segments(), and the names that lvcreate
 * refuses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/check_private.h"

/* ------------------------------------------------------------------------
 * Names
 */

static void tell_name(const struct check *c, const struct volscan_lv *lv, const char *expected,
		      const char *what)
{
	lv_tell(c, LV_FINDING(LV_NAME, lv, .field = "name", .expected = expected,
			      .found = lv->name),
		"%s. \"lvrename\" gives it another.", what);
}

/* What LVM2 puts into the names of parts, and lets nobody else use. */
static const char *const reserved[] = {
	"_cdata", "_cmeta", "_corig", "_mimage", "_mlog", "_rimage", "_rmeta", "_tdata",
	"_tmeta", "_vdata", "_pmspare", "_vorigin",
};

static bool is_reserved(const char *name)
{
	for (size_t i = 0; i < COUNT_OF(reserved); i++)
		if (strstr(name, reserved[i]))
			return true;
	return false;
}

static bool begins_with(const char *name, const char *with)
{
	return !strncmp(name, with, strlen(with));
}

/* Of those that are hidden and in nobody's use, check_parts() tells. */
static void check_reserved(const struct check *c, const struct volscan_lv *lv)
{
	if (begins_with(lv->name, "pvmove") && !(lv->status & VOLSCAN_LV_PVMOVE))
		tell_name(c, lv, "no name that begins with pvmove",
			  "has a name that LVM2 gives only to what moves extents");
	else if (begins_with(lv->name, "snapshot") && !lv_is(lv, "snapshot"))
		tell_name(c, lv, "no name that begins with snapshot",
			  "has a name that LVM2 gives only to what ties a snapshot to its origin");
	else if (is_reserved(lv->name) && lv->status & VOLSCAN_LV_VISIBLE && !lv->user_count)
		tell_name(c, lv, "a name without a reserved word",
			  "has a name that LVM2 gives only to parts of other LVs, and is no part");
}

/* Commands read such an LV, and vg_validate() calls its name an internal error. */
static void check_form(const struct check *c, const struct volscan_lv *lv)
{
	if (!strcmp(lv->name, ".") || !strcmp(lv->name, ".."))
		tell_name(c, lv, "neither . nor ..", "has the name of a directory, which no device "
			  "can have");
	else if (lv->name[0] == '-')
		lv_tell(c, LV_FINDING(LV_NAME, lv, .field = "name", .expected = "no leading -",
				      .found = lv->name),
			"has a name that begins with -, which stands for historical LVs: "
			"\"lvrename\" does not find it. Restore older metadata with "
			"\"vgcfgrestore\".");
}

/* With "/dev/" before them and "-" between them, both must fit LVM2's buffers. */
#define NAMES_MAX 124

static void check_length(const struct check *c, const struct volscan_lv *lv)
{
	size_t length = strlen(c->vg->name) + strlen(lv->name);

	if (length > NAMES_MAX)
		lv_tell(c, LV_FINDING(LV_NAME, lv, .field = "name", .expected = NUMBER(NAMES_MAX),
				      .found = NUMBER(length)),
			"and its VG have names of %zu characters together, more than the %d that "
			"LVM2 can handle. Give one of them a shorter name, with \"lvrename\" or "
			"\"vgrename\".", length, NAMES_MAX);
}

/* LVM2 knows the metadata of pools by these. */
static void check_metadata_name(const struct check *c, const struct volscan_lv *lv)
{
	const struct part *part = &c->parts[lv->index];
	bool is_thin;

	if (part->kind != PART_METADATA || segment_is(part->owner, "integrity"))
		return;
	is_thin = segment_is(part->owner, "thin-pool");
	if (strstr(lv->name, is_thin ? "_tmeta" : "_cmeta"))
		return;
	tell_name(c, lv, is_thin ? "a name with _tmeta" : "a name with _cmeta",
		  "is the metadata of a pool, and its name does not say so");
}

/* ------------------------------------------------------------------------
 * Flags
 */

static void tell_status(const struct check *c, const struct volscan_lv *lv,
			const char *expected, const char *found, const char *what)
{
	lv_tell(c, LV_FINDING(LV_STATUS, lv, .field = "status", .expected = expected,
			      .found = found),
		"%s. Restore older metadata with \"vgcfgrestore\", or ask whoever changed the "
		"text.", what);
}

static bool is_external_origin(const struct volscan_lv *lv)
{
	for (size_t i = 0; i < lv->user_count; i++)
		if (lv->users[i]->external_origin == lv)
			return true;
	return false;
}

#define RESHAPE_FLAGS (VOLSCAN_LV_RESHAPE | VOLSCAN_LV_RESHAPE_DELTA_DISKS_PLUS | \
		       VOLSCAN_LV_RESHAPE_DELTA_DISKS_MINUS)

static void check_status(const struct check *c, const struct volscan_lv *lv)
{
	if (!(lv->status & VOLSCAN_LV_READ))
		tell_status(c, lv, "READ", "no READ", "has no READ flag, which every LV has");
	if (lv->status & VOLSCAN_LV_ERROR_WHEN_FULL && !lv_is(lv, "thin-pool"))
		tell_status(c, lv, "no ERROR_WHEN_FULL", "ERROR_WHEN_FULL",
			    "has a flag that only a thin pool can have");
	if (lv->status & VOLSCAN_LV_WRITE && is_external_origin(lv))
		tell_status(c, lv, "no WRITE", "WRITE",
			    "is the external origin of a thin LV, and can be written to: that "
			    "would change the thin LV as well");
	if (lv->status & RESHAPE_FLAGS && !lv_is(lv, "raid"))
		tell_status(c, lv, "no RESHAPE", "RESHAPE",
			    "is said to be reshaped, and is no raid");
	if (lv_is(lv, "cache-pool") && lv->status & VOLSCAN_LV_METADATA_FORMAT &&
	    lv->segments[0]->cache_metadata_format != 2)
		tell_status(c, lv, "no METADATA_FORMAT", "METADATA_FORMAT",
			    "is said to have metadata of a newer format, and has it not");
}

/* ------------------------------------------------------------------------
 * Numbers of segments
 */

static bool has_one(const struct volscan_segment *segment)
{
	static const char *const types[] = {
		"raid", "cache", "cache-pool", "thin", "thin-pool", "snapshot",
	};

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (segment_is(segment, types[i]))
			return true;
	return false;
}

static void check_count(const struct check *c, const struct volscan_lv *lv)
{
	const struct volscan_segment *one = NULL;

	for (size_t i = 0; i < lv->segment_count && !one; i++)
		if (has_one(lv->segments[i]))
			one = lv->segments[i];
	if (lv->segment_count == 1 || !one)
		return;
	lv_tell(c, LV_FINDING(LV_SEGMENTS, lv, .field = "segment_count", .expected = "1",
			      .found = NUMBER(lv->segment_count)),
		"has %zu segments, and an LV of type %s has exactly one: it cannot be activated. "
		"Restore older metadata with \"vgcfgrestore\".", lv->segment_count, one->type);
}

/* ------------------------------------------------------------------------
 * What only one LV can have
 */

typedef const char *(*key_fn)(const struct volscan_lv *lv);

static const char *uuid_of(const struct volscan_lv *lv)
{
	return lv->uuid;
}

static const char *name_of(const struct volscan_lv *lv)
{
	return lv->name;
}

/* Of those that are equal, live ones come first. */
static int compare(const void *a, const void *b, void *context)
{
	const struct volscan_lv *x = *(const struct volscan_lv *const *) a;
	const struct volscan_lv *y = *(const struct volscan_lv *const *) b;
	key_fn key = *(key_fn *) context;
	int by_key = strcmp(key(x), key(y));

	if (by_key)
		return by_key;
	if (x->historical != y->historical)
		return x->historical - y->historical;
	return (x->index > y->index) - (x->index < y->index);
}

static void tell_uuid(const struct check *c, const struct volscan_lv *lv,
		      const struct volscan_lv *first)
{
	lv_tell(c, LV_FINDING(LV_UUID, lv, .field = "id", .expected = "one of its own",
			      .found = lv->uuid),
		"has the UUID of LV %s, by which the kernel takes one for the other: do not "
		"activate both. Restore older metadata with \"vgcfgrestore\".", first->name);
}

/* The parser has seen to it that one of them is historical. */
static void tell_same_name(const struct check *c, const struct volscan_lv *lv,
			   const struct volscan_lv *first)
{
	(void) first;
	tell_name(c, lv, "one of its own", "is historical, and has the name of a live one");
}

static void check_twins(const struct check *c, const struct volscan_lv **lvs, size_t count,
			key_fn key,
			void (*fn)(const struct check *c, const struct volscan_lv *lv,
				   const struct volscan_lv *first))
{
	qsort_r(lvs, count, sizeof(*lvs), compare, &key);
	for (size_t i = 1; i < count; i++)
		if (!strcmp(key(lvs[i - 1]), key(lvs[i])))
			fn(c, lvs[i], lvs[i - 1]);
}

/* Live and historical LVs together. */
static int check_unique(const struct check *c)
{
	const struct volscan_vg *vg = c->vg;
	size_t count = vg->lv_count + vg->historical_lv_count;
	const struct volscan_lv **lvs = calloc(count + 1, sizeof(*lvs));

	if (!lvs)
		return -ENOMEM;
	for (size_t i = 0; i < vg->lv_count; i++)
		lvs[i] = vg->lvs[i];
	for (size_t i = 0; i < vg->historical_lv_count; i++)
		lvs[vg->lv_count + i] = vg->historical_lvs[i];
	check_twins(c, lvs, count, uuid_of, tell_uuid);
	check_twins(c, lvs, count, name_of, tell_same_name);
	free(lvs);
	return 0;
}

static void check_spares(const struct check *c)
{
	const struct volscan_lv *first = NULL, *lv;

	for (size_t i = 0; i < c->vg->lv_count; i++) {
		lv = c->vg->lvs[i];
		if (!(lv->status & VOLSCAN_LV_POOL_METADATA_SPARE))
			continue;
		if (first)
			lv_tell(c, LV_FINDING(LV_SPARE, lv, .expected = first->name,
					      .found = lv->name),
				"is a spare for the metadata of pools, as is LV %s: LVM2 does not "
				"read a VG with two. Restore older metadata with \"vgcfgrestore\".",
				first->name);
		else
			first = lv;
	}
}

int check_lvs(const struct check *c)
{
	const struct volscan_lv *lv;

	for (size_t i = 0; i < c->vg->lv_count; i++) {
		lv = c->vg->lvs[i];
		check_form(c, lv);
		check_reserved(c, lv);
		check_length(c, lv);
		check_metadata_name(c, lv);
		check_status(c, lv);
		check_count(c, lv);
	}
	check_spares(c);
	return check_unique(c);
}
