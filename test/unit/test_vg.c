/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_resolve(), which text_parse() runs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "text_rig.h"
#include "unit.h"

static struct text_rig rig;

static void end(void)
{
	text_rig_end(&rig);
}

/* ------------------------------------------------------------------------
 * Finding
 */

START_TEST(test_find)
{
	text_rig_read(&rig, text_everything);
	ck_assert_str_eq(vg_find_lv(rig.vg, "th2")->name, "th2");
	ck_assert_ptr_null(vg_find_lv(rig.vg, "nobody"));
	ck_assert_ptr_null(vg_find_lv(rig.vg, "h1"));
	ck_assert_ptr_eq(vg_find_pv(rig.vg, PV1_UUID), rig.vg->pvs[1]);
	ck_assert_ptr_null(vg_find_pv(rig.vg, "pv1"));
}
END_TEST

/* ------------------------------------------------------------------------
 * Users, snapshots
 */

static const struct {
	const char *lv;
	const char *users;	/* each followed by a space, in their order */
} users[] = {
	{ "r1_rimage_0", "r1 " },
	{ "r1_rmeta_1", "r1 " },
	{ "mi_mlog", "mi " },
	{ "mi_mimage_0", "mi " },
	{ "tp", "the th1 th2 thm late " },
	{ "tp_tdata", "tp " },
	{ "tp_tmeta", "tp " },
	{ "th1", "th2 thm " },
	{ "ext", "the " },
	{ "cv_corig", "cv " },
	{ "cvf_cvol", "cv " },
	{ "wcf_cvol", "wc " },
	{ "integ_imeta", "integ " },
	{ "integ_iorig", "integ " },
	{ "vp", "v1 " },
	{ "vp_vdata", "vp " },
	{ "pvmove0", "moved moved " },
	{ "mo", "snapshot0 snapshot1 " },
	{ "mc2", "snapshot1 " },
	{ "r1", "" },
};

START_TEST(test_users)
{
	const struct volscan_lv *lv;
	char names[128] = "";

	text_rig_read(&rig, text_everything);
	lv = rig_lv(&rig, users[_i].lv);
	for (size_t i = 0; i < lv->user_count; i++)
		strcat(strcat(names, lv->users[i]->lv->name), " ");
	ck_assert_str_eq(names, users[_i].users);
}
END_TEST

START_TEST(test_snapshots)
{
	const struct volscan_lv *origin;

	text_rig_read(&rig, text_everything);
	origin = rig_lv(&rig, "mo");
	ck_assert_uint_eq(origin->snapshot_count, 2);
	ck_assert_str_eq(origin->snapshots[0]->cow->name, "mc");
	ck_assert_str_eq(origin->snapshots[1]->cow->name, "mc2");
	ck_assert_ptr_null(origin->snapshot);
	ck_assert_ptr_eq(rig_lv(&rig, "mc")->snapshot, origin->snapshots[0]);
	ck_assert_ptr_eq(rig_lv(&rig, "mc")->snapshot->origin, origin);
	ck_assert_uint_eq(rig_lv(&rig, "mc")->snapshot_count, 0);
	ck_assert_uint_eq(rig_lv(&rig, "r1")->snapshot_count, 0);
}
END_TEST

/* ------------------------------------------------------------------------
 * What is derived of the status
 */

START_TEST(test_virtual_origin)
{
	text_rig_read(&rig, text_everything);
	ck_assert(rig_lv(&rig, "zero_vorigin")->status & VOLSCAN_LV_VIRTUAL_ORIGIN);
	ck_assert(!(rig_lv(&rig, "mo")->status & VOLSCAN_LV_VIRTUAL_ORIGIN));
	ck_assert(!(rig_lv(&rig, "mi_mlog")->status & VOLSCAN_LV_VIRTUAL_ORIGIN));
}
END_TEST

START_TEST(test_spare_and_lock_lv)
{
	text_rig_read(&rig, VG(SUB_LV("lvol0_pmspare", 1, LINEAR("pv0", 0))
			       SUB_LV("lvmlock", 1, LINEAR("pv0", 1))
			       LV("a_pmspare", 1, LINEAR("pv0", 2))));
	ck_assert(rig_lv(&rig, "lvol0_pmspare")->status & VOLSCAN_LV_POOL_METADATA_SPARE);
	ck_assert(rig_lv(&rig, "lvmlock")->status & VOLSCAN_LV_LOCKD_SANLOCK);
	ck_assert(!(rig_lv(&rig, "a_pmspare")->status & VOLSCAN_LV_POOL_METADATA_SPARE));
}
END_TEST

START_TEST(test_converting)
{
	text_rig_read(&rig, VG(
		LV("mi", 1, "type = \"mirror\"\nmirror_count = 2\n"
		   "mirrors = [ \"mi_mimagetmp_2\", 0, \"mi_mimage_1\", 0 ]")
		SUB_LV("mi_mimage_1", 1, LINEAR("pv0", 0))
		SUB_LV("mi_mimagetmp_2", 1, LINEAR("pv1", 0))));
	ck_assert(rig_lv(&rig, "mi")->status & VOLSCAN_LV_CONVERTING);
	ck_assert(!(rig_lv(&rig, "mi_mimage_1")->status & VOLSCAN_LV_CONVERTING));
}
END_TEST

/* One that is used has what was the only choice when nothing was written. */
START_TEST(test_cache_defaults)
{
	const struct volscan_segment *used;

	text_rig_read(&rig, text_everything);
	used = rig_segment(&rig, "oldp");
	ck_assert_str_eq(used->cache_mode, "writethrough");
	ck_assert_str_eq(used->cache_policy, "mq");
	ck_assert_uint_eq(used->cache_metadata_format, 1);
}
END_TEST

START_TEST(test_unused_cache_pool_has_no_defaults)
{
	const struct volscan_segment *segment;

	text_rig_read(&rig, VG(LV("p", 1, "type = \"cache-pool\"\ndata = \"p_cdata\"\n"
				  "metadata = \"p_cmeta\"\nchunk_size = 128")
			       SUB_LV("p_cdata", 1, LINEAR("pv0", 0))
			       SUB_LV("p_cmeta", 1, LINEAR("pv0", 1))));
	segment = rig_segment(&rig, "p");
	ck_assert_ptr_null(segment->cache_mode);
	ck_assert_ptr_null(segment->cache_policy);
	ck_assert_uint_eq(segment->cache_metadata_format, 0);
}
END_TEST

/* ------------------------------------------------------------------------
 * Order
 */

static bool is_before(const struct volscan_vg *vg, const char *first, const char *second)
{
	for (size_t i = 0; i < vg->lv_count; i++) {
		if (!strcmp(vg->lvs_bottom_up[i]->name, first))
			return true;
		if (!strcmp(vg->lvs_bottom_up[i]->name, second))
			return false;
	}
	return false;
}

START_TEST(test_bottom_up)
{
	bool seen[256] = { false };
	const struct volscan_lv *lv;

	text_rig_read(&rig, text_everything);
	ck_assert_uint_lt(rig.vg->lv_count, 256);
	for (size_t i = 0; i < rig.vg->lv_count; i++) {
		lv = rig.vg->lvs_bottom_up[i];
		ck_assert_ptr_eq(rig.vg->lvs[lv->index], lv);
		ck_assert(!seen[lv->index]);
		seen[lv->index] = true;
		for (size_t j = 0; j < lv->user_count; j++)
			ck_assert(is_before(rig.vg, lv->name, lv->users[j]->lv->name));
	}
}
END_TEST

#define CHAIN_LENGTH 8000
#define STACK (256u * 1024)

/* A walk that recurses needs more stack than that. */
START_TEST(test_long_chain)
{
	struct rlimit limit;
	FILE *stream;
	char *text;
	size_t length;

	stream = open_memstream(&text, &length);
	fputs("vg {\n" VG_HEAD PVS "logical_volumes {\n", stream);
	for (int i = 0; i < CHAIN_LENGTH - 1; i++)
		fprintf(stream, LV("lv%d", 1, "type = \"striped\"\nstripe_count = 1\n"
					      "stripes = [ \"lv%d\", 0 ]"), i, i + 1);
	fprintf(stream, LV("lv%d", 1, LINEAR("pv0", 0)) "}\n}\n" TAIL, CHAIN_LENGTH - 1);
	fclose(stream);
	ck_assert_int_eq(getrlimit(RLIMIT_STACK, &limit), 0);
	limit.rlim_cur = STACK;
	ck_assert_int_eq(setrlimit(RLIMIT_STACK, &limit), 0);
	text_rig_read(&rig, text);
	free(text);
	ck_assert_str_eq(rig.vg->lvs_bottom_up[CHAIN_LENGTH - 1]->name, "lv0");
	vg_tie(rig.vg);
	ck_assert(rig.vg->lvs[0]->status & VOLSCAN_LV_PARTIAL);
}
END_TEST

#define USE(lv) "type = \"striped\"\nstripe_count = 1\nstripes = [ \"" lv "\", 0 ]"
#define SNAPSHOT(name, of, store) \
	SUB_LV(name, 1, "type = \"snapshot\"\nchunk_size = 8\norigin = \"" of "\"\n" \
	       "cow_store = \"" store "\"")

START_TEST(test_circles)
{
	text_rig_refused(VG(LV("a", 1, USE("a"))), "LV a contains itself");
	text_rig_refused(VG(LV("a", 1, USE("b")) LV("b", 1, USE("c")) LV("c", 1, USE("a"))),
			 "LV a contains itself");
	text_rig_refused(VG(LV("o", 1, LINEAR("pv0", 0)) LV("c", 1, USE("o"))
			    SNAPSHOT("snapshot0", "o", "c")), "contains itself");
	text_rig_refused(VG(LV("o", 1, LINEAR("pv0", 0))
			    LV("c", 1, USE("snapshot0"))
			    SNAPSHOT("snapshot0", "o", "c")), "contains itself");
}
END_TEST

/* ------------------------------------------------------------------------
 * Merging of segments
 */

#define THREE(name, status, a, b, c) \
	LV_WITH(name, status, "", 3, SEGMENT(1, 0, 2, a) SEGMENT(2, 2, 3, b) SEGMENT(3, 5, 1, c))
#define STRIPED(a, b, size) \
	"type = \"striped\"\nstripe_count = 2\nstripe_size = " #size "\n" \
	"stripes = [ \"pv0\", " #a ", \"pv1\", " #b " ]"

START_TEST(test_neighbours_become_one)
{
	const struct volscan_lv *lv;

	text_rig_read(&rig, VG(THREE("lv", VISIBLE, LINEAR("pv0", 0), LINEAR("pv0", 2),
				     LINEAR("pv0", 6))));
	lv = rig_lv(&rig, "lv");
	ck_assert_uint_eq(lv->segment_count, 2);
	ck_assert_uint_eq(lv->segments[0]->count, 5);
	ck_assert_uint_eq(lv->segments[0]->area_len, 5);
	ck_assert_uint_eq(lv->segments[1]->start, 5);
	ck_assert_uint_eq(lv->extent_count, 6);
	ck_assert_uint_eq(rig.vg->pvs[0]->segment_count, 4);
	ck_assert_uint_eq(rig.vg->pvs[0]->segments[0].count, 5);
}
END_TEST

START_TEST(test_stripes_become_one)
{
	const struct volscan_lv *lv;

	text_rig_read(&rig, VG(LV_WITH("lv", VISIBLE, "", 4,
				       SEGMENT(1, 0, 4, STRIPED(20, 20, 128))
				       SEGMENT(2, 4, 4, STRIPED(22, 22, 128))
				       SEGMENT(3, 8, 2, STRIPED(24, 24, 64))
				       SEGMENT(4, 10, 2, STRIPED(25, 26, 64)))));
	lv = rig_lv(&rig, "lv");
	ck_assert_uint_eq(lv->segment_count, 3);
	ck_assert_uint_eq(lv->segments[0]->count, 8);
	ck_assert_uint_eq(lv->segments[0]->area_len, 4);
}
END_TEST

START_TEST(test_what_stays_apart)
{
	text_rig_read(&rig, VG(
		THREE("tags", VISIBLE, LINEAR("pv0", 0), LINEAR("pv0", 2) "\ntags = [\"t\"]",
		      LINEAR("pv0", 5))
		THREE("pvs", VISIBLE, LINEAR("pv0", 10), LINEAR("pv1", 12), LINEAR("pv0", 15))
		THREE("locked", VISIBLE ", \"LOCKED\"", LINEAR("pv0", 20), LINEAR("pv0", 22),
		      LINEAR("pv0", 25))
		THREE("types", VISIBLE, "type = \"zero\"", "type = \"zero\"",
		      "type = \"error\"")));
	ck_assert_uint_eq(rig_lv(&rig, "tags")->segment_count, 3);
	ck_assert_uint_eq(rig_lv(&rig, "pvs")->segment_count, 3);
	ck_assert_uint_eq(rig_lv(&rig, "locked")->segment_count, 3);
	ck_assert_uint_eq(rig_lv(&rig, "types")->segment_count, 3);
}
END_TEST

/* ------------------------------------------------------------------------
 * The maps of the PVs
 */

static void check_part(const struct volscan_pv *pv, size_t i, uint32_t start, uint32_t count,
		       const char *lv)
{
	ck_assert_uint_lt(i, pv->segment_count);
	ck_assert_uint_eq(pv->segments[i].start, start);
	ck_assert_uint_eq(pv->segments[i].count, count);
	if (!lv)
		ck_assert_ptr_null(pv->segments[i].segment);
	else
		ck_assert_str_eq(pv->segments[i].segment->lv->name, lv);
}

START_TEST(test_pv_map)
{
	const struct volscan_pv *pv;

	text_rig_read(&rig, VG(LV("b", 10, LINEAR("pv0", 20)) LV("c", 10, LINEAR("pv0", 90))
			       LV("a", 10, STRIPED(15, 0, 128))));
	pv = rig.vg->pvs[0];
	ck_assert_uint_eq(pv->segment_count, 5);
	check_part(pv, 0, 0, 15, NULL);
	check_part(pv, 1, 15, 5, "a");
	check_part(pv, 2, 20, 10, "b");
	check_part(pv, 3, 30, 60, NULL);
	check_part(pv, 4, 90, 10, "c");
	ck_assert_uint_eq(pv->pe_alloc_count, 25);
	pv = rig.vg->pvs[1];
	ck_assert_uint_eq(pv->segment_count, 2);
	check_part(pv, 0, 0, 5, "a");
	ck_assert_uint_eq(pv->segments[0].area, 1);
	check_part(pv, 1, 5, 95, NULL);
	ck_assert_uint_eq(rig.vg->extent_count, 200);
	ck_assert_uint_eq(rig.vg->free_count, 170);
}
END_TEST

START_TEST(test_full_and_empty_pv)
{
	text_rig_read(&rig, VG(LV("a", 100, LINEAR("pv0", 0))));
	ck_assert_uint_eq(rig.vg->pvs[0]->segment_count, 1);
	check_part(rig.vg->pvs[0], 0, 0, 100, "a");
	ck_assert_uint_eq(rig.vg->pvs[1]->segment_count, 1);
	check_part(rig.vg->pvs[1], 0, 0, 100, NULL);
}
END_TEST

START_TEST(test_pv_without_extents)
{
	char *text = text_replace(VG(""), "pe_count = 100", "pe_count = 0");

	text_rig_read(&rig, text);
	ck_assert_uint_eq(rig.vg->pvs[0]->segment_count, 0);
	ck_assert_uint_eq(rig.vg->extent_count, 100);
	free(text);
}
END_TEST

START_TEST(test_extent_used_twice)
{
	text_rig_refused(VG(LV("a", 10, LINEAR("pv0", 20)) LV("b", 10, LINEAR("pv0", 29))),
			 "extent 29 of PV " PV0_UUID " is used twice, by LV a and by LV b");
	text_rig_refused(VG(LV("b", 10, LINEAR("pv0", 29)) LV("a", 10, LINEAR("pv0", 20))),
			 "extent 29 of PV " PV0_UUID " is used twice, by LV a and by LV b");
	text_rig_refused(VG(LV("a", 20, LINEAR("pv1", 20)) LV("b", 1, LINEAR("pv1", 25))),
			 "extent 25 of PV " PV1_UUID " is used twice, by LV a and by LV b");
	text_rig_refused(VG(LV("a", 4, "type = \"striped\"\nstripe_count = 2\n"
				    "stripe_size = 8\nstripes = [ \"pv0\", 0, \"pv0\", 1 ]")),
			 "extent 1 of PV " PV0_UUID " is used twice, by LV a and by LV a");
}
END_TEST

Suite *vg_suite(void)
{
	Suite *suite = suite_create("vg");
	TCase *resolve = tcase_create("resolve"), *refuse = tcase_create("refuse");

	tcase_add_checked_fixture(resolve, NULL, end);
	tcase_add_test(resolve, test_find);
	tcase_add_loop_test(resolve, test_users, 0, sizeof(users) / sizeof(users[0]));
	tcase_add_test(resolve, test_snapshots);
	tcase_add_test(resolve, test_virtual_origin);
	tcase_add_test(resolve, test_spare_and_lock_lv);
	tcase_add_test(resolve, test_converting);
	tcase_add_test(resolve, test_cache_defaults);
	tcase_add_test(resolve, test_unused_cache_pool_has_no_defaults);
	tcase_add_test(resolve, test_bottom_up);
	tcase_add_test(resolve, test_long_chain);
	tcase_add_test(resolve, test_neighbours_become_one);
	tcase_add_test(resolve, test_stripes_become_one);
	tcase_add_test(resolve, test_what_stays_apart);
	tcase_add_test(resolve, test_pv_map);
	tcase_add_test(resolve, test_full_and_empty_pv);
	tcase_add_test(resolve, test_pv_without_extents);
	suite_add_tcase(suite, resolve);

	tcase_add_test(refuse, test_circles);
	tcase_add_test(refuse, test_extent_used_twice);
	suite_add_tcase(suite, refuse);
	return suite;
}
