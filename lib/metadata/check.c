/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metadata/check_private.h"

/* For a sentence with names in it. */
#define SENTENCE_ROOM 1024

static void tell(const struct check *c, const struct finding *finding, const char *format, va_list args)
{
	char sentence[SENTENCE_ROOM];

	vsnprintf(sentence, sizeof(sentence), format, args);
	finding_tell(c->sink, finding, "VG %s: LV %s %s", finding->vg, finding->lv, sentence);
}

void lv_tell(const struct check *c, const struct finding *finding, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell(c, finding, format, args);
	va_end(args);
}

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

static int check_all(const struct check *check)
{
	int r;

	check_vg(check);
	check_pvs(check);
	r = check_missing(check);
	check_parts(check);
	return r ? r : check_lvs(check);
}

int vg_check(const struct volscan_vg *vg, const struct finding_sink *sink)
{
	struct check check = { .vg = vg, .sink = sink };
	int r;

	check.parts = calloc(vg->lv_count + 1, sizeof(*check.parts));
	if (!check.parts)
		return -ENOMEM;
	r = check_all(&check);
	free(check.parts);
	return r;
}
