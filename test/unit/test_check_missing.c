/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_check(): which LVs are lost with a PV, and which have lost no more than a copy. */
#include <stdio.h>
#include <string.h>

#include "check_rig.h"
#include "metadata/check.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

#define META(name, i, pv, at) SUB_LV(name "_rmeta_" #i, 1, LINEAR(pv, at))
#define IMAGE(name, i, pv, at) SUB_LV(name "_rimage_" #i, 2, LINEAR(pv, at))
#define PAIR(name, i, pv, at) META(name, i, pv, at##0) IMAGE(name, i, pv, at##1)
#define REF(name, i) "\"" name "_rmeta_" #i "\", \"" name "_rimage_" #i "\""

/* Image 0 is always on pv0, the others are where they are told to be. */
#define RAID2(type, pv) \
	LV("r", 2, "type = \"" type "\"\ndevice_count = 2\nregion_size = 1024\n" \
	   "raids = [ " REF("r", 0) ", " REF("r", 1) " ]") \
	PAIR("r", 0, "pv0", 1) PAIR("r", 1, pv, 2)
#define RAID4(type, count, a, b, c) \
	LV("r", count, "type = \"" type "\"\ndevice_count = 4\nregion_size = 1024\n" \
	   "stripe_size = 128\nraids = [ " REF("r", 0) ", " REF("r", 1) ", " REF("r", 2) ", " \
	   REF("r", 3) " ]") \
	PAIR("r", 0, "pv0", 1) PAIR("r", 1, a, 2) PAIR("r", 2, b, 3) PAIR("r", 3, c, 4)
#define RAID6(a, b, c) \
	LV("r", 6, "type = \"raid6_zr\"\ndevice_count = 5\nregion_size = 1024\n" \
	   "stripe_size = 128\nraids = [ " REF("r", 0) ", " REF("r", 1) ", " REF("r", 2) ", " \
	   REF("r", 3) ", " REF("r", 4) " ]") \
	PAIR("r", 0, "pv0", 1) PAIR("r", 1, a, 2) PAIR("r", 2, b, 3) PAIR("r", 3, c, 4) \
	PAIR("r", 4, "pv0", 5)

/* pv1 is missing. */
static const struct {
	const char *text;
	const char *findings;
} rows[] = {
	{ VG(RAID2("raid1", "pv0")), "" },
	{ VG(RAID2("raid1", "pv1")), "degraded r " },
	{ VG(LV("r", 2, "type = \"raid1\"\ndevice_count = 2\nregion_size = 1024\nraids = [ "
		REF("r", 0) ", " REF("r", 1) " ]")
	     PAIR("r", 0, "pv1", 1) PAIR("r", 1, "pv1", 2)), "lost r " },
	{ VG(LV("r", 2, "type = \"raid1\"\ndevice_count = 2\nregion_size = 1024\nraids = [ "
		REF("r", 0) ", " REF("r", 1) " ]")
	     META("r", 0, "pv1", 0) IMAGE("r", 0, "pv0", 1)
	     META("r", 1, "pv0", 10) IMAGE("r", 1, "pv1", 11)), "lost r " },
	{ VG(RAID4("raid4", 6, "pv1", "pv0", "pv0")), "degraded r " },
	{ VG(RAID4("raid4", 6, "pv1", "pv1", "pv0")), "lost r " },
	{ VG(RAID4("raid5_ls", 6, "pv0", "pv0", "pv1")), "degraded r " },
	{ VG(RAID4("raid5_ls", 6, "pv0", "pv1", "pv1")), "lost r " },
	{ VG(RAID4("raid10", 4, "pv1", "pv0", "pv1")), "degraded r " },
	{ VG(RAID4("raid10", 4, "pv0", "pv1", "pv1")), "lost r " },
	{ VG(RAID6("pv1", "pv0", "pv1")), "degraded r " },
	{ VG(RAID6("pv1", "pv1", "pv1")), "lost r " },
	{ VG(LV("a", 1, LINEAR("pv0", 0)) LV("b", 1, LINEAR("pv1", 0))), "lost b " },

	/* A pool on a raid that has lost an image is not lost. */
	{ VG(LV("p", 2, "type = \"thin-pool\"\nmetadata = \"p_tmeta\"\npool = \"r\"\n"
		"transaction_id = 0\nchunk_size = 128")
	     SUB_LV("p_tmeta", 1, LINEAR("pv0", 0))
	     SUB_LV("r", 2, "type = \"raid1\"\ndevice_count = 2\nregion_size = 1024\nraids = [ "
		    REF("r", 0) ", " REF("r", 1) " ]")
	     PAIR("r", 0, "pv0", 1) PAIR("r", 1, "pv1", 2)
	     LV("t", 2, "type = \"thin\"\nthin_pool = \"p\"\ntransaction_id = 0\n"
		"device_id = 1")), "degraded p degraded t " },

	/* A snapshot is lost with its origin; an origin is there without its snapshot. */
	{ VG(LV("o", 1, LINEAR("pv1", 0)) SUB_LV("c", 1, LINEAR("pv0", 0))
	     LV("snapshot0", 1, "type = \"snapshot\"\nchunk_size = 8\norigin = \"o\"\n"
		"cow_store = \"c\"")), "lost o lost c " },
	{ VG(SUB_LV("c", 1, LINEAR("pv1", 0)) LV("o", 1, LINEAR("pv0", 0))
	     LV("snapshot0", 1, "type = \"snapshot\"\nchunk_size = 8\norigin = \"o\"\n"
		"cow_store = \"c\"")), "lost c degraded o " },
};

static char heard[512];

static void hear(void *context, const struct finding *finding, const char *message)
{
	size_t length = strlen(heard);

	(void) context;
	ck_assert_ptr_nonnull(strstr(message, "needs a PV that is missing"));
	ck_assert_str_eq(finding->vg, "vg");
	snprintf(heard + length, sizeof(heard) - length, "%s %s ",
		 finding->id == FINDING_LV_DEGRADED ? "degraded" :
		 finding->id == FINDING_LV_PARTIAL ? "lost" : "what", finding->lv);
}

/* Without one of the PVs. */
static void check_without(const char *text, int pv)
{
	const struct finding_sink sink = { hear, NULL };
	struct check_rig rig;

	heard[0] = '\0';
	check_rig_read(&rig, text);
	check_rig_tie(&rig, pv != 0, pv != 1);
	ck_assert_int_eq(vg_check(rig.text.vg, &sink), 0);
	check_rig_end(&rig);
}

START_TEST(copies_save_an_lv)
{
	check_without(rows[_i].text, 1);
	ck_assert_str_eq(heard, rows[_i].findings);
}
END_TEST

START_TEST(each_type_of_segment)
{
	check_without(text_everything, 1);
	ck_assert_str_eq(heard,
			 "degraded r1 degraded r10 lost r0 degraded r5 lost wc lost cv lost cp "
			 "degraded mi lost v1 lost ext lost the lost tq degraded mo lost mc2 "
			 "lost str lost moved ");
}
END_TEST

Suite *check_missing_suite(void)
{
	Suite *suite = suite_create("check_missing");
	TCase *tc = tcase_create("rules");

	tcase_add_loop_test(tc, copies_save_an_lv, 0, COUNT_OF(rows));
	tcase_add_test(tc, each_type_of_segment);
	suite_add_tcase(suite, tc);
	return suite;
}
