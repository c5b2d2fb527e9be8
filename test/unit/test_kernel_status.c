/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Status lines of targets. Those of raid, mirror, snapshot, thin, thin-pool, cache and
 * integrity were printed by a kernel 6.1, as far as they show nothing wrong; the others
 * are made after the kernel's Documentation/admin-guide/device-mapper.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/answer.h"
#include "unit.h"

static struct dm_pool *pool;
static struct volscan_dm_target target;

static void setup(void)
{
	pool = dm_pool_create("test", 1024);
}

static void teardown(void)
{
	dm_pool_destroy(pool);
}

static void take(const char *type, const char *status)
{
	target = (struct volscan_dm_target) { .type = type, .status = status };
	ck_assert(kernel_status(pool, &target));
}

static bool says_nothing(void)
{
	return !target.snapshot && !target.mirror && !target.raid && !target.thin_pool &&
	       !target.thin && !target.cache && !target.writecache && !target.integrity &&
	       !target.vdo;
}

START_TEST(types_that_say_nothing)
{
	static const char *const types[] = {
		"linear", "striped", "error", "snapshot-origin", "", "new-in-linux-9",
	};

	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++) {
		take(types[i], "1 2/3 4");
		ck_assert(says_nothing());
	}
}
END_TEST

START_TEST(snapshot)
{
	take("snapshot", "176/16384 16");
	ck_assert_uint_eq(target.snapshot->used, 176);
	ck_assert_uint_eq(target.snapshot->total, 16384);
	ck_assert_uint_eq(target.snapshot->metadata, 16);
	ck_assert(!target.snapshot->invalid && !target.snapshot->merge_failed);
	take("snapshot-merge", "16/8192 16");
	ck_assert_uint_eq(target.snapshot->used, 16);
	take("snapshot", "10/20");	/* before Linux 2.6.31 */
	ck_assert_uint_eq(target.snapshot->metadata, 0);
}
END_TEST

START_TEST(snapshot_that_is_lost)
{
	take("snapshot", "Invalid");
	ck_assert(target.snapshot->invalid && !target.snapshot->overflow);
	take("snapshot", "Overflow");
	ck_assert(target.snapshot->overflow && !target.snapshot->invalid);
	take("snapshot-merge", "Merge failed");
	ck_assert(target.snapshot->merge_failed && !target.snapshot->invalid);
	take("snapshot", "Unknown");
	ck_assert(says_nothing());
}
END_TEST

START_TEST(mirror)
{
	take("mirror", "3 253:8 253:9 253:10 12/16 1 AAD 3 disk 253:7 A");
	ck_assert_uint_eq(target.mirror->synced, 12);
	ck_assert_uint_eq(target.mirror->total, 16);
	ck_assert_str_eq(target.mirror->health, "AAD");
	take("mirror", "2 8:208 8:224 6/16 1 AA 1 core");
	ck_assert_uint_eq(target.mirror->synced, 6);
	take("mirror", "2 8:208 8:224 6/16 1 A 1 core");
	ck_assert(says_nothing());
}
END_TEST

START_TEST(raid)
{
	take("raid", "raid5_ls 3 AaD 8192/16384 recover 7 2048 -");
	ck_assert_str_eq(target.raid->type, "raid5_ls");
	ck_assert_str_eq(target.raid->health, "AaD");
	ck_assert_uint_eq(target.raid->synced, 8192);
	ck_assert_uint_eq(target.raid->total, 16384);
	ck_assert_str_eq(target.raid->action, "recover");
	ck_assert_uint_eq(target.raid->mismatches, 7);
	ck_assert_uint_eq(target.raid->data_offset, 2048);
	take("raid", "raid1 2 AA 4/4");		/* version 1.0 of the target */
	ck_assert_str_eq(target.raid->action, "");
	take("raid", "raid1 3 AA 4/4 idle 0 0 -");
	ck_assert(says_nothing());
}
END_TEST

START_TEST(thin_pool)
{
	take("thin-pool", "6 113/1024 76/512 - rw discard_passdown queue_if_no_space - 256 ");
	ck_assert_uint_eq(target.thin_pool->transaction_id, 6);
	ck_assert_uint_eq(target.thin_pool->used_metadata, 113);
	ck_assert_uint_eq(target.thin_pool->total_metadata, 1024);
	ck_assert_uint_eq(target.thin_pool->used_data, 76);
	ck_assert_uint_eq(target.thin_pool->total_data, 512);
	ck_assert_str_eq(target.thin_pool->discards, "passdown");
	ck_assert(!target.thin_pool->failed && !target.thin_pool->read_only);
	ck_assert(!target.thin_pool->out_of_data && !target.thin_pool->needs_check);
	ck_assert(!target.thin_pool->error_when_full);
}
END_TEST

START_TEST(thin_pool_in_trouble)
{
	take("thin-pool", "6 1/2 3/4 77 ro no_discard_passdown error_if_no_space needs_check 256");
	ck_assert_str_eq(target.thin_pool->discards, "nopassdown");
	ck_assert(target.thin_pool->read_only && target.thin_pool->needs_check);
	ck_assert(target.thin_pool->error_when_full);
	take("thin-pool", "6 1/2 4/4 - out_of_data_space ignore_discard queue_if_no_space");
	ck_assert_str_eq(target.thin_pool->discards, "ignore");
	ck_assert(target.thin_pool->out_of_data && !target.thin_pool->read_only);
	take("thin-pool", "Fail");
	ck_assert(target.thin_pool->failed);
	ck_assert_str_eq(target.thin_pool->discards, "");
	take("thin-pool", "Error");
	ck_assert(target.thin_pool->failed);
	take("thin-pool", "Failing 1/2");
	ck_assert(says_nothing());
}
END_TEST

START_TEST(thin)
{
	take("thin", "9728 131071");
	ck_assert_uint_eq(target.thin->mapped, 9728);
	take("thin", "0 -");
	ck_assert_uint_eq(target.thin->mapped, 0);
	take("thin", "-");
	ck_assert(!target.thin->failed && !target.thin->mapped);
	take("thin", "Fail");
	ck_assert(target.thin->failed);
}
END_TEST

#define CACHE_HEAD "8 12/2048 128 3/64 11 12 13 14 15 16 2 "

START_TEST(cache)
{
	const struct volscan_dm_cache *c;

	take("cache", CACHE_HEAD "2 metadata2 writeback 2 migration_threshold 4096 mq 4 "
	     "random_threshold 1 sequential_threshold 2 rw - ");
	c = target.cache;
	ck_assert_ptr_nonnull(c);
	ck_assert(c->metadata_block == 8 && c->used_metadata == 12 && c->total_metadata == 2048);
	ck_assert(c->block == 128 && c->used == 3 && c->total == 64 && c->dirty == 2);
	ck_assert(c->read_hits == 11 && c->read_misses == 12);
	ck_assert(c->write_hits == 13 && c->write_misses == 14);
	ck_assert(c->demotions == 15 && c->promotions == 16);
	ck_assert_uint_eq(c->metadata_format, 2);
	ck_assert_str_eq(c->mode, "writeback");
	ck_assert_str_eq(c->policy, "mq");
	ck_assert_uint_eq(c->settings.count, 3);
	ck_assert_str_eq(c->settings.items[0], "migration_threshold=4096");
	ck_assert_str_eq(c->settings.items[1], "random_threshold=1");
	ck_assert_str_eq(c->settings.items[2], "sequential_threshold=2");
	ck_assert(!c->failed && !c->read_only && !c->needs_check);
}
END_TEST

START_TEST(cache_in_trouble)
{
	take("cache", CACHE_HEAD "1 writethrough 0 smq 0 ro needs_check");
	ck_assert_uint_eq(target.cache->metadata_format, 1);
	ck_assert_uint_eq(target.cache->settings.count, 0);
	ck_assert(target.cache->read_only && target.cache->needs_check);
	take("cache", CACHE_HEAD "2 passthrough no_discard_passdown 0 smq 0");	/* Linux 4.0 */
	ck_assert_str_eq(target.cache->mode, "passthrough");
	ck_assert(!target.cache->read_only);
	take("cache", "Fail");
	ck_assert(target.cache->failed);
	take("cache", "Error");
	ck_assert(target.cache->failed);
	take("cache", CACHE_HEAD "0 18446744073709551615 a b");
	ck_assert(says_nothing());
}
END_TEST

START_TEST(writecache)
{
	take("writecache", "0 2048 1536 7 100 10 90 80 8 0 0 0 3 2");
	ck_assert_uint_eq(target.writecache->error, 0);
	ck_assert_uint_eq(target.writecache->total, 2048);
	ck_assert_uint_eq(target.writecache->free, 1536);
	ck_assert_uint_eq(target.writecache->writeback, 7);
}
END_TEST

START_TEST(integrity)
{
	take("integrity", "0 32768 32768");
	ck_assert_uint_eq(target.integrity->recalculated, 32768);
	ck_assert(!target.integrity->recalculating);
	take("integrity", "5 32768 1024");
	ck_assert_uint_eq(target.integrity->mismatches, 5);
	ck_assert_uint_eq(target.integrity->data, 32768);
	ck_assert_uint_eq(target.integrity->recalculated, 1024);
	ck_assert(target.integrity->recalculating);
	take("integrity", "0 32768 -");
	ck_assert_uint_eq(target.integrity->recalculated, 32768);
}
END_TEST

START_TEST(vdo)
{
	take("vdo", "/dev/dm-3 normal - online offline 301 1024");
	ck_assert_str_eq(target.vdo->mode, "normal");
	ck_assert_str_eq(target.vdo->index, "online");
	ck_assert_str_eq(target.vdo->compression, "offline");
	ck_assert_uint_eq(target.vdo->used, 301);
	ck_assert_uint_eq(target.vdo->total, 1024);
	take("vdo", "/dev/dm-3 normal - online offline - 1024");
	ck_assert(says_nothing());
}
END_TEST

static const struct {
	const char *type, *status;
	unsigned least;		/* words, without which nothing is said */
} lines[] = {
	{ "snapshot", "176/16384 16", 1 },
	{ "mirror", "3 253:8 253:9 253:10 16/16 1 AAA", 7 },
	{ "raid", "raid1 2 AA 8192/8192", 4 },
	{ "thin-pool", "1 112/1024 0/320 - rw discard_passdown", 6 },
	{ "thin", "9728 131071", 1 },
	{ "cache", CACHE_HEAD "1 writeback 2 a 1 smq 2 b 3", 19 },
	{ "writecache", "0 2048 2048 0", 4 },
	{ "integrity", "0 32768", 2 },
	{ "vdo", "/dev/dm-3 normal - online offline 301 1024", 7 },
};

#define LINES (sizeof(lines) / sizeof(lines[0]))

/* Up to `words` words of it, in memory of that length. */
static char *cut(const char *status, unsigned words)
{
	size_t at = 0;

	while (words-- && status[at]) {
		at += strspn(status + at, " ");
		at += strcspn(status + at, " ");
	}
	return strndup(status, at);
}

START_TEST(lines_that_are_cut_off)
{
	const char *status = lines[_i].status;
	char *text;

	for (unsigned words = 0; words < lines[_i].least; words++) {
		text = cut(status, words);
		take(lines[_i].type, text);
		ck_assert_msg(says_nothing(), "%s \"%s\"", lines[_i].type, text);
		free(text);
	}
	take(lines[_i].type, status);
	ck_assert(!says_nothing());
}
END_TEST

/* Each character in turn is another one: whatever it says then, it says it. */
START_TEST(lines_of_garbage)
{
	static const char others[] = "0 9/-x\n\x01\xff";
	char *text = strdup(lines[_i].status);

	for (size_t at = 0; text[at]; at++)
		for (size_t i = 0; others[i]; i++) {
			text[at] = others[i];
			take(lines[_i].type, text);
			text[at] = lines[_i].status[at];
		}
	free(text);
	take(lines[_i].type, "18446744073709551616 18446744073709551616/1");
	ck_assert(says_nothing());
	take(lines[_i].type, "12x 3/4y 5z");
	ck_assert(says_nothing());
	take(lines[_i].type, "18446744073709551615");	/* of what may be a number of words */
	ck_assert(says_nothing() || target.thin);
}
END_TEST

Suite *kernel_status_suite(void)
{
	Suite *suite = suite_create("kernel_status");
	TCase *tcase = tcase_create("lines");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, types_that_say_nothing);
	tcase_add_test(tcase, snapshot);
	tcase_add_test(tcase, snapshot_that_is_lost);
	tcase_add_test(tcase, mirror);
	tcase_add_test(tcase, raid);
	tcase_add_test(tcase, thin_pool);
	tcase_add_test(tcase, thin_pool_in_trouble);
	tcase_add_test(tcase, thin);
	tcase_add_test(tcase, cache);
	tcase_add_test(tcase, cache_in_trouble);
	tcase_add_test(tcase, writecache);
	tcase_add_test(tcase, integrity);
	tcase_add_test(tcase, vdo);
	tcase_add_loop_test(tcase, lines_that_are_cut_off, 0, LINES);
	tcase_add_loop_test(tcase, lines_of_garbage, 0, LINES);
	suite_add_tcase(suite, tcase);
	return suite;
}
