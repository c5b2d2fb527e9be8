/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "check_rig.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/check.h"

#define DEVICE_BYTES (UINT64_C(1048576) * VOLSCAN_SECTOR_SIZE)

struct volscan_device check_rig_devices[2] = {
	{ .name = "/dev/a", .size = DEVICE_BYTES },
	{ .name = "/dev/b", .size = DEVICE_BYTES },
};

/* The LVs of the rig's texts have one UUID. */
static void give_uuids(struct volscan_vg *vg, struct dm_pool *pool)
{
	char uuid[64];

	for (size_t i = 0; i < vg->lv_count; i++) {
		snprintf(uuid, sizeof(uuid), "AAAAAA-0000-0000-0000-0000-0000-%06zu", i);
		vg->lvs[i]->uuid = dm_pool_strdup(pool, uuid);
	}
}

void check_rig_tie(struct check_rig *rig, bool pv0, bool pv1)
{
	struct volscan_vg *vg = rig->text.vg;

	vg->pvs[0]->device = pv0 ? &check_rig_devices[0] : NULL;
	vg->pvs[1]->device = pv1 ? &check_rig_devices[1] : NULL;
	vg_tie(vg);
}

void check_rig_read(struct check_rig *rig, const char *text)
{
	memset(rig, 0, sizeof(*rig));
	text_rig_read(&rig->text, text);
	give_uuids(rig->text.vg, rig->text.pool);
	check_rig_tie(rig, true, true);
}

static const char *keep(struct check_rig *rig, unsigned place, const char *words)
{
	snprintf(rig->words[place], CHECK_RIG_ROOM, "%s", words ? words : "");
	return rig->words[place];
}

static void hear(void *context, const struct finding *finding, const char *message)
{
	struct check_rig *rig = context;
	size_t length = strlen(rig->all);

	rig->count++;
	rig->id = finding->id;
	rig->last = (struct volscan_finding) {
		.code = finding_kinds[finding->id].code,
		.message = keep(rig, 0, message),
		.field = keep(rig, 1, finding->field),
		.expected = keep(rig, 2, finding->expected),
		.found = keep(rig, 3, finding->found),
		.vg = keep(rig, 4, finding->vg),
		.lv = keep(rig, 5, finding->lv),
	};
	snprintf(rig->all + length, sizeof(rig->all) - length, "%s%s: %s", length ? "; " : "",
		 rig->last.code, message);
}

void check_rig_check(struct check_rig *rig)
{
	const struct finding_sink sink = { hear, rig };

	rig->count = 0;
	rig->all[0] = '\0';
	ck_assert_int_eq(vg_check(rig->text.vg, &sink), 0);
}

void check_rig_is_one(const struct check_rig *rig, const struct broken *broken)
{
	ck_assert_msg(rig->count == 1, "%u instead of %s: %s", rig->count,
		      finding_kinds[broken->id].code, rig->all);
	ck_assert_str_eq(rig->last.code, finding_kinds[broken->id].code);
	ck_assert_str_eq(rig->last.vg, "vg");
	ck_assert_str_eq(rig->last.lv, broken->lv);
	ck_assert_str_eq(rig->last.field, broken->field);
	ck_assert_str_eq(rig->last.found, broken->found);
	ck_assert_msg(strstr(rig->last.message, broken->message) != NULL, "\"%s\" has no \"%s\"",
		      rig->last.message, broken->message);
}

void check_rig_broken(const char *text, const struct broken *broken)
{
	char *changed = broken->from ? text_replace(text, broken->from, broken->to) : strdup(text);
	struct check_rig rig;

	check_rig_read(&rig, changed);
	free(changed);
	check_rig_check(&rig);
	check_rig_is_one(&rig, broken);
	check_rig_end(&rig);
}

void check_rig_right(const char *text, const char *from, const char *to)
{
	char *changed = text_replace(text, from, to);
	struct check_rig rig;

	check_rig_read(&rig, changed);
	free(changed);
	check_rig_check(&rig);
	ck_assert_msg(!rig.count, "%s", rig.all);
	check_rig_end(&rig);
}

void check_rig_end(struct check_rig *rig)
{
	text_rig_end(&rig->text);
}
