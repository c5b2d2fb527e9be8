/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a scan with check_all finds, each code once, and where; on every engine. */
#include <stdlib.h>
#include <string.h>

#include "scan_rig.h"
#include "unit.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define MIB (UINT64_C(1) << 20)

/* ------------------------------------------------------------------------
 * Damage, checksums repaired
 */

static void add_other_vg(char pv, const char *name, char id, unsigned seqno, const char *pvs)
{
	char *text = vg_text(&(struct vg_spec) { .name = name, .id = id, .seqno = seqno,
						 .pvs = pvs });

	rig_add_pv(pv, text);
	free(text);
}

/* A text whose numbers say that the PVs have `sectors`. */
static void add_sized_vg(unsigned sectors)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "a",
						 .pv_sectors = sectors });

	rig_add_pv('a', text);
	free(text);
}

static void precommit(unsigned disk)
{
	uint8_t *locn = rig->disks[disk]->data + AT_LOCN;

	memcpy(locn + 24, locn, 24);
	disk_fix_mda(rig->disks[disk], AT_MDA);
}

/* ------------------------------------------------------------------------
 * A disk or two for each code
 */

static void label_crc(void)
{
	rig_add_pv('a', NULL);
	rig_put(0, AT_LABEL + 16, 0x12345678, 4);
}

static void label_sector(void)
{
	rig_add_pv('a', NULL);
	rig_put(0, AT_LABEL + 8, 3, 8);
}

static void label_magic(void)
{
	rig_add_pv('a', NULL);
	rig_put(0, AT_LABEL, 'X', 1);
}

static void label_offset(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_LABEL_OFFSET, 480, 4);
}

static void label_passed(void)
{
	rig_add_pv('a', NULL);
	disk_label(rig->disks[0], &(const struct label_spec) { .id = 'b', .sector = 0 });
	rig_put(0, 16, 0x12345678, 4);
}

static void label_twice(void)
{
	rig_add_pv('a', NULL);
	disk_label(rig->disks[0], &(const struct label_spec) { .id = 'b', .sector = 3 });
}

static void pvh_uuid(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_PV_UUID + 5, '\033', 1);
}

/* From here on no pair of the sector has the offset 0. */
static void fill_lists(unsigned at)
{
	rig_add_pv('a', NULL);
	memset(rig->disks[0]->data + at, 1, 2 * AT_LABEL - at);
	disk_fix_label(rig->disks[0], 1);
}

static void pvh_data_list(void)
{
	fill_lists(AT_DATA_AREAS);
}

static void pvh_mda_list(void)
{
	fill_lists(AT_MDA_AREAS);
}

static void pvh_ba_list(void)
{
	fill_lists(AT_EXTENSION);
}

static void pvh_version(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_EXTENSION, 3, 4);
}

static void pvh_no_data(void)
{
	rig_add_pv('a', NULL);
	disk_label(rig->disks[0], &(const struct label_spec) { .id = 'a', .sector = 1 });
}

static void pvh_size(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_PV_SIZE, 9 * MIB, 8);
}

static void area_label(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_MDA_AREAS, 1023, 8);
}

static void area_past_end(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_MDA_AREAS + 8, 8 * MIB, 8);
}

static void area_data_past_end(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_DATA_AREAS + 8, 8 * MIB, 8);
}

static void area_past_64_bits(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_DATA_AREAS + 8, UINT64_MAX, 8);
}

static void area_overlap(void)
{
	disk_two_mdas(rig_add(disk_new(8 * MIB)), 'a', NULL, NULL, 0);
	rig_set_label(0, AT_MDA_AREAS + 16, 5 * 4096, 8);
}

/* The last of the seven extents of 1 MiB lies where the second mda is. */
static void area_extents(void)
{
	char *text = rig_text("a", 1);

	disk_two_mdas(rig_add(disk_new(8 * MIB)), 'a', text, text, 0);
	free(text);
}

static void area_pe_start(void)
{
	free(rig_add_vg("a", rig_text("a", 1)));
	rig_set_label(0, AT_DATA_AREAS, 2 * MIB, 8);
}

static void mda_past_end(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_MDA_AREAS, 8 * MIB, 8);
}

static void mda_crc(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_put(1, AT_MDA, 0x12345678, 4);
}

static void mda_magic(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA + 4, 'X', 1);
}

static void mda_version(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA_VERSION, 2, 4);
}

static void mda_start(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA_STARTS, 8192, 8);
}

static void mda_room(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA_LENGTH, 512, 8);
}

static void mda_size(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA_LENGTH, DISK_MDA_SIZE + 1, 8);
}

static void mda_smaller(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA_LENGTH, 65536, 8);
}

static void mda_too_long(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_label(1, AT_MDA_AREAS + 8, 0, 8);
	rig_set_mda(1, AT_MDA_LENGTH, 8 * MIB, 8);
}

static void mda_flags(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_LOCN_FLAGS, 6, 4);
}

/* The text takes up more than half of the area. */
static void mda_full(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_MDA_LENGTH, 512 + 1024 * 2, 8);
}

static void locn_offset(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_LOCN, 511, 8);
}

static void locn_size(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_LOCN_LENGTH, UINT64_C(3) << 30, 8);
}

static void locn_past_end(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_label(1, AT_MDA_AREAS + 8, 16 * MIB, 8);
	rig_put(1, AT_MDA_LENGTH, 16 * MIB, 8);
	rig_set_mda(1, AT_LOCN_LENGTH, 9 * MIB, 8);
}

static void locn_long(void)
{
	struct disk *disk = rig_add(disk_new(40 * MIB));

	disk_pv(disk, 'a', "vg {\n}\n");
	rig_set_label(0, AT_MDA_AREAS + 8, 39 * MIB, 8);
	rig_put(0, AT_MDA_LENGTH, 39 * MIB, 8);
	rig_set_mda(0, AT_LOCN_LENGTH, 33 * MIB, 8);
}

static void precommitted(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	precommit(1);
}

static void precommitted_bad(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	precommit(1);
	rig_set_mda(1, AT_SLOT1_CRC, 0x12345678, 4);
}

static void precommitted_nowhere(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	precommit(1);
	rig_set_mda(1, AT_SLOT1, 100, 8);
}

static void copy_crc(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_set_mda(1, AT_LOCN_CRC, 0x12345678, 4);
}

static void copy_crc_long(void)
{
	free(rig_add_vg("ab", rig_long_text("ab", 1)));
	rig_text_on(1)[RIG_LONG_TEXT_MIDDLE] ^= 1;
}

static void copy_name(void)
{
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_put(1, AT_TEXT, '?', 1);
}

static void copy_none(void)
{
	char *text = rig_text("ab", 1);

	rig_add_pv('a', text);
	rig_add_pv('b', NULL);
	free(text);
}

static void copy_old(void)
{
	add_other_vg('a', "vg", 'v', 2, "ab");
	add_other_vg('b', "vg", 'v', 1, "ab");
}

static void copy_foreign(void)
{
	add_other_vg('a', "vg", 'v', 2, "ab");
	add_other_vg('b', "old", 'o', 1, "c");
}

static void pv_missing(void)
{
	add_other_vg('a', "vg", 'v', 1, "ab");
}

static void pv_returned(void)
{
	char *text = vg_text(&(struct vg_spec) { .name = "vg", .id = 'v', .pvs = "ab",
						 .missing = "b", .lvs = 2 });

	free(rig_add_vg("ab", text));
}

static void pv_shrunk(void)
{
	add_sized_vg(16385);
}

static void pv_outdated(void)
{
	add_other_vg('a', "vg", 'v', 2, "a");
	add_other_vg('b', "vg", 'v', 1, "ab");
}

static void pv_unlisted(void)
{
	rig_add_pv('a', NULL);
	rig_set_label(0, AT_EXTENSION_FLAGS, 1, 4);
}

static void pv_duplicate(void)
{
	free(rig_add_vg("aa", rig_text("aa", 1)));
}

static void pv_claimed(void)
{
	add_other_vg('a', "vg", 'v', 2, "ac");
	add_other_vg('b', "wg", 'w', 1, "bc");
	rig_add_pv('c', NULL);
}

static void pv_unmarked(void)
{
	free(rig_add_vg("a", rig_text("a", 1)));
	rig_set_label(0, AT_EXTENSION_FLAGS, 0, 4);
}

static void vg_name(void)
{
	add_other_vg('a', "vg", 'v', 1, "a");
	add_other_vg('b', "vg", 'w', 1, "b");
}

static void vg_uuid(void)
{
	add_other_vg('a', "vg", 'v', 1, "a");
	add_other_vg('b', "other", 'v', 2, "b");
}

static void vg_split(void)
{
	add_other_vg('a', "vg", 'v', 3, "ab");
	free(rig_add_vg("b", rig_text("ab", 3)));
}

static void text_tells(void)
{
	rig_add_pv('a', "vg {\nid = \"what\"\n}\n");
}

/* ------------------------------------------------------------------------
 * Each found once
 */

#define NO_DEVICE -1

static const struct row {
	void (*make)(void);
	const char *code;
	int disk;		/* or NO_DEVICE */
	uint64_t offset, length;
	const char *field, *expected, *found;	/* NULL: not compared */
	const char *vg;
} rows[] = {
	{ label_crc, "VS-LABEL-CRC", 0, AT_LABEL + 16, 4, "label_header.crc", NULL, "0x12345678", "" },
	{ label_sector, "VS-LABEL-SECTOR", 0, AT_LABEL + 8, 8, "label_header.sector", "1", "3", "" },
	{ label_magic, "VS-LABEL-MAGIC", 0, AT_LABEL, 8, "label_header.id", "", "", "" },
	{ label_offset, "VS-LABEL-OFFSET", 0, AT_LABEL_OFFSET, 4, "label_header.offset", "", "480", "" },
	{ label_passed, "VS-LABEL-PASSED", 0, 16, 4, "label_header.crc", NULL, "0x12345678", "" },
	{ label_twice, "VS-LABEL-TWICE", 0, 0, 0, "", "", "", "" },
	{ pvh_uuid, "VS-PVH-UUID", 0, AT_PV_UUID, 32, "pv_header.pv_uuid", "", "", "" },
	{ pvh_data_list, "VS-PVH-DATA-LIST", 0, AT_DATA_AREAS, 2 * AT_LABEL - AT_DATA_AREAS,
	  "pv_header.data_areas", "", "", "" },
	{ pvh_mda_list, "VS-PVH-MDA-LIST", 0, AT_MDA_AREAS, 2 * AT_LABEL - AT_MDA_AREAS,
	  "pv_header.metadata_areas", "", "", "" },
	{ pvh_ba_list, "VS-PVH-BA-LIST", 0, AT_EXTENSION + 8, 2 * AT_LABEL - AT_EXTENSION - 8,
	  "pv_header.bootloader_areas", "", "", "" },
	{ pvh_version, "VS-PVH-VERSION", 0, 0, 0, "pv_header_extension.version", "2", "3", "" },
	{ pvh_no_data, "VS-PVH-NO-DATA", 0, 0, 0, "pv_header.data_areas", "", "", "" },
	{ pvh_size, "VS-PVH-SIZE", 0, 0, 0, "pv_header.device_size", "8388608", "9437184", "" },

	{ area_label, "VS-AREA-LABEL", 0, 1023, 1, "", "", "", "" },
	{ area_past_end, "VS-AREA-PAST-END", 0, AT_MDA, 8 * MIB, "", "8388608", "8392704", "" },
	{ area_data_past_end, "VS-AREA-PAST-END", 0, MIB, 8 * MIB, "", "8388608", "9437184", "" },
	{ area_past_64_bits, "VS-AREA-PAST-END", 0, MIB, UINT64_MAX - MIB, "", "8388608",
	  "18446744073709551615", "" },
	{ area_overlap, "VS-AREA-OVERLAP", 0, 5 * 4096, 251 * 4096, "", "", "", "" },
	{ area_extents, "VS-AREA-OVERLAP", 0, 7 * MIB, MIB, "", "", "", "" },
	{ area_pe_start, "VS-AREA-PE-START", 0, 0, 0, "pe_start", "4096", "2048", "vg" },

	{ mda_past_end, "VS-MDA-PAST-END", 0, 8 * MIB, 0, "", "8388608", "", "" },
	{ mda_crc, "VS-MDA-CRC", 1, AT_MDA, 4, "mda_header.crc", NULL, "0x12345678", "" },
	{ mda_magic, "VS-MDA-MAGIC", 1, AT_MDA + 4, 16, "mda_header.magic", "", "", "" },
	{ mda_version, "VS-MDA-VERSION", 1, AT_MDA_VERSION, 4, "mda_header.version", "1", "2", "" },
	{ mda_start, "VS-MDA-START", 1, AT_MDA_STARTS, 8, "mda_header.start", "4096", "8192", "" },
	{ mda_room, "VS-MDA-ROOM", 1, AT_MDA_LENGTH, 8, "mda_header.size", "", "512", "" },
	{ mda_size, "VS-MDA-SIZE", 1, AT_MDA_LENGTH, 8, "mda_header.size", "1044480", "1044481", "" },
	{ mda_smaller, "VS-MDA-SMALLER", 1, AT_MDA, 65536, "mda_header.size", "1044480", "65536", "" },
	{ mda_too_long, "VS-MDA-TOO-LONG", 1, AT_MDA_LENGTH, 8, "mda_header.size", "", "8388608", "" },
	{ mda_flags, "VS-MDA-FLAGS", 1, AT_MDA, 512, "raw_locn.flags", "", "0x00000006", "" },
	{ mda_full, "VS-MDA-FULL", 1, AT_MDA, 2560, "", "", "", "vg" },

	{ locn_offset, "VS-LOCN-OFFSET", 1, AT_LOCN, 8, "raw_locn.offset", "", "511", "" },
	{ locn_size, "VS-LOCN-SIZE", 1, AT_LOCN_LENGTH, 8, "raw_locn.size", "", "3221225472", "" },
	{ locn_past_end, "VS-LOCN-PAST-END", 1, AT_LOCN_LENGTH, 8, "raw_locn.size", "", "9437184", "" },
	{ locn_long, "VS-LOCN-LONG", 0, AT_TEXT, 33 * MIB, "raw_locn.size", "8388608", "34603008", "" },
	{ precommitted, "VS-PRECOMMITTED", 1, AT_TEXT, 0, "", "", "", "" },
	{ precommitted_bad, "VS-PRECOMMITTED-BAD", 1, AT_TEXT, 0, "raw_locn.checksum", "0x12345678",
	  NULL, "" },
	{ precommitted_nowhere, "VS-PRECOMMITTED-BAD", 1, AT_SLOT1, 8, "raw_locn.offset", "", "100", "" },
	{ copy_crc, "VS-COPY-CRC", 1, AT_TEXT, 0, "raw_locn.checksum", "0x12345678", NULL, "" },
	{ copy_crc_long, "VS-COPY-CRC", 1, AT_TEXT, 0, "raw_locn.checksum", NULL, NULL, "" },
	{ copy_name, "VS-COPY-NAME", 1, AT_TEXT, 0, "", "", "", "" },
	{ copy_none, "VS-COPY-NONE", 1, AT_MDA, DISK_MDA_SIZE, "", "", "", "vg" },
	{ copy_old, "VS-COPY-OLD", 1, AT_MDA, DISK_MDA_SIZE, "seqno", "2", "1", "vg" },
	{ copy_foreign, "VS-COPY-FOREIGN", 1, AT_MDA, DISK_MDA_SIZE, "", NULL, NULL, "vg" },

	{ pv_missing, "VS-PV-MISSING", NO_DEVICE, 0, 0, "", NULL, "", "vg" },
	{ pv_returned, "VS-PV-RETURNED", 1, 0, 0, "", "", "", "vg" },
	{ pv_shrunk, "VS-PV-SHRUNK", 0, 0, 0, "dev_size", "16385", "16384", "vg" },
	{ pv_outdated, "VS-PV-OUTDATED", 1, 0, 0, "", "", "", "vg" },
	{ pv_unlisted, "VS-PV-UNLISTED", 0, 0, 0, "", "", "", "" },
	{ pv_duplicate, "VS-PV-DUPLICATE", NO_DEVICE, 0, 0, "", NULL, NULL, "" },
	{ pv_claimed, "VS-PV-CLAIMED", 2, 0, 0, "", NULL, NULL, "vg" },
	{ pv_unmarked, "VS-PV-UNMARKED", 0, 0, 0, "pv_header_extension.flags", "", "", "vg" },
	{ vg_name, "VS-VG-NAME", NO_DEVICE, 0, 0, "", NULL, NULL, "vg" },
	{ vg_uuid, "VS-VG-UUID", NO_DEVICE, 0, 0, "id", "other", NULL, "vg" },
	{ vg_split, "VS-VG-SPLIT", 1, 0, 0, "seqno", "", "3", "vg" },
	{ text_tells, "VS-TEXT-CONTENTS", 0, AT_TEXT, 0, NULL, "", "", "" },
};

static void same(const char *what, const char *actual, const char *expected)
{
	ck_assert_msg(!expected || !strcmp(actual, expected), "%s is \"%s\", not \"%s\"", what,
		      actual, expected);
}

/* Of a text the length is what the raw_locn says, which is longer than nothing. */
static void check_place(const struct volscan_finding *finding, const struct row *row)
{
	ck_assert_uint_eq(finding->offset, row->offset);
	if (row->length || row->offset != AT_TEXT)
		ck_assert_uint_eq(finding->length, row->length);
}

static void check_finding(const struct volscan_finding *finding, const struct row *row)
{
	if (row->disk == NO_DEVICE)
		ck_assert_ptr_null(finding->device);
	else
		ck_assert_ptr_eq(finding->device, run_device((unsigned)row->disk));
	check_place(finding, row);
	same("field", finding->field, row->field);
	same("expected", finding->expected, row->expected);
	same("found", finding->found, row->found);
	same("vg", finding->vg, row->vg);
	ck_assert_str_ne(finding->message, "");
	ck_assert_str_ne(finding->title, "");
}

/* Notes are no warnings: nobody is to be woken up by them. */
static void check_log(const struct volscan_finding *finding)
{
	ck_assert_uint_eq(run_warnings(finding->message) > 0,
			  finding->severity != VOLSCAN_NOTE);
}

START_TEST(code_is_told_once)
{
	const struct row *row = &rows[_i];

	rig->settings = "metadata/check_all=1";
	row->make();
	rig_scan();
	check_finding(run_finding(row->code), row);
	check_log(run_finding(row->code));
	run_free();
}
END_TEST

START_TEST(sound_disks_have_no_findings)
{
	rig->settings = "metadata/check_all=1";
	free(rig_add_vg("ab", rig_text("ab", 1)));
	rig_add_pv('c', NULL);
	rig_scan();
	ck_assert_uint_eq(run.results.finding_count, 0);
	run_free();
}
END_TEST

/* What costs reads, or is nobody's business in a report. */
static void (*const only_when_checked[])(void) = {
	precommitted, precommitted_bad, copy_crc_long, mda_flags, mda_smaller, pvh_size,
	area_label, area_pe_start, pv_unmarked,
};

START_TEST(not_found_unless_all_is_checked)
{
	only_when_checked[_i]();
	rig_scan();
	ck_assert_uint_eq(run.results.finding_count, only_when_checked[_i] == area_label);
	run_free();
}
END_TEST

Suite *scan_check_suite(void)
{
	Suite *suite = suite_create("scan_check");
	TCase *tcase = rig_case(suite, "findings");

	tcase_add_loop_test(tcase, code_is_told_once, 0, COUNT_OF(rows));
	tcase_add_test(tcase, sound_disks_have_no_findings);
	tcase_add_loop_test(tcase, not_found_unless_all_is_checked, 0,
			    COUNT_OF(only_when_checked));
	return suite;
}
