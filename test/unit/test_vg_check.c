/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* vg_check(): the rules of VGs and PVs. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check_rig.h"
#include "metadata/check.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static const char text[] = VG(LV("lv", 5, LINEAR("pv0", 95)) LV("two", 5, LINEAR("pv1", 0)));

static struct check_rig rig;

static void end(void)
{
	check_rig_end(&rig);
}

START_TEST(nothing_is_wrong_with_what_LVM2_writes)
{
	check_rig_read(&rig, text_everything);
	check_rig_check(&rig);
	ck_assert_msg(!rig.count, "%s", rig.all);
	end();
}
END_TEST

static const struct broken vgs[] = {
	{ "seqno = 7", "seqno = 0", FINDING_VG_SEQNO, "", "seqno", "0", "seqno is 0" },
	{ "extent_size = 8192", "extent_size = 1000", FINDING_VG_EXTENT_SIZE, "", "extent_size",
	  "1000", "1000 sectors" },
	{ "max_lv = 0", "max_lv = 1", FINDING_VG_LIMIT, "", "max_lv", "2",
	  "2 visible LVs, and max_lv is 1. \"vgchange --logicalvolume 0 vg\"" },
	{ "max_pv = 0", "max_pv = 1", FINDING_VG_LIMIT, "", "max_pv", "2",
	  "2 PVs, and max_pv is 1. \"vgchange --maxphysicalvolumes 0 vg\"" },
	{ "status = [\"RESIZEABLE\", \"READ\", \"WRITE\"]", "status = [\"RESIZEABLE\", \"WRITE\"]",
	  FINDING_VG_STATUS, "", "status", "no READ", "no READ flag" },
	{ "status = [\"RESIZEABLE\", \"READ\", \"WRITE\"]\nflags = []",
	  "status = [\"CLUSTERED\", \"READ\", \"WRITE\"]\nflags = []\nlock_type = \"dlm\"",
	  FINDING_VG_STATUS, "", "status", "CLUSTERED", "both shared" },
	{ "max_lv = 0", "max_lv = 0\nlock_type = \"sanlock\"\nsystem_id = \"me\"",
	  FINDING_VG_STATUS, "", "system_id", "me", "one host's" },
	{ "max_lv = 0", "max_lv = 0\nlock_args = \"1.0.0:lvmlock\"", FINDING_VG_STATUS, "",
	  "lock_args", "1.0.0:lvmlock", "no lock_type" },
};

static const struct broken pvs[] = {
	{ "pe_start = 2048", "pe_start = 0", FINDING_PV_PE_START, "", "pe_start", "0",
	  "PV /dev/a begin at sector 0, on its label" },
	{ "dev_size = 1048576", "dev_size = 821247", FINDING_PV_SIZE, "", "pe_count", "821248",
	  "\"pvresize /dev/a\"" },
	{ "status = [\"ALLOCATABLE\"]", "status = [\"ALLOCATABLE\", \"EXPORTED\"]",
	  FINDING_VG_STATUS, "", "status", "EXPORTED", "its PV /dev/a is" },
};

START_TEST(each_rule_of_a_vg)
{
	check_rig_broken(text, &vgs[_i]);
}
END_TEST

START_TEST(each_rule_of_a_pv)
{
	check_rig_broken(text, &pvs[_i]);
}
END_TEST

/* Changes that break no rule. */
static const char *const right[][2] = {
	{ "max_lv = 0\nmax_pv = 0", "max_lv = 2\nmax_pv = 2" },
	{ "extent_size = 8192", "extent_size = 768" },
	{ "extent_size = 8192", "extent_size = 1" },
	{ "dev_size = 1048576", "dev_size = 821248" },
	{ "dev_size = 1048576\n", "" },
	{ "pe_start = 2048", "pe_start = 1" },
	{ "seqno = 7", "seqno = 1" },
};

START_TEST(limits_that_are_just_reached)
{
	check_rig_right(text, right[_i][0], right[_i][1]);
}
END_TEST

START_TEST(an_exported_vg_and_a_pv_that_is_not)
{
	static const struct broken expected = {
		NULL, NULL, FINDING_VG_STATUS, "", "status", "no EXPORTED",
		"it is exported, and its PV /dev/b is not"
	};

	check_rig_read(&rig, text);
	rig.text.vg->status |= VOLSCAN_VG_EXPORTED;
	rig.text.vg->pvs[0]->status |= VOLSCAN_PV_EXPORTED;
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);
	end();
}
END_TEST

START_TEST(a_pv_that_is_missing_goes_by_its_uuid)
{
	check_rig_read(&rig, text);
	check_rig_tie(&rig, false, true);
	rig.text.vg->pvs[0]->pe_start = 0;
	rig.text.vg->pvs[0]->pe_alloc_count = 0;
	check_rig_check(&rig);
	ck_assert_ptr_nonnull(strstr(rig.all, "PV " PV0_UUID " begin at sector 0"));
	end();
}
END_TEST

/* pv0 has extents 95 to 99 in use; behind them is the end of the device. */
START_TEST(extents_past_the_end_of_the_device)
{
	static const struct broken expected = {
		NULL, NULL, FINDING_PV_EXTENTS, "", "pe_count", "821248",
		"2 extents in use of PV /dev/a lie past the end of the device, which has 804864 "
		"sectors"
	};
	struct volscan_device device = check_rig_devices[0];

	check_rig_read(&rig, text);
	rig.text.vg->pvs[0]->device = &device;
	device.size = (2048 + 98 * 8192) * UINT64_C(512);
	check_rig_check(&rig);
	check_rig_is_one(&rig, &expected);

	device.size = (2048 + 100 * 8192) * UINT64_C(512);
	check_rig_check(&rig);
	ck_assert_uint_eq(rig.count, 0);

	device.size = 512;
	check_rig_check(&rig);
	ck_assert_ptr_nonnull(strstr(rig.all, "5 extents in use"));
	end();
}
END_TEST

/* So many LVs that are hidden and not used. */
static void read_unused(unsigned count)
{
	static const char lv[] = SUB_LV("l%05u", 1, "type = \"error\"");
	char *lvs = calloc(count + 1, sizeof(lv)), *at = lvs, *whole;

	for (unsigned i = 0; i < count; i++)
		at += sprintf(at, lv, i);
	whole = text_replace(VG("LVS"), "LVS", lvs);
	check_rig_read(&rig, whole);
	free(whole);
	free(lvs);
}

START_TEST(only_so_many_are_told)
{
	read_unused(CHECK_FINDINGS_MAX);
	check_rig_check(&rig);
	ck_assert_uint_eq(rig.count, CHECK_FINDINGS_MAX);
	ck_assert_str_eq(rig.last.code, "VS-LV-UNUSED");
	end();

	read_unused(CHECK_FINDINGS_MAX + 7);
	check_rig_check(&rig);
	ck_assert_uint_eq(rig.count, CHECK_FINDINGS_MAX + 1);
	ck_assert_str_eq(rig.last.code, "VS-TEXT-MORE");
	ck_assert_str_eq(rig.last.found, "7");
	ck_assert_str_eq(rig.last.vg, "vg");
	ck_assert_str_eq(rig.last.message, "VG vg: 7 further findings are not shown");
	end();
}
END_TEST

START_TEST(nobody_needs_to_listen)
{
	check_rig_read(&rig, text);
	rig.text.vg->seqno = 0;
	ck_assert_int_eq(vg_check(rig.text.vg, NULL), 0);
	end();
}
END_TEST

Suite *vg_check_suite(void)
{
	Suite *suite = suite_create("vg_check");
	TCase *tc = tcase_create("rules");

	tcase_add_test(tc, nothing_is_wrong_with_what_LVM2_writes);
	tcase_add_loop_test(tc, each_rule_of_a_vg, 0, COUNT_OF(vgs));
	tcase_add_loop_test(tc, each_rule_of_a_pv, 0, COUNT_OF(pvs));
	tcase_add_loop_test(tc, limits_that_are_just_reached, 0, COUNT_OF(right));
	tcase_add_test(tc, an_exported_vg_and_a_pv_that_is_not);
	tcase_add_test(tc, a_pv_that_is_missing_goes_by_its_uuid);
	tcase_add_test(tc, extents_past_the_end_of_the_device);
	tcase_add_test(tc, only_so_many_are_told);
	tcase_add_test(tc, nobody_needs_to_listen);
	suite_add_tcase(suite, tc);
	return suite;
}
