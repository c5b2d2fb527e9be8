/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "format_text/mda.h"
#include "format_text/text_private.h"
#include "metadata/vg.h"

/* ------------------------------------------------------------------------
 * What PVs, VGs and LVs have alike
 */

int name_check(struct text_reader *t, const struct node *at, const char *name)
{
	size_t length = strlen(name);
	char room[QUOTED_ROOM];

	if (!length || length > MDA_VG_NAME_MAX || mda_name_length(name, length) != length)
		return text_fail(t, FINDING_OF(TEXT_NAME), at,
				 "%s cannot be a name: LVM2's have up to %d of "
				 "A-Z a-z 0-9 . _ + -", quote(room, name), MDA_VG_NAME_MAX);
	return 0;
}

static const struct {
	const char *name;
	enum volscan_alloc alloc;
} alloc_names[] = {
	{ "contiguous", VOLSCAN_ALLOC_CONTIGUOUS },
	{ "cling", VOLSCAN_ALLOC_CLING },
	{ "cling_by_tags", VOLSCAN_ALLOC_CLING_BY_TAGS },
	{ "normal", VOLSCAN_ALLOC_NORMAL },
	{ "next free", VOLSCAN_ALLOC_NORMAL },	/* its name long ago */
	{ "anywhere", VOLSCAN_ALLOC_ANYWHERE },
	{ "inherit", VOLSCAN_ALLOC_INHERIT },
};

int alloc_read(struct text_reader *t, const struct node *section,
	       enum volscan_alloc fallback, enum volscan_alloc *alloc)
{
	static const struct field field = {
		.name = "allocation_policy", .type = FIELD_STRING
	};
	char room[QUOTED_ROOM];
	const char *name = NULL;
	int r;

	*alloc = fallback;
	r = fields_read(t, section, &field, 1, &name);
	if (r || !name)
		return r;
	for (size_t i = 0; i < COUNT_OF(alloc_names); i++) {
		if (!strcmp(alloc_names[i].name, name)) {
			*alloc = alloc_names[i].alloc;
			return 0;
		}
	}
	text_warn(t, FINDING_OF(TEXT_ALLOC), section, "unknown allocation policy %s",
		  quote(room, name));
	return 0;
}

/* ------------------------------------------------------------------------
 * PVs
 */

#define PV_FIELD(type, member) FIELD_FOR(volscan_pv, #member, type, member)

static const struct field pv_fields[] = {
	{ FIELD_FOR(volscan_pv, "id", FIELD_UUID, uuid), .required = true },
	{ FIELD_FOR(volscan_pv, "device", FIELD_STRING, device_hint) },
	{ PV_FIELD(FIELD_STRING, device_id) },
	{ PV_FIELD(FIELD_STRING, device_id_type) },
	{ PV_FIELD(FIELD_U64, dev_size) },
	{ PV_FIELD(FIELD_U64, pe_start), .required = true },
	{ PV_FIELD(FIELD_U32, pe_count), .required = true },
	{ PV_FIELD(FIELD_STRINGS, tags) },
};

/* No disk has so many sectors: all sizes in bytes fit 64 bits. */
static int check_size(struct text_reader *t, const struct node *node, struct volscan_pv *pv)
{
	uint64_t extents = pv->pe_count * t->vg->extent_size, end;

	if (__builtin_add_overflow(extents, pv->pe_start, &end) || end > VG_SECTORS_MAX)
		return text_fail(t, FINDING_OF(TEXT_RANGE), node, "%" PRIu32 " extents of %"
				 PRIu64 " sectors from sector %" PRIu64
				 " on are more than a disk can have", pv->pe_count,
				 t->vg->extent_size, pv->pe_start);
	if (pv->dev_size > VG_SECTORS_MAX) {
		text_warn(t, FINDING_OF(TEXT_PV_SIZE), node, "dev_size is more than a "
			  "disk can have: taken as unknown");
		pv->dev_size = 0;
	}
	return 0;
}

static int read_pv(struct text_reader *t, const struct node *node, struct volscan_pv *pv)
{
	struct volscan_strings unknown = { NULL, 0 };
	char room[QUOTED_ROOM];
	int r;

	if (!node->is_section)
		return text_fail(t, FINDING_OF(TEXT_TYPE), node,
				 "%s is not the section of a PV", quote(room, node->name));
	pv->vg = t->vg;
	pv->device_hint = pv->device_id = pv->device_id_type = "";
	r = fields_read(t, node, pv_fields, COUNT_OF(pv_fields), pv);
	if (!r)
		r = words_read(t, node, WORD_PV, &pv->status, &unknown);
	return r ? r : check_size(t, node, pv);
}

/* A device is found by its UUID: two PVs cannot have one. */
static int check_uuids(struct text_reader *t)
{
	const struct name *twice;
	struct names uuids;
	int r = names_init(&uuids, t->scratch, t->pvs.count);

	if (r)
		return r;
	for (size_t i = 0; i < t->pvs.count; i++)
		names_add(&uuids, t->vg->pvs[i]->uuid, t->pvs.items[i].node, t->vg->pvs[i]);
	twice = names_sort(&uuids);
	return twice ? text_fail(t, FINDING_OF(TEXT_TWICE), twice->node,
				 "two PVs have the UUID %s", twice->name) : 0;
}

static int add_pv(struct text_reader *t, const struct node *node)
{
	struct volscan_pv *pv = dm_pool_zalloc(t->pool, sizeof(*pv));

	if (!pv)
		return -ENOMEM;
	t->vg->pvs[t->vg->pv_count++] = pv;
	names_add(&t->pvs, node->name, node, pv);
	return read_pv(t, node, pv);
}

static int index_pvs(struct text_reader *t)
{
	const struct name *twice;
	int r = check_uuids(t);

	if (r)
		return r;
	twice = names_sort(&t->pvs);
	return twice ? text_fail(t, FINDING_OF(TEXT_TWICE), twice->node,
				 "two PVs have this name") : 0;
}

static int read_pvs(struct text_reader *t, const struct node *vg_node)
{
	const struct node *section = node_find(vg_node, "physical_volumes"), *node;
	size_t count;
	int r;

	if (!section || !section->children)
		return text_fail(t, FINDING_OF(TEXT_MISSING), vg_node,
				 "physical_volumes is missing or empty: a VG has PVs");
	count = node_count_children(section);
	r = names_init(&t->pvs, t->scratch, count);
	if (r)
		return r;
	t->vg->pvs = dm_pool_alloc(t->pool, count * sizeof(*t->vg->pvs));
	if (!t->vg->pvs)
		return -ENOMEM;
	for (node = section->children; node && !r; node = node->next)
		r = add_pv(t, node);
	return r ? r : index_pvs(t);
}

/* ------------------------------------------------------------------------
 * The VG
 */

#define VG_FIELD(type, member) FIELD_FOR(volscan_vg, #member, type, member)

static const struct field vg_fields[] = {
	{ FIELD_FOR(volscan_vg, "id", FIELD_UUID, uuid), .required = true },
	{ VG_FIELD(FIELD_U32, seqno), .required = true },
	{ VG_FIELD(FIELD_STRING, format) },
	{ VG_FIELD(FIELD_U64, extent_size), .required = true, .min = 1, .max = UINT32_MAX },
	{ VG_FIELD(FIELD_U32, max_lv), .required = true },
	{ VG_FIELD(FIELD_U32, max_pv), .required = true },
	{ VG_FIELD(FIELD_U32, metadata_copies) },
	{ VG_FIELD(FIELD_STRING, system_id) },
	{ VG_FIELD(FIELD_STRING, lock_type) },
	{ VG_FIELD(FIELD_STRING, lock_args) },
	{ VG_FIELD(FIELD_STRING, profile) },
	{ VG_FIELD(FIELD_STRINGS, tags) },
};

static void set_defaults(struct volscan_vg *vg)
{
	vg->format = "lvm2";
	vg->system_id = vg->lock_type = vg->lock_args = vg->profile = "";
	if (!vg->description)
		vg->description = "";
	if (!vg->creation_host)
		vg->creation_host = "";
}

/* Shared through a lock manager; "none" is not. */
static bool is_shared(const struct volscan_vg *vg)
{
	return !strcmp(vg->lock_type, "sanlock") || !strcmp(vg->lock_type, "dlm") ||
	       !strcmp(vg->lock_type, "idm");
}

/* mda_vg_name() has seen what the text begins with, and the VG's section may come later. */
static int check_vg_name(struct text_reader *t, const struct node *node)
{
	char room[QUOTED_ROOM];
	int r = name_check(t, node, node->name);

	if (r || mda_is_vg_name(node->name, strlen(node->name)))
		return r;
	return text_fail(t, FINDING_OF(TEXT_NAME), node, "%s cannot be the name of a VG: LVM2 "
			 "takes none that begins with - or is . or ..", quote(room, node->name));
}

static int read_head(struct text_reader *t, const struct node *node)
{
	struct volscan_vg *vg = t->vg;
	int r;

	set_defaults(vg);
	vg->name = dm_pool_strdup(t->pool, node->name);
	if (!vg->name)
		return -ENOMEM;
	r = check_vg_name(t, node);
	if (!r)
		r = fields_read(t, node, vg_fields, COUNT_OF(vg_fields), vg);
	if (!r)
		r = words_read(t, node, WORD_VG, &vg->status, &vg->unknown_flags);
	if (!r)
		r = alloc_read(t, node, VOLSCAN_ALLOC_NORMAL, &vg->alloc);
	if (is_shared(vg))
		vg->status |= VOLSCAN_VG_SHARED;
	return r;
}

static int resolve(struct text_reader *t, const struct node *node)
{
	struct contradiction found;
	int r = vg_resolve(t->vg, t->pool, &found);

	return r == -EBADMSG ? text_fail(t, &(const struct finding) { .id = found.id, .lv = found.lv },
					 node, "%s", found.why) : r;
}

int vg_read(struct text_reader *t, const struct node *node)
{
	int r = read_head(t, node);

	if (!r)
		r = read_pvs(t, node);
	if (!r)
		r = lvs_read(t, node);
	if (!r)
		r = history_read(t, node);
	return r ? r : resolve(t, node);
}
