/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * LVs refer to each other by name in any order, so all of them get their place
 * in the VG before the first is read.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "format_text/text_private.h"

/* ------------------------------------------------------------------------
 * Segments
 */

#define SEGMENT_FIELD(type, member) FIELD_FOR(volscan_segment, #member, type, member)

static const struct field segment_fields[] = {
	{ FIELD_FOR(volscan_segment, "start_extent", FIELD_U32, start),
	  .required = true },
	{ FIELD_FOR(volscan_segment, "extent_count", FIELD_U32, count),
	  .required = true, .min = 1 },
	{ SEGMENT_FIELD(FIELD_STRING, type), .required = true },
	{ SEGMENT_FIELD(FIELD_STRINGS, tags) },
};

bool segment_has_field(const char *name)
{
	return fields_have(segment_fields, COUNT_OF(segment_fields), name);
}

static void set_defaults(struct volscan_lv *lv, struct volscan_segment *segment)
{
	segment->lv = lv;
	segment->data_copies = 1;
	segment->zero_new_blocks = -1;
}

/* "cache-pool+METADATA_FORMAT": the type and words that were appended. */
static int split_type(struct text_reader *t, struct volscan_segment *segment)
{
	struct volscan_strings *flags = &segment->type_flags;
	size_t count = 0;
	char *type, *plus;

	if (!strchr(segment->type, '+'))
		return 0;
	type = dm_pool_strdup(t->pool, segment->type);
	if (!type)
		return -ENOMEM;
	for (plus = strchr(type, '+'); plus; plus = strchr(plus + 1, '+'))
		count++;
	flags->items = dm_pool_alloc(t->pool, (count + 1) * sizeof(*flags->items));
	if (!flags->items)
		return -ENOMEM;
	for (plus = strchr(type, '+'); plus; plus = strchr(plus, '+')) {
		*plus++ = '\0';
		flags->items[flags->count++] = plus;
	}
	segment->type = type;
	return 0;
}

/* Older versions must not touch a segment with a word they do not know, and so
 * it is with us: -EBADMSG. */
static int take_type_flags(struct volscan_segment *segment)
{
	uint64_t bit, bits = 0;

	for (size_t i = 0; i < segment->type_flags.count; i++) {
		if (!word_find(WORD_SEGTYPE, segment->type_flags.items[i], &bit))
			return -EBADMSG;
		bits |= bit;
	}
	segment->lv->status |= bits;
	return 0;
}

/* As LVM2 does, which says nothing more about such a segment than its type. */
static int keep_unknown(struct text_reader *t, const struct node *node, const char *written,
			struct volscan_segment *segment)
{
	char room[QUOTED_ROOM];

	segment->type = written;
	segment->unknown_type = true;
	text_warn(t, FINDING_OF(TEXT_SEGTYPE), node, "unknown segment type %s: its "
		  "extents are not known", quote(room, written));
	return 0;
}

static int read_type(struct text_reader *t, const struct node *node,
		     struct volscan_segment *segment)
{
	const char *written = segment->type;
	const struct segtype *type;
	int r;

	r = split_type(t, segment);
	if (r)
		return r;
	type = segtype_find(segment->type);
	if (!type || take_type_flags(segment))
		return keep_unknown(t, node, written, segment);
	return segtype_read(t, node, type, segment);
}

static int read_segment(struct text_reader *t, const struct node *node,
			struct volscan_lv *lv)
{
	struct volscan_segment *segment = dm_pool_zalloc(t->pool, sizeof(*segment));
	int r;

	if (!segment)
		return -ENOMEM;
	set_defaults(lv, segment);
	lv->segments[lv->segment_count++] = segment;
	r = fields_read(t, node, segment_fields, COUNT_OF(segment_fields), segment);
	if (!r && segment->count > UINT32_MAX - segment->start)
		r = text_fail(t, FINDING_OF(SEG_END), node, "the segment ends past extent %"
			      PRIu32, UINT32_MAX);
	return r ? r : read_type(t, node, segment);
}

static int compare_starts(const void *a, const void *b)
{
	const struct volscan_segment *x = *(struct volscan_segment *const *) a;
	const struct volscan_segment *y = *(struct volscan_segment *const *) b;

	return (x->start > y->start) - (x->start < y->start);
}

static int sort_segments(struct text_reader *t, const struct node *node,
			 struct volscan_lv *lv)
{
	uint32_t next = 0;

	if (lv->segment_count)
		qsort(lv->segments, lv->segment_count, sizeof(*lv->segments), compare_starts);
	for (size_t i = 0; i < lv->segment_count; i++) {
		if (lv->segments[i]->start != next)
			return text_fail(t, FINDING_OF(SEG_GAP), node,
					 "a segment should start at extent %" PRIu32
					 " and starts at %" PRIu32, next,
					 lv->segments[i]->start);
		next += lv->segments[i]->count;
	}
	return 0;
}

static int check_segment_count(struct text_reader *t, const struct node *node,
			       const struct volscan_lv *lv)
{
	uint32_t count;
	int r = number_read(t, node, "segment_count", &count);

	if (r)
		return r;
	if (count != lv->segment_count)
		return text_fail(t, FINDING_OF(TEXT_COUNT), node, "segment_count is %"
				 PRIu32 ", but it has %zu segments", count,
				 lv->segment_count);
	if (!count)
		return text_fail(t, FINDING_OF(TEXT_MISSING), node, "it has no segments");
	return 0;
}

static int read_segments(struct text_reader *t, const struct node *node,
			 struct volscan_lv *lv)
{
	const struct node *child;
	size_t count = 0;
	int r = 0;

	for (child = node->children; child; child = child->next)
		count += child->is_section;
	lv->segments = dm_pool_alloc(t->pool, (count + 1) * sizeof(*lv->segments));
	if (!lv->segments)
		return -ENOMEM;
	for (child = node->children; child && !r; child = child->next)
		if (child->is_section)
			r = read_segment(t, child, lv);
	if (!r)
		r = check_segment_count(t, node, lv);
	return r ? r : sort_segments(t, node, lv);
}

/* ------------------------------------------------------------------------
 * LVs
 */

#define LV_FIELD(type, member) FIELD_FOR(volscan_lv, #member, type, member)

static const struct field lv_fields[] = {
	{ FIELD_FOR(volscan_lv, "id", FIELD_UUID, uuid), .required = true },
	{ LV_FIELD(FIELD_TIME, creation_time) },
	{ LV_FIELD(FIELD_STRING, creation_host) },
	{ LV_FIELD(FIELD_STRING, lock_args) },
	{ LV_FIELD(FIELD_STRING, profile) },
	{ LV_FIELD(FIELD_STRINGS, tags) },
};

/* Numbers of devices as the kernel counts them. */
#define MAJOR_MAX 4095
#define MINOR_MAX 1048575

static int64_t get_number(const struct node *section, const char *name, int64_t fallback)
{
	const struct node *node = node_find(section, name);
	const struct node_value *value = node ? node_value(node) : NULL;

	return value && value->is_number ? value->number : fallback;
}

static void read_device_number(struct text_reader *t, const struct node *node,
			       struct volscan_lv *lv)
{
	int64_t major = get_number(node, "major", -1), minor = get_number(node, "minor", -1);

	lv->major = lv->minor = -1;
	if (!(lv->status & VOLSCAN_LV_FIXED_MINOR))
		return;
	if (major < -1 || major > MAJOR_MAX || minor < 0 || minor > MINOR_MAX) {
		text_warn(t, FINDING_OF(TEXT_MINOR), node, "its persistent major or minor "
			  "number is not one and is left out");
		return;
	}
	lv->major = (int32_t) major;
	lv->minor = (int32_t) minor;
}

/* In a text, 0 or nothing is "auto" and -1 is "none". */
static int read_read_ahead(struct text_reader *t, const struct node *node,
			   struct volscan_lv *lv)
{
	int64_t sectors = get_number(node, "read_ahead", 0);

	if (sectors < -1 || sectors > UINT32_MAX)
		return text_fail(t, FINDING_OF(TEXT_RANGE), node, "read_ahead is %" PRId64
				 ", expected a number of sectors", sectors);
	if (sectors == -1 || sectors == UINT32_MAX)
		lv->read_ahead = VOLSCAN_READ_AHEAD_NONE;
	else
		lv->read_ahead = sectors ? (uint32_t) sectors : VOLSCAN_READ_AHEAD_AUTO;
	return 0;
}

static int read_lv(struct text_reader *t, const struct node *node, struct volscan_lv *lv)
{
	int r;

	lv->creation_host = lv->lock_args = lv->profile = "";
	r = fields_read(t, node, lv_fields, COUNT_OF(lv_fields), lv);
	if (!r)
		r = words_read(t, node, WORD_LV, &lv->status, &lv->unknown_flags);
	if (!r)
		r = alloc_read(t, node, VOLSCAN_ALLOC_INHERIT, &lv->alloc);
	if (!r)
		r = read_read_ahead(t, node, lv);
	if (r)
		return r;
	read_device_number(t, node, lv);
	return read_segments(t, node, lv);
}

static int add_lv(struct text_reader *t, const struct node *node)
{
	struct volscan_lv *lv = dm_pool_zalloc(t->pool, sizeof(*lv));
	char room[QUOTED_ROOM];

	if (!lv)
		return -ENOMEM;
	if (!node->is_section)
		return text_fail(t, FINDING_OF(TEXT_TYPE), node,
				 "%s is not the section of an LV", quote(room, node->name));
	lv->vg = t->vg;
	lv->name = dm_pool_strdup(t->pool, node->name);
	if (!lv->name)
		return -ENOMEM;
	t->vg->lvs[t->vg->lv_count++] = lv;
	names_add(&t->lvs, lv->name, node, lv);
	return name_check(t, node, lv->name);
}

static int add_lvs(struct text_reader *t, const struct node *section)
{
	size_t count = section ? node_count_children(section) : 0;
	const struct node *node;
	const struct name *twice;
	int r = names_init(&t->lvs, t->scratch, count);

	if (r)
		return r;
	t->vg->lvs = dm_pool_alloc(t->pool, (count + 1) * sizeof(*t->vg->lvs));
	if (!t->vg->lvs)
		return -ENOMEM;
	for (node = count ? section->children : NULL; node && !r; node = node->next)
		r = add_lv(t, node);
	if (r)
		return r;
	twice = names_sort(&t->lvs);
	return twice ? text_fail(t, FINDING_OF(TEXT_TWICE), twice->node,
				 "two LVs have this name") : 0;
}

int lvs_read(struct text_reader *t, const struct node *vg_node)
{
	const struct node *section = node_find(vg_node, "logical_volumes"), *node;
	size_t i = 0;
	int r = add_lvs(t, section);

	if (r || !section)
		return r;
	for (node = section->children; node && !r; node = node->next)
		r = read_lv(t, node, t->vg->lvs[i++]);
	return r;
}
