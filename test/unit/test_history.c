/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* volscan_history(), as a program sees it. */
#include "volscan.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "make_disk.h"
#include "unit.h"

static char dir[64];
static char path[96];
static struct volscan *vs;
static const struct volscan_generation *const *history;
static size_t count;

/* One text in use, and one that is behind it, of which the end may be missing. */
static void save(unsigned seqno, size_t cut)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = seqno,
						 .pvs = "a", .lvs = 1 });
	char *old = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .seqno = 2,
						.pvs = "ab", .lvs = 3 });
	struct disk *disk = disk_new(8 << 20);

	disk_pv(disk, 'a', text);
	memcpy(disk->data + DISK_MDA_START + 8192, old, strlen(old) - cut);
	disk_save(disk, path);
	disk_free(disk);
	free(text);
	free(old);
}

static void set_up(void)
{
	strcpy(dir, "/tmp/volscan-test-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(dir));
	snprintf(path, sizeof(path), "%s/a", dir);
	save(7, 0);
	ck_assert_int_eq(volscan_new(&vs), 0);
	ck_assert_int_eq(volscan_add(vs, path), 0);
}

static void tear_down(void)
{
	volscan_free(vs);
	unlink(path);
	ck_assert_int_eq(rmdir(dir), 0);
}

START_TEST(nothing_before_a_scan)
{
	history = NULL;
	count = 77;
	ck_assert_int_eq(volscan_history(vs, &history, &count), -EINVAL);
	ck_assert_str_ne(volscan_error(vs), "");
	ck_assert_ptr_null(history);
	ck_assert_uint_eq(count, 77);
}
END_TEST

START_TEST(read_once_after_each_scan)
{
	const struct volscan_generation *const *again;
	struct volscan_stats before, after;

	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(volscan_history(vs, &history, &count), 0);
	ck_assert_uint_eq(count, 2);
	ck_assert_uint_eq(history[0]->seqno, 7);
	ck_assert_uint_eq(history[1]->seqno, 2);
	volscan_stats(vs, &before);
	ck_assert_int_eq(volscan_history(vs, &again, &count), 0);
	volscan_stats(vs, &after);
	ck_assert_ptr_eq(history, again);
	ck_assert_uint_eq(before.requests, after.requests);
	save(8, 0);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(volscan_history(vs, &history, &count), 0);
	ck_assert_uint_eq(history[0]->seqno, 8);
}
END_TEST

START_TEST(vg_of_a_generation)
{
	const struct volscan_vg *vg;

	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(volscan_history(vs, &history, &count), 0);
	ck_assert_int_eq(volscan_generation_vg(vs, history[1], &vg), 0);
	ck_assert_uint_eq(vg->lv_count, 3);
	ck_assert_uint_eq(vg->pv_count, 2);
	ck_assert_uint_eq(vg->text_size, history[1]->text_size);
	ck_assert_ptr_null(vg->pvs[0]->device);
}
END_TEST

START_TEST(generation_that_is_not_whole)
{
	const struct volscan_vg *vg = NULL;

	save(7, 100);
	ck_assert_int_eq(volscan_scan(vs, NULL, NULL), 0);
	ck_assert_int_eq(volscan_history(vs, &history, &count), 0);
	ck_assert_int_eq(history[1]->state, VOLSCAN_TEXT_INCOMPLETE);
	ck_assert_int_eq(volscan_generation_vg(vs, history[1], &vg), -EBADMSG);
	ck_assert_ptr_null(vg);
	ck_assert_ptr_nonnull(strstr(volscan_error(vs), "VG vg, seqno 2, is not whole: line "));
}
END_TEST

Suite *history_suite(void)
{
	Suite *suite = suite_create("history");
	TCase *tcase = tcase_create("history");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, nothing_before_a_scan);
	tcase_add_test(tcase, read_once_after_each_scan);
	tcase_add_test(tcase, vg_of_a_generation);
	tcase_add_test(tcase, generation_that_is_not_whole);
	suite_add_tcase(suite, tcase);
	return suite;
}
