/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "draw/runs.h"

static const struct volscan_lv *lv_of(const struct volscan_pv_segment *segment)
{
	return segment->segment ? segment->segment->lv : NULL;
}

/* At the end, or as more of the last one. False when there is no room. */
static bool add(struct run *runs, size_t *count, size_t max, const struct run *run)
{
	if (*count && runs[*count - 1].lv == run->lv) {
		runs[*count - 1].count += run->count;
		return true;
	}
	if (*count == max)
		return false;
	runs[(*count)++] = *run;
	return true;
}

static bool all_of(const struct volscan_pv *pv, struct run *runs, size_t *count, size_t max)
{
	size_t i;

	*count = 0;
	for (i = 0; i < pv->segment_count; i++) {
		const struct volscan_pv_segment *segment = &pv->segments[i];
		struct run run = { segment->start, segment->count, lv_of(segment) };

		if (!add(runs, count, max, &run))
			return false;
	}
	return true;
}

static uint64_t overlap(const struct volscan_pv_segment *segment, uint64_t start, uint64_t end)
{
	uint64_t from = segment->start > start ? segment->start : start;
	uint64_t to = (uint64_t)segment->start + segment->count;

	if (to > end)
		to = end;
	return to > from ? to - from : 0;
}

/* Who has the longest piece from `start` to `end`. *at is a segment that is there or
 * before, and moves on. */
static const struct volscan_lv *longest(const struct volscan_pv *pv, size_t *at, uint64_t start,
					uint64_t end)
{
	const struct volscan_lv *lv = NULL;
	uint64_t most = 0;
	size_t i;

	for (i = *at; i < pv->segment_count && pv->segments[i].start < end; i++) {
		uint64_t length = overlap(&pv->segments[i], start, end);

		if (length > most) {
			most = length;
			lv = lv_of(&pv->segments[i]);
		}
		*at = i;
	}
	return lv;
}

static size_t parts_of(const struct volscan_pv *pv, struct run *runs, size_t max)
{
	size_t i, at = 0, count = 0;

	for (i = 0; i < max; i++) {
		uint64_t start = (uint64_t)pv->pe_count * i / max;
		uint64_t end = (uint64_t)pv->pe_count * (i + 1) / max;
		struct run run = { (uint32_t)start, (uint32_t)(end - start), NULL };

		if (!run.count)
			continue;
		run.lv = longest(pv, &at, start, end);
		add(runs, &count, max, &run);
	}
	return count;
}

size_t runs_of(const struct volscan_pv *pv, struct run *runs, size_t max)
{
	size_t count;

	if (all_of(pv, runs, &count, max))
		return count;
	return parts_of(pv, runs, max);
}
