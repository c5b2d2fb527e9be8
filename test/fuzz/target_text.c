/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The metadata text of a VG. */
#include <errno.h>
#include <string.h>

#include "format_text/text.h"
#include "fuzz.h"
#include "metadata/check.h"
#include "mutate_text.h"
#include "pools.h"
#include "sound_vg.h"

/* What text_parse() may take for a byte of text, and for any text. */
#define MEMORY_PER_BYTE 40
#define MEMORY_FREE 16384

struct heard {
	unsigned errors, warnings;
};

static void hear(void *context, const struct finding *finding, const char *message)
{
	struct heard *heard = context;
	bool is_error = finding_kinds[finding->id].severity == VOLSCAN_ERROR;

	fuzz_check_finding(finding, message);
	heard->errors += is_error;
	heard->warnings += !is_error;
}

/* The rules, and all that they find. Returns a number that is made of that. */
static uint64_t check(struct volscan_vg *vg, struct heard *heard)
{
	const struct finding_sink sink = { hear, heard };

	vg_tie(vg);
	CHECK(!vg_check(vg, &sink));
	return sound_vg(vg) + heard->errors * UINT64_C(0x10001) + heard->warnings;
}

/* 0 if the text is refused. */
static uint64_t parse(const char *text, size_t size)
{
	struct dm_pool *pool = dm_pool_create("fuzz", 1024);
	struct heard heard = { 0, 0 };
	const struct finding_sink sink = { hear, &heard };
	struct volscan_vg *vg = NULL;
	uint64_t sum = 0;
	int r;

	pools_take_peak();
	r = text_parse(text, size, pool, &sink, NULL, &vg);
	CHECK(pools_take_peak() <= MEMORY_PER_BYTE * size + MEMORY_FREE);
	CHECK(pools_count() == 1);
	if (r) {
		CHECK(r == -EBADMSG && !vg && heard.errors == 1);
	} else {
		CHECK(vg && !heard.errors);
		CHECK(vg->text_size <= size && !memcmp(vg->text, text, vg->text_size));
		sum = check(vg, &heard);
	}
	dm_pool_destroy(pool);
	return sum;
}

static void run(const uint8_t *data, size_t size)
{
	uint64_t sum = parse((const char *)data, size);

	if (sum)
		CHECK(parse((const char *)data, size) == sum);
}

static size_t mutate(uint8_t *data, size_t size, size_t room, unsigned seed,
		     fuzz_change_fn change)
{
	return seed % 2 ? change(data, size, room) :
			  mutate_text((char *)data, size, room, seed);
}

const struct fuzz_target fuzz_text = { "text", run, mutate };
