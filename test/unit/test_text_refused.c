/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What text_parse() refuses: each row makes one change to a text that is
 * right, and says what the one error must tell.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "format_text/text.h"
#include "text_rig.h"
#include "unit.h"

struct row {
	const char *from, *to;
	const char *error;
	enum finding_id id;
};

/* In the VG "vg" with one linear LV "lv" of 5 extents. */
static const struct row rows[] = {
	/* The text */
	{ "contents = \"Text Format", "contents = \"Other Format", "contents is not that of a format",
	  FINDING_TEXT_CONTENTS },
	{ "contents = \"Text Format Volume Group\"", "contents = 1", "contents is not that of a format",
	  FINDING_TEXT_CONTENTS },
	{ "contents = \"Text Format Volume Group\"\n", "", "contents is missing",
	  FINDING_TEXT_CONTENTS },
	{ "version = 1\n", "version = 2\n", "version is not that of a format",
	  FINDING_TEXT_CONTENTS },
	{ "version = 1\n", "version = \"1\"\n", "version is not that of a format",
	  FINDING_TEXT_CONTENTS },
	{ "version = 1\n", "", "version is missing", FINDING_TEXT_CONTENTS },
	{ "creation_time = 1795379676", "creation_time = -1", "creation_time is \"-1\"",
	  FINDING_TEXT_RANGE },
	{ "creation_host = \"host.example\"", "creation_host = 1", "is not a string",
	  FINDING_TEXT_TYPE },

	/* Its syntax */
	{ "seqno = 7", "seqno 7", "line 3: found \"7\", expected = or { after a name",
	  FINDING_TEXT_SYNTAX },
	{ "seqno = 7", "seqno =", "found \"=\"", FINDING_TEXT_SYNTAX },
	{ "seqno = 7", "= 7", "found \"=\", expected a name or }", FINDING_TEXT_SYNTAX },
	{ "seqno = 7", "seqno = ]", "found \"]\", expected a value", FINDING_TEXT_SYNTAX },
	{ "seqno = 7", "seqno = [ 7", "found \"=\", expected a value", FINDING_TEXT_SYNTAX },
	{ "flags = []", "flags = [,]", "found \",\", expected a value", FINDING_TEXT_SYNTAX },
	{ "flags = []", "flags = [[]]", "found \"[\", expected a value", FINDING_TEXT_SYNTAX },
	{ "flags = []", "flags = [{}]", "found \"{\", expected a value", FINDING_TEXT_SYNTAX },
	{ "}\n" TAIL, TAIL, "the text ends, expected a name or }", FINDING_TEXT_SYNTAX },
	{ TAIL, "}\n" TAIL, "found \"}\", expected a name", FINDING_TEXT_SYNTAX },
	{ "creation_time = 1795379676\n", "x = \"no end\n", "has no closing quote",
	  FINDING_TEXT_SYNTAX },
	{ "creation_time = 1795379676\n", "x = 'no end\n", "has no closing quote",
	  FINDING_TEXT_SYNTAX },
	{ "creation_time = 1795379676\n", "x = [ 1, ", "the text ends", FINDING_TEXT_SYNTAX },
	{ "creation_time = 1795379676\n", "x =", "the text ends", FINDING_TEXT_SYNTAX },
	{ "creation_time = 1795379676\n", "x", "the text ends", FINDING_TEXT_SYNTAX },

	/* The VG */
	{ "vg {\n", "vg/x {\n", "cannot be a name", FINDING_TEXT_NAME },
	{ "vg {\n", "\"v g\" {\n", "\"v g\" cannot be a name", FINDING_TEXT_NAME },
	{ "vg {\n", "\"v\ng\" {\n", "v?g: \"v?g\" cannot be a name", FINDING_TEXT_NAME },
	{ "vg {\n", "\"\" {\n", "\"\" cannot be a name", FINDING_TEXT_NAME },
	{ "vg {\n", ". {\n", "\".\" cannot be the name of a VG", FINDING_TEXT_NAME },
	{ "vg {\n", ".. {\n", "\"..\" cannot be the name of a VG", FINDING_TEXT_NAME },
	{ "vg {\n", "-vg {\n", "\"-vg\" cannot be the name of a VG", FINDING_TEXT_NAME },
	{ "id = " TEXT_UUID("vg"), "id = \"x\"", "id is \"x\", which is not a UUID",
	  FINDING_TEXT_UUID },
	{ "id = " TEXT_UUID("vg"), "id = " TEXT_UUID("$g"), "which is not a UUID",
	  FINDING_TEXT_UUID },
	{ "id = " TEXT_UUID("vg"), "", "vg: id is missing", FINDING_TEXT_MISSING },
	{ "id = " TEXT_UUID("vg"), "id { }", "id is not a string", FINDING_TEXT_TYPE },
	{ "seqno = 7", "", "vg: seqno is missing", FINDING_TEXT_MISSING },
	{ "seqno = 7", "seqno = -1", "seqno is \"-1\", expected a number from 0 to",
	  FINDING_TEXT_RANGE },
	{ "seqno = 7", "seqno = 4294967296", "to 4294967295", FINDING_TEXT_RANGE },
	{ "seqno = 7", "seqno = 99999999999999999999999999999999999999", "expected a number",
	  FINDING_TEXT_RANGE },
	{ "seqno = 7", "seqno = [ 7, 8 ]", "seqno is a list, expected a number",
	  FINDING_TEXT_TYPE },
	{ "seqno = 7", "seqno = []", "seqno is a list, expected a number", FINDING_TEXT_TYPE },
	{ "seqno = 7", "seqno { }", "seqno is a section, expected a number", FINDING_TEXT_TYPE },
	{ "seqno = 7", "seqno = \"7\"", "seqno is \"7\", expected a number", FINDING_TEXT_TYPE },
	{ "seqno = 7", "seqno = 7.5", "seqno is \"7.5\", expected a number", FINDING_TEXT_TYPE },
	{ "extent_size = 8192", "extent_size = 0", "extent_size is \"0\", expected a number from 1",
	  FINDING_TEXT_RANGE },
	{ "extent_size = 8192", "extent_size = 4294967296", "extent_size is", FINDING_TEXT_RANGE },
	{ "extent_size = 8192", "", "extent_size is missing", FINDING_TEXT_MISSING },
	{ "max_lv = 0", "", "max_lv is missing", FINDING_TEXT_MISSING },
	{ "max_pv = 0", "", "max_pv is missing", FINDING_TEXT_MISSING },
	{ "status = [\"RESIZEABLE\", \"READ\", \"WRITE\"]", "", "vg: status is missing",
	  FINDING_TEXT_MISSING },
	{ "status = [\"RESIZEABLE\"", "status = [ 1", "status has a number in it",
	  FINDING_TEXT_TYPE },
	{ "flags = []", "flags { }", "flags is a section, expected a list", FINDING_TEXT_TYPE },
	{ "format = \"lvm2\"", "format = 2", "format is not a string", FINDING_TEXT_TYPE },
	{ "metadata_copies = 0", "tags = [ \"a\", 1 ]", "tags has the number 1 in it",
	  FINDING_TEXT_TYPE },
	{ "metadata_copies = 0", "tags { }", "tags is a section", FINDING_TEXT_TYPE },
	{ "metadata_copies = 0", "allocation_policy = 3", "allocation_policy is not a string",
	  FINDING_TEXT_TYPE },

	/* PVs */
	{ PVS, "", "physical_volumes is missing or empty", FINDING_TEXT_MISSING },
	{ PVS, "physical_volumes { }\n", "physical_volumes is missing or empty",
	  FINDING_TEXT_MISSING },
	{ PVS, "physical_volumes = 1\n", "physical_volumes is missing or empty",
	  FINDING_TEXT_MISSING },
	{ "pv1 {", "pv0 {", "physical_volumes/pv0: two PVs have this name", FINDING_TEXT_TWICE },
	{ PV1_UUID, PV0_UUID, "two PVs have the UUID " PV0_UUID, FINDING_TEXT_TWICE },
	{ PV("pv1", PV1_UUID), "pv1 = 1\n", "physical_volumes: \"pv1\" is not the section of a PV",
	  FINDING_TEXT_TYPE },
	{ "id = \"" PV0_UUID "\"", "", "pv0: id is missing", FINDING_TEXT_MISSING },
	{ "pe_start = 2048", "pe_start = -1", "pe_start is \"-1\"", FINDING_TEXT_RANGE },
	{ "pe_start = 2048", "", "pe_start is missing", FINDING_TEXT_MISSING },
	{ "pe_start = 2048", "pe_start = 9223372036854775807", "pe_start is", FINDING_TEXT_RANGE },
	{ "pe_start = 2048", "pe_start = 9223372036854775806", "more than a disk can have",
	  FINDING_TEXT_RANGE },
	{ "pe_count = 100", "", "pe_count is missing", FINDING_TEXT_MISSING },
	{ "pe_count = 100", "pe_count = 4294967296", "pe_count is", FINDING_TEXT_RANGE },
	{ "pe_count = 100", "pe_count = 4", "uses 5 extents from 0 on of PV " PV0_UUID ", which has 4",
	  FINDING_SEG_PAST_PV },
	{ "device = \"/dev/sda\"", "device = 3", "device is not a string", FINDING_TEXT_TYPE },
	{ "status = [\"ALLOCATABLE\"]", "", "pv0: status is missing", FINDING_TEXT_MISSING },
	{ "dev_size = 1048576", "dev_size = -1", "dev_size is \"-1\"", FINDING_TEXT_RANGE },

	/* LVs */
	{ "lv {", "\"lv \\\"x\" {", "cannot be a name", FINDING_TEXT_NAME },
	{ "lv {", "pv0 { a = 1 }\nlv {", "pv0: id is missing", FINDING_TEXT_MISSING },
	{ "lv {", "lv = 1\nlvx {", "\"lv\" is not the section of an LV", FINDING_TEXT_TYPE },
	{ "lv {", "lv { a = 1 }\nlv {", "lv: two LVs have this name", FINDING_TEXT_TWICE },
	{ "id = " TEXT_UUID("lv"), "", "lv: id is missing", FINDING_TEXT_MISSING },
	{ "status = [" VISIBLE "]", "", "lv: status is missing", FINDING_TEXT_MISSING },
	{ "segment_count = 1", "", "segment_count is missing", FINDING_TEXT_MISSING },
	{ "segment_count = 1", "segment_count = 2", "segment_count is 2, but it has 1 segments",
	  FINDING_TEXT_COUNT },
	{ "segment_count = 1", "segment_count = 1\nread_ahead = -2", "read_ahead is -2",
	  FINDING_TEXT_RANGE },
	{ "segment_count = 1", "segment_count = 1\nread_ahead = 5000000000", "read_ahead is",
	  FINDING_TEXT_RANGE },
	{ "segment_count = 1", "segment_count = 1\ncreation_time = \"now\"", "creation_time is",
	  FINDING_TEXT_TYPE },

	/* Segments */
	{ "start_extent = 0", "", "segment1: start_extent is missing", FINDING_TEXT_MISSING },
	{ "start_extent = 0", "start_extent = 1", "should start at extent 0 and starts at 1",
	  FINDING_SEG_GAP },
	{ "start_extent = 0", "start_extent = -1", "start_extent is \"-1\"", FINDING_TEXT_RANGE },
	{ "extent_count = 5", "extent_count = 0", "extent_count is \"0\", expected a number from 1",
	  FINDING_TEXT_RANGE },
	{ "extent_count = 5", "extent_count = -5", "extent_count is \"-5\"", FINDING_TEXT_RANGE },
	{ "extent_count = 5", "", "extent_count is missing", FINDING_TEXT_MISSING },
	{ "extent_count = 5", "extent_count = 4294967295", "of PV " PV0_UUID ", which has 100",
	  FINDING_SEG_PAST_PV },
	{ "start_extent = 0\nextent_count = 5",
	  "start_extent = 4294967294\nextent_count = 1", "starts at 4294967294", FINDING_SEG_GAP },
	{ "start_extent = 0\nextent_count = 5",
	  "start_extent = 4294967295\nextent_count = 2", "ends past extent 4294967295",
	  FINDING_SEG_END },
	{ "type = \"striped\"", "", "type is missing", FINDING_TEXT_MISSING },
	{ "type = \"striped\"", "type = 1", "type is not a string", FINDING_TEXT_TYPE },
};

START_TEST(test_refused)
{
	char *text = text_replace(VG(LV("lv", 5, LINEAR("pv0", 0))), rows[_i].from, rows[_i].to);

	text_rig_refused_as(text, rows[_i].id, rows[_i].error);
	free(text);
}
END_TEST

/* In text_everything: the references, areas and settings of segments. */
static const struct row segment_rows[] = {
	{ "stripe_count = 1\n", "", "stripe_count is missing", FINDING_TEXT_MISSING },
	{ "stripe_count = 1\n", "stripe_count = 0\n", "expected 2 for each of 0 areas",
	  FINDING_TEXT_COUNT },
	{ "stripe_count = 1\n", "stripe_count = 2\n", "has 2 values, expected 2 for each of 2",
	  FINDING_TEXT_COUNT },
	{ "stripe_count = 1\n", "stripe_count = 4294967295\n", "each of 4294967295 areas",
	  FINDING_TEXT_COUNT },
	{ "stripes = [ \"pv0\", 0 ]", "", "stripes is missing or empty", FINDING_TEXT_MISSING },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = []", "stripes is missing or empty",
	  FINDING_TEXT_MISSING },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv0\" ]", "stripes has 1 values",
	  FINDING_TEXT_COUNT },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ 0, \"pv0\" ]", "each followed by an extent",
	  FINDING_TEXT_TYPE },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv0\", -1 ]", "each followed by an extent",
	  FINDING_TEXT_TYPE },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv0\", 4294967296 ]",
	  "each followed by an extent", FINDING_TEXT_TYPE },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv9\", 0 ]", "no PV or LV \"pv9\"",
	  FINDING_TEXT_REFERENCE },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv0\", 100 ]", "uses 1 extents from 100 on",
	  FINDING_SEG_PAST_PV },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv0\", 4294967295 ]",
	  "uses 1 extents from 4294967295 on", FINDING_SEG_PAST_PV },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"pv0\", 1 ]", "extent 1 of PV " PV0_UUID,
	  FINDING_SEG_OVERLAP },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"r1_rmeta_0\", 0 ]",
	  "LV r1_rmeta_0 contains itself", FINDING_LV_LOOP },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"r1\", 0 ]", "contains itself",
	  FINDING_LV_LOOP },
	{ "stripes = [ \"pv0\", 0 ]", "stripes = [ \"r5\", 4 ]",
	  "uses 1 extents from 4 on of LV r5, which has 4", FINDING_SEG_PAST_LV },
	{ "stripe_count = 2\nstripe_size = 128\nstripes", "stripe_count = 2\nstripes",
	  "stripe_size is missing", FINDING_TEXT_MISSING },
	{ "extent_count = 6\ntype = \"striped\"\nstripe_count = 2",
	  "extent_count = 5\ntype = \"striped\"\nstripe_count = 2",
	  "5 extents cannot be spread evenly on 2 stripes", FINDING_SEG_SPREAD },

	{ "mirror_count = 2", "mirror_count = 3", "mirrors has 4 values", FINDING_TEXT_COUNT },
	{ "mirror_count = 2\n", "", "mirror_count is missing", FINDING_TEXT_MISSING },
	{ "mirror_log = \"mi_mlog\"", "mirror_log = \"gone\"", "mirror_log is the LV \"gone\"",
	  FINDING_TEXT_REFERENCE },
	{ "mirror_log = \"mi_mlog\"\nregion_size = 1024", "mirror_log = \"mi_mlog\"",
	  "region_size is missing", FINDING_TEXT_MISSING },
	{ "extents_moved = 2", "extents_moved = -2", "extents_moved is \"-2\"",
	  FINDING_TEXT_RANGE },

	{ "device_count = 2", "", "stripe_count is missing", FINDING_TEXT_MISSING },
	{ "device_count = 2", "device_count = 3", "raids has 4 values, expected 2 for each of 3",
	  FINDING_TEXT_COUNT },
	{ "raids = [ \"r1_rmeta_0\", ", "raids = [ \"-\", ", "the VG has no LV \"-\"",
	  FINDING_TEXT_REFERENCE },
	{ "raids = [ \"r1_rmeta_0\", ", "raids = [ 1, ", "the VG has no LV \"1\"",
	  FINDING_TEXT_REFERENCE },
	{ "type = \"raid5_ls\"\ndevice_count = 3", "type = \"raid6_nc\"\ndevice_count = 0",
	  "expected 2 for each of 0", FINDING_TEXT_COUNT },
	{ "raids = [ \"r1_rmeta_0\", \"r1_rimage_0\", \"r1_rmeta_1\", \"r1_rimage_1\" ]", "",
	  "raids is missing", FINDING_TEXT_MISSING },
	{ "raid0_lvs = [ \"r0_rimage_0\", \"r0_rimage_1\" ]",
	  "raids = [ \"r0_rimage_0\", \"r0_rimage_1\" ]", "raid0_lvs is missing",
	  FINDING_TEXT_MISSING },
	{ "type = \"raid1\"\ndevice_count = 2", "type = \"raid6\"\ndevice_count = 2",
	  "2 images are too few for raid6", FINDING_SEG_IMAGES },

	{ "chunk_size = 8\norigin", "origin", "chunk_size is missing", FINDING_TEXT_MISSING },
	{ "chunk_size = 8\norigin", "chunk_size = 0\norigin", "chunk_size is \"0\"",
	  FINDING_TEXT_RANGE },
	{ "merging_store = \"mc\"", "", "merging_store is missing", FINDING_TEXT_MISSING },
	{ "merging_store = \"mc\"", "merging_store = \"mo\"",
	  "LV mo is the origin and the store of one snapshot", FINDING_LV_COW },
	{ "merging_store = \"mc\"", "merging_store = \"mc2\"", "LV mc2 is the store of two",
	  FINDING_LV_COW },
	{ "origin = \"mo\"", "origin = 1", "origin is not a string", FINDING_TEXT_TYPE },
	{ "origin = \"mo\"", "origin = \"nobody\"", "origin is the LV \"nobody\"",
	  FINDING_TEXT_REFERENCE },

	{ "thin_pool = \"tp\"", "", "thin_pool is missing", FINDING_TEXT_MISSING },
	{ "thin_pool = \"tp\"", "thin_pool = \"the\"", "LV the contains itself", FINDING_LV_LOOP },
	{ "device_id = 1\n", "device_id = 16777216\n", "to 16777215", FINDING_TEXT_RANGE },
	{ "device_id = 1\n", "", "device_id is missing", FINDING_TEXT_MISSING },
	{ "transaction_id = 6", "transaction_id = 99999999999999999999", "transaction_id is",
	  FINDING_TEXT_RANGE },
	{ "chunk_size = 128\ndiscards", "chunk_size = 127\ndiscards", "chunk_size is \"127\"",
	  FINDING_TEXT_RANGE },
	{ "discards = \"nopassdown\"", "discards = \"some\"",
	  "discards is \"some\", expected one of passdown|nopassdown|ignore", FINDING_TEXT_WORD },
	{ "discards = \"nopassdown\"", "discards = \"pass\"", "discards is \"pass\"",
	  FINDING_TEXT_WORD },
	{ "create = \"th2\"", "merge = \"th2\"", "expected a message to create or delete",
	  FINDING_TEXT_MISSING },
	{ "pool = \"tp_tdata\"", "pool = \"tp\"", "LV tp contains itself", FINDING_LV_LOOP },
	{ "device_id = 3\norigin = \"th1\"", "device_id = 3\norigin = \"th2\"",
	  "LV th2 contains itself", FINDING_LV_LOOP },

	{ "cache_pool = \"cpp_cpool\"", "", "cache_pool is missing", FINDING_TEXT_MISSING },
	{ "metadata_format = 2\nchunk_size", "metadata_format = 3\nchunk_size",
	  "metadata_format is \"3\"", FINDING_TEXT_RANGE },
	{ "cache_mode = \"writeback\"", "cache_mode = \"magic\"", "cache_mode is \"magic\"",
	  FINDING_TEXT_WORD },
	{ "policy_settings {\nmigration_threshold=2048\n}", "policy_settings = 1",
	  "policy_settings is not a section", FINDING_TEXT_TYPE },
	{ "data_len = 12288", "data_len = -1", "data_len is \"-1\"", FINDING_TEXT_RANGE },
	{ "writecache = \"wcf_cvol\"", "", "writecache is missing", FINDING_TEXT_MISSING },
	{ "origin = \"integ_iorig\"", "", "origin is missing", FINDING_TEXT_MISSING },
	{ "vdo_offset = 3", "", "vdo_offset is missing", FINDING_TEXT_MISSING },
	{ "vdo_pool = \"vp\"", "vdo_pool = \"v1\"", "LV v1 contains itself", FINDING_LV_LOOP },
	{ "data = \"vp_vdata\"", "data = \"v1\"", "contains itself", FINDING_LV_LOOP },

	{ "\nh1 {", "\n\"h 1\" {", "cannot be a name", FINDING_TEXT_NAME },
	{ "\nh2 {", "\nh1 {", "two historical LVs have this name", FINDING_TEXT_TWICE },
	{ "\nh2 {", "\nh3 = 1\nh2 {", "\"h3\" is not the section of a historical LV",
	  FINDING_TEXT_TYPE },
	{ "id = " TEXT_UUID("h1"), "", "h1: id is missing", FINDING_TEXT_MISSING },
	{ "removal_time = 1795378617", "removal_time = -1", "removal_time is \"-1\"",
	  FINDING_TEXT_RANGE },
	{ "origin = \"-h1\"", "origin = \"-h9\"", "there is no LV \"-h9\"",
	  FINDING_TEXT_REFERENCE },
	{ "origin = \"-h1\"", "origin = \"h1\"", "there is no LV \"h1\"", FINDING_TEXT_REFERENCE },
	{ "origin = \"-h1\"", "origin = 1", "origin is not a string", FINDING_TEXT_TYPE },
	{ "origin = \"-h1\"", "origin = \"-h2\"", "LV h2 is its own ancestor",
	  FINDING_LV_ANCESTOR },
	{ "origin = \"-h1\"", "origin = \"late\"", "is its own ancestor", FINDING_LV_ANCESTOR },
	{ "descendants = [\"late\"]", "descendants = [\"early\"]", "there is no LV \"early\"",
	  FINDING_TEXT_REFERENCE },
	{ "descendants = [\"late\"]", "descendants = [1]", "descendants has the number 1",
	  FINDING_TEXT_TYPE },
};

START_TEST(test_segment_refused)
{
	char *text = text_replace(text_everything, segment_rows[_i].from, segment_rows[_i].to);

	text_rig_refused_as(text, segment_rows[_i].id, segment_rows[_i].error);
	free(text);
}
END_TEST

/* ------------------------------------------------------------------------
 * What is not made by one change
 */

START_TEST(test_no_vg)
{
	text_rig_refused(TAIL, "there is no section of a VG");
	text_rig_refused("", "contents is missing");
	text_rig_refused("\n# only a comment", "contents is missing");
}
END_TEST

START_TEST(test_nul_in_the_middle)
{
	static const char text[] = "vg {\n\0}\n" TAIL;
	struct text_rig rig;

	text_rig_parse_bytes(&rig, text, sizeof(text) - 1);
	ck_assert_int_eq(rig.result, -EBADMSG);
	ck_assert_ptr_nonnull(strstr(rig.error, "line 2: there is a NUL byte in the middle"));
	text_rig_end(&rig);
}
END_TEST

static char *nested(unsigned depth)
{
	static const char name[] = "section_____ { ", end[] = "} ";
	char *text = malloc(depth * (sizeof(name) + sizeof(end)) + sizeof(TAIL)), *at = text;

	for (unsigned i = 0; i < depth; i++)
		at = stpcpy(at, name);
	for (unsigned i = 0; i < depth; i++)
		at = stpcpy(at, end);
	strcpy(at, "\n" TAIL);
	return text;
}

START_TEST(test_depth)
{
	char *text = nested(TEXT_DEPTH_MAX);

	text_rig_refused(text, "id is missing");
	free(text);
	text = nested(TEXT_DEPTH_MAX + 1);
	text_rig_refused(text, "nested deeper than 32");
	free(text);
	text = nested(100000);
	text_rig_refused(text, "nested deeper than 32");
	free(text);
}
END_TEST

/* Three bytes would make a node of sixty. */
START_TEST(test_density)
{
	char *text = malloc(30001 + sizeof(TAIL)), *at = text;

	for (int i = 0; i < 10000; i++)
		at = stpcpy(at, "a{}");
	strcpy(at, "\n" TAIL);
	text_rig_refused(text, "more names and values than LVM2");
	free(text);
}
END_TEST

/* What names and values take is counted, and what is left is told. */
START_TEST(test_room)
{
	struct dm_pool *pool = dm_pool_create("test", 1024);
	size_t length = strlen(text_everything), room = SIZE_MAX, needed;
	struct volscan_vg *vg;

	ck_assert_int_eq(text_parse(text_everything, length, pool, NULL, &room, &vg), 0);
	needed = SIZE_MAX - room;
	ck_assert_uint_gt(needed, length);
	room = needed;
	ck_assert_int_eq(text_parse(text_everything, length, pool, NULL, &room, &vg), 0);
	ck_assert_uint_eq(room, 0);
	room = needed - 1;
	ck_assert_int_eq(text_parse(text_everything, length, pool, NULL, &room, &vg), -EBADMSG);
	dm_pool_destroy(pool);
}
END_TEST

START_TEST(test_long_names)
{
	char name[129], *from;
	struct text_rig rig;

	memset(name, 'n', sizeof(name));
	name[127] = '\0';
	ck_assert_int_gt(asprintf(&from, "%s {\n" VG_HEAD PVS "}\n" TAIL, name), 0);
	text_rig_read(&rig, from);
	ck_assert_str_eq(rig.vg->name, name);
	text_rig_end(&rig);
	free(from);

	name[127] = 'n';
	name[128] = '\0';
	ck_assert_int_gt(asprintf(&from, "%s {\n" VG_HEAD PVS "}\n" TAIL, name), 0);
	text_rig_refused(from, "cannot be a name");
	free(from);
}
END_TEST

/* Up to where it says what it is. */
START_TEST(test_cut_anywhere)
{
	size_t length = (size_t) (strstr(text_everything, "version = 1") - text_everything);
	struct text_rig rig;

	for (size_t i = 0; i <= length; i += 41) {
		text_rig_parse_bytes(&rig, text_everything, i);
		ck_assert_int_eq(rig.result, -EBADMSG);
		ck_assert_uint_eq(rig.errors, 1);
		text_rig_end(&rig);
	}
}
END_TEST

/* Sizes in bytes fit 64 bits. */
START_TEST(test_sizes)
{
	char *text, *both;

	text = text_replace(VG(LV("lv", 4294967295, "type = \"zero\"")),
			    "extent_size = 8192", "extent_size = 4294967295");
	text_rig_refused(text, "LV lv is larger than 16 EiB");
	both = text_replace(text, "pe_count = 100", "pe_count = 4294967295");
	text_rig_refused(both, "more than a disk can have");
	free(both);
	free(text);
}
END_TEST

START_TEST(test_sum_of_sizes)
{
	char *text, *one, *both;
	struct text_rig rig;

	text = text_replace(VG(""), "extent_size = 8192", "extent_size = 8388608");
	one = text_replace(text, "pe_count = 100", "pe_count = 4294967295");
	text_rig_refused(one, "the VG is larger than 16 EiB");
	both = text_replace(one, "pe_count = 100", "pe_count = 0");
	text_rig_read(&rig, both);
	text_rig_end(&rig);
	free(both);
	free(one);
	free(text);
}
END_TEST

Suite *text_refused_suite(void)
{
	Suite *suite = suite_create("text_refused");
	TCase *one = tcase_create("one change"), *rest = tcase_create("rest");

	tcase_add_loop_test(one, test_refused, 0, sizeof(rows) / sizeof(rows[0]));
	tcase_add_loop_test(one, test_segment_refused, 0,
			    sizeof(segment_rows) / sizeof(segment_rows[0]));
	suite_add_tcase(suite, one);

	tcase_add_test(rest, test_no_vg);
	tcase_add_test(rest, test_nul_in_the_middle);
	tcase_add_test(rest, test_depth);
	tcase_add_test(rest, test_density);
	tcase_add_test(rest, test_room);
	tcase_add_test(rest, test_long_names);
	tcase_add_test(rest, test_cut_anywhere);
	tcase_add_test(rest, test_sizes);
	tcase_add_test(rest, test_sum_of_sizes);
	suite_add_tcase(suite, rest);
	return suite;
}
