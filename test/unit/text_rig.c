/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "text_rig.h"

#include <check.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format_text/text.h"

static void keep_finding(void *context, const struct finding *finding, const char *message)
{
	struct text_rig *rig = context;

	ck_assert_uint_eq(finding->offset, 0);
	if (finding_kinds[finding->id].severity == VOLSCAN_ERROR) {
		rig->errors++;
		rig->id = finding->id;
		snprintf(rig->error, sizeof(rig->error), "%s", message);
	} else {
		rig->warnings++;
		rig->warning_id = finding->id;
		snprintf(rig->warning, sizeof(rig->warning), "%s", message);
	}
	snprintf(rig->lv, sizeof(rig->lv), "%s", finding->lv ? finding->lv : "");
}

/* Nothing else of the VG is in it. */
static void take_text_back(struct volscan_vg *vg, const char *text)
{
	ck_assert_ptr_eq(vg->text, text);
	vg->text = NULL;
}

void text_rig_parse_bytes(struct text_rig *rig, const char *text, size_t length)
{
	const struct finding_sink sink = { keep_finding, rig };
	static struct volscan_vg untouched;
	struct volscan_vg *vg = &untouched;
	char *copy = malloc(length ? length : 1);

	memset(rig, 0, sizeof(*rig));
	rig->pool = dm_pool_create("test", 1024);
	memcpy(copy, text, length);
	rig->result = text_parse(copy, length, rig->pool, &sink, NULL, &vg);
	if (!rig->result)
		take_text_back(vg, copy);
	memset(copy, 'x', length);
	free(copy);
	if (rig->result)
		ck_assert_ptr_eq(vg, &untouched);
	else
		rig->vg = vg;
}

void text_rig_parse(struct text_rig *rig, const char *text)
{
	text_rig_parse_bytes(rig, text, strlen(text));
}

void text_rig_read(struct text_rig *rig, const char *text)
{
	text_rig_parse(rig, text);
	ck_assert_msg(!rig->result, "refused: %s", rig->error);
	ck_assert_uint_eq(rig->errors, 0);
}

void text_rig_read_changed(struct text_rig *rig, const char *text, const char *from,
			   const char *to)
{
	char *changed = text_replace(text, from, to);

	text_rig_read(rig, changed);
	free(changed);
}

static void refuse(struct text_rig *rig, const char *text, const char *error)
{
	text_rig_parse(rig, text);
	ck_assert_msg(rig->result == -EBADMSG, "%d instead of: %s", rig->result, error);
	ck_assert_msg(strstr(rig->error, error) != NULL, "\"%s\" has no \"%s\"", rig->error,
		      error);
	ck_assert_uint_eq(rig->errors, 1);
	ck_assert_int_eq(strncmp(rig->error, "line ", 5), 0);
	text_rig_end(rig);
}

void text_rig_refused(const char *text, const char *error)
{
	struct text_rig rig;

	refuse(&rig, text, error);
}

void text_rig_refused_as(const char *text, enum finding_id id, const char *error)
{
	struct text_rig rig;

	refuse(&rig, text, error);
	ck_assert_str_eq(finding_kinds[rig.id].code, finding_kinds[id].code);
}

void text_rig_end(struct text_rig *rig)
{
	dm_pool_destroy(rig->pool);
}

char *text_replace(const char *text, const char *from, const char *to)
{
	const char *at = strstr(text, from);
	char *new;

	ck_assert_msg(at != NULL, "the text has no \"%s\"", from);
	ck_assert_int_gt(asprintf(&new, "%.*s%s%s", (int) (at - text), text, to,
				  at + strlen(from)), 0);
	return new;
}

struct volscan_lv *rig_lv(const struct text_rig *rig, const char *name)
{
	struct volscan_lv *lv = vg_find_lv(rig->vg, name);

	ck_assert_msg(lv != NULL, "there is no LV %s", name);
	return lv;
}

struct volscan_segment *rig_segment(const struct text_rig *rig, const char *lv_name)
{
	struct volscan_lv *lv = rig_lv(rig, lv_name);

	ck_assert_uint_eq(lv->segment_count, 1);
	return lv->segments[0];
}
