/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/check_private.h"

/* ------------------------------------------------------------------------
 * Telling
 */

/* Between the rules and who listens. */
struct limit {
	const struct finding_sink *sink;
	unsigned told;
	uint64_t more;
};

static bool is_reached(struct limit *limit)
{
	if (limit->told < CHECK_FINDINGS_MAX)
		return false;
	limit->more++;
	return true;
}

static void pass_on(void *context, const struct finding *finding, const char *message)
{
	struct limit *limit = context;

	if (is_reached(limit))
		return;
	limit->told++;
	limit->sink->tell(limit->sink->context, finding, message);
}

static void tell_more(const struct limit *limit, const struct volscan_vg *vg)
{
	if (limit->more)
		finding_tell(limit->sink, VG_FINDING(TEXT_MORE, vg, .found = NUMBER(limit->more)),
			     "VG %s: %" PRIu64 " further findings are not shown", vg->name,
			     limit->more);
}

/* For a sentence with names in it. */
#define SENTENCE_ROOM 1024

/* For "segment4294967295/" and the longest name of a field. */
#define FIELD_ROOM 64

static void tell(const struct check *c, const struct finding *finding, const char *where,
		 const char *format, va_list args)
{
	char sentence[SENTENCE_ROOM];

	vsnprintf(sentence, sizeof(sentence), format, args);
	finding_tell(c->sink, finding, "VG %s: LV %s%s %s", finding->vg, finding->lv, where,
		     sentence);
}

void lv_tell(const struct check *c, const struct finding *finding, const char *format, ...)
{
	va_list args;

	if (is_reached(c->limit))
		return;
	va_start(args, format);
	tell(c, finding, "", format, args);
	va_end(args);
}

static size_t number_of(const struct volscan_segment *segment)
{
	size_t i = 0;

	while (segment->lv->segments[i] != segment)
		i++;
	return i + 1;
}

void segment_tell(const struct check *c, const struct volscan_segment *segment,
		  const struct finding *finding, const char *format, ...)
{
	struct finding with_path = *finding;
	char field[FIELD_ROOM], where[FIELD_ROOM];
	va_list args;

	if (is_reached(c->limit))
		return;
	snprintf(field, sizeof(field), "segment%zu/%s", number_of(segment), finding->field);
	snprintf(where, sizeof(where), ", segment %zu:", number_of(segment));
	with_path.field = field;
	va_start(args, format);
	tell(c, &with_path, where, format, args);
	va_end(args);
}

/* ------------------------------------------------------------------------
 * Questions
 */

bool segment_is(const struct volscan_segment *segment, const char *type)
{
	size_t length = strlen(type);

	if (segment->unknown_type || strncmp(segment->type, type, length))
		return false;
	return !segment->type[length] || segment->type[length] == '_' || !strcmp(type, "raid");
}

bool lv_is(const struct volscan_lv *lv, const char *type)
{
	return lv->segment_count && segment_is(lv->segments[0], type);
}

size_t raid_parity(const struct volscan_segment *segment)
{
	if (segment_is(segment, "raid6"))
		return 2;
	return segment_is(segment, "raid4") || segment_is(segment, "raid5");
}

void check_each_segment(const struct check *c, segment_rule rule)
{
	const struct volscan_lv *lv;

	for (size_t i = 0; i < c->vg->lv_count; i++) {
		lv = c->vg->lvs[i];
		for (size_t j = 0; j < lv->segment_count; j++)
			if (!lv->segments[j]->unknown_type)
				rule(c, lv->segments[j]);
	}
}

/* ------------------------------------------------------------------------
 * Rules
 */

static int check_all(const struct check *check)
{
	int r;

	check_vg(check);
	check_pvs(check);
	r = check_missing(check);
	check_parts(check);
	if (!r)
		r = check_lvs(check);
	check_numbers(check);
	check_segments(check);
	return r ? r : check_pools(check);
}

int vg_check(const struct volscan_vg *vg, const struct finding_sink *sink)
{
	struct limit limit = { .sink = sink };
	const struct finding_sink limited = { pass_on, &limit };
	struct check check = { .vg = vg, .sink = &limited, .limit = &limit };
	int r;

	if (!sink)
		return 0;
	check.parts = calloc(vg->lv_count + 1, sizeof(*check.parts));
	if (!check.parts)
		return -ENOMEM;
	r = check_all(&check);
	tell_more(&limit, vg);
	free(check.parts);
	return r;
}
